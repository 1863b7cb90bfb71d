"""A page that is known under one of its URLs isn't listed anew under another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from newsspider.store.finished import finish_record
from newsspider.store.frontier import Candidate
from newsspider.store.store import Outcome, Store
from tests.store.support import record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SITE, MOBILE, PLAIN = "example.com", "m.example.com", "www.example.com"


def url(path: object, host: str = PLAIN) -> str:
    return f"https://{host}/{path}"


def candidate(path: object, kind: str = "article", host: str = PLAIN, **more: Any) -> Candidate:
    return Candidate(url(path, host), host, SITE, kind, **more)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, "news")
    yield opened
    opened.close("done")


def mobile(path: object) -> Candidate:
    return candidate(path, host=MOBILE)


def waiting(store: Store) -> list[str]:
    return sorted(c.url for host in (MOBILE, PLAIN) for c in store.frontier.next_of(host, 100, ()))


def put(
    store: Store, found: Candidate, text: str, *, variants: tuple[str, ...] = (), at: str = "", **more: str
) -> None:
    plain = record(at or found.url, text, **more)
    decision = store.decide(plain, SITE)
    store.put(found, finish_record(plain, decision), decision, SITE, variants)


@pytest.mark.parametrize("first", ["plain", "variant"])
def test_a_listing_that_gives_both_forms_gives_one_page(store: Store, first: str) -> None:
    both = [candidate(1), mobile(1)] if first == "plain" else [mobile(1), candidate(1)]
    store.list_candidates(both)
    assert waiting(store) == [url(1)]


@pytest.mark.parametrize(
    ("outcome", "folds"),
    [
        pytest.param(Outcome("dropped", "duplicate_text"), True, id="read"),
        pytest.param(Outcome("dropped", "gone"), True, id="withdrawn"),
        pytest.param(Outcome("dropped", "http_404"), False, id="not there"),
        pytest.param(Outcome("dropped", "soft_404"), False, id="says that it is not there"),
        pytest.param(Outcome("dropped", "robots_disallowed"), False, id="forbidden"),
        pytest.param(Outcome("failed", "timeout"), False, id="failed"),
    ],
)
def test_a_plain_form_that_is_no_page_does_not_count(store: Store, outcome: Outcome, folds: bool) -> None:
    store.settle(candidate(1), outcome)
    store.list_candidates([mobile(1)])
    assert waiting(store) == ([] if folds else [url(1, MOBILE)])


def test_a_change_that_a_listing_names_for_the_variant_is_the_pages(store: Store) -> None:
    put(store, candidate(1), "one")
    found = store.list_candidates([candidate(1, host=MOBILE, discovery={"modified": "2199-01-01T00:00:00Z"})])
    assert [(c.url, c.host) for c in found] == []  # just stored, so not yet worth a look
    assert waiting(store) == []


def test_numbers_in_queries_do_not_fold(store: Store) -> None:
    store.list_candidates([candidate("story?id=1"), candidate("story?id=2"), mobile("story?id=3")])
    assert waiting(store) == [url("story?id=3", MOBILE), url("story?id=1"), url("story?id=2")]


def test_what_a_person_gives_is_read_as_given(store: Store) -> None:
    store.list_candidates([candidate(1), candidate(1, "seed", host=MOBILE)])
    assert waiting(store) == [url(1, MOBILE), url(1)]


def test_an_article_that_looks_like_a_variant_comes_after_the_others(store: Store) -> None:
    store.list_candidates([candidate("1/amp"), candidate(2), candidate("world", "section")])
    assert [c.url for c in store.frontier.next_of(PLAIN, 9, ())] == [url(2), url("world"), url("1/amp")]


def test_a_variant_whose_plain_form_is_listed_later_is_not_fetched(store: Store) -> None:
    store.list_candidates([candidate("1/amp")])
    (found,) = store.frontier.next_of(PLAIN, 9, ())
    assert store.plain_of(found) is None
    store.list_candidates([candidate(1)])
    assert store.plain_of(found) == url(1)
    store.settle(found, Outcome("dropped", "variant", url(1)))
    assert waiting(store) == [url(1)]


def test_a_variant_that_is_stored_stays_itself(store: Store) -> None:
    put(store, candidate("1/amp"), "one")
    store.settle(candidate(1), Outcome("dropped", "duplicate_text"))
    (row,) = store.outcomes.of([url("1/amp")]).values()
    assert row == ("stored", None)
    found = candidate("1/amp", id=1)
    assert store.plain_of(found) is None


def test_addresses_that_a_page_names_are_its_own(store: Store) -> None:
    put(store, candidate(1), "one", variants=(url("lite/1"),))
    store.list_candidates([candidate("lite/1")])
    assert waiting(store) == []


def test_where_a_page_redirected_to_is_its_own(store: Store) -> None:
    put(store, candidate("short/1"), "one", at=url("the-long-way/1"))
    store.list_candidates([candidate("the-long-way/1")])
    assert waiting(store) == []


def test_a_canonical_url_counts_only_for_a_variant_of_it(store: Store) -> None:
    put(store, mobile(1), "one", canonical_url=url(1))
    put(store, candidate(2), "two", canonical_url=url(3))
    store.list_candidates([candidate(1), candidate(3)])
    assert waiting(store) == [url(3)], "some sites name one canonical URL for all their pages"
