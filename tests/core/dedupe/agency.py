"""The world of an invented news agency: companies that share words, people, places, and figures as agencies write them.

All of it comes from numbers, so that every run makes the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.core.dedupe.wire import FIRST, NAMES, PLACES

if TYPE_CHECKING:
    from random import Random

AGENCY = "Norlund"
OWNERS = [
    *NAMES,
    *PLACES,
    *[
        "First",
        "United",
        "Great",
        "General",
        "Allied",
        "Union",
        "Atlas",
        "Pioneer",
        "Summit",
        "Delta",
        "Meridian",
        "Crown",
    ],
]
TRADES = [
    "Savings",
    "Federal Savings",
    "Bancorp",
    "Bank",
    "Steel",
    "Mills",
    "Oil",
    "Petroleum",
    "Gas",
    "Electric",
    "Electronics",
    "Systems",
    "Data Systems",
    "Foods",
    "Stores",
    "Air",
    "Airlines",
    "Insurance",
    "Chemicals",
    "Paper",
    "Mining",
    "Gold Mines",
    "Motors",
    "Shipping",
    "Lines",
    "Power",
    "Medical",
    "Laboratories",
    "Industries",
    "Resources",
    "Energy",
    "Financial",
    "Properties",
    "Communications",
    "Publishing",
    "Textiles",
    "Rubber",
    "Glass",
    "Machinery",
    "Cement",
]
FORMS = ["Corp", "Inc", "Co", "Ltd", "Plc", "AG", "SA", "Holdings", "Group"]
COUNTRIES = [
    "Istria",
    "Velland",
    "Corvenia",
    "Marland",
    "Ostrava",
    "Tirol",
    "Pelagia",
    "Zembla",
    "Norden",
    "Kelvia",
    "Harland",
    "Sundara",
]
CITIES = [*PLACES, *["Vandria", "Oldport", "Kingsmere", "Tarnow", "Belmora", "Rastow", "Lindau", "Sarnia"]]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
GRAINS = [
    "wheat",
    "soft wheat",
    "hard wheat",
    "corn",
    "yellow corn",
    "barley",
    "sorghum",
    "soybeans",
    "rice",
    "white sugar",
    "raw sugar",
]
METALS = ["copper", "zinc", "lead", "nickel", "aluminium", "tin", "silver", "cobalt"]
MONEYS = ["marks", "guilders", "crowns", "francs", "pesos", "lire", "drachmas", "florins", "talers"]
FRACTIONS = ("", "-1/8", "-1/4", "-3/8", "-1/2", "-5/8", "-3/4", "-7/8", "-15/16")


@dataclass(frozen=True)
class Who:
    """What an item is about: the same item about another is a look-alike."""

    company: str
    other: str
    person: str
    city: str
    country: str
    good: str
    money: str
    day: int
    month: str

    @property
    def short(self) -> str:
        """The company's name without its legal form."""
        return " ".join(self.company.split()[:-1])

    @property
    def date(self) -> str:
        """The day as an agency writes it."""
        return f"{self.month} {self.day}"


def company(random: Random) -> str:
    """Return a company's name."""
    return f"{random.choice(OWNERS)} {random.choice(TRADES)} {random.choice(FORMS)}"


def who(random: Random) -> Who:
    """Return something to write about."""
    return Who(
        company(random),
        company(random),
        f"{random.choice(FIRST)} {random.choice(NAMES)}",
        random.choice(CITIES),
        random.choice(COUNTRIES),
        random.choice(GRAINS + METALS),
        random.choice(MONEYS),
        random.randint(1, 28),
        random.choice(MONTHS),
    )


def rate(random: Random, least: int = 4, most: int = 12) -> str:
    """Return a rate in eighths: 8-1/4."""
    return f"{random.randint(least, most)}{random.choice(FRACTIONS)}"


def thousands(random: Random, least: int = 20, most: int = 9000) -> str:
    """Return a number with three zeros: 1,204,000."""
    return f"{random.randint(least, most) * 1000:,}"


def mln(random: Random, least: float = 1, most: float = 900) -> str:
    """Return an amount in millions, or in billions."""
    if random.random() < 0.2:
        return f"{random.uniform(1, 40):.2f} billion"
    value = random.uniform(least, most)
    return f"{value:.1f} mln" if random.random() < 0.6 else f"{int(value)} mln"


def cents(random: Random) -> str:
    """Return a sum a share: cents in figures or in words, or dollars."""
    at = random.random()
    if at < 0.2:
        return f"{random.choice(['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'])} cts"
    return f"{random.randint(10, 99)} cts" if at < 0.7 else f"{random.uniform(1, 6):.2f} dlrs"


def signed(random: Random) -> str:
    """Return a result: now and then a loss."""
    return f"{random.choice(('', '', '', 'loss ', 'profit '))}{cents(random)}"


def laid_out(blocks: list[str], random: Random, columns: int = 0) -> str:
    """Return the blocks as a text: blank lines between them, or with lines cut at ``columns`` and indented."""
    if not columns:
        return "\n\n".join(blocks)
    lines = []
    for block in blocks:
        line = "    "
        for word in block.split():
            if len(line) + len(word) > columns and line.strip():
                lines.append(line.rstrip())
                line = ""
            line += word + " "
        lines.append(line.rstrip())
    if random.random() < 0.8:
        lines.append(f" {AGENCY.upper()}")
    return "\n".join(lines)
