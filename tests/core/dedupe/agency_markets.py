"""What an invented agency sends about markets: items of a few templates, each of another place, day and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.core.dedupe.agency import CITIES, COUNTRIES, GRAINS, MONTHS, mln, rate

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.core.dedupe.agency import Who

    Made = tuple[str, list[str]]


def fixing(who: Who, random: Random) -> Made:
    """Return a currency's fixing in a city."""
    value = random.uniform(1, 9)
    time, before = random.choice(("midday", "afternoon")), random.choice(("yesterday", "on Friday", "this morning"))
    return f"DOLLAR FIXED AT {value:.4f} IN {who.city.upper()}", [
        (
            f"The dollar was fixed at {value:.4f} {who.money} at the {time} fixing in {who.city}, after"
            f" {value + random.uniform(-0.02, 0.02):.4f} {before}. There was no central bank intervention, dealers said."
        )
    ]


def gold_fixing(who: Who, random: Random) -> Made:
    """Return a gold price in a city."""
    value = random.uniform(300, 480)
    return f"GOLD {random.choice(('UP', 'DOWN'))} AT {who.city.upper()} FIXING", [
        (
            f"Gold bullion was set at {value:.2f} dlrs an ounce at the {random.choice(('morning', 'afternoon'))} fixing in"
            f" {who.city}, against {value + random.uniform(-4, 4):.2f} dlrs at the previous close."
        ),
        (
            f"Dealers said trading was {random.choice(('quiet', 'active', 'thin'))} and that the market expects a range of"
            f" {value - 3:.0f} to {value + 4:.0f} dlrs in the near term."
        ),
    ]


def money_market(who: Who, random: Random) -> Made:
    """Return a central bank's forecast."""
    shortage = random.randint(2, 24) * 50
    text = [
        (
            f"The central bank said it forecasts a {random.choice(('shortage', 'deficit'))} of around {shortage} mln"
            f" {who.money} in the money market today."
        ),
        (
            f"Among the main factors affecting liquidity, bills maturing in official hands and the take-up of treasury bills"
            f" will drain some {random.randint(50, 900)} mln {who.money} while a rise in note circulation will take out about"
            f" {random.randint(10, 300)} mln."
        ),
    ]
    if random.random() < 0.6:
        text.append(
            f"Partly offsetting these, exchequer transactions and bankers' balances above target will add around"
            f" {random.randint(5, 300)} mln and {random.randint(5, 90)} mln {who.money} respectively."
        )
    return f"MONEY MARKET SHORTAGE FORECAST AT {shortage} MLN", text


def assistance(who: Who, random: Random) -> Made:
    """Return a central bank's operation of a day, of which there are several."""
    total = random.randint(20, 900)
    return f"MARKET GIVEN {total} MLN ASSISTANCE", [
        (
            f"The central bank said it provided the money market with {random.choice(('further', 'a total of', 'early'))}"
            f" assistance worth {total} mln {who.money}."
        ),
        (
            f"It bought outright {random.randint(10, 400)} mln of band one bank bills at {rate(random, 8, 12)} pct and"
            f" {random.randint(1, 90)} mln of band two at {rate(random, 8, 12)} pct. This compares with the bank's estimate"
            f" of a {random.randint(2, 24) * 50} mln shortage."
        ),
    ]


def deposits(who: Who, random: Random) -> Made:
    """Return rates as a table."""
    terms = ("One mth", "Two mths", "Three mths", "Six mths", "One yr")
    lines = [f"{term} {rate(random)} {rate(random)} {rate(random)}" for term in terms]
    return f"{who.city.upper()} INTERBANK DEPOSIT RATES", [f"Closing deposit rates in {who.city}, in pct:", *lines]


def certificates(who: Who, random: Random) -> Made:
    """Return rates as a table that has no words but one."""
    terms = ("30-44", "45-59", "60-89", "90-119", "120-179", "180-270")
    return f"{who.short.upper()} RATES ON CERTIFICATES", [f"{days} days {random.uniform(5, 8):.2f}" for days in terms]


def grain_bids(who: Who, random: Random) -> Made:
    """Return prices as a table in capitals."""
    lines = [
        f"{grain.upper()} {place.upper()} {random.randint(150, 700)}{random.choice(('-1/4', '-1/2', ''))}"
        f" {random.choice(('UP', 'DN', 'UNCH'))} {random.randint(1, 9)}"
        for place in random.sample(CITIES, 4)
        for grain in random.sample(GRAINS, 2)
    ]
    return "CASH GRAIN BIDS", [f"{who.city} grain dealers' bids in cents a bushel, {who.date}:", *lines]


def sale(who: Who, random: Random) -> Made:
    """Return a sale of grain."""
    tonnes = random.randint(2, 60) * 5000
    return f"{who.country.upper()} BUYS {tonnes:,} TONNES OF {who.good.upper()}", [
        (
            f"Private exporters reported sales of {tonnes:,} tonnes of {who.good} to {who.country} for delivery in the"
            f" {random.choice(('current', 'next'))} season, the agriculture department said."
        ),
        f"The marketing year for {who.good} began {random.choice(MONTHS)} 1.",
    ]


def tender(who: Who, random: Random) -> Made:
    """Return a tender."""
    return f"{who.country.upper()} TENDERS FOR {who.good.upper()}", [
        (
            f"{who.country} will tender on {who.date} for {random.randint(2, 60) * 1000:,} tonnes of {who.good} for shipment"
            f" {random.choice(MONTHS)} {random.randint(1, 14)} to {random.randint(15, 28)}, traders said."
        ),
        f"Offers are to be at {who.city} by {random.randint(8, 17)}00 hours and to stay valid until the next day.",
    ]


def shipping(who: Who, random: Random) -> Made:
    """Return the ships in a port."""
    lines = [
        f"{random.choice(CITIES).upper()} {random.choice(('QUEEN', 'STAR', 'TRADER'))} {random.uniform(10, 60):.1f}"
        f" {random.choice(GRAINS).upper()} {random.choice(COUNTRIES).upper()}"
        for _ in range(5)
    ]
    return f"GRAIN SHIPS LOADING AT {who.city.upper()}", [
        (
            f"There were {random.randint(3, 14)} ships loading and {random.randint(1, 12)} ships waiting to load at"
            f" {who.city} elevators, trade sources said."
        ),
        *lines,
    ]


def indicator(who: Who, random: Random) -> Made:
    """Return a country's prices in a month."""
    up = random.uniform(0.1, 3)
    return f"{who.country.upper()} CONSUMER PRICES RISE {up:.1f} PCT", [
        (
            f"{who.country}'s consumer prices rose {up:.1f} pct in {who.month} after a {random.uniform(0.1, 3):.1f} pct rise"
            f" in the month before, the statistics office said."
        ),
        (
            f"The index, base 1980, stood at {random.uniform(101, 240):.1f}, a year-on-year rise of"
            f" {random.uniform(1, 12):.1f} pct against {random.uniform(1, 12):.1f} pct a year earlier."
        ),
    ]


def volumes(who: Who, random: Random) -> Made:
    """Return a futures market's volume as a table."""
    lines = [
        f"{month[:3].upper()} {random.randint(10, 9000)} {random.randint(10, 90000):,} {random.choice(('UP', 'OFF'))}"
        f" {random.randint(1, 900)}"
        for month in random.sample(MONTHS, 5)
    ]
    lines.append(f"TOTAL {random.randint(900, 90000):,}")
    head = f"Traded volume and open interest of {who.good} futures in {who.city}:"
    return f"{who.city.upper()} {who.good.upper()} FUTURES VOLUME", [head, *lines]


def closing(who: Who, random: Random) -> Made:
    """Return a stock market's day."""
    way = random.choice(("higher", "lower", "mixed"))
    return f"{who.city.upper()} STOCKS CLOSE {way.upper()}", [
        f"Share prices in {who.city} ended {way} in {random.choice(('active', 'quiet', 'moderate'))} trading, dealers said.",
        (
            f"The all-share index {random.choice(('rose', 'fell'))} {random.uniform(0.2, 30):.2f} points to"
            f" {random.uniform(300, 3000):.2f} on turnover of {mln(random)} {who.money}."
        ),
        (
            f"{who.company} {random.choice(('gained', 'lost'))} {random.randint(2, 40)} to {random.randint(100, 900)} and"
            f" {who.other} was {random.choice(('up', 'off'))} {random.randint(1, 20)} at {random.randint(50, 400)}."
        ),
        (
            f"Advances {random.choice(('led', 'trailed'))} declines {random.randint(50, 400)} to {random.randint(50, 400)},"
            f" with {random.randint(10, 200)} unchanged."
        ),
    ]


MARKET_ITEMS: dict[str, Callable[[Who, Random], Made]] = {
    made.__name__: made
    for made in (
        fixing, gold_fixing, money_market, assistance, deposits, certificates, grain_bids, sale, tender,
        shipping, indicator, volumes, closing,
    )
}  # fmt: skip
