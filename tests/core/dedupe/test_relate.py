"""What two texts are to each other."""

from __future__ import annotations

import itertools
import re
from random import Random

import pytest

from newsspider.core.dedupe.prints import Print, print_of
from newsspider.core.dedupe.relate import Relation, relate, relate_all, similarity
from tests.core.dedupe.wire import NOUNS, PLACES, TEMPLATES, headline, quote, story, templated

ONE, OTHER = story(1).split("\n\n"), story(2).split("\n\n")


def joined(*parts: str) -> str:
    return "\n\n".join(parts)


def related(a: str, b: str, title_a: str | None = None, title_b: str | None = None) -> Relation | None:
    return relate(print_of(a, title_a), print_of(b, title_b))


def kind(found: Relation | None) -> str | None:
    return found.kind if found else None


def corrected(text: str) -> str:
    """Return the text with another figure in the place of its second one."""
    number = re.findall(r"\d[\d,.]*\d", text)[1]
    return text.replace(number, number[:-1] + str((int(number[-1]) + 3) % 10), 1)


def rewritten(text: str, share: float) -> str:
    """Return the text with that share of its words dropped or replaced."""
    random = Random(3)
    kept = []
    for word in text.split(" "):
        at = random.random()
        if at < share / 2:
            kept.append(random.choice(NOUNS))
        elif at >= share:
            kept.append(word)
    return " ".join(kept)


COPIES = {
    "the-same": story(1),
    "white-space": story(1).replace(" ", "  "),
    "front-matter": joined("Home | News", "By Anna Kessler", "Published 3 March 2026, 11:42", story(1)),
    "end-matter": joined(story(1), "Read more: our page on harbours", "Sign up for our letter"),
    "cut-to-a-third": joined(*ONE[:3]),
    "cut-to-the-lead": ONE[0],
    "first-sentence": ONE[0].split(". ")[0] + ".",
    "paragraphs-joined": " ".join(ONE),
    "local-paragraphs": joined(*itertools.chain.from_iterable(zip(ONE, OTHER, strict=True))),
    "brief-with-local-paragraphs": joined(ONE[0], OTHER[1], ONE[1], OTHER[2], ONE[2], OTHER[3]),
    "every-twelfth-word-changed": rewritten(story(1), 0.08),
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in COPIES.items()])
def test_copies(text: str) -> None:
    assert kind(related(text, story(1))) == "copy"


def test_a_story_told_anew_is_a_version() -> None:
    updated = joined(OTHER[0], OTHER[1], ONE[1], OTHER[2], ONE[3], ONE[4].split(". ")[1], OTHER[3], ONE[6])

    assert kind(related(updated, story(1))) == "version"


def at(text: str, title: str | None = None, *, hours: float | None = 1.0, source: str | None = "paper") -> Print:
    return print_of(text, title, hours=hours, source=source)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_corrected_figure_is_a_version(template: str) -> None:
    title, text = templated(template, 1)
    first, second = at(text, title), at(corrected(text), f"CORRECTED: {title}", hours=5.0)

    assert kind(relate(first, second)) == "version"


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name != "dividend"])
def test_the_figures_of_another_day_are_no_correction(template: str) -> None:
    title, text = templated(template, 1)
    first, second = at(text, title), at(corrected(text), title, hours=100.0)
    found = relate(first, second)

    assert kind(found) == "copy", "one figure of many: the same item all the same"
    assert kind(relate(at(text), at(templated(template, 2)[1]))) is None


@pytest.mark.parametrize("template", TEMPLATES)
def test_items_from_one_template_are_unrelated(template: str) -> None:
    prints = [print_of(text, title) for title, text in (templated(template, n) for n in range(12))]

    assert [relate(a, b) for a, b in itertools.combinations(prints, 2)] == [None] * 66


UNRELATED = {
    "two-stories": (story(1), story(2)),
    "a-shared-background-paragraph": (joined(*OTHER[:3], ONE[4], *OTHER[3:]), story(1)),
    "two-shared-paragraphs-at-the-end": (joined(*OTHER[:3], *ONE[6:]), story(1)),
    "a-shared-quote": (joined(*OTHER[:2], quote(1), *OTHER[2:4]), joined(*ONE[:2], quote(1), *ONE[2:4])),
    "a-quote-that-is-most-of-both": (joined(OTHER[0], quote(1)), joined(ONE[0], quote(1))),
    "a-quote-at-the-head": (joined(quote(1), *OTHER[:2]), joined(quote(1), *ONE[:2])),
    "nothing-and-something": ("", story(1)),
    "nothing-and-nothing": ("", ""),
    "flashes": ("Istra ferry sinks off the coast", "Istra ferry docks in the harbour"),
    "flashes-of-other-places": (
        "BRACKWATER - The prime minister of Istra resigned on Monday after losing a vote of confidence.",
        "BRACKWATER - The prime minister of Lorne resigned on Monday after losing a vote of confidence.",
    ),
}


@pytest.mark.parametrize(("a", "b"), [pytest.param(*pair, id=name) for name, pair in UNRELATED.items()])
def test_unrelated(a: str, b: str) -> None:
    assert related(a, b) is None


def test_short_items_under_titles_that_differ_are_unrelated() -> None:
    text = "Qtly div 10 cts vs 10 cts prior. Pay May 15. Record April 1."

    assert related(text, text, "KESSLER MILLS SETS PAYOUT", "DOBREV STORES SETS PAYOUT") is None
    assert kind(related(text, text, "KESSLER MILLS SETS PAYOUT", "KESSLER MILLS SETS PAYOUT")) == "copy"
    assert kind(related(text, text)) == "copy"


LEAD = "{} said it raised its contract prices for crude oil by 50 cts a barrel, effective {}."
MORE = "The change brings its price for the light grade to {} dlrs a barrel, and for the sour grade to 16.20 dlrs."


def posting(company: str, day: str = "May 14", price: str = "16.80", lead: str = LEAD) -> str:
    """Return an item that every oil company has on the same day, so that little but the name differs."""
    return joined(lead.format(company, day), MORE.format(price))


NORRBY = posting("Norrby Oil Corp")
LOOK_ALIKES = {
    "another-company": (NORRBY, posting("Kessler Gas Ltd")),
    "one-that-shares-a-word": (NORRBY, posting("Kessler Oil Corp")),
    "in-capitals": (NORRBY.upper(), posting("Kessler Gas Ltd").upper()),
    "in-capitals-and-not": (NORRBY, posting("Kessler Gas Ltd").upper()),
    "behind-a-byline": (NORRBY, joined("By Anna Farrugia, Norlund correspondent", posting("Kessler Gas Ltd"))),
    "another-day-and-price": (NORRBY, posting("Norrby Oil Corp", "June 2", "17.30")),
    "one-sentence": (LEAD.format("Norrby Oil Corp", "May 14"), LEAD.format("Kessler Gas Ltd", "May 14")),
    "one-sentence-more": (LEAD.format("Norrby Oil Corp", "May 14"), posting("Kessler Gas Ltd")),
}
"""Items of a template, which an agency sends on one day."""


@pytest.mark.parametrize(("a", "b"), [pytest.param(*pair, id=name) for name, pair in LOOK_ALIKES.items()])
def test_items_about_others_are_unrelated(a: str, b: str) -> None:
    assert related(a, b) is None
    assert related(b, a) is None


SENT_AGAIN = {
    "a-typo": NORRBY.replace("contract", "contrct"),
    "a-typo-in-capitals": NORRBY.replace("contract", "contrct").upper(),
    "a-slug": joined("(Adds details)", NORRBY),
    "a-byline": joined("(Recasts)", "By Anna Farrugia, Norlund correspondent", NORRBY),
    "a-mark-of-the-end": f"{NORRBY}\n NORLUND",
    "the-first-sentence": f"{NORRBY.splitlines()[0]}\n NORLUND",
    "a-paragraph-more": joined(NORRBY, OTHER[0]),
    "hard-line-breaks": NORRBY.replace(" by ", "\nby ").replace(" for ", "\nfor ").upper(),
    "a-figure": NORRBY.replace("16.80", "16.90"),
    "a-figure-and-a-note": joined("(Corrects figure in second paragraph)", NORRBY.replace("16.80", "16.90")),
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in SENT_AGAIN.items()])
def test_an_item_that_is_sent_again(text: str) -> None:
    assert related(text, NORRBY, "NORRBY OIL RAISES POSTINGS", "NORRBY OIL RAISES POSTINGS 50 CTS") is not None
    assert related(NORRBY, text) is not None


def test_another_headline_over_the_same_text_about_the_same() -> None:
    table = "Qtly div 10 cts vs 10 cts prior\n\nPay May 15\n\nRecord April 1"
    title = "NORRBY MILLS SETS QUARTERLY PAYOUT"

    assert kind(related(table, table, title, "NORRBY MILLS ANNOUNCES DIVIDEND")) == "copy"
    assert related(table, table, title, "KESSLER STORES ANNOUNCES DIVIDEND") is None
    assert kind(related(NORRBY, NORRBY, "NORRBY POSTINGS UP", "OIL PRICES: NORRBY FOLLOWS OTHERS")) == "copy"


def test_what_a_template_leaves_alike_makes_no_version() -> None:
    bonds = [
        joined(
            f"{who} is issuing a {100 + n} mln dlr bond due May 199{n} paying 8-{n}/8 pct and priced at 10{n}, lead manager"
            f" {bank} said.",
            f"The bond is available in denominations of 5,000 dlrs and will be listed in {PLACES[n]}.",
            OTHER[n],
            f"The selling concession is {n}-3/8 pct while management and underwriting combined pay 5/8 pct. The payment date"
            f" is June {n}.",
        )
        for n, who, bank in (
            (1, "Norrby Oil Corp", "Almström Bank"),
            (5, "Kessler Gas Ltd", "Petridis Financial Group"),
        )
    ]

    assert related(*bonds) is None


def test_versions_come_from_the_same_hands_within_a_week() -> None:
    updated = joined(OTHER[0], OTHER[1], ONE[1], OTHER[2], ONE[3], ONE[4].split(". ")[1], OTHER[3], ONE[6])
    first = at(story(1))

    assert kind(relate(first, at(updated, hours=100.0))) == "version"
    assert kind(relate(first, at(updated, source="another paper"))) is None
    assert kind(relate(first, at(updated, hours=1000.0))) is None
    wire = [print_of(t, source=s, agency="Wire") for t, s in ((story(1), "paper"), (updated, "another paper"))]
    assert kind(relate(*wire)) == "version"


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in COPIES.items()])
def test_it_does_not_matter_which_comes_first(text: str) -> None:
    a, b = print_of(text, headline(1)), print_of(story(1), headline(1))
    one, other = relate(a, b), relate(b, a)

    assert one is not None
    assert other is not None
    assert (one.kind, one.similarity, one.share_a) == (other.kind, other.similarity, other.share_b)


def test_the_similarity_is_the_larger_share() -> None:
    found = related(joined(*ONE[:2]), story(1))

    assert found is not None
    assert found.similarity == found.share_a == 1.0
    assert 0.2 < found.share_b < 0.35
    assert "runs" in found.evidence
    assert similarity(print_of(story(1)), print_of(story(2))) < 0.1
    assert similarity(print_of(""), print_of("")) == 0.0


def test_hostile_texts_are_related_in_bounded_time() -> None:
    for text in ("go " * 5000, "ab ba " * 3000, story(1) * 12, "\x00" * 500, "1 2 " * 3000):
        relate(print_of(text), print_of(text + story(2)))


def test_a_text_is_to_each_of_others_what_it_is_to_one() -> None:
    texts = [story(1), joined(*ONE[:3]), joined(*ONE[:1]), story(2), "", "Ferries stop.", joined(*OTHER[:2], *ONE[:2])]
    prints = [print_of(text) for text in texts]

    for one, text in zip(prints, texts, strict=True):
        alone = [relate(print_of(text), print_of(other)) for other in texts]
        assert relate_all(one, [print_of(other) for other in texts]) == alone
    assert relate_all(prints[0], []) == []


def test_the_first_of_two_texts_may_repeat_itself() -> None:
    assert kind(related(joined(*ONE, *ONE), story(1))) == "copy"
    assert kind(related(story(1), joined(*ONE, *ONE))) == "copy"
