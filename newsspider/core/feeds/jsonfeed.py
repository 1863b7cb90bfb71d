"""Stage 1 of 8, discover: JSON Feed 1.0 and 1.1; an object that is broken or cut costs only itself."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from newsspider.core.feeds.dates import entry_date
from newsspider.core.feeds.fields import (
    MAX_DESCRIPTION_CHARS,
    MAX_TITLE_CHARS,
    clean_guid,
    distinct,
    first_url,
    language_of,
    readable,
)
from newsspider.core.feeds.model import MAX_FEED_ENTRIES, Entry, Listing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_VERSION = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org', re.IGNORECASE)
_ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
_NEXT_OBJECT = re.compile(r"\}\s*,\s*(?=\{)")
_MAX_BROKEN = 50
_MAX_CHARS = 10_000_000
_MAX_MARKUP_CHARS = 10_000


def read_json_feed(text: str, url: str, months: Mapping[str, int], flaws: Counter[str]) -> Listing | None:
    """Return a JSON Feed, None for other JSON."""
    flaws["too_large"] += len(text) > _MAX_CHARS
    text = text[:_MAX_CHARS]
    whole = _load(text)
    if whole is None:
        if not _VERSION.search(text[:20_000]):
            return None
        whole = _head(text) | {"items": list(_objects(text, flaws))}
    if not isinstance(whole, dict) or not isinstance(whole.get("items"), list):
        return None
    if "jsonfeed.org" not in str(whole.get("version"))[:200] and not any(
        isinstance(item, dict) and ("url" in item or "content_html" in item) for item in whole["items"][:5]
    ):
        return None
    language = language_of(_text(whole.get("language"), 40))
    hubs = [hub.get("url") for hub in _dicts(whole.get("hubs"))]
    return Listing(
        kind="json_feed",
        entries=tuple(_entries(whole["items"], url, language, months, flaws)),
        title=_text(whole.get("title"), MAX_TITLE_CHARS),
        language=language,
        link=_url([whole.get("home_page_url")], url, Counter()),
        next_page=_url([whole.get("next_url")], url, Counter()),
        hub=_url(hubs, url, Counter()),
    )


def _load(text: str) -> Any:
    """Return the value, None for what isn't JSON or is nested beyond reason."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _head(text: str) -> dict[str, Any]:
    """Return what a broken feed says before its items."""
    found = _ITEMS.search(text)
    value = _load(text[: found.start()].rstrip().rstrip(",") + "}") if found else None
    return value if isinstance(value, dict) else {"version": "https://jsonfeed.org/"}


def _objects(text: str, flaws: Counter[str]) -> Iterator[Any]:
    """Yield the items of a broken feed that are whole."""
    start = _ITEMS.search(text)
    decoder = json.JSONDecoder()
    position = start.end() if start else len(text)
    broken = 0
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            broken += 1
            following = _NEXT_OBJECT.search(text, position)
            if following is None or broken > _MAX_BROKEN:
                flaws["cut"] += 1
                return
            flaws["broken_entry"] += 1
            position = following.end()
            continue
        yield value
        rest = text[position : position + 200].lstrip()
        position = text.find("{", position) if rest.startswith(",") else len(text)
        if position < 0:
            return


def _entries(
    items: list[Any], url: str, language: str | None, months: Mapping[str, int], flaws: Counter[str]
) -> Iterator[Entry]:
    """Yield the items that have a URL, each URL once."""
    seen: set[str] = set()
    for item in items:
        if len(seen) >= MAX_FEED_ENTRIES:
            flaws["too_many_entries"] += 1
            return
        if not isinstance(item, dict):
            flaws["broken_entry"] += 1
            continue
        entry = _entry(item, url, language, months, flaws)
        if entry is None:
            flaws["entry_without_url"] += 1
        elif entry.url in seen:
            flaws["duplicate_entry"] += 1
        else:
            seen.add(entry.url)
            yield entry


def _entry(
    item: dict[str, Any], base: str, language: str | None, months: Mapping[str, int], flaws: Counter[str]
) -> Entry | None:
    """Return what an item says, None for one without a URL."""
    identity = item.get("id")
    address = identity if isinstance(identity, str) and identity.lower().startswith(("http://", "https://")) else None
    url = _url([item.get("url"), address, item.get("external_url")], base, flaws)
    if url is None:
        return None
    stated = item.get("date_published")
    date = entry_date(stated, months) if isinstance(stated, str) else None
    flaws["bad_date"] += bool(stated) and date is None
    modified = item.get("date_modified")
    authors = [*_dicts(item.get("authors")), *_dicts([item.get("author")])]
    tags = item.get("tags")
    return Entry(
        url=url,
        kind="feed",
        title=_text(item.get("title"), MAX_TITLE_CHARS),
        date=date,
        modified=entry_date(modified, months) if isinstance(modified, str) else None,
        language=language_of(_text(item.get("language"), 40)) or language,
        categories=distinct(_text(tag, MAX_TITLE_CHARS) for tag in (tags if isinstance(tags, list) else [])[:200]),
        authors=distinct(_text(author.get("name"), MAX_TITLE_CHARS) for author in authors),
        description=_text(item.get("summary"), MAX_DESCRIPTION_CHARS)
        or _text(item.get("content_text"), MAX_DESCRIPTION_CHARS)
        or _text(item.get("content_html"), MAX_DESCRIPTION_CHARS),
        guid=clean_guid(str(identity)[:2_000]) if isinstance(identity, str | int | float) else None,
        image=_url([item.get("image"), item.get("banner_image")], base, Counter()),
    )


def _text(value: object, limit: int) -> str | None:
    """Return a text as a reader sees it, None for anything else."""
    return readable(value[:_MAX_MARKUP_CHARS], limit) if isinstance(value, str) else None


def _url(values: list[Any], base: str, flaws: Counter[str]) -> str | None:
    """Return the first value that is a URL, in normal form."""
    return first_url(((value, base) for value in values if isinstance(value, str)), flaws)


def _dicts(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list."""
    return [member for member in value[:50] if isinstance(member, dict)] if isinstance(value, list) else []
