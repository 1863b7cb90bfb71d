from __future__ import annotations

import json
import subprocess
import sys

import newsspider
from newsspider.core.article import Article

PAGE = """<html><head><title>Ferry returns</title></head><body><h1>Ferry returns to the lake</h1>
<p>The ferry came back on Monday after a week in the yard, and nobody had missed it more than the baker did.</p>
<p>The captain said that the engine would last for another thirty years, as long as somebody oiled it.</p></body></html>"""


def test_extract_gives_an_article() -> None:
    article = newsspider.extract(PAGE, "https://lakepost.example.com/ferry")
    assert isinstance(article, Article)
    assert article.title == "Ferry returns to the lake"
    assert article.text.startswith("The ferry came back on Monday")
    assert article.url == "https://lakepost.example.com/ferry"


def test_text_and_bytes_give_the_same() -> None:
    from_bytes = newsspider.extract(PAGE.encode()).to_dict()
    from_text = newsspider.extract(PAGE).to_dict()
    assert from_bytes.pop("extraction")["charset"] == "utf-8"
    assert from_text.pop("extraction")["charset"] is None
    assert from_bytes == from_text


def test_the_record_is_json() -> None:
    record = newsspider.extract(PAGE).to_dict()
    assert json.loads(json.dumps(record)) == record


def test_importing_and_extracting_load_no_scrapy() -> None:
    code = (
        "import sys, newsspider; a = set(sys.modules); newsspider.extract('<p>x</p>');"
        "print([m for m in ('scrapy', 'twisted') if m in sys.modules], [m for m in ('trafilatura', 'py3langid') if m in a])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] []"
