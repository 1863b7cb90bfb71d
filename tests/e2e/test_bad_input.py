"""Bad input among good: a named reason or a clear error, the right exit code, and nothing lost."""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsspider.exitcodes import ExitCode
from newsspider.settings import ITEM_PIPELINES
from tests.support.commands import crawl_site, last_run, records, run_scrapy
from tests.support.origin import Origin, Reply, article, front_page, site_of_articles

if TYPE_CHECKING:
    from pathlib import Path

GOOD = 8


def _bad_pages() -> dict[str, tuple[Reply, str, str]]:
    """Return path: (answer, state, reason)."""
    html = {"Content-Type": "text/html"}
    return {
        "/bad/empty.html": (Reply(""), "failed", "empty_body"),
        "/bad/paper.pdf.html": (
            Reply(b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", headers={"Content-Type": "application/pdf"}),
            "dropped",
            "not_html",
        ),
        "/bad/paper-as-html.html": (Reply(b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", headers=html), "dropped", "not_html"),
        "/bad/noise.html": (Reply(bytes(range(1, 256)) * 40, headers=html), "dropped", "not_html"),
        "/bad/gone.html": (Reply("gone", 410), "dropped", "http_410"),
        "/bad/broken.html": (Reply("oops", 500), "failed", "http_500"),
        "/bad/private.html": (Reply("", 302, {"Location": "http://127.0.0.2:9/admin"}), "failed", "private_address"),
        "/bad/hex.html": (Reply("", 302, {"Location": "http://0x7f000001:9/admin"}), "failed", "private_address"),
        "/bad/file.html": (Reply("", 302, {"Location": "file:///etc/passwd"}), "failed", "bad_redirect"),
        "/bad/loop.html": (Reply("", 302, {"Location": "/bad/loop.html?again"}), "failed", "too_many_redirects"),
        "/bad/huge.html": (Reply(b"<p>x</p>" * 2_000_000), "failed", "too_large"),
    }


def test_bad_pages_end_under_their_reason_and_their_neighbours_are_stored(tmp_path: Path) -> None:
    bad = _bad_pages()
    pages = site_of_articles(GOOD)
    pages["/"] = Reply(front_page([p for p in pages if p != "/"] + list(bad)))
    pages |= {path: reply for path, (reply, _, _) in bad.items()}
    pages["/bad/loop.html?again"] = pages["/bad/loop.html"]
    with Origin(pages) as origin:
        done = crawl_site(origin, tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert "Traceback" not in done.stderr
    assert len(records(tmp_path)) == GOOD
    counts = last_run(tmp_path)["counts"]
    expected: dict[str, dict[str, int]] = {"dropped": {"section_page": 1}, "failed": {}}
    for _, state, reason in bad.values():
        expected[state][reason] = expected[state].get(reason, 0) + 1
    assert counts["dropped"] == expected["dropped"]
    assert counts["failed"] == expected["failed"]


def _slow_pages() -> dict[str, str]:
    return {
        "long-doctype": "<!DOCTYPE " + "a/" * 100_000 + "><html><body><h1>T</h1><p>Text.</p></body></html>",
        "broken-json-ld": (
            "<html><head><script type='application/ld+json'>{" + '"@type":"Person",' * 25_000 + "</script></head>"
            "<body><h1>T</h1><p>Text.</p></body></html>"
        ),
        "short-paragraphs": "<html><body><h1>T</h1>" + "<p>a</p>" * 200_000 + "</body></html>",
        "deep-nesting": "<html><body>" + "<div>" * 100_000 + article(77) + "</body></html>",
        "many-attributes": "<html><body " + " ".join(f"a{n}=1" for n in range(100_000)) + ">" + article(78),
    }


def test_pages_that_would_hang_the_extractor_cost_only_themselves(tmp_path: Path) -> None:
    pages = site_of_articles(GOOD)
    pages |= {f"/news/{name}.html": Reply(page) for name, page in _slow_pages().items()}
    pages["/"] = Reply(front_page([p for p in pages if p != "/"]))
    with Origin(pages) as origin:
        done = crawl_site(origin, tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    run = last_run(tmp_path)
    good = {f"{origin.url}news/{n}.html" for n in range(GOOD)}
    assert good <= {r["url"] for r in records(tmp_path)}
    assert run["counts"]["waiting"] == 0
    assert run["counts"]["listed"] == len(pages)
    others = [r for r in records(tmp_path) if r["url"] not in good]
    assert all(r["text"] for r in others), "no article without text"


class Breaking:
    """A step of a user's own that breaks over one page."""

    def process_item(self, item: Any) -> Any:
        """Raise for the page."""
        if urlsplit(item["url"]).path == "/news/1.html":
            raise ValueError("planted")
        return item


def test_a_page_that_a_step_breaks_over_is_kept_aside_until_replay_stores_it(tmp_path: Path) -> None:
    pages = site_of_articles(3)
    broken = article(1).replace("</h1>", " café</h1>").encode("latin-1")
    pages["/news/1.html"] = Reply(broken, headers={"Content-Type": "text/html; charset=iso-8859-1"})
    steps = {**ITEM_PIPELINES, f"{__name__}.Breaking": 250}
    with Origin(pages) as origin:
        assert crawl_site(origin, tmp_path, ITEM_PIPELINES=json.dumps(steps)).returncode == ExitCode.DONE
    assert last_run(tmp_path)["counts"]["failed"] == {"pipeline_error": 1}
    (kept,) = (tmp_path / "failed" / "pipeline_error").iterdir()
    row = json.loads(gzip.decompress(kept.read_bytes()))
    assert base64.b64decode(row["html_base64"]) == broken
    assert row["detail"] == "ValueError: planted"

    done = run_scrapy("crawl", "replay", "-a", f"pages={tmp_path / 'failed'}", output=tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert last_run(tmp_path)["counts"]["stored"] == 1
    assert records(tmp_path)[-1]["title"].endswith(" café")
    assert not list((tmp_path / "failed").rglob("*.gz"))


def _rows() -> list[dict[str, object]]:
    return [{"url": f"https://paper.example/{n}.html", "html": article(n)} for n in range(GOOD)]


def test_replay_of_files_cut_in_the_middle_keeps_what_stands_before_the_cuts(tmp_path: Path) -> None:
    plain, packed = tmp_path / "pages.jsonl", tmp_path / "pages.jsonl.gz"
    rows = [{"url": f"https://other.example/{n}.html", "html": article(n)} for n in range(GOOD, 2 * GOOD)]
    plain.write_bytes("".join(json.dumps(row) + "\n" for row in _rows()).encode()[:-40])
    packed.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode())[:-40])
    done = run_scrapy("crawl", "replay", "-a", f"pages={plain},{packed}", output=tmp_path / "output")
    assert done.returncode == ExitCode.SOME_SOURCES_FAILED
    assert last_run(tmp_path / "output")["counts"]["failed"] == {"file_cut": 2}
    stored = [urlsplit(record["url"]).hostname for record in records(tmp_path / "output")]
    assert stored.count("paper.example") == GOOD - 1
    assert 0 < stored.count("other.example") < GOOD


def test_replay_names_what_is_wrong_with_a_row_and_goes_on(tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    bad = [
        '{"html": "<p>no url</p>"}',
        '{"url": "https://paper.example/x"}',
        "not json",
        "[1, 2]",
        '{"url": "mailto:a@b", "text": "x"}',
    ]
    pages.write_text("\n".join([*bad, *(json.dumps(row) for row in _rows())]) + "\n", encoding="utf-8")
    done = run_scrapy("crawl", "replay", "-a", f"pages={pages}", output=tmp_path / "output")
    assert done.returncode == ExitCode.DONE, done.stderr
    counts = last_run(tmp_path / "output")["counts"]
    assert counts["dropped"] == {"row_unreadable": 2, "row_without_page": 1, "row_without_url": 2}
    assert counts["stored"] == GOOD == len(records(tmp_path / "output"))
    again = run_scrapy("crawl", "replay", "-a", f"pages={pages}", output=tmp_path / "output")
    assert again.returncode == ExitCode.DONE
    assert last_run(tmp_path / "output")["counts"]["unchanged"] == GOOD
    assert len(records(tmp_path / "output")) == GOOD


def test_one_bad_address_among_good_ones_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    with Origin(site_of_articles(2)) as origin:
        done = run_scrapy(
            "crawl", "news", "-a", f"urls=gopher://old.example/,{origin.url}", output=tmp_path,
            PRIVATE_HOSTS_ALLOWED=origin.host, DOWNLOAD_DELAY=0,
        )  # fmt: skip
    assert done.returncode == ExitCode.SOME_SOURCES_FAILED
    assert "gopher://old.example/" in done.stdout
    assert last_run(tmp_path)["counts"]["failed"] == {"unsupported_scheme": 1}
    assert len(records(tmp_path)) == 2
