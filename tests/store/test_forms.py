"""What a site's pages turned out to be decides how its next ones are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider import clock
from newsspider.store.forms import MAX_FORMS
from newsspider.store.listings import Visit
from newsspider.store.store import Outcome, Store
from tests.store.support import SITE, candidate, put, url

if TYPE_CHECKING:
    from pathlib import Path

FOUND = {"type": "section"}


def kinds(store: Store) -> dict[str, str]:
    return {c.url: c.kind for c in store.frontier.next_of("www.paper.example", 99, ())}


def test_links_are_taken_by_what_pages_of_their_form_were(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    for number in range(5):
        put(store, url(f"read/{number}"), f"text {number}")
        store.settle(candidate(f"quiz/of-the-day-{number}"), Outcome("dropped", "too_short"))
        store.settle(candidate(f"lost/{number}"), Outcome("failed", "timeout"))

    store.list_candidates(
        candidate(path, kind, discovery=FOUND)
        for path, kind in (("read/7", "page"), ("quiz/of-the-day-9", "article"), ("lost/9", "article"))
    )

    assert kinds(store) == {url("read/7"): "article", url("quiz/of-the-day-9"): "page", url("lost/9"): "article"}
    store.close("done")


def test_the_forms_of_a_site_are_bounded(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    for number in range(MAX_FORMS + 5):
        name = "".join(chr(97 + int(digit)) for digit in str(number))
        store.forms.learn(SITE, url(f"{name}/x"), "stored", None)
    (count,) = store.forms._db.execute("SELECT count(*) FROM forms").fetchone()
    assert count == MAX_FORMS
    store.close("done")


def test_the_pages_of_a_list_are_followed_while_they_bring_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(tmp_path, "news")
    put(store, url("read/known"), "text")
    monkeypatch.setattr(clock, "_offset_seconds", 60.0)
    page = candidate("list?page=2", "section", depth=1)
    store.list_candidates([page])

    def read(*links: str) -> list[str]:
        found = tuple(candidate(link, "article", depth=2, discovery=FOUND) for link in links)
        return [c.url for c in store.settle(page, Outcome("dropped", "section_page", None, found, Visit()))]

    assert read("read/known", "list?page=3") == []
    monkeypatch.setattr(clock, "_offset_seconds", 120.0)
    assert read("read/new", "list?page=3") == [url("read/new"), url("list?page=3")]
    store.close("done")


def test_whether_a_list_is_followed_does_not_depend_on_which_of_two_lists_is_read_first(tmp_path: Path) -> None:
    """A story that both name may be stored by the time that the second is read."""
    store = Store.open(tmp_path, "news")
    first, second = (candidate(name, "section", depth=1) for name in ("harbour", "latest"))
    store.list_candidates([first, second])
    story = candidate("read/ferry", "article", depth=2, discovery=FOUND)
    older = candidate("latest?page=2", "section", depth=2, discovery=FOUND)

    store.settle(first, Outcome("dropped", "section_page", None, (story,), Visit()))
    put(store, story.url, "text")
    store.settle(second, Outcome("dropped", "section_page", None, (story, older), Visit()))

    assert older.url in kinds(store)
    store.close("done")


@pytest.mark.parametrize("seconds", [0.0, 3600.0], ids=["at once", "after a pause"])
@pytest.mark.parametrize(
    ("far", "followed"),
    [("read/ferry", False), ("read/strike", True)],
    ids=["names what a nearer list names", "names another story"],
)
def test_whether_a_far_list_leads_on_does_not_depend_on_the_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, far: str, followed: bool
) -> None:
    """A list two links away is read at once in one run, and after a kill in another."""
    store = Store.open(tmp_path, "news")
    near, facet = candidate("harbour", "section", depth=1), candidate("harbour/by-date", "section", depth=2)
    further = candidate("harbour/by-date/reversed", "section", depth=3, discovery=FOUND)
    store.list_candidates([near])
    story = candidate("read/ferry", "article", depth=2, discovery=FOUND)
    store.settle(near, Outcome("dropped", "section_page", None, (story, facet), Visit()))
    monkeypatch.setattr(clock, "_offset_seconds", seconds)
    named = candidate(far, "article", depth=3, discovery=FOUND)

    store.settle(facet, Outcome("dropped", "section_page", None, (named, further), Visit()))

    assert (further.url in kinds(store)) is followed
    store.close("done")


def test_older_pages_are_left_alone_where_only_other_lists_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists wait again in every run, which is nothing new."""
    store = Store.open(tmp_path, "news")
    put(store, url("read/known"), "text")
    latest, other = (candidate(name, "section", depth=1, discovery=FOUND) for name in ("latest", "harbour"))
    store.list_candidates([latest, other])
    known = candidate("read/known", "article", depth=2, discovery=FOUND)
    links = (
        known,
        candidate("read/found-then", "article", depth=2, discovery=FOUND),
        other,
        candidate("latest?page=2", "section", depth=2, discovery=FOUND),
    )
    monkeypatch.setattr(clock, "_offset_seconds", 60.0)
    found_then = candidate("read/found-then", "article", depth=2, discovery=FOUND)
    store.settle(latest, Outcome("dropped", "section_page", None, (known, found_then, other), Visit()))
    put(store, found_then.url, "another text")
    monkeypatch.setattr(clock, "_offset_seconds", 3600.0)

    waiting = store.settle(latest, Outcome("dropped", "section_page", None, links, Visit()))

    assert [c.url for c in waiting] == [other.url]
    store.close("done")


def test_the_parts_of_a_sitemap_are_no_older_pages(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    index = candidate("sitemap.xml", "listing", depth=1)
    store.list_candidates([index])
    parts = tuple(
        candidate(f"sitemap.xml?page={n}", "listing", depth=2, discovery={"type": "sitemap"}) for n in (1, 2)
    )

    waiting = store.settle(index, Outcome("dropped", "sitemap", None, parts, Visit()))

    assert [c.url for c in waiting] == [part.url for part in parts]
    store.close("done")
