"""What an invented agency sends about companies: items of a few templates, each about others and with other figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.core.dedupe.agency import MONTHS, cents, mln, rate, signed, thousands

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.core.dedupe.agency import Who

    Made = tuple[str, list[str]]


def _date(random: Random) -> str:
    return f"{random.choice(MONTHS)} {random.randint(1, 28)}"


def earnings(who: Who, random: Random) -> Made:
    """Return a quarter's results as a table."""
    shr = random.choice(("Shr", "Oper shr", "Shr diluted"))
    lines = [
        f"{shr} {signed(random)} vs {signed(random)}",
        f"Net {thousands(random)} vs {thousands(random)}",
        f"{random.choice(('Revs', 'Sales'))} {mln(random)} vs {mln(random)}",
    ]
    if random.random() < 0.6:
        lines.append(f"Avg shrs {thousands(random)} vs {thousands(random)}")
    if random.random() < 0.6:
        lines += [random.choice(("Nine mths", "Six mths", "Year")), f"{shr} {signed(random)} vs {signed(random)}"]
        lines += [f"Net {thousands(random)} vs {thousands(random)}", f"Revs {mln(random)} vs {mln(random)}"]
    if random.random() < 0.5:
        why = random.choice(("sale of assets", "tax credits", "discontinued operations", "a change in accounting"))
        lines.append(
            f"NOTE: {random.choice(('Prior year', 'Current qtr', 'Year-ago'))} net includes"
            f" {random.choice(('gain', 'charge'))} of {thousands(random)} dlrs, or {cents(random)} a shr, from {why}."
        )
    quarter, result = random.choice(("1ST", "2ND", "3RD", "4TH")), random.choice(("NET", "LOSS", "PROFIT"))
    return f"{who.short.upper()} {quarter} QTR {result}", lines


def bank_earnings(who: Who, random: Random) -> Made:
    """Return a bank's year as a table."""
    lines = [f"Shr {cents(random)} vs {cents(random)}", f"Net {thousands(random)} vs {thousands(random)}"]
    lines += [f"{name} {mln(random)} vs {mln(random)}" for name in ("Assets", "Deposits", "Loans")]
    lines.append(f"NOTE: Loan loss provision {thousands(random)} vs {thousands(random)} in year-ago period.")
    return f"{who.company.upper()} YEAR NET", lines


def dividend(who: Who, random: Random) -> Made:
    """Return a dividend: hardly any words, and the company in the title only."""
    paid = cents(random)
    before = paid if random.random() < 0.7 else cents(random)
    name = random.choice(("Qtly div", "Semi-annual div", "Mthly payout"))
    title = random.choice(("SETS QUARTERLY PAYOUT", "QTLY DIVIDEND", "REGULAR PAYOUT"))
    return f"{who.company.upper()} {title}", [
        f"{name} {paid} vs {before} prior", f"Pay {_date(random)}", f"Record {_date(random)}",
    ]  # fmt: skip


def split(who: Who, random: Random) -> Made:
    """Return a stock split."""
    ratio = random.choice(("two-for-one", "three-for-two", "five-for-four"))
    return f"{who.short.upper()} SETS {ratio.upper()} STOCK SPLIT", [
        f"{who.company} said its board declared a {ratio} stock split, payable {_date(random)}, record {_date(random)}.",
        (
            f"It said the split is subject to approval by holders of an increase in authorized shares to {mln(random)}"
            f" from {mln(random)}."
        ),
    ]


def prime_rate(who: Who, random: Random) -> Made:
    """Return a bank's new rate: one sentence, the same for all banks on a day."""
    old = rate(random, 6, 9)
    new = f"{int(old[0]) + 1}{old[1:]}"
    when = random.choice(("immediately", "today", "tomorrow"))
    return f"{who.short.upper()} RAISES PRIME RATE TO {new} PCT", [
        f"{who.company} said it is raising its prime lending rate to {new} pct from {old} pct, effective {when}."
    ]


def posting(who: Who, random: Random) -> Made:
    """Return a company's new oil price."""
    change, price = random.choice((25, 50, 75)), random.randint(1300, 2000) / 100
    return f"{who.short.upper()} RAISES CRUDE POSTINGS {change} CTS", [
        f"{who.company} said it raised its contract prices for crude oil by {change} cts a barrel, effective {who.date}.",
        (
            f"The change brings its price for the light grade to {price:.2f} dlrs a barrel, and for the sour grade to"
            f" {price - 0.6:.2f} dlrs."
        ),
    ]


def stake(who: Who, random: Random) -> Made:
    """Return a stake disclosure."""
    text = [
        (
            f"{who.company} told the securities commission it has {random.choice(('raised', 'cut'))} its stake in {who.other}"
            f" to {thousands(random)} shares, or {random.uniform(5, 30):.1f} pct of the total outstanding, from"
            f" {thousands(random)} shares, or {random.uniform(5, 30):.1f} pct."
        ),
        (
            f"The company said it made the trades between {_date(random)} and {who.date} at {rate(random, 10, 60)} to"
            f" {rate(random, 10, 60)} dlrs a share."
        ),
    ]
    if random.random() < 0.6:
        text.append(
            "It said it holds the stock for investment and has no plans to seek control, but that it may buy more shares"
            " or sell some or all of its holding, in the open market or privately."
        )
    return f"{who.short.upper()} CHANGES {who.other.upper()} STAKE", text


def completes(who: Who, random: Random) -> Made:
    """Return a purchase that is done."""
    end = random.choice(("for an undisclosed sum", "for cash", f"for {mln(random)} dlrs", "for shares"))
    what = random.choice(("acquisition", "purchase"))
    return f"{who.short.upper()} COMPLETES PURCHASE", [
        f"{who.company} said it completed its previously announced {what} of {who.other} {end}."
    ]


def bond(who: Who, random: Random) -> Made:
    """Return a bond issue."""
    amount = random.randint(2, 30) * 10
    return f"{who.short.upper()} ISSUES {amount} MLN DLR BOND", [
        (
            f"{who.company} is issuing a {amount} mln dlr bond due {who.month} 19{random.randint(90, 99)} paying"
            f" {rate(random)} pct and priced at {random.randint(99, 102)}{random.choice(('-1/8', '-3/8', ''))}, lead manager"
            f" {who.other} said."
        ),
        (
            f"The bond is available in denominations of {random.choice((1000, 5000, 10000)):,} dlrs and will be listed in"
            f" {who.city}."
        ),
        (
            f"The selling concession is {random.choice(('1-1/4', '1-3/8', '1'))} pct while management and underwriting"
            f" combined pay 5/8 pct. The payment date is {_date(random)}."
        ),
    ]


def rating(who: Who, random: Random) -> Made:
    """Return a change of a company's rating."""
    grades = random.sample(("AAA", "AA-plus", "AA", "A-plus", "A", "BBB", "BB-minus", "B"), 2)
    why = random.choice(("better cash flow", "weaker earnings", "a rise in debt", "lower interest costs"))
    return f"{who.short.upper()} DEBT {random.choice(('UPGRADED', 'DOWNGRADED'))}", [
        (
            f"{who.other} said it {random.choice(('raised', 'lowered'))} to {grades[0]} from {grades[1]} the senior debt of"
            f" {who.company}, affecting {mln(random)} dlrs of securities."
        ),
        (
            f"The agency cited {why} and said that it expects {random.choice(('modest', 'continued', 'further'))}"
            f" {random.choice(('improvement', 'pressure'))} over the next {random.randint(2, 5)} years."
        ),
    ]


def flash(who: Who, random: Random) -> Made:
    """Return a flash."""
    text = random.choice((
        f"{who.company} SAID IT EXPECTS A {random.choice(('FIRST', 'SECOND', 'THIRD'))} QUARTER LOSS OF {mln(random)} DLRS.",
        f"{who.country} SAYS IT WILL CUT OIL OUTPUT BY {random.randint(50, 900)},000 BARRELS A DAY FROM {who.date}.",
        f"{who.company} AND {who.other} END MERGER TALKS. NO REASON WAS GIVEN. SHARES WERE LAST QUOTED AT {rate(random)}.",
        (f"{who.country} CENTRAL BANK RAISES DISCOUNT RATE TO {rate(random)} PCT FROM {rate(random)} PCT. THE CHANGE TAKES"
        f" EFFECT ON {who.date}."),
    ))  # fmt: skip
    return text.split(".")[0].upper()[:70], [text.upper()]


def names_chief(who: Who, random: Random) -> Made:
    """Return an appointment."""
    post = random.choice(("chairman", "chief executive", "president", "finance director"))
    return f"{who.short.upper()} NAMES NEW {post.upper()}", [
        f"{who.company} said it named {who.person} {post}, effective {who.date}.",
        (
            f"{who.person.split()[1]}, {random.randint(38, 66)}, has been with the company for {random.randint(2, 30)} years."
            f" The post had been vacant since {random.choice(MONTHS)}."
        ),
    ]


COMPANY_ITEMS: dict[str, Callable[[Who, Random], Made]] = {
    made.__name__: made
    for made in (
        earnings, bank_earnings, dividend, split, prime_rate, posting, stake, completes, bond, rating, flash,
        names_chief,
    )
}  # fmt: skip
