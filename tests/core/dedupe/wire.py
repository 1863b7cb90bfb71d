"""News in our own words: stories with their copies, and items from one template that only look alike.

Sentences are put together from parts by number, so that every story is another one and every run makes the same.
"""

from __future__ import annotations

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


NAMES = _words(
    "Almström Bergeron Castellan Dobrev Eskildsen Farrugia Gantenbein Halloran Iversen Jankowski Kessler Lindqvist"
    " Marchetti Novotny Okafor Petridis Quintero Rasmussen Szabo Thorvald Umarov Vasquez Whitlock Yamoto Zielinski"
)
PLACES = _words(
    "Arvenau Brackwater Corvel Dunmarrow Elsten Farholt Greywick Hollin Istra Jarrow Kelvane Lorne Marwick Norrby"
)
FIRST = _words("Anna Boris Clara David Elena Felix Greta Henrik Irene Jonas Karin Lukas Marta Nils Olga Peter")
NOUNS = _words(
    "harbour council engineer quarter shopkeeper school dairy ministry railway brigade archive doctor museum company"
    " fisherman prosecutor tram wall market shipyard lease field fair airport road reservoir merger hospital rent bridge"
    " canal lorry tower clock fund theatre ferry timetable vaccine trial inquiry budget petition season document"
    " neighbour protest month weather capital adviser storm orchard tunnel library pipeline verdict tenant choir forest"
    " union border statue festival engine meadow contract witness glacier bakery satellite referendum"
)
ADJECTIVES = _words(
    "new old closed northern annual leaking regional former narrow costly public quiet late broken early wooden foreign"
    " empty rural local urgent modest bitter secret popular distant crowded damaged honest official private rusty"
    " sudden ancient reluctant joint unpaid central western famous"
)
VERBS = _words(
    "warned financed stopped studied delayed cancelled doubted opened surprised repaired took measured planned lost paid"
    " argued sold closed praised rebuilt ignored rescued counted moved tested visited refused expected lifted blocked"
    " painted searched divided welcomed inherited abandoned"
)
PREPOSITIONS = _words("after behind near without under before despite over against beside through during for around")
ARTICLES = _words("the a this every another one")


def _thing(random: Random) -> str:
    """Return a noun with what stands before it."""
    adjective = f"{random.choice(ADJECTIVES)} " if random.random() < 0.6 else ""
    return f"{random.choice(ARTICLES)} {adjective}{random.choice(NOUNS)}"


def sentence(random: Random) -> str:
    """Return one sentence of about 20 words."""
    subject = f"{random.choice(FIRST)} {random.choice(NAMES)}" if random.random() < 0.2 else _thing(random)
    parts = [subject, random.choice(VERBS), _thing(random), random.choice(PREPOSITIONS), _thing(random)]
    parts += [random.choice(("and", "but", "while", "as")), _thing(random), random.choice(VERBS), _thing(random)]
    if random.random() < 0.3:
        parts += [random.choice(PREPOSITIONS), str(random.randint(12, 9800)), f"{random.choice(NOUNS)}s"]
    if random.random() < 0.2:
        parts += ["in", random.choice(PLACES)]
    said = " ".join(parts)
    return f"{said[0].upper()}{said[1:]}."


def paragraph(random: Random, sentences: int = 3) -> str:
    """Return some sentences."""
    return " ".join(sentence(random) for _ in range(sentences))


def story(number: int, paragraphs: int = 8) -> str:
    """Return story ``number``, about 60 words a paragraph."""
    random = Random(number)
    place = random.choice(PLACES)
    return "\n\n".join((f"{place.upper()} — " if n == 0 else "") + paragraph(random) for n in range(paragraphs))


def headline(number: int) -> str:
    """Return the headline of story ``number``."""
    random = Random(f"headline {number}")
    return f"{random.choice(PLACES)}: {_thing(random)} {random.choice(VERBS)} {_thing(random)}"


def quote(number: int) -> str:
    """Return a statement that any paper may print."""
    random = Random(f"quote {number}")
    return f'In a statement, {random.choice(FIRST)} {random.choice(NAMES)} said: "{paragraph(random, 4)}"'


def _market(random: Random) -> tuple[str, str]:
    index = random.choice(("Brackwater 50", "Norrby All-Share", "Elsten Composite"))
    way = random.choice(("gained", "lost", "slipped", "climbed"))
    points, level = random.uniform(1, 90), random.uniform(900, 9000)
    return f"{index} {way} {points:.1f} points", (
        f"The {index} {way} {points:.1f} points, or {random.uniform(0.1, 3):.2f} percent, to {level:,.2f} at the close"
        f" on {random.choice(('Monday', 'Tuesday', 'Friday'))}, with {random.randint(40, 900)} million shares traded.\n\n"
        f"{random.choice(NAMES)} Industries was the most active issue, rising {random.uniform(0.1, 9):.2f} to"
        f" {random.uniform(10, 90):.2f}. Losers led winners {random.randint(200, 900)} to {random.randint(200, 900)} on"
        f" the main board.\n\nThe crown was quoted at {random.uniform(1, 9):.4f} to the dollar in late trading, compared"
        f" with {random.uniform(1, 9):.4f} the day before. Gold stood at {random.uniform(300, 900):.2f} an ounce."
    )


def _earnings(random: Random) -> tuple[str, str]:
    name = f"{random.choice(NAMES)} {random.choice(('Corp', 'Inc', 'Holdings', 'Ltd'))}"
    return f"{name.upper()} 3RD QTR NET", (
        f"Shr {random.randint(5, 99)} cts vs {random.randint(5, 99)} cts\nNet {random.randint(200, 9000)},000 vs"
        f" {random.randint(200, 9000)},000\nRevs {random.uniform(1, 90):.1f} mln vs {random.uniform(1, 90):.1f} mln\n"
        f"Nine mths\nShr {random.uniform(0.5, 4):.2f} dlrs vs {random.uniform(0.5, 4):.2f} dlrs\nNet"
        f" {random.uniform(1, 30):.1f} mln vs {random.uniform(1, 30):.1f} mln\nNOTE: Prior year net includes a gain of"
        f" {random.randint(20, 900)},000 dlrs from the sale of property."
    )


def _dividend(random: Random) -> tuple[str, str]:
    name = f"{random.choice(NAMES)} {random.choice(('Bancorp', 'Utilities', 'Stores', 'Mills'))}"
    return f"{name.upper()} SETS QUARTERLY PAYOUT", (
        f"Qtly div {random.randint(5, 12)} cts vs {random.randint(5, 12)} cts prior\nPay {random.choice(('April', 'May'))}"
        f" {random.randint(1, 28)}\nRecord {random.choice(('March', 'April'))} {random.randint(1, 28)}"
    )


def _weather(random: Random) -> tuple[str, str]:
    place, day = random.choice(PLACES), random.choice(("Montag", "Mittwoch", "Samstag"))
    return f"Wetter in {place}: {day}", (
        f"Am {day} wird es in {place} {random.choice(('trüb und nass', 'heiter', 'stürmisch'))}. Die Höchstwerte liegen"
        f" bei {random.randint(-3, 33)} Grad, in der Nacht kühlt es auf {random.randint(-9, 18)} Grad ab. Der Wind weht"
        f" mit {random.randint(5, 60)} Kilometern in der Stunde aus {random.choice(('Nord', 'West', 'Süd'))}.\n\nDas Risiko"
        f" für Niederschlag beträgt {random.randint(5, 95)} Prozent. Die Sonne geht um {random.randint(5, 8)}.{random.randint(10, 59)}"
        f" Uhr auf. Autofahrer müssen in der Frühe örtlich mit Glätte rechnen. Hinweise zu Warnungen gibt die Leitstelle."
    )


def _match(random: Random) -> tuple[str, str]:
    one, two = random.sample(PLACES, 2)
    a, b = random.randint(0, 5), random.randint(0, 5)
    return f"{one} {a}-{b} {two}", (
        f"{one} met {two} in front of {random.randint(900, 60000)} spectators and the match ended {a}-{b}.\n\n"
        f"{random.choice(FIRST)} {random.choice(NAMES)} scored first in the {random.randint(2, 40)}th minute from close"
        f" range. After the break {random.choice(NAMES)} hit the post, and {random.choice(NAMES)} was sent off for a"
        f" second yellow card in the {random.randint(50, 89)}th.\n\n{one} stay {random.randint(1, 18)}th with"
        f" {random.randint(5, 80)} points and play {random.choice(PLACES)} next week. The referee was"
        f" {random.choice(FIRST)} {random.choice(NAMES)}."
    )


def _lottery(random: Random) -> tuple[str, str]:
    numbers = [str(random.randint(1, 49)) for _ in range(6)]
    return "Winning numbers", (
        f"The winning numbers of Saturday's draw of the national lottery are: {', '.join(numbers)}; the bonus number is"
        f" {random.randint(1, 49)}. {random.randint(0, 4)} tickets had all six numbers. The jackpot for the next draw is"
        f" estimated at {random.randint(2, 60)} million crowns. The numbers are given without guarantee."
    )


def _chinese(random: Random) -> tuple[str, str]:
    index, rate = random.uniform(2000, 4000), random.uniform(0.1, 3)
    return f"沪市收报{index:.2f}点", (
        f"今日沪市早盘小幅高开,随后震荡走低,午后跌幅收窄。截至收盘,上证综指报{index:.2f}点,跌幅为{rate:.2f}%,成交额为"
        f"{random.randint(1000, 9000)}亿元。深成指报{random.uniform(8000, 15000):.2f}点,成交额为{random.randint(1000, 9000)}亿元。两市共有"
        f"{random.randint(300, 3000)}只个股上涨,{random.randint(300, 3000)}只个股下跌。北向资金全天净流入{random.uniform(1, 90):.2f}亿元,连续"
        f"{random.randint(2, 9)}个交易日净流入。分析人士认为,短期市场仍将维持震荡格局,建议投资者控制仓位,注意风险。"
    )


def _arabic(random: Random) -> tuple[str, str]:
    return "أسعار العملات اليوم", (
        f"سجل سعر صرف الدولار اليوم {random.uniform(10, 50):.2f} للشراء و{random.uniform(10, 50):.2f} للبيع في البنوك الحكومية، بينما بلغ سعر"
        f" اليورو {random.uniform(10, 60):.2f} للشراء و{random.uniform(10, 60):.2f} للبيع. وبلغ سعر الجنيه الإسترليني {random.uniform(10, 60):.2f} للشراء"
        f" و{random.uniform(10, 60):.2f} للبيع. ووصل سعر غرام الذهب من عيار 21 إلى {random.randint(900, 4000)} جنيها، وعيار 18 إلى"
        f" {random.randint(700, 3000)} جنيها، فيما سجلت الأوقية {random.randint(1500, 2800)} دولارا في التعاملات الفورية."
    )


TEMPLATES = {
    "market": _market, "earnings": _earnings, "dividend": _dividend, "weather": _weather, "match": _match,
    "lottery": _lottery, "chinese": _chinese, "arabic": _arabic,
}  # fmt: skip


def templated(kind: str, number: int) -> tuple[str, str]:
    """Return (title, text) of item ``number`` of a template."""
    return TEMPLATES[kind](Random(f"{kind} {number}"))
