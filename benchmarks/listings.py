"""Read the recorded feeds, sitemaps and robots.txt files, and count entries and fields beside another parser.

    python -m benchmarks.listings [FOLDER]

The other reader is plain ElementTree over the same files, with rules of its own written here; where feedparser and
fastfeedparser are installed (they are no dependencies), their counts of entries are printed too. Each value is compared,
not only counted. robots.txt: what Protego allows and names is set beside `RobotsMiddleware`'s parser and `sitemaps_of_robots`.
Ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import html
import importlib
import re
import sys
import time
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from protego import Protego
from scrapy.robotstxt import ProtegoRobotParser

from newsspider.core.feeds.found import sitemaps_of_robots
from newsspider.core.feeds.read import read_listing
from newsspider.core.urls import normal_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsspider.core.feeds.model import Entry

DEFAULT_FOLDER = Path("../shared/data/web")
BASE = "https://listing.invalid/file"
AGENTS = ("newsspider (+https://example.org/bot)", "Googlebot", "GPTBot", "*")
PATHS = ("/", "/news/2026/03/story.html", "/search?q=x", "/wp-admin/", "/feed/", "/print/1", "/api/v1", "/a.pdf", "/tag/x",
         "/video/x?utm_source=a&id=1")  # fmt: skip
_COUNTRIES = {"us", "gb", "jp", "cn"}  # that stand for languages by mistake
TRIALS = 5
FIELDS = ("url", "title", "date", "modified", "description", "guid", "categories", "authors", "language", "image", "publication",
          "keywords", "genres", "stock_tickers", "changefreq")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER)
    folder = parser.parse_args().folder
    if not folder.is_dir():
        print(f"{folder} isn't there: nothing to read")
        return 0
    differing = sum(_compare(path) for path in sorted(folder.iterdir()) if path.is_file())
    differing += _compare_robots(folder / "robots")
    print(f"\n{differing} differences")
    return min(differing, 1)


def _compare(path: Path) -> int:
    """Print one file's table; return how many values differ."""
    data = path.read_bytes()
    found = read_listing(data, BASE)
    if found is None:
        print(f"\n{path.name}: not read")
        return 1
    started = time.process_time()
    for _ in range(TRIALS):
        read_listing(data, BASE)
    seconds = (time.process_time() - started) / TRIALS
    expected = list(_expected(data))
    print(f"\n{path.name}: {found.kind}, {len(found.entries)} entries ({len(expected)} by ElementTree{_peers(data)}), "
          f"{seconds * 1000:.1f} ms, flaws {dict(found.flaws)}")  # fmt: skip
    differing = abs(len(found.entries) - len(expected))
    for field in FIELDS:
        pairs = [
            (_stated(entry, field), wanted.get(field)) for entry, wanted in zip(found.entries, expected, strict=False)
        ]
        wrong = [pair for pair in pairs if not _same(field, *pair)]
        ours, theirs = (sum(1 for pair in pairs if pair[side]) for side in (0, 1))
        if ours or theirs:
            print(f"  {field:14} {ours:4} {theirs:4}  {len(wrong)} differ" + (f": {wrong[0]!r:.200}" if wrong else ""))
        differing += len(wrong)
    return differing


def _stated(entry: Entry, field: str) -> Any:
    """Return a field's value, None for empty ones."""
    return getattr(entry, field) or None


def _same(field: str, ours: Any, theirs: Any) -> bool:
    """Whether two readings agree; texts by their letters and digits, cut ones as far as they go."""
    if field in {"title", "description"} and ours and theirs:
        one, other = (re.sub(r"[\W_]+", "", text) for text in (ours, theirs))
        return one == other or (len(ours) >= 1_900 and other.startswith(one[:1_200]))
    return bool(ours == theirs)


def _peers(data: bytes) -> str:
    """Return what other parsers count, where they are installed."""
    counts = []
    for name in ("feedparser", "fastfeedparser"):
        try:
            entries = importlib.import_module(name).parse(data).entries
        except ImportError:
            continue
        except ValueError:
            entries = []
        counts.append(f", {len(entries)} by {name}")
    return "".join(counts)


def _expected(data: bytes) -> Iterator[dict[str, Any]]:
    """Yield the entries as ElementTree has them, by rules that share no code with newsspider."""
    seen = set()
    root = ET.fromstring(data)
    stated = (root.findtext("channel/language") or "").strip().lower()[:2]
    language = stated if stated not in _COUNTRIES else None
    for element in root.iter():
        if _local(element) in {"item", "entry", "url"}:
            entry = {key: value for key, value in _values(element).items() if value}
            if entry.get("url") and entry["url"] not in seen:
                seen.add(entry["url"])
                yield ({"language": language} if language else {}) | entry


def _values(element: ET.Element) -> dict[str, Any]:
    """Return an entry's values."""
    named: dict[str, list[ET.Element]] = {}
    for child in element:
        named.setdefault(_local(child), []).append(child)

    def text(*names: str) -> str | None:
        return next(
            (_plain(c.text or "") for name in names for c in named.get(name, []) if (c.text or "").strip()), None
        )

    news = next((child for child in element if _local(child) == "news"), None)
    links = [
        c.get("href") for c in named.get("link", []) if c.get("rel", "alternate") == "alternate" and c.get("href")
    ]
    language = next((_local_text(e) for e in element.iter() if news is not None and _local(e) == "language"), None)
    values: dict[str, Any] = {
        "url": normal_url((text("loc", "link") or (links[0] if links else "") or text("guid") or "").replace("&amp;", "&")),
        "title": text("title"),
        "date": _day(text("pubDate", "pubdate", "published", "publication_date")),
        "modified": _day(text("updated", "lastmod")),
        "description": text("description", "summary", "content"),
        "guid": (text("guid", "id")),
        "categories": tuple(dict.fromkeys(c.get("term") or _plain(c.text or "") for c in named.get("category", []))),
        "authors": tuple(_plain(c.findtext("{*}name") or c.text or "") for name in ("creator", "author") for c in named.get(name, [])),
        "language": language[:2] if language else None,
        "image": next(_images(element), None),
        "changefreq": text("changefreq"),
    }  # fmt: skip
    if news is not None:
        values |= {
            "title": news.findtext("{*}title"), "date": _day(news.findtext("{*}publication_date")),
            "publication": news.findtext("{*}publication/{*}name"),
            **{key: tuple(part.strip() for part in (news.findtext("{*}" + key) or "").split(",") if part.strip())
               for key in ("keywords", "genres", "stock_tickers")},
        }  # fmt: skip
    return values


def _images(element: ET.Element) -> Iterator[str | None]:
    """Yield the pictures' URLs, those of the entry itself before those of groups."""
    for child in element.iter():
        name, kind = _local(child), child.get("type") or child.get("medium") or ""
        if (
            name in {"content", "enclosure", "thumbnail"}
            and child.get("url")
            and (kind.startswith("image") or name == "thumbnail")
        ):
            yield normal_url(child.get("url") or "")
        if _local(child) == "image":
            yield normal_url(child.findtext("{*}loc") or "")


def _day(text: str | None) -> str | None:
    """Return a date by the standard library, spaces and zones without minutes mended first."""
    if not text:
        return None
    if re.match(r"\d{4}-", text):
        return text
    mended = re.sub(r"GMT\+(\d)$", r"+0\g<1>00", re.sub(r",(?=\d)", ", ", text))
    mended = re.sub(r"\b(\d)(?=:|\s\+|$)", r"0\1", mended)
    return parsedate_to_datetime(mended).isoformat()


def _plain(text: str) -> str:
    """Return a text without tags and references; what has no tags may have them escaped."""
    markup = text if "<" in text else html.unescape(text)
    return " ".join(html.unescape(re.sub(r"<[^<>]+>", " ", markup)).split())


def _local(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _local_text(element: ET.Element) -> str:
    return (element.text or "").strip()


def _compare_robots(folder: Path) -> int:
    """Print how the robots.txt files are obeyed; return in how many answers we differ from Protego."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    asked = differing = sitemaps = 0
    for path in files:
        data = path.read_bytes()
        text = data.decode("utf-8", "ignore")
        theirs, ours = Protego.parse(text), ProtegoRobotParser(data, None)
        for agent in AGENTS:
            for page in PATHS:
                url = f"https://{path.stem}{page}"
                asked += 1
                differing += theirs.can_fetch(url, agent) != ours.allowed(url, agent)
        named = {normal_url(url) for url in theirs.sitemaps} - {None}
        found = {listing.url for listing in sitemaps_of_robots(text)}
        sitemaps += len(found)
        if named != found:
            print(f"  {path.name}: sitemaps differ: {sorted(map(str, named ^ found))[:4]}")
            differing += len(named ^ found)
    print(
        f"\nrobots.txt: {len(files)} files, {asked} answers and {sitemaps} sitemaps beside Protego's, {differing} differ"
    )
    return differing


if __name__ == "__main__":
    sys.exit(main())
