"""Damaged and hostile pages: no exception, no long work, and the same record whenever the page comes."""

from __future__ import annotations

import json
import random
import time
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import newsspider
from benchmarks.mutants import MUTATIONS, ODD_ADDRESSES, mutants, seed_pages
from benchmarks.mutate import examine

QUICK = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
HOSTILE_SECONDS = 2.0
BODY = """<p>The bridge over the river was closed for a week while divers looked at its piers, the town said on Monday.</p>
<p>Two of the piers have cracks as wide as a hand. They were built in 1911 and last mended when the ferry was given up.</p>
<p>"Nobody needs to worry, but nobody should drive a lorry over it either," said Ann Tolliver, who heads the works office.</p>
<p>Until the piers are mended, buses turn at the mill and pupils walk the last part of their way over the footbridge.</p>"""
SECTION = (
    "<ul>" + "<li><a href='/town/the-bridge-is-closed-4411'>The bridge is closed for a week</a></li>" * 30 + "</ul>"
)
PIECES = (
    "<p>", "</p>", "<div>", "</div>", "<article>", "<h1>Bridge</h1>", "<br>", "<li>", "<table><tr><td>", "<!--", "-->",
    "<script type='application/ld+json'>", "</script>", '{"@type":"NewsArticle","author":', "[]", "}", "&#xd800;",
    "<meta charset=x>", "<time datetime='9999-99-99'>", "<a href='http://[::1'>", "\ud800", "\x00", "﷽", BODY,
)  # fmt: skip


pages = cache(seed_pages)


def record(html: str | bytes, url: str | None = None) -> str:
    """Return the record as it's written."""
    written = json.dumps(newsspider.extract(html, url).to_dict(), ensure_ascii=False, allow_nan=False)
    return written.encode().decode()


@pytest.mark.parametrize("kind", sorted(MUTATIONS))
def test_a_damaged_page_gives_a_record_and_the_same_one_again(kind: str) -> None:
    found = examine(mutants(pages(), 12, seed=3, only=kind, odd_addresses=0))
    assert found.faults == {}
    assert len(found.seconds) == 12


def test_a_seed_gives_the_same_mutants() -> None:
    first, again, other = (list(mutants(pages(), 20, seed)) for seed in (5, 5, 6))
    assert first == again
    assert first != other


@pytest.mark.parametrize("address", ODD_ADDRESSES, ids=lambda address: ascii(address)[:30])
@pytest.mark.parametrize("page", [BODY, SECTION], ids=["article", "section page"])
def test_no_address_is_too_odd(page: str, address: str | None) -> None:
    assert record(page, address) == record(page, address)


@QUICK
@given(st.binary(max_size=400))
def test_any_bytes_give_a_record(data: bytes) -> None:
    assert record(data) == record(data)


@QUICK
@given(st.text(max_size=300), st.none() | st.text(max_size=60))
def test_any_text_and_any_address_give_a_record(text: str, url: str | None) -> None:
    assert record(text, url) == record(text, url)


@QUICK
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_pieces_of_markup_give_a_record(markup: str) -> None:
    assert json.loads(record(markup))["text"] is not None


JSON_LD = '<script type="application/ld+json">'
AUTHORS = [{"name": f"Ann B{number}"} for number in range(30_000)]
SURROGATES = {
    "@type": "NewsArticle",
    "headline": "Bridge \ud800 closed",
    "articleSection": "\udfff",
    "keywords": ["\ud800"],
}
HOSTILE = {
    "deep divs before": "<div>" * 100_000 + BODY,
    "deep inline in a paragraph": f"{BODY}<p>{'<b><i>' * 20_000}deep</p>{BODY}",
    "many attributes": "<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">x</p>" + BODY,
    "long doctype": "<!DOCTYPE " + "a/" * 100_000 + ">" + BODY,
    "broken json-ld": JSON_LD + '{"@type":"Person",' + '"@type":"Person",' * 20_000 + "</script>" + BODY,
    "deep json-ld": JSON_LD + "[" * 100_000 + "</script>" + BODY,
    "many authors": JSON_LD + json.dumps({"@type": "NewsArticle", "author": AUTHORS}) + "</script>" + BODY,
    "lone surrogates in json-ld": JSON_LD + json.dumps(SURROGATES) + "</script>" + BODY,
    "one long word": f"<p>{'x' * 1_000_000}</p>{BODY}",
    "one long title": f"<title>{'Bridge closed ' * 70_000}</title><h1>Bridge closed</h1>{BODY}",
    "bare signs": "<" * 300_000 + BODY,
    "open tags in a row": BODY + "<d." * 100_000,
    "open tags with words": BODY + ("<d " * 299 + "word") * 300,
    "open comments": "<!--" * 60_000 + BODY,
    "many rows": f"{BODY}<table>{'<tr><td>a</td><td>b</td></tr>' * 60_000}</table>",
    "a wide row": f"{BODY}<table><tr>{'<td>x</td>' * 60_000}</tr></table>",
    "many breaks": BODY + "word<br>" * 60_000,
    "many times": BODY + "<time datetime='2026-03-01T10:00:00Z'>1 March 2026</time>" * 50_000,
    "one long text": f"{BODY}<p>{'word of a text. ' * 330_000}</p>",
    "blanks": BODY + " " * 1_000_000 + "\n" * 100_000 + BODY,
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_markup_is_bounded_in_time(page: str) -> None:
    record(BODY)  # what is loaded once isn't the page's
    started = time.process_time()
    record(page, "https://www.bridge.example/1")
    assert time.process_time() - started < HOSTILE_SECONDS


@pytest.mark.parametrize("kind", ["deep divs before", "deep inline in a paragraph", "many attributes", "long doctype"])
def test_the_article_among_hostile_markup_is_kept(kind: str) -> None:
    article = newsspider.extract(HOSTILE[kind], "https://www.bridge.example/1")
    assert "divers looked at its piers" in article.text


def test_the_same_page_gives_the_same_bytes_in_any_order_ten_times() -> None:
    rng = random.Random(11)
    chosen = rng.sample(pages(), 9)
    records: dict[str, set[str]] = {name: set() for name, _, _ in chosen}
    for _ in range(10):
        rng.shuffle(chosen)
        for name, url, html in chosen:
            records[name].add(record(html, url))
    assert {name for name, different in records.items() if len(different) != 1} == set()
