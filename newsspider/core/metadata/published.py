"""Stage 5 of 8, enrich: when the article was published and last changed.

The order of the sources was measured on labelled pages: what the page states for machines comes first (JSON-LD,
meta tags, the page's own scripts, marked elements), then what it shows beside the headline, then a date in the address. Footers, link
numbers and dates in prose are never read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsspider.core.metadata.dates import Moment, month_number, parse_date
from newsspider.core.metadata.shown_dates import find_shown, find_stamp
from newsspider.core.metadata.structured import items

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.rules import MetadataRules
    from newsspider.core.metadata.state import PageState
    from newsspider.core.metadata.structured import Structured
    from newsspider.core.page import Page

_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article:published",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date",
    "published_time", "date.issued", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date",
    "dc.date.created", "citation_publication_date", "citation_date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "cxenseparse:recs:articlepublishtime", "article.published", "article_date_original",
    "originalpublicationdate", "bt:pubdate", "date_published", "datecreated", "rnews:datepublished", "iso-8601-publish-date", "date",
    "release_date", "published", "published-date", "published_date", "publication-date", "dc.date.published", "dcsext.articlefirstpublished", "vr:published_time", "last-published-date", "gentime", "dc:date", "mrf:published",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified",
    "dcterms.modified", "dc.date.modified", "article:updated_time", "modified_time", "revision_date", "updated_time",
)  # fmt: skip
_PUBLISHED_WORDS = re.compile(r"publi|posted|created|pubdate|entry-date|article-date|release|dateline", re.IGNORECASE)
_PUBLISHED_NAME = re.compile(
    r"(?:publish|publi|issue|post|creat)\w*[-_.:]?(?:date|time|on|at)\b|date[-_.:]?(?:publi|issue|post)", re.IGNORECASE
)
_MODIFIED_WORDS = re.compile(r"modif|updat|aktual|edited|changed", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|teaser|promo(?!ted)|recommend|card|popular|trending|widget|latest|list|more|ticker",
    re.IGNORECASE,
)
_URL_DATES = (
    re.compile(r"/((?:19|20)\d{2})/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"),
    re.compile(r"(?<![\d])((?:19|20)\d{2})[-_](0[1-9]|1[0-2])[-_](0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<![\d-])((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
    # a number that begins with day, hour and minute isn't any number: A2026012914320005196
    re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=(?:[01]\d|2[0-3])[0-5]\d\d{2,12}(?!\d))"),
    re.compile(r"/((?:19|20)\d{2})/([a-z]{3,9})/(0?[1-9]|[12]\d|3[01])(?=/|$)", re.IGNORECASE),
)
_MONTH_FIRST_HOSTS = re.compile(r"\.(?:uk|au|nz|ie|in|za|sg|my|ng|ke|gh|pk|hk|eu|de|fr|es|it)$")
_TIME_ELEMENT = "time element"
_ONE_DAY = timedelta(days=1)
_SAME_INSTANT = timedelta(minutes=1)
_UTC = ("Z", "+00:00")
_FURTHEST_WEST = timedelta(hours=12)
_TIME_ANCESTORS = 8
_MAX_TIMES = 80


@dataclass(frozen=True, slots=True)
class Dates:
    """The two dates with their origins; ``conflict`` says how the sources contradict each other."""

    published: Moment | None = None
    published_from: str | None = None
    modified: Moment | None = None
    modified_from: str | None = None
    conflict: str | None = None


class DateReader:
    """Reads dates of one page: its months' names, its order of day and month, and the latest day it can know."""

    def __init__(self, page: Page, rules: MetadataRules) -> None:
        self._months = rules.months
        language = (page.tree.get("lang") or "").lower()
        host = (urlsplit_host(page.url) or "").lower()
        self._day_first = not (language in {"", "en", "en-us"} and not _MONTH_FIRST_HOSTS.search(host))
        self._url_day = date_of_url(page.url, rules.months)
        sent = parse_date(page.headers.get("date"), rules.months)
        # the server's own clock bounds what can have been published; two days for zones and sloppy clocks
        self._latest = sent.day + 2 * _ONE_DAY if sent else None

    def read(self, value: object) -> Moment | None:
        """Return the moment, None for what lies in the future of the response."""
        moment = parse_date(value, self._months, day_first=self._day_first)
        if moment and self._url_day and moment.day != self._url_day:
            # 3/10 in the order that the address proves
            other = parse_date(value, self._months, day_first=not self._day_first)
            moment = other if other and other.day == self._url_day else moment
        return moment if moment and not (self._latest and moment.day > self._latest) else None

    def first(self, values: Iterable[tuple[str, object]]) -> Iterator[tuple[str, Moment]]:
        """Yield those values that are dates, with their origins."""
        for origin, value in values:
            if moment := self.read(value):
                yield origin, moment


def urlsplit_host(url: str | None) -> str | None:
    """Return an address's host, None where it has none or is malformed."""
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def find_dates(
    page: Page, blocks: Sequence[Block], data: Structured, rules: MetadataRules, state: PageState | None = None
) -> Dates:
    """Return when the article was published and modified, as the page states it."""
    reader = DateReader(page, rules)
    published = list(reader.first(_stated(page, data, "datePublished", _PUBLISHED_META)))
    modified = list(reader.first(_stated(page, data, "dateModified", _MODIFIED_META)))
    if not published and state is not None:
        published = list(reader.first(state.published()))[:1]
        modified = modified or list(reader.first(state.modified()))[:1]
    if not published:
        published = _in_markup(page, blocks, rules, reader)
    shown_changes: list[tuple[str, Moment]] = []
    if not published:
        published, shown_changes = find_shown(blocks, rules, reader.read)
    modified = modified or shown_changes
    if not published and (day := date_of_url(page.url, rules.months)):
        published = [("url", Moment(day, day.isoformat()))]
    if not published:
        published = list(reader.first(_data_leftovers(data)))[:1]
    elif published[0][0] != _TIME_ELEMENT:
        # content systems stamp the publication anew when a page is built or moved; none shows a day before it
        stamp = find_stamp(blocks, rules, reader.read)
        published = [found for found in stamp if found[1].day < _earliest_day(published[0][1])] + published
    origin, chosen = _choose(published, modified)
    if chosen is not None and chosen.iso.endswith(_UTC):
        origin, chosen = _with_local_offset(page, reader, origin, chosen)
    changed_from, changed = next(
        ((source, moment) for source, moment in modified if chosen is None or moment.day >= chosen.day), (None, None)
    )
    return Dates(chosen, origin, changed, changed_from, _conflict(published, modified))


def _with_local_offset(
    page: Page, reader: DateReader, origin: str | None, chosen: Moment
) -> tuple[str | None, Moment]:
    """Return the time element that names the same instant by the outlet's own clock, else what was chosen."""
    instant = datetime.fromisoformat(chosen.iso)
    for value in page.tree.xpath(".//time/@datetime")[:_MAX_TIMES]:
        moment = reader.read(str(value))
        if moment and moment.aware and not moment.iso.endswith(_UTC):
            try:
                apart = abs(datetime.fromisoformat(moment.iso) - instant)
            except (ValueError, OverflowError):
                continue
            if apart < _SAME_INSTANT:
                return _TIME_ELEMENT, moment
    return origin, chosen


def _earliest_day(moment: Moment) -> date:
    """Return the first of the days that a moment may have been on the outlet's own calendar."""
    return (datetime.fromisoformat(moment.iso) - _FURTHEST_WEST).date() if moment.iso.endswith(_UTC) else moment.day


def _stated(page: Page, data: Structured, key: str, names: Sequence[str]) -> Iterator[tuple[str, object]]:
    """Yield what JSON-LD and meta tags state, the most reliable first."""
    described: list[tuple[str, object]] = [
        (data.source, value.get("@value") if isinstance(value, dict) else value)
        for value in items(data.article.get(key))
    ]
    tagged: list[tuple[str, object]] = [(f"meta {name}", page.meta[name]) for name in names if name in page.meta]
    if key == "datePublished" and not tagged:
        named = ((f"meta {name}", value) for name, value in page.meta.items() if _PUBLISHED_NAME.search(name))
        tagged.extend(islice(named, 3))
    # microdata of lists and templates is wrong more often than the tags of the head
    yield from tagged + described if data.source == "microdata" else described + tagged


def _data_leftovers(data: Structured) -> Iterator[tuple[str, object]]:
    """Yield the dates of JSON-LD that stand for publication where nothing else does."""
    for key in ("dateCreated", "uploadDate"):
        for value in items(data.article.get(key)):
            yield f"{data.source} {key}", value
    for node in data.nodes("WebPage", "BlogPosting", "ItemPage"):
        yield "json-ld WebPage", node.get("datePublished")


def _in_markup(
    page: Page, blocks: Sequence[Block], rules: MetadataRules, reader: DateReader
) -> list[tuple[str, Moment]]:
    """Return the date of the elements that mark it; of unmarked ones only what the line by the headline agrees with."""
    found = next(((text, pair) for text, value in _marked(page) for pair in reader.first((value,))), None)
    if found is None:
        return []
    text, (origin, moment) = found
    said = reader.read(text)
    for shown in find_stamp(blocks, rules, reader.read) if text is not None else ():
        if abs(shown[1].day - moment.day) > _ONE_DAY and not (said and said.day == shown[1].day):
            return [shown]
    return [(origin, moment)]


def _marked(page: Page) -> Iterator[tuple[str | None, tuple[str, object]]]:
    """Yield the dates of marked elements; last that of an unmarked time element, with the text that it shows."""
    for element in page.tree.xpath(".//*[contains(@itemprop,'datePublished') or contains(@property,'datePublished')]")[
        :5
    ]:
        value = element.get("content") or element.get("datetime") or element.text_content()[:80]
        yield None, ("itemprop", value)
    best: dict[int, list[tuple[str, object]]] = {0: [], 1: []}
    for element in page.tree.xpath(".//time | .//relative-time")[:_MAX_TIMES]:
        rank = _rank_of_time(element)
        if rank is not None:
            text = " ".join(element.text_content()[:120].split())
            best[rank].append((text, element.get("datetime") or text))
    yield from ((None, (_TIME_ELEMENT, value)) for _, value in best[0])
    # several times without a mark belong to teasers or comments as likely as to the article; the first stands highest
    yield from ((text, (_TIME_ELEMENT, value)) for text, value in best[1][:1])


def _rank_of_time(element: HtmlElement) -> int | None:
    """Return 0 for a time marked as publication, 1 for an unmarked one, None for one of something else."""
    own = " ".join(
        filter(None, (element.get("class"), element.get("itemprop"), element.get("id"), element.get("data-testid")))
    )
    if element.get("pubdate") is not None:
        return 0
    if _MODIFIED_WORDS.search(own):
        return None
    current: HtmlElement | None = element
    marks = own
    for _ in range(_TIME_ANCESTORS):
        current = current.getparent() if current is not None else None
        if current is None or current.tag in {"main", "body"}:
            break
        names = f"{current.get('class') or ''} {current.get('id') or ''}"
        if current.tag in {"aside", "footer", "nav", "li", "a"} or _ELSEWHERE.search(names):
            return None
        if current.tag == "article":
            break
        marks += " " + names
    return 0 if _PUBLISHED_WORDS.search(marks) and not _MODIFIED_WORDS.search(marks) else 1


def date_of_url(url: str | None, months: Mapping[str, int]) -> date | None:
    """Return the day that an address's path states."""
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return None
    for pattern in _URL_DATES:
        if found := pattern.search(path):
            month = int(found[2]) if found[2].isdigit() else month_number(found[2], months)
            try:
                return date(int(found[1]), month or 0, int(found[3]))
            except ValueError:
                continue
    return None


def _choose(
    published: Sequence[tuple[str, Moment]], modified: Sequence[tuple[str, Moment]]
) -> tuple[str | None, Moment | None]:
    """Take the first source, and its time from another one that names the same day more exactly."""
    if not published:
        return None, None
    origin, chosen = published[0]
    last = max((moment.day for _, moment in modified), default=None)
    if last and chosen.day > last + _ONE_DAY:
        # published after the last change: another source may know the first publication
        earlier = [(source, moment) for source, moment in published if moment.day <= last + _ONE_DAY]
        origin, chosen = earlier[0] if earlier else (origin, chosen)
    for source, moment in published:
        if moment.aware and not chosen.aware and _earliest_day(moment) <= chosen.day <= moment.day + _ONE_DAY:
            return source, moment
    return origin, chosen


def _conflict(published: Sequence[tuple[str, Moment]], modified: Sequence[tuple[str, Moment]]) -> str | None:
    """Say which sources state days more than one day apart, or a change before the publication."""
    if not published:
        return None
    origin, first = published[0]
    for source, moment in published[1:]:
        if abs(moment.day - first.day) > _ONE_DAY:
            return f"{origin} says {first.iso}, {source} says {moment.iso}"
    for source, moment in modified:
        if moment.day < first.day - _ONE_DAY:
            return f"{origin} says published {first.iso}, {source} says modified {moment.iso}"
    return None
