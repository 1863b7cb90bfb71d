"""A corpus of an invented agency's items: each with what is sent again of it, and with look-alikes that are other news."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any

from tests.core.dedupe.agency import AGENCY, laid_out, who
from tests.core.dedupe.agency_items import COMPANY_ITEMS
from tests.core.dedupe.agency_markets import MARKET_ITEMS
from tests.core.dedupe.agency_more import HELD_OUT_ITEMS
from tests.core.dedupe.wire import FIRST, NAMES, headline, paragraph, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.core.dedupe.agency import Who

    Template = Callable[[Who, Random], tuple[str, list[str]]]

BUILT_ON = COMPANY_ITEMS | MARKET_ITEMS
TEMPLATES = BUILT_ON | HELD_OUT_ITEMS
STICKY = frozenset({"merger_vote", "filing", "prime_rate", "completes", "split", "dividend", "names_chief", "posting"})
"""Templates whose items about two companies may have the same figures on one day."""


@dataclass(frozen=True)
class Sent:
    """One item as it was sent."""

    story: str
    """Items with the same one are the same news."""
    kind: str
    """The template, or what was done to the base."""
    base: str | None
    """The item it was made from, or is a look-alike of."""
    title: str
    blocks: list[str]
    day: float = 0.0
    columns: int = 0
    capitals: bool = False
    publisher: str = AGENCY

    @property
    def text(self) -> str:
        """The text as it is laid out."""
        text = laid_out(self.blocks, Random(self.title), self.columns)
        return text.upper() if self.capitals else text

    def row(self, name: str, fields: str) -> dict[str, Any]:
        """Return a line of a corpus: ``fields`` says what is known, of "full", "title" and "bare"."""
        row: dict[str, Any] = {"id": name, "text": self.text}
        if fields != "bare":
            row["title"] = self.title
        if fields == "full":
            day, hour = divmod(self.day, 1)
            row["date_published"] = f"2024-03-{1 + int(day) % 28:02}T{int(hour * 24):02}:00:00+00:00"
            row["publisher"] = self.publisher
        return row


def _one_of(blocks: list[str], pattern: str, random: Random) -> tuple[int, re.Match[str]] | None:
    found = [(n, match) for n, block in enumerate(blocks) for match in re.finditer(pattern, block)]
    return random.choice(found) if found else None


def _put(blocks: list[str], at: tuple[int, re.Match[str]], new: str) -> list[str]:
    n, match = at
    block = blocks[n]
    return [*blocks[:n], block[: match.start()] + new + block[match.end() :], *blocks[n + 1 :]]


def again(sent: Sent, random: Random) -> Sent | None:
    """Send it again, perhaps in another layout."""
    return replace(sent, columns=random.choice((0, sent.columns)))


def retitled(sent: Sent, random: Random) -> Sent | None:
    """Change half of the title."""
    words = sent.title.split()
    new = random.sample(["SEEN", "LATER", "ANNOUNCES", "REPORTS", "NEW", "MOVE", "UPDATE"], 2)
    return replace(sent, title=" ".join([*words[: max(2, len(words) // 2)], *new]))


def typo(sent: Sent, random: Random) -> Sent | None:
    """Misspell a word that is no name."""
    at = _one_of(sent.blocks, r"(?<![\w-])[a-z]{4,}(?![\w-])", random)
    if at is None:
        return None
    word = at[1].group()
    n = random.randrange(1, len(word) - 1)
    return replace(sent, blocks=_put(sent.blocks, at, word[:n] + random.choice(("", 2 * word[n])) + word[n + 1 :]))


def added(sent: Sent, random: Random) -> Sent | None:
    """Add a paragraph or two."""
    place = random.choice((len(sent.blocks), max(1, len(sent.blocks) - 1)))
    extra = [paragraph(random, random.randint(1, 2)) for _ in range(random.randint(1, 2))]
    return replace(sent, blocks=[*sent.blocks[:place], *extra, *sent.blocks[place:]])


def dropped(sent: Sent, random: Random) -> Sent | None:
    """Drop a paragraph or a line."""
    place = random.randrange(1, len(sent.blocks)) if len(sent.blocks) > 2 else 0
    return replace(sent, blocks=[*sent.blocks[:place], *sent.blocks[place + 1 :]]) if place else None


def slugged(sent: Sent, random: Random) -> Sent | None:
    """Put a slug and a byline before it."""
    slug = random.choice(("(Adds details)", "(Adds background, quotes)", "(Recasts)", "PRECEDE"))
    byline = f"By {random.choice(FIRST)} {random.choice(NAMES)}, {AGENCY} correspondent"
    return replace(sent, blocks=[slug, byline, *sent.blocks])


def shortened(sent: Sent, random: Random) -> Sent | None:
    """Keep the first three fifths."""
    kept = sent.blocks[: max(1, round(len(sent.blocks) * 0.6))]
    return replace(sent, blocks=kept) if len(" ".join(kept).split()) >= 12 and kept != sent.blocks else None


def second_take(sent: Sent, random: Random) -> Sent | None:
    """Send both takes as one."""
    return replace(sent, title=f"{sent.title} =2", blocks=[*sent.blocks, *(paragraph(random, 2) for _ in range(3))])


def corrected(sent: Sent, random: Random) -> Sent | None:
    """Change a figure."""
    at = _one_of(sent.blocks, r"(?<![\w.,-])\d+(?![\w,-])", random)
    if at is None:
        return None
    figure = at[1].group()
    new = str((int(figure[0]) % 9) + 1) + figure[1:]
    return replace(sent, title=f"CORRECTED - {sent.title}", blocks=_put(sent.blocks, at, new))


def corrected_with_note(sent: Sent, random: Random) -> Sent | None:
    """Change a figure, and say so at the head."""
    made = corrected(sent, random)
    return made and replace(made, blocks=["(Corrects figure in first paragraph)", *made.blocks])


def name_mended(sent: Sent, random: Random) -> Sent | None:
    """Change a name wherever it stands."""
    at = _one_of(sent.blocks, r"(?<=[a-z] )[A-Z][a-z]{4,}", random)
    if at is None:
        return None
    name = at[1].group()
    blocks = [block.replace(name, f"{name[:-1]}{chr(97 + (ord(name[-1]) - 96) % 26)}") for block in sent.blocks]
    return replace(sent, title=f"CORRECTED - {sent.title}", blocks=blocks)


def reworked(sent: Sent, random: Random) -> Sent | None:
    """Mend a typo, add a paragraph and change the title."""
    made = typo(sent, random)
    made = made and added(made, random)
    return made and retitled(made, random)


AGAIN: dict[str, Callable[[Sent, Random], Sent | None]] = {
    made.__name__: made
    for made in (
        again, retitled, typo, added, dropped, slugged, shortened, second_take, corrected, corrected_with_note, name_mended,
        reworked,
    )
}  # fmt: skip


def report(who: Who, random: Random) -> tuple[str, list[str]]:
    """Return a story of some paragraphs."""
    lead = f"{who.city.upper()}, {who.date} - {paragraph(random, 1)}"
    body = [paragraph(random, random.randint(1, 3)) for _ in range(random.randint(3, 9))]
    quoted = [f'"{paragraph(random, 1)}" {who.person} of {who.company} said.' for _ in range(random.randint(0, 2))]
    return headline(random.randrange(1 << 30)).upper(), [lead, *body[:2], *quoted, *body[2:]]


def corpus(seed: int, each: int, made_by: Mapping[str, Template] = BUILT_ON) -> dict[str, Sent]:
    """Return the items by id: ``each`` of every template, what they are sent again as, and look-alikes."""
    random = Random(seed)
    found: dict[str, Sent] = {}
    for name, made in {**made_by, "report": report}.items():
        for number in range(each if name in TEMPLATES else 4 * each):
            subject, style = who(random), random.randrange(1 << 30)
            dateline = (
                f"{subject.city.upper()}, {subject.date} - " if name in TEMPLATES and random.random() < 0.4 else ""
            )
            title, blocks = made(subject, Random(style))
            blocks[0] = dateline + blocks[0]
            columns, capitals = random.choice((0, 0, 64)), name == "flash" or random.random() < 0.2
            key = f"{name}-{number}"
            base = Sent(key, name, None, title, blocks, random.randrange(27) + 0.3, columns, capitals)
            found[key] = base
            _send_again(found, key, random)
            if name in TEMPLATES:
                _add_look_alikes(found, key, (subject, style, dateline), random)
            else:
                _add_other_stories(found, key, random)
    return found


def _send_again(found: dict[str, Sent], key: str, random: Random) -> None:
    base = found[key]
    for change in random.sample(sorted(AGAIN), 4):
        sent = AGAIN[change](base, random)
        if sent:
            found[f"{key}-{change}"] = replace(
                sent, kind=change, base=key, day=base.day + random.choice((0, 0.1, 0.3))
            )


def _add_look_alikes(found: dict[str, Sent], key: str, made_of: tuple[Who, int, str], random: Random) -> None:
    base, (subject, style, dateline), other = found[key], made_of, who(random)
    later = replace(subject, day=subject.day % 28 + 1, other=other.other)
    figures = style if base.kind in STICKY else random.randrange(1 << 30)
    for kind, whose, seed, day in (
        ("other_company", replace(other, day=subject.day, month=subject.month), figures, base.day),
        ("next_time", later, random.randrange(1 << 30), base.day + random.choice((0.1, 1.0))),
    ):
        title, blocks = TEMPLATES[base.kind](whose, Random(seed))
        blocks[0] = dateline + blocks[0]
        if blocks != base.blocks:
            name = f"{key}-{kind}"
            found[name] = replace(base, story=name, kind=kind, base=key, title=title, blocks=blocks, day=day)


def _add_other_stories(found: dict[str, Sent], key: str, random: Random) -> None:
    base = found[key]
    own = [paragraph(random, 2) for _ in range(random.randint(3, 6))]
    others = [paragraph(random, 2) for _ in range(random.randint(2, 5))]
    spoken = quote(random.randrange(1 << 30))
    theirs = [paragraph(random, 2), spoken, paragraph(random, 3), paragraph(random, 2)]
    for kind, of, blocks, publisher in (
        ("follow_up", key, [*own, *base.blocks[-2:]], AGENCY),
        ("with_quote", key, [*others[:2], spoken, *others[2:]], AGENCY),
        ("same_quote", f"{key}-with_quote", theirs, "Courier"),
    ):
        name, title = f"{key}-{kind}", headline(random.randrange(1 << 30)).upper()
        found[name] = replace(base, story=name, kind=kind, base=of, title=title, blocks=blocks, publisher=publisher)
