from __future__ import annotations

from newsspider.core.blocks import Block
from newsspider.core.metadata.enrich import enrich
from tests.core.metadata.support import RULES, block, body, ld, meta, page

TEXT = (
    "The ferry came back on Monday after a week in the yard, and nobody had missed it more than the baker.",
    "The baker delivers bread to both shores and had to drive around the lake twice a day.",
)


def test_every_field_names_its_origin() -> None:
    head = ld(
        headline="Ferry returns", datePublished="2024-03-26", author="Dana Whitlow", articleSection="Harbour",
        keywords="ferry", publisher={"name": "Lake Post"}, isAccessibleForFree=False, image="/a.jpg",
    )  # fmt: skip
    blocks = [
        block("kicker", "Boats"),
        block("headline", "Ferry returns"),
        block("standfirst", "At last."),
        *body(*TEXT),
    ]
    found = enrich(page(head), blocks, RULES)
    assert (found.title, found.kicker, found.description) == ("Ferry returns", "Boats", "At last.")
    assert found.is_accessible_for_free is False
    assert found.origins == {
        "title": "headline",
        "kicker": "kicker block",
        "section": "json-ld",
        "description": "standfirst",
        "authors": "json-ld",
        "date_published": "json-ld",
        "language": "html lang",
        "tags": "json-ld",
        "type": "json-ld",
        "image": "json-ld",
        "publisher": "json-ld",
        "is_accessible_for_free": "json-ld",
    }
    assert found.evidence == {}


def test_a_page_that_states_nothing_gives_nothing() -> None:
    found = enrich(page(lang="", url=None), [], RULES)
    assert found.origins == {}
    assert (found.title, found.authors, found.date_published, found.language, found.domain) == (
        None,
        (),
        None,
        None,
        None,
    )


def test_the_description_falls_back_on_what_the_head_states() -> None:
    assert enrich(page(meta(description="Meta.")), [], RULES).description == "Meta."
    assert enrich(page(meta(og__description="Og.", description="Meta.")), [], RULES).description == "Og."
    assert enrich(page(ld(description="Data.")), [], RULES).description == "Data."


def test_a_place_glued_to_the_standfirst_is_cut_off() -> None:
    head = meta(og__description="The ferry returns after a week.")
    for shown, found in (
        ("LAKESIDEThe ferry returns after a week.", "The ferry returns after a week."),
        ("At last: The ferry returns after a week.", "At last: The ferry returns after a week."),
    ):
        assert enrich(page(head), [block("standfirst", shown)], RULES).description == found


def test_a_badge_above_the_headline_tells_the_type() -> None:
    box = "html/body/main"
    above = Block("LIVE", "other", "p", f"{box}/p", rule="test/rule")
    headline = Block("Ferry returns", "headline", "h1", f"{box}/h1", rule="test/rule")
    found = enrich(page(), [above, headline, *body(*TEXT)], RULES)
    assert (found.kicker, found.type, found.origins["type"]) == (None, "LiveBlogPosting", "kicker")


def test_what_was_cut_is_told() -> None:
    people = [{"@type": "Person", "name": f"Dana W{'abcdefghij'[n % 10]}{'abcdefghij'[n // 10]}o"} for n in range(100)]
    found = enrich(page(ld(author=people) + meta(og__title="x" * 5_000)), [], RULES)
    assert len(found.authors) == 50
    assert found.evidence == {"title": "cut at 1000", "authors": "cut at 50"}


def test_a_shown_headline_is_cut_and_told() -> None:
    found = enrich(page(), [block("headline", "Ferry " * 50_000), *body(*TEXT)], RULES)
    assert found.title is not None
    assert len(found.title) <= 1_000
    assert found.evidence == {"title": "cut at 1000"}


def test_json_ld_that_is_too_long_is_read_in_part_and_told() -> None:
    people = [{"@type": "Person", "name": "Dana Whitlow"}] * 60_000
    found = enrich(page(ld(headline="Ferry returns", author=people)), [], RULES)
    assert (found.title, found.authors) == ("Ferry returns", ("Dana Whitlow",))
    assert found.evidence == {"json-ld": "cut at 2 MB"}


def test_doubts_are_evidence() -> None:
    head = ld(datePublished="2024-03-26", wordCount=5_000) + meta(article__published_time="2024-01-02")
    head += '<link rel="canonical" href="/">'
    found = enrich(page(head), body(*TEXT), RULES)
    assert found.truncated is True
    assert set(found.evidence) == {"date", "canonical_url", "truncated"}
    assert found.evidence["truncated"].endswith("of 5000 stated words")
