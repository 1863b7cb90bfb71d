"""Read the sites from their data files and check them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timezone
from pathlib import Path
from typing import Any, get_args

from newsspider.sample.clock import in_utc
from newsspider.sample.fields import SampleDataError, Table, read_table
from newsspider.sample.model import DropReason, Expected, FeedSettings, Page, Relation, Section, Site, Value, Version
from newsspider.sample.templates import read_parts

SITES = Path(__file__).parent / "sites"

_HEAD_KEYS = frozenset(
    [
        "title",
        "description",
        "canonical",
        "og",
        "dates",
        "jsonld",
        "type",
        "free",
        "source",
        "credit",
        "holder",
        "authors",
        "section",
        "keywords",
        "body",
        "robots",
        "image",
        "updated",
        "site_name",
    ]
)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?")
_TEXT_FIELDS = (
    "title",
    "kicker",
    "description",
    "dateline",
    "agency",
    "language",
    "section",
    "type",
    "publisher",
    "copyright_holder",
)
_ARTICLE_NEEDS = ("title", "text", "language", "publisher")


def load_sites(root: Path = SITES) -> tuple[Site, ...]:
    """Read every site under root, in the order of their folders' names.

    Raises:
        SampleDataError: a file is missing, unreadable or says something unknown or contradictory.
    """
    folders = sorted(path for path in root.iterdir() if (path / "site.toml").is_file())
    sites = tuple(_load_site(folder, root) for folder in folders)
    _check_relations(sites)
    return sites


def _load_site(folder: Path, root: Path) -> Site:
    table = read_table(folder / "site.toml", root)
    host = table.need("host")
    head = _head(table.table("head"))
    sections = tuple(_section(row) for row in table.tables("sections"))
    site = Site(
        key=folder.name,
        host=host,
        name=table.need("name"),
        language=table.need("language"),
        zone=_zone(table),
        date_format=table.need("date_format"),
        today_format=table.need("today_format"),
        sections=sections,
        parts=read_parts(folder / "layout.html", root),
        pages=tuple(
            _load_page(path, root, host, {section.name for section in sections})
            for path in sorted((folder / "pages").glob("*.toml"))
        ),
        footer=tuple((row.need("label"), row.need("href")) for row in table.tables("footer")),
        feeds=tuple(_feed(row) for row in table.tables("feeds")),
        tickers=table.texts("tickers"),
        repeats=table.texts("repeats"),
        repeats_amid=table.texts("repeats_amid"),
        robots=table.text("robots") or "",
        sitemap=table.text("sitemap"),
        sitemap_gzip=table.get("sitemap_gzip", bool, False),
        sitemap_names_now=table.get("sitemap_names_now", bool, False),
        home_items=table.get("home_items", int, 10),
        page_size=table.get("page_size", int, 0),
        box_query=table.text("box_query") or "",
        encoding=table.text("encoding") or "utf-8",
        header_charset=table.get("header_charset", bool, True),
        head=head,
    )
    table.done()
    _check_site(site, table)
    return site


def _zone(table: Table) -> timezone:
    text = table.need("zone")
    try:
        offset = datetime.strptime(text, "%z").utcoffset()
    except ValueError as error:
        raise table.wrong("zone", "write it as +01:00") from error
    return timezone(offset) if offset is not None else UTC


def _section(row: Table) -> Section:
    section = Section(row.need("name"), row.need("title"), row.need("path"))
    row.done()
    return section


def _feed(row: Table) -> FeedSettings:
    feed = FeedSettings(
        row.one_of("kind", ("rss", "atom", "json")),
        row.need("path"),
        row.get("last", int, 10),
        row.text("section"),
        row.moment("down_from"),
        row.moment("down_until"),
    )
    if (feed.down_from is None) != (feed.down_until is None):
        raise row.wrong("down_until", "down_from and down_until go together")
    row.done()
    return feed


def _head(table: Table) -> dict[str, Any]:
    for key in table.data:
        if key not in _HEAD_KEYS:
            raise table.wrong(key, f"unknown; one of {', '.join(sorted(_HEAD_KEYS))}")
        if isinstance(table.get(key, (str, bool, list)), list):
            table.texts(key)
    return table.data


def _load_page(path: Path, root: Path, host: str, section_names: set[str]) -> Page:
    table = read_table(path, root)
    withdrawn = table.moment("withdrawn")
    page = Page(
        host=host,
        slug=path.stem,
        path=table.need("path"),
        versions=_versions(table, path, host),
        sections=table.texts("sections"),
        aliases=table.texts("aliases"),
        withdrawn=in_utc(withdrawn) if withdrawn else None,
        withdrawn_status=table.get("withdrawn_status", int, 410),
        layout=table.text("layout") or "article",
        status=table.get("status", int, 200),
        listed=table.get("listed", bool, True),
        following=table.text("following"),
        encoding=table.text("encoding"),
        header_charset=table.get("header_charset", bool),
        gzip=table.get("gzip", bool, False),
        document=table.text("document"),
    )
    table.done()
    for name in page.sections:
        if name not in section_names:
            raise table.wrong("sections", f"the site has no section {name!r}")
    return page


def _versions(table: Table, path: Path, host: str) -> tuple[Version, ...]:
    published = table.moment("published")
    if published is None:
        raise table.wrong("published", "missing")
    body = table.text("body")
    first = (table.table("page").data, _head(table.table("head")), table.table("expect").data)
    versions = [_version(table, published, path=path, body=body, parts=first, host=host)]
    for update in table.tables("updates"):
        at = update.moment("at")
        if at is None or in_utc(at) <= versions[-1].since:
            raise update.wrong("at", "missing, or not after the version before it")
        body = update.text("body") or body
        merged = (
            first[0] | update.table("page").data,
            first[1] | _head(update.table("head")),
            first[2] | update.table("expect").data,
        )
        update.done()
        versions.append(_version(table, at, path=path, body=body, parts=merged, host=host))
    return tuple(versions)


def _version(
    table: Table, since: datetime, *, path: Path, body: str | None, parts: tuple[dict[str, Any], ...], host: str
) -> Version:
    values, head, expect = parts
    html = ""
    if body is not None:
        try:
            html = (path.parent / body).read_text(encoding="utf-8")
        except OSError as error:
            raise table.wrong("body", str(error)) from error
    expected = _expected(Table(expect, table.file, "expect."), host, table.need("path"))
    return Version(
        in_utc(since), {key: _value(table, key, value) for key, value in values.items()}, head, html, expected
    )


def _value(table: Table, key: str, value: object) -> Value:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise table.wrong(f"page.{key}", "a text or a list of texts is due")


def _expected(table: Table, host: str, path: str) -> Expected:
    kind = table.one_of("kind", ("article", "drop"))
    if kind == "drop":
        reason = table.one_of("reason", get_args(DropReason))
        gone = table.texts("gone")
        table.done()
        return Expected(host, path, "drop", reason, gone=gone)
    for key in _ARTICLE_NEEDS:
        table.need(key)
    relation = table.table("relation")
    stated: dict[str, Any] = {key: table.text(key) for key in _TEXT_FIELDS}
    stated |= {key: _iso(table, key) for key in ("date_published", "date_modified")}
    stated |= {key: table.texts(key) for key in ("authors", "contributors", "tags", "gone")}
    stated["is_accessible_for_free"] = table.get("is_accessible_for_free", bool)
    stated["truncated"] = table.get("truncated", bool, False)
    if relation.data:
        kind, of = relation.one_of("kind", ("copy", "version")), relation.need("of")
        stated["relation"] = Relation(kind, of, relation.get("of_version", int, 1))
    expected = Expected(host, path, "article", text=_text(table), **stated)
    relation.done()
    table.done()
    return expected


def _iso(table: Table, key: str) -> str | None:
    value = table.text(key)
    if value is not None and not _ISO_DATE.fullmatch(value):
        raise table.wrong(key, f"{value!r} is no ISO 8601 date")
    return value


def _text(table: Table) -> str:
    text = table.need("text").strip("\n")
    for block in text.split("\n\n"):
        if block != " ".join(block.split()):
            raise table.wrong("text", f"a block is a line without doubled spaces: {block[:60]!r}")
    return text


def _check_site(site: Site, table: Table) -> None:
    paths = [page.path for page in site.pages] + [section.path for section in site.sections]
    paths += [alias for page in site.pages for alias in page.aliases] + [feed.path for feed in site.feeds]
    for path in paths:
        if not path.startswith("/") or paths.count(path) > 1:
            raise table.wrong("path", f"{path!r} is given twice or doesn't start with a slash")
    slugs = {page.slug for page in site.pages}
    for page in site.pages:
        if page.following is not None and page.following not in slugs:
            raise SampleDataError(f"{site.key}/pages/{page.slug}.toml: following: no page {page.following!r}")


def _check_relations(sites: tuple[Site, ...]) -> None:
    """Raise for a relation to a page, or to a version of it, that doesn't exist."""
    versions = {page.host + page.path: len(page.versions) for site in sites for page in site.pages}
    for site in sites:
        for page in site.pages:
            for version in page.versions:
                relation = version.expected.relation
                if relation and not 1 <= relation.of_version <= versions.get(relation.of, 0):
                    where = f"{site.key}/pages/{page.slug}.toml: expect.relation.of"
                    raise SampleDataError(f"{where}: {relation.of} has no version {relation.of_version}")
