from __future__ import annotations

import pytest

from newsspider.core.listing import find_listing, is_linked_from_foot
from newsspider.core.page import Page, parse_page

URL = "https://lakepost.example/harbour"
CARD = (
    '<div class="card"><a href="/s/{n}">Ferry number {n} returns to the lake</a><p>It was away for a week.</p></div>'
)
ITEM = '<li><a href="/s/{n}">Ferry number {n} returns to the lake</a></li>'


def page(body: str, url: str | None = URL) -> Page:
    return parse_page(f"<html><body>{body}</body></html>", url)


def several(part: str, count: int = 4) -> str:
    return "".join(part.format(n=n) for n in range(count))


@pytest.mark.parametrize(
    ("body", "links", "cards"),
    [
        (several(CARD), 4, 4),
        (f"<main><ul>{several(ITEM)}</ul></main>", 4, 0),
        (f"<nav>{several(ITEM)}</nav>", 0, 0),
        (f"<aside>{several(CARD)}</aside>", 0, 0),
        (f'<div class="most-read">{several(CARD)}</div>', 0, 0),
        (f"<footer>{several(ITEM)}</footer>", 0, 0),
        ('<a href="/a">More</a>' * 5, 0, 0),
        ('<a href="#x">Jump to the part about ferries</a>', 0, 0),
        ('<a href="/harbour">The ferry returns to the lake</a>', 0, 0),
        ('<a href="http://[bad">The ferry returns to the lake</a>', 1, 0),
        ('<p>It said that <a href="/s/1">the ferry returns to the lake</a>.</p>', 1, 0),
        ("", 0, 0),
    ],
    ids=[
        "cards",
        "plain list",
        "nav",
        "aside",
        "most read",
        "footer",
        "short",
        "jump",
        "itself",
        "malformed",
        "prose",
        "none",
    ],
)
def test_teasers_of_the_main_part(body: str, links: int, cards: int) -> None:
    listing = find_listing(page(body))
    assert (listing.links, listing.cards) == (links, cards)
    assert len(listing.texts) == cards


def test_headlines_in_scripts_without_spaces_count() -> None:
    assert find_listing(page('<a href="/s/1">渡轮在一周后返回湖上</a>')).links == 1


@pytest.mark.parametrize(
    ("body", "url", "linked"),
    [
        ('<footer><a href="/harbour">Contact</a></footer>', URL, True),
        ('<div class="site-foot"><a href="/harbour/">Contact</a></div>', URL, True),
        ('<footer><a href="/other">Contact</a></footer>', URL, False),
        ('<div><a href="/harbour">Contact</a></div>', URL, False),
        ('<footer><a href="/">Home</a></footer>', "https://lakepost.example/", False),
        ('<footer><a href="/harbour">Contact</a></footer>', None, False),
    ],
    ids=["footer", "named foot", "other page", "not in the foot", "home page", "no address"],
)
def test_pages_of_the_sites_furniture(body: str, url: str | None, linked: bool) -> None:
    assert is_linked_from_foot(page(body, url)) is linked
