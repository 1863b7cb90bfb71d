from __future__ import annotations

from typing import Any

import pytest

from newsspider.core.metadata.details import (
    find_image,
    find_publisher,
    find_section,
    find_tags,
    find_type,
    site_names,
)
from newsspider.core.metadata.structured import Structured
from tests.core.metadata.support import RULES, block, ld, meta, page

CRUMBS = (
    '<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": ['
    '{"@type": "ListItem", "name": "Home"}, {"@type": "ListItem", "item": {"name": "Harbour"}}]}</script>'
)


@pytest.mark.parametrize(
    ("head", "section"),
    [
        (ld(articleSection="Harbour"), "Harbour"),
        (ld(articleSection=["", "Harbour"]), "Harbour"),
        (ld(articleSection={"x": 1}) + meta(article__section="Harbour"), "Harbour"),
        (meta(article__section="https://lakepost.example/harbour"), None),
        (meta(article__section="News Article"), None),
        (CRUMBS, "Harbour"),
        ("", None),
    ],
    ids=["json-ld", "list", "meta", "address", "no section", "breadcrumb", "none"],
)
def test_section(head: str, section: str | None) -> None:
    parsed = page(head)
    assert find_section(parsed, Structured(parsed))[0] == section


@pytest.mark.parametrize(
    ("head", "html", "blocks", "tags"),
    [
        (ld(keywords="ferry, lake;ferry"), "", (), ("ferry", "lake")),
        (ld(keywords=["ferry", {"name": "lake"}, 5, None]), "", (), ("ferry", "lake", "5")),
        (ld(keywords=["type:story", "ferry"]), "", (), ("ferry",)),
        (meta(news_keywords="ferry, Ferry, lake"), "", (), ("ferry", "lake")),
        (
            '<meta property="article:tag" content="ferry"><meta property="article:tag" content="lake">',
            "",
            (),
            ("ferry", "lake"),
        ),
        ("", '<a rel="tag" href="/t">ferry</a>', (), ("ferry",)),
        ("", "", [block("tags", "Keywords: ferry | lake")], ("ferry", "lake")),
        ("", "", [block("tags", "ferry lake")], ()),
        ("", "", (), ()),
    ],
    ids=["text", "list", "tracking", "meta", "several meta", "links", "block", "not separable", "none"],
)
def test_tags(head: str, html: str, blocks: Any, tags: tuple[str, ...]) -> None:
    parsed = page(head, html)
    assert find_tags(parsed, blocks, Structured(parsed))[0] == tags


def test_tags_are_bounded() -> None:
    parsed = page(ld(keywords=[f"tag {n}" for n in range(10_000)] + ["x" * 10_000]))
    assert len(find_tags(parsed, (), Structured(parsed))[0]) == 50


@pytest.mark.parametrize(
    ("node", "section", "kicker", "path", "kind"),
    [
        ({"@type": "NewsArticle"}, None, None, "/news/x", "NewsArticle"),
        ({"@type": ["Article", "NewsArticle"]}, None, None, "/news/x", "NewsArticle"),
        ({"@type": "http://schema.org/ReviewNewsArticle"}, None, None, "/x/y", "ReviewNewsArticle"),
        ({"@type": "LiveBlogPosting"}, "Opinion", None, "/news/x", "LiveBlogPosting"),
        ({"@type": "NewsArticle"}, "Opinion", None, "/news/x", "OpinionNewsArticle"),
        ({"@type": "NewsArticle"}, None, "Kommentar", "/news/x", "OpinionNewsArticle"),
        ({"@type": "NewsArticle"}, None, "Sponsored content", "/news/x", "AdvertiserContentArticle"),
        ({"@type": "NewsArticle"}, "Reviews", None, "/news/x", "ReviewNewsArticle"),
        ({"@type": "NewsArticle"}, None, None, "/opinion/x", "OpinionNewsArticle"),
        ({"@type": "NewsArticle"}, None, None, "/x/live-blog-ferry", "LiveBlogPosting"),
        ({"@type": 5}, None, None, "/news/x", None),
        ({}, "Harbour", "Ferry", "/news/x", None),
    ],
    ids=["stated", "most special", "namespace", "live blog", "section", "kicker", "advertorial", "review", "address",
         "live address", "no type", "unknown"],
)  # fmt: skip
def test_type(node: dict[str, Any], section: str | None, kicker: str | None, path: str, kind: str | None) -> None:
    parsed = page(ld(**{"@type": None, **node}), url=f"https://lakepost.example{path}")
    assert find_type(parsed, Structured(parsed), RULES, section, kicker)[0] == kind


@pytest.mark.parametrize(
    ("head", "image"),
    [
        (ld(image="/a.jpg"), "https://www.lakepost.example/a.jpg"),
        (ld(image=[{"url": "https://i.example/a.jpg"}]), "https://i.example/a.jpg"),
        (ld(image={"contentUrl": "https://i.example/a.jpg"}), "https://i.example/a.jpg"),
        (ld(image="data:image/gif;base64,AA") + meta(og__image="/b.jpg"), "https://www.lakepost.example/b.jpg"),
        (meta(twitter__image="https://i.example/c.jpg"), "https://i.example/c.jpg"),
        (meta(og__image="http://[bad"), None),
        ("", None),
    ],
    ids=["path", "object", "content", "inline", "twitter", "malformed", "none"],
)
def test_image(head: str, image: str | None) -> None:
    parsed = page(head)
    assert find_image(parsed, Structured(parsed))[0] == image


@pytest.mark.parametrize(
    ("head", "blocks", "name"),
    [
        (ld(publisher={"@type": "Organization", "name": "Lake Post"}), (), "Lake Post"),
        (meta(og__site_name="Lake Post"), (), "Lake Post"),
        ('<script type="application/ld+json">{"@type": "WebSite", "name": "Lake Post"}</script>', (), "Lake Post"),
        (ld(publisher="https://lakepost.example"), (), None),
        (
            "",
            [block("navigation", "LakePost.example - News from the shore"), block("headline", "Ferry")],
            "LakePost.example",
        ),
        ("", [block("headline", "Ferry"), block("navigation", "LakePost.example")], None),
        ("", (), None),
    ],
    ids=["json-ld", "og", "site", "address", "masthead", "below the headline", "none"],
)
def test_publisher(head: str, blocks: Any, name: str | None) -> None:
    parsed = page(head)
    assert find_publisher(parsed, Structured(parsed), blocks)[0] == name


def test_names_of_the_site_end_with_its_host() -> None:
    parsed = page(meta(og__site_name="Lake Post"))
    assert site_names(parsed, Structured(parsed)) == ["Lake Post", "lakepost.example", "lakepost"]
    assert site_names(page(url=None), Structured(page())) == []
