"""Stage 5 of 8, enrich: section, tags, schema.org type, image and publisher."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from newsspider.core.metadata.published import urlsplit_host
from newsspider.core.metadata.rules import fold
from newsspider.core.metadata.structured import clean, items, types

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.rules import MetadataRules
    from newsspider.core.metadata.structured import Structured
    from newsspider.core.page import Page

MAX_TAGS = 50
_MAX_TAG_CHARS = 80
_TAG_META = ("article:tag", "news_keywords", "parsely-tags", "sailthru.tags", "keywords")
_SECTION_META = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "section",
    "cxenseparse:taxonomy",
    "dc.subject",
)
_SPECIFIC = ("LiveBlogPosting", "OpinionNewsArticle", "AdvertiserContentArticle", "ReviewNewsArticle",
             "AnalysisNewsArticle", "AskPublicNewsArticle", "BackgroundNewsArticle", "ReportageNewsArticle",
             "SatiricalArticle", "NewsArticle", "BlogPosting", "Article")  # fmt: skip
_DOMAIN_LIKE = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}$", re.IGNORECASE)
_NO_SECTION = frozenset(
    (
        "home",
        "homepage",
        "article",
        "articles",
        "news article",
        "undefined",
        "null",
        "none",
        "default",
        "latest",
        "all",
    )
)
_LIVE = re.compile(r"live-?blog|liveticker|live-updates|minute-?by-?minute", re.IGNORECASE)


def find_section(page: Page, data: Structured) -> tuple[str | None, str | None]:
    """Return the section: JSON-LD, a meta tag, the last breadcrumb above the article."""
    for value in items(data.article.get("articleSection")):
        if (text := clean(value, 100)) and _is_section(text):
            return text, data.source
    for name in _SECTION_META:
        text = clean(page.meta.get(name), 100)
        if text and _is_section(text):
            return text, f"meta {name}"
    for node in data.nodes("BreadcrumbList"):
        names = [text for item in items(node.get("itemListElement")) if (text := _crumb(item))]
        names = [name for name in names[1:] if _is_section(name) and len(name) < 40]
        if names:
            return names[0], "breadcrumb"
    return None, None


def _is_section(text: str) -> bool:
    """Whether a value can be a section's name."""
    return text.lower() not in _NO_SECTION and not text.isdecimal() and not text.startswith("http")


def _crumb(item: object) -> str | None:
    """Return the name of a breadcrumb."""
    if not isinstance(item, dict):
        return None
    inner = item.get("item")
    return clean(item.get("name") or (inner.get("name") if isinstance(inner, dict) else None), 100)


def find_tags(page: Page, blocks: Sequence[Block], data: Structured) -> tuple[tuple[str, ...], str | None]:
    """Return the keywords, from JSON-LD or a meta tag; each once, in order."""
    stated: list[str] = []
    for value in items(data.article.get("keywords")):
        text = clean(value.get("name") if isinstance(value, dict) else value)
        # one text of several keywords, or a list of one each
        stated.extend(_split_tags(text) if text else ())
    if found := _tidy_tags(stated):
        return found, data.source
    several = page.meta_values("article:tag")[:MAX_TAGS]
    if found := _tidy_tags([tag for content in several for tag in _split_tags(content)]):
        return found, "meta article:tag"
    for name in _TAG_META:
        if found := _tidy_tags(_split_tags(page.meta.get(name) or "")):
            return found, f"meta {name}"
    linked = [link for relation, link in data.related if "tag" in relation.split() and link.tag == "a"][:MAX_TAGS]
    if found := _tidy_tags([" ".join(link.text_content()[: 2 * _MAX_TAG_CHARS].split()) for link in linked]):
        return found, "tag links"
    for block in blocks:
        # "Keywords: one | two"; without marks between them the tags can't be told apart
        listed = _split_tags(block.text.partition(":")[2] or block.text) if block.role == "tags" else []
        if len(listed) > 1:
            return _tidy_tags(listed), "tags block"
    return (), None


def _split_tags(text: str) -> list[str]:
    """Split a list of keywords at its commas or semicolons."""
    return re.split(r"\s*[,;、，|]\s*", text[:5000])


def _tidy_tags(stated: Sequence[str]) -> tuple[str, ...]:
    """Return the tags without those of a tracking system ("type:article") and repetitions."""
    found: dict[str, str] = {}
    for raw in stated:
        tag = clean(raw, 2 * _MAX_TAG_CHARS)
        if tag and len(tag) <= _MAX_TAG_CHARS and ":" not in tag and "=" not in tag and not tag.startswith("http"):
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())[:MAX_TAGS]


def find_type(
    page: Page, data: Structured, rules: MetadataRules, section: str | None, kicker: str | None
) -> tuple[str | None, str | None]:
    """Return the schema.org type; section, kicker and address make a plain article a more special one."""
    stated = [kind for kind in types(data.article) if kind]
    stated_type = next((kind for kind in _SPECIFIC if kind in stated), stated[0] if stated else None)
    if any(True for _ in data.nodes("LiveBlogPosting")):
        return "LiveBlogPosting", "json-ld"
    plain = stated_type in {None, "NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle", "WebPage"}
    if stated_type and not plain:
        return stated_type, data.source
    for name, label in (("section", section), ("kicker", kicker), ("content type", _content_type(page))):
        for group, kind in (
            ("advertorial", "AdvertiserContentArticle"),
            ("opinion", "OpinionNewsArticle"),
            ("review", "ReviewNewsArticle"),
        ):
            if label and any(rules.has(group, part) for part in (label, *re.split(r"\s*[/>|,:]\s*", label))):
                return kind, name
    if kicker and rules.has("live", kicker):
        return "LiveBlogPosting", "kicker"
    path = _path(page)
    if _LIVE.search(path):
        return "LiveBlogPosting", "url"
    folders = path.strip("/").split("/")[:-1]
    if any(rules.has("opinion", folder.replace("-", " ")) for folder in folders[:3]):
        return "OpinionNewsArticle", "url"
    if any(rules.has("advertorial", folder.replace("-", " ")) for folder in folders[:3]):
        return "AdvertiserContentArticle", "url"
    if stated_type and stated_type != "WebPage":
        return stated_type, data.source
    return None, None


def _content_type(page: Page) -> str | None:
    """Return what a content system calls the piece."""
    for name in ("article:content_type", "content-type-name", "parsely-type", "contenttype", "article_type", "genre"):
        if text := clean(page.meta.get(name), 60):
            return text
    return None


def _path(page: Page) -> str:
    """Return the path of the page's address."""
    try:
        return urlsplit(page.url or "").path
    except ValueError:
        return ""


def find_image(page: Page, data: Structured) -> tuple[str | None, str | None]:
    """Return the address of the main image."""
    candidates: list[tuple[str, object]] = [(data.source, value) for value in _images(data)]
    candidates += [
        (name, page.meta.get(name))
        for name in ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
    ]
    for origin, value in candidates:
        text = clean(value, 2_000)
        if not text or text.startswith("data:"):
            continue
        try:
            address = urljoin(page.url or "", text)
        except ValueError:
            continue
        if address.startswith(("http://", "https://")):
            return address, origin
    return None, None


def _images(data: Structured) -> Iterator[object]:
    """Yield the image addresses of the article's JSON-LD."""
    for value in items(data.article.get("image")):
        node = data.resolve(value)
        yield node.get("url") or node.get("contentUrl") if isinstance(node, dict) else node


def site_names(page: Page, data: Structured) -> list[str]:
    """Return the names of the site that the page gives, the best first, then its host's label."""
    stated = [clean(page.meta.get("og:site_name"), 100)]
    stated += [name for name, _ in data.names(data.article.get("publisher"))]
    stated += [clean(page.meta.get(name), 100) for name in ("application-name", "apple-mobile-web-app-title")]
    for node in data.nodes("WebSite", "NewsMediaOrganization", "Organization"):
        stated.append(clean(node.get("name"), 100))
    host = (urlsplit_host(page.url) or "").removeprefix("www.")
    names = list(dict.fromkeys(name for name in stated if name))
    return names + ([host, *(label for label in host.split(".")[:-1] if len(label) > 3)] if host else [])


def find_publisher(page: Page, data: Structured, blocks: Sequence[Block]) -> tuple[str | None, str | None]:
    """Return the publisher's or site's name."""
    for name, _ in data.names(data.article.get("publisher")):
        if not name.startswith("http"):
            return name[:100], data.source
    for key in ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name"):
        text = clean(page.meta.get(key), 100)
        if text and not text.startswith("http"):
            return text, key
    for node in data.nodes("NewsMediaOrganization", "WebSite", "Organization"):
        if text := clean(node.get("name"), 100):
            return text, "json-ld site"
    return _masthead(blocks)


def _masthead(blocks: Sequence[Block]) -> tuple[str | None, str | None]:
    """Return the site's name from a line above the headline: "Site.com - its slogan"."""
    for block in blocks[:4]:
        if block.kept or block.role == "headline":
            break
        name = re.split(r"\s+[-–—|:]\s+", block.text[:200])[0].strip()
        if _DOMAIN_LIKE.match(name):
            return name, "masthead line"
    return None, None


def has_word(rules: MetadataRules, group: str, text: str | None) -> bool:
    """Whether a text begins with a phrase of a group."""
    folded = fold(text or "")
    return any(folded.startswith(phrase) for phrase in rules.phrases.get(group, ()))
