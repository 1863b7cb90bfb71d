"""A day's coverage of one event: an agency's story in many papers, and the papers' own stories with the same quotes."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.core.dedupe.agency_corpus import Sent
from tests.core.dedupe.wire import FIRST, NAMES, headline, paragraph, sentence

COPIES = ("copy", "cut", "local", "own_lead", "retold")


def coverage(seed: int, outlets: int) -> dict[str, Sent]:
    """Return the texts of a day by id: of every two outlets one prints the agency's story, one its own."""
    random = Random(seed)
    wire = [paragraph(random, random.randint(2, 3)) for _ in range(11)]
    speakers = [f"{random.choice(FIRST)} {random.choice(NAMES)}" for _ in range(7)]
    quotes = [f'"{paragraph(random, random.randint(1, 4))}" {speaker} said.' for speaker in speakers]
    wire[2:2], wire[6:6] = quotes[:1], quotes[1:2]
    background = [paragraph(random, random.randint(2, 4)) for _ in range(4)]
    wire += background[:2]
    agency = Sent("wire", "agency", None, headline(random.randrange(1 << 30)), wire, publisher="Norlund")
    found = {"agency": agency}
    for number in range(outlets):
        title, day = headline(random.randrange(1 << 30)), random.random() / 2
        kind = COPIES[number // 2 % len(COPIES)] if number % 2 else "own"
        blocks = printed(kind, wire, random) if number % 2 else own(quotes, background, wire, random)
        name = f"{kind}-{number}"
        story = "wire" if number % 2 else name
        made = replace(agency, story=story, kind=kind, base="agency", title=title, blocks=blocks, day=day)
        found[name] = replace(made, publisher=f"Outlet {number}")
    return found


def printed(kind: str, wire: list[str], random: Random) -> list[str]:
    """Return what a paper makes of the agency's story."""
    local = [paragraph(random, 2) for _ in range(4)]
    if kind == "cut":
        return wire[: random.randint(3, 6)]
    if kind == "local":
        return [*wire[:3], local[0], *wire[3:6], *local[1:3], *wire[6:9], local[3]]
    if kind == "own_lead":
        return [*local[:2], *wire[2:]]
    if kind == "retold":
        kept = [
            " ".join(part if random.random() < 0.6 else sentence(random) for part in f"{block} ".split(". ") if part)
            for block in wire
        ]
        return [*kept[:2], local[0], *kept[2:]]
    return list(wire)


def own(quotes: list[str], background: list[str], wire: list[str], random: Random) -> list[str]:
    """Return a paper's own story: others have its quotes and its background too, and here and there a paragraph."""
    blocks = [paragraph(random, random.randint(2, 3)) for _ in range(random.randint(4, 9))]
    for spoken in random.sample(quotes, random.randint(1, 4)):
        blocks.insert(random.randint(1, len(blocks)), spoken)
    if random.random() < 0.4:
        blocks.insert(random.randint(2, len(blocks)), random.choice(wire[1:8]))
    return [*blocks, *random.sample(background, random.randint(0, 2))]
