from __future__ import annotations

import pytest

from newsspider.core.feeds.model import Entry
from newsspider.core.feeds.read import read_listing
from tests.core.feeds.writing import FEED, SITE, atom, urls_of


def test_every_field_of_an_entry_is_kept() -> None:
    found = read_listing(
        atom(
            f"<title type='html'>Pier &lt;i&gt;opens&lt;/i&gt;</title><id>tag:1</id><link rel='alternate' href='{SITE}/1'/>"
            "<published>2026-03-03T08:00:00+01:00</published><updated>2026-03-03T09:00:00Z</updated>"
            "<author><name>Ada Birk</name><email>a@x.example</email></author><category term='town' label='Town'/>"
            "<summary>Soon</summary><link rel='enclosure' type='image/png' href='/p.png'/>",
            head="<link rel='next' href='/feed.xml?p=2'/><link rel='hub' href='https://hub.example/'/>",
            root='xmlns="http://www.w3.org/2005/Atom" xml:lang="fr-CA"',
        ),
        FEED,
    )

    assert found is not None
    assert (found.kind, found.title, found.language) == ("atom", "Lake Post", "fr")
    assert (found.next_page, found.hub) == (f"{FEED}?p=2", "https://hub.example/")
    assert found.entries == (
        Entry(
            url=f"{SITE}/1",
            kind="feed",
            title="Pier opens",
            date="2026-03-03T08:00:00+01:00",
            modified="2026-03-03T09:00:00Z",
            language="fr",
            categories=("Town",),
            authors=("Ada Birk",),
            description="Soon",
            guid="tag:1",
            image=f"{SITE}/p.png",
        ),
    )


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        pytest.param(
            f"<link rel='self' href='{SITE}/x'/><link rel='alternate' href='{SITE}/a'/>", "/a", id="alternate"
        ),
        pytest.param(f"<link href='{SITE}/a'/>", "/a", id="no-relation"),
        pytest.param(
            f"<link rel='alternate' type='application/pdf' href='{SITE}/x'/>"
            f"<link rel='alternate' type='text/html' href='{SITE}/a'/>",
            "/a",
            id="page-before-file",
        ),
        pytest.param(f"<link rel='replies' href='{SITE}/x'/><id>{SITE}/a</id>", "/a", id="id-is-a-url"),
        pytest.param("<link href='a' xml:base='https://www.lakepost.example/b/'/>", "/b/a", id="base-of-the-link"),
        pytest.param(f"<link>{SITE}/a</link>", "/a", id="link-as-text"),
    ],
)
def test_the_url_is_that_of_the_page(entry: str, path: str) -> None:
    assert urls_of(atom(f"<title>A</title>{entry}")) == [path]


def test_bases_join_from_feed_to_entry() -> None:
    data = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://www.lakepost.example/x/">'
        '<entry xml:base="y/"><title>A</title><link href="z"/></entry></feed>'
    )

    assert urls_of(data.encode()) == ["/x/y/z"]


@pytest.mark.parametrize(
    "root",
    ['xmlns="http://purl.org/atom/ns#" version="0.3"', "", 'xmlns="https://wrong.example/ns"'],
    ids=["atom-0.3", "no-namespace", "wrong-namespace"],
)
def test_other_namespaces_are_read_too(root: str) -> None:
    found = read_listing(
        atom(f"<title>A</title><link href='{SITE}/1'/><issued>2026-03-03T08:00:00Z</issued>", root=root), FEED
    )

    assert found is not None
    assert [(e.title, e.url, e.date) for e in found.entries] == [("A", f"{SITE}/1", "2026-03-03T08:00:00Z")]


def test_prefixed_atom_is_read() -> None:
    data = (
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Lake Post</a:title>'
        f"<a:entry><a:title>A</a:title><a:link href='{SITE}/1'/></a:entry></a:feed>"
    )

    assert urls_of(data.encode()) == ["/1"]


def test_a_title_in_xhtml_is_read_as_text() -> None:
    found = read_listing(
        atom(
            "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>The <em>pier</em></div></title>"
            f"<link href='{SITE}/1'/>"
        ),
        FEED,
    )

    assert found is not None
    assert found.entries[0].title == "The pier"
