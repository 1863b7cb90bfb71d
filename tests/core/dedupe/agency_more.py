"""Further items of an invented agency, of other kinds than those that the comparison was built on: to measure it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.core.dedupe.agency import CITIES, COUNTRIES, DAYS, MONTHS, company, mln, rate, thousands

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.core.dedupe.agency import Who

    Made = tuple[str, list[str]]


def reserves(who: Who, random: Random) -> Made:
    """Return a country's reserves in a paragraph full of figures."""
    return f"{who.country.upper()} FOREIGN RESERVES {random.choice(('RISE', 'FALL'))}", [
        (
            f"{who.country}'s gold and foreign exchange reserves {random.choice(('rose', 'fell'))} to {mln(random)} {who.money} in"
            f" {who.month} from {mln(random)} the month before and {mln(random)} a year ago, central bank figures show."
        ),
        (
            f"Gold holdings were unchanged at {mln(random)} {who.money}, special drawing rights stood at {mln(random)} and the"
            f" reserve position in the fund at {mln(random)}."
        ),
    ]


def rigs(who: Who, random: Random) -> Made:
    """Return a weekly count: long sentences of which only the figures change."""
    count, change = random.randint(300, 2000), random.randint(1, 40)
    return "OIL RIG COUNT " + random.choice(("UP", "DOWN")), [
        (
            f"The number of rigs drilling for oil and gas on land and off the coasts {random.choice(('rose', 'fell'))} by"
            f" {change} last week to {count}, against {random.randint(300, 2000)} working rigs in the same week a year earlier,"
            f" toolmaker {who.company} said in its weekly survey, which it has published since the start of the decade."
        ),
        (
            f"Among the regions that the survey names, {who.country} had {random.randint(2, 300)} rigs, {random.choice(COUNTRIES)}"
            f" {random.randint(2, 300)} and {random.choice(COUNTRIES)} {random.randint(2, 300)}. The count covers rigs that were"
            f" in use for at least four days of the seven, and leaves out those that were being moved or repaired."
        ),
    ]


def options(who: Who, random: Random) -> Made:
    """Return a table whose columns run together."""
    lines = [
        f"{month[:3]}{random.randint(100, 999)}.{random.randint(10, 99)}{random.choice(('+', '-'))}{random.randint(1, 99)}"
        f" {random.randint(1000, 99999)} {random.randint(100, 999)}.00 {random.randint(100, 999)}.00"
        for month in random.sample(MONTHS, 6)
    ]
    return f"{who.city.upper()} {who.good.upper()} SETTLEMENTS", [
        f"Settlement, change, volume, high, low: {who.good}",
        *lines,
    ]


def collision(who: Who, random: Random) -> Made:
    """Return an accident at sea."""
    one, other = f"{random.choice(CITIES)} Star", f"{random.choice(CITIES)} Queen"
    return f"SHIPS COLLIDE OFF {who.country.upper()}", [
        (
            f"The {random.randint(900, 90000):,} ton tanker {one} and the freighter {other} collided {random.randint(2, 90)} miles"
            f" off {who.city} on {random.choice(DAYS)}, coastguards said. No casualties or pollution were reported."
        ),
        (
            f"The {one}, registered in {random.choice(COUNTRIES)}, was bound for {random.choice(CITIES)} with"
            f" {who.good}. The {other} was under tow to {random.choice(CITIES)} with damage to her bow."
        ),
    ]


def loan(who: Who, random: Random) -> Made:
    """Return a loan of a development bank."""
    return f"{who.country.upper()} GETS {random.randint(10, 400)} MLN DLR LOAN", [
        (
            f"The development bank said it approved a {random.randint(10, 400)} mln dlr loan to {who.country} for"
            f" {random.choice(('a power station', 'rural roads', 'water supply', 'schools'))} near {who.city}."
        ),
        (
            f"It said the loan is for {random.randint(12, 30)} years, including {random.randint(2, 6)} years of grace, at a"
            f" variable interest rate that is linked to the cost of its own borrowing and at present is {rate(random)} pct."
        ),
        f"The total cost of the project is put at {mln(random)} dlrs, of which the government will pay {mln(random)}.",
    ]


def court(who: Who, random: Random) -> Made:
    """Return a lawsuit."""
    return f"{who.short.upper()} SUES {who.other.upper()}", [
        (
            f"{who.company} said it filed suit in {who.city} against {who.other}, seeking {mln(random)} dlrs in damages and an"
            f" order that would keep it from selling products that make use of its patents."
        ),
        (
            f"A spokesman for {who.other} said the company had not seen the complaint and would have no comment. {who.company}"
            f" said the patents were granted in {who.month} 19{random.randint(60, 85)}."
        ),
    ]


def crop(who: Who, random: Random) -> Made:
    """Return a weekly report on fields, in words with few figures."""
    state = random.choice(("fair to good", "good", "poor to fair", "mostly good"))
    rain = random.choice(("light showers", "heavy rain", "dry and warm weather", "night frost"))
    return f"{who.country.upper()} CROP CONDITIONS {state.upper()}", [
        (
            f"{who.good.capitalize()} crops in {who.country} were in {state} condition in the week to {who.date} after {rain} in"
            f" most growing areas, the farm ministry said."
        ),
        (
            f"Sowing was {random.randint(2, 98)} pct complete, compared with {random.randint(2, 98)} pct a week ago and an average"
            f" of {random.randint(2, 98)} pct at this time of the year. Soil moisture was {random.choice(('adequate', 'short'))}."
        ),
    ]


def filing(who: Who, random: Random) -> Made:
    """Return an offering of shares."""
    return f"{who.short.upper()} FILES FOR OFFERING OF {random.randint(1, 9)} MLN SHARES", [
        (
            f"{who.company} said it filed a registration statement for a public offering of {thousands(random)} common shares,"
            f" of which {thousands(random)} are to be sold by holders."
        ),
        (
            f"It said proceeds will be used to repay bank debt, for working capital and for general corporate purposes. {who.other}"
            f" is lead underwriter."
        ),
    ]


def merger_vote(who: Who, random: Random) -> Made:
    """Return a sentence."""
    return f"{who.short.upper()} HOLDERS APPROVE MERGER", [
        f"{who.company} said its shareholders approved the previously announced merger with {who.other}, effective {who.date}."
    ]


def auction(who: Who, random: Random) -> Made:
    """Return a bill auction in capitals."""
    yields = [f"{random.uniform(4, 12):.2f}" for _ in range(4)]
    return f"{who.country.upper()} BILL AUCTION RATE {yields[0]} PCT", [
        (
            f"THE TREASURY OF {who.country.upper()} SOLD {mln(random).upper()} {who.money.upper()} OF THREE MONTH BILLS AT AN AVERAGE"
            f" RATE OF {yields[0]} PCT, AFTER {yields[1]} PCT LAST WEEK. BIDS RANGED FROM {yields[2]} TO {yields[3]} PCT."
        ),
        f"BIDS TOTALLED {mln(random).upper()}. ACCEPTED AT THE HIGHEST RATE WERE {random.randint(2, 98)} PCT.",
    ]


def buys_unit(who: Who, random: Random) -> Made:
    """Return a purchase with a sentence on each of the companies."""
    return f"{who.short.upper()} BUYS {who.other.upper()} UNIT", [
        f"{who.company} said it agreed to buy a unit of {who.other} for {mln(random)} dlrs in cash and notes.",
        (
            f"The unit, which makes {random.choice(('valves', 'toys', 'shoes', 'paints', 'lamps'))} in {who.city}, had sales of"
            f" {mln(random)} dlrs in the latest year. The deal is subject to regulatory approval and is expected to close by"
            f" {random.choice(MONTHS)}. {company(random)} advised on it."
        ),
    ]


HELD_OUT_ITEMS: dict[str, Callable[[Who, Random], Made]] = {
    made.__name__: made
    for made in (
        reserves, rigs, options, collision, loan, court, crop, filing, merger_vote, auction, buys_unit,
    )
}  # fmt: skip
