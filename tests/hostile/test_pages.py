"""Pages whose content is hostile, among 20 that aren't: bounded, named, and the 20 stored exactly once."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import pytest

from newsspider.exitcodes import ExitCode
from tests.hostile.charsets import VARIANTS, charset_pages
from tests.hostile.origin import HostileOrigin
from tests.hostile.watched import Watched, watched_crawl
from tests.support.origin import Reply, article, front_page, site_of_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.origin import Page

GOOD = 20
SAME = 30
NO_ARTICLE = ("dropped", "soft_404")
HTML = {"Content-Type": "text/html; charset=utf-8"}
BAD_LINKS = (
    "javascript:void(0)", "http://[::1", "http://[bad", "mailto:desk@paper.example", "tel:+4930", "data:text/html,x",
    "file:///etc/passwd", "ftp://127.0.0.1/x", "s3://bucket/x", "http://", "//", "https://:0/", "\x00\x01", "\ud800",
    "http://127.0.0.1:999999/x", "/x" * 500_000, "http://" + "a" * 70_000 + ".example/", "%", "%zz", "?" * 5000, " ",
)  # fmt: skip
GONE = {
    "plain": "<title>404</title><h1>Page not found</h1><p>The page you asked for isn't here any more.</p>",
    "sorry": "<title>The Bay Paper</title><h1>Sorry!</h1><p>We can't find the page you are looking for.</p>",
    "german": "<html lang=de><title>Fehler 404</title><h1>Seite nicht gefunden</h1><p>Zurück zur Startseite?</p>",
    "french": "<html lang=fr><title>Erreur 404</title><h1>Page introuvable</h1><p>Retour à l'accueil</p>",
    "spanish": "<html lang=es><title>Error 404</title><h1>Página no encontrada</h1><p>Volver a la portada</p>",
    "framed": (
        "<title>404 - Not Found</title><nav><a href=/>Home</a><a href=/a>Town</a></nav><main><h1>404</h1><p>Not found.</p>"
        "</main><footer>The Bay Paper</footer>"
    ),
}
STEERING = "Ferry\x1b[2J\x1b]0;owned\x07 is\x9b31m back\u202e\u2066 again\x00\r\nFAKE LOG LINE"


def with_head(number: int, head: str) -> Reply:
    return Reply(article(number).replace("</head>", f"{head}</head>"))


def around(number: int, before: str = "", after: str = "") -> Reply:
    """Return an article with markup before and after its own, all inside the body."""
    return Reply(
        article(number).replace("<article>", f"{before}<article>").replace("</article>", f"</article>{after}")
    )


def stored_pages(host: str) -> dict[str, Page]:
    """Return articles that have to be stored whole in spite of what is about them."""
    own = f"http://{host}/odd/live.html"
    authors = [{"@type": "Person", "name": f"Ann B{n}"} for n in range(100_000)]
    json_ld = "<script type='application/ld+json'>{}</script>"
    return {
        "/odd/live.html": with_head(700, f"<meta http-equiv=refresh content='60; url={own}'>"),
        "/odd/wall.html": with_head(701, "<meta http-equiv=refresh content='5; url=/subscribe'>"),
        "/odd/at-once.html": with_head(702, "<meta http-equiv=refresh content='0; url=http://127.0.0.9/x'>"),
        "/odd/canonical.html": with_head(703, "<link rel=canonical href='file:///etc/passwd'>"),
        "/odd/canonical-inside.html": with_head(704, "<link rel=canonical href='http://169.254.169.254/latest'>"),
        "/odd/doctype.html": Reply("<!DOCTYPE " + "a/" * 100_000 + ">" + article(705)),
        "/odd/json-ld.html": with_head(706, json_ld.format('{"@type":"Person",' + '"@type":"Person",' * 25_000)),
        "/odd/deep-json-ld.html": with_head(707, json_ld.format("[" * 100_000)),
        "/odd/authors.html": with_head(708, json_ld.format(json.dumps({"@type": "NewsArticle", "author": authors}))),
        "/odd/below-1000-divs.html": around(709, "<div>" * 1_000),
        "/odd/below-100000-divs.html": around(710, "<div>" * 100_000),
        "/odd/above-100000-divs.html": around(711, after="<div>" * 100_000),
        "/odd/inline.html": around(712, after="<p>" + "<b><i>" * 20_000 + "deep</p>"),
        "/odd/attributes.html": around(713, "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</p>"),
        "/odd/word.html": around(714, after="<p>" + "x" * 1_000_000 + "</p>"),
        "/odd/title.html": Reply(article(715).replace("<h1>", "<h1>" + "Ferry back " * 100_000)),
        "/odd/steering.html": Reply(article(716).replace("<h1>", f"<h1>{STEERING} ")),
        "/odd/nul.html": Reply(article(717).replace("visitors", "vis\x00itors").encode() + b"\x00\xff\xfe\xed\xa0\x80"),
        "/odd/unclosed.html": Reply(article(718).replace("</p>", "").replace("</article>", "<!-- <p>")),
        "/odd/..%2f..%2f..%2fetc%2fpasswd": Reply(article(720)),
        "/odd/%00.html": Reply(article(721)),
        "/odd/" + "n" * 300: Reply(article(722)),
        "/odd/CON": Reply(article(723)),
        "/odd/a;b=c&d='%22": Reply(article(724)),
        "/odd/formula.html": Reply(article(725).replace("<h1>", "<h1>=HYPERLINK(1)").replace("<title>", "<title>=")),
        "/odd/undated.html": Reply(
            article(726).replace("Made for a test", "© 2019 The Bay Paper").replace(
                "</article>", "<p>The first ferry was opened on 3 May 1998 by the mayor of that time.</p></article>"
                "<a href='/n/1'>One</a> <a href='/n/2'>Two</a>")
        ),
    }  # fmt: skip


def other_pages() -> dict[str, tuple[Page, set[tuple[str, str | None]]]]:
    """Return path: (answer, the ways in which it may end)."""
    html = {"Content-Type": "text/html"}
    not_html: set[tuple[str, str | None]] = {("dropped", "not_html")}
    empty: set[tuple[str, str | None]] = {("failed", "empty_body")}
    given_up: set[tuple[str, str | None]] = {
        ("failed", "extract_timeout"), ("failed", "extract_memory"), ("dropped", "too_short"), ("dropped", "no_text"),
        ("stored", None),
    }  # fmt: skip
    pages: dict[str, tuple[Page, set[tuple[str, str | None]]]] = {
        f"/gone/{name}.html": (Reply(f"<!doctype html>{markup}"), {NO_ARTICLE}) for name, markup in GONE.items()
    }
    return pages | {
        "/none/empty.html": (Reply(""), empty),
        "/none/blank.html": (Reply(" \r\n\t" * 900), empty),
        "/none/paper.html": (Reply(b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", headers=html), not_html),
        "/none/picture.html": (Reply(b"\x89PNG\r\n\x1a\n" + bytes(900), headers=html), not_html),
        "/none/noise.html": (Reply(bytes(range(1, 256)) * 40, headers=html), not_html),
        "/none/data.html": (Reply('{"a": 1}', headers={"Content-Type": "application/json"}), not_html),
        "/none/short.html": (
            Reply("<html><body><h1>Soon</h1><p>More later.</p></body></html>"),
            {("dropped", "no_text"), ("dropped", "too_short")},
        ),
        "/none/tags.html": (Reply("<div>" * 50_000), {("dropped", "no_text"), ("dropped", "too_short")}),
        "/flood/paragraphs.html": (Reply("<h1>T</h1>" + "<p>a</p>" * 50_000), given_up),
        "/flood/breaks.html": (Reply("<h1>T</h1>" + "<br><i>a</i>" * 20_000), given_up),
        "/flood/signs.html": (Reply("<" * 1_600_000), given_up),
        "/flood/comments.html": (Reply("<!--" * 300_000), given_up),
        "/flood/cells.html": (Reply("<table>" + "<tr><td>a<td>b" * 60_000), given_up),
    }


class Crawled(NamedTuple):
    """The one crawl that all tests below look at."""

    crawl: Watched
    origin: HostileOrigin


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    pages: dict[str, Page] = dict(site_of_articles(GOOD))
    with HostileOrigin(lambda path: pages.get(path, Reply("no", 404))) as origin:
        pages |= stored_pages(origin.host)
        pages |= {path: page for path, (page, _) in other_pages().items()}
        pages |= charset_pages()
        linked = [*(path for path in pages if path != "/"), *(f"/news/0.html?ref={n}" for n in range(SAME))]
        bad = "".join(f'<a href="{link}">A link that leads nowhere at all</a>' for link in BAD_LINKS)
        front = front_page([path.replace("'", "&#39;") for path in linked]).replace("<ul>", f"{bad}<ul>")
        pages["/"] = Reply(front.encode("utf-8", "surrogatepass"))
        pages |= {f"/news/0.html?ref={n}": pages["/news/0.html"] for n in range(SAME)}
        crawl = watched_crawl(
            origin.url,
            output=tmp_path_factory.mktemp("pages") / "output",
            PRIVATE_HOSTS_ALLOWED=origin.host,
            CONCURRENT_REQUESTS_PER_DOMAIN=4,
        )
        yield Crawled(crawl, origin)


def test_every_article_is_stored_whole_and_once(crawled: Crawled) -> None:
    crawl = crawled.crawl
    assert crawl.code == ExitCode.DONE, crawl.stderr
    assert "Traceback" not in crawl.stderr
    assert crawl.run["counts"]["waiting"] == 0
    for number in range(GOOD):
        assert crawl.record(f"/news/{number}.html")["text"].count(f"Bay number {number} drew") == 6
    found = {path: crawl.of(path) for path in stored_pages(crawled.origin.host)}
    assert found == dict.fromkeys(found, ("stored", None))
    assert all("drew" in crawl.record(path)["text"] for path in found)


def test_what_is_no_article_ends_under_its_reason(crawled: Crawled) -> None:
    expected = {path: ends for path, (_, ends) in other_pages().items()}
    found = {path: crawled.crawl.of(path) for path in expected}
    assert {path: end for path, end in found.items() if end not in expected[path]} == {}
    assert all(record["text"].strip() for record in crawled.crawl.stored)


def test_of_24_charsets_at_most_one_is_wrong_and_none_in_silence(crawled: Crawled) -> None:
    wrong, silent = [], []
    for name, (text, *_) in VARIANTS.items():
        record = crawled.crawl.record(f"/charset/{name}.html")
        if text.strip() not in record["text"]:
            wrong.append(name)
            if "charset" not in json.dumps(record["extraction"]["evidence"]):
                silent.append(name)
    assert len(VARIANTS) == 24
    assert silent == []
    assert len(wrong) <= 1, wrong


def test_the_same_text_under_other_addresses_is_counted_not_stored(crawled: Crawled) -> None:
    ends = [crawled.crawl.of(f"/news/{0}.html?ref={n}") for n in range(SAME)] + [crawled.crawl.of("/news/0.html")]
    assert sorted(ends, key=str) == [("dropped", "duplicate_text")] * SAME + [("stored", None)]


def test_no_refresh_is_followed_and_no_file_read(crawled: Crawled) -> None:
    assert "/subscribe" not in crawled.origin.paths()
    assert len(crawled.origin.paths()) == len(set(crawled.origin.paths()))
    assert crawled.crawl.record("/odd/canonical.html")["canonical_url"] is None
    assert not [r for r in crawled.crawl.stored if "root:" in r["text"]]
    connected = {line.split()[1] for line in crawled.crawl.sockets if line.startswith("socket.connect ")}
    assert connected == {crawled.origin.host}


def test_no_date_is_made_up(crawled: Crawled) -> None:
    assert crawled.crawl.record("/odd/undated.html")["date_published"] is None


def test_nothing_steers_a_terminal_or_a_log(crawled: Crawled) -> None:
    written = "".join(p.read_text(encoding="utf-8") for p in (crawled.crawl.output / "articles").iterdir())
    for text in (crawled.crawl.stdout, crawled.crawl.stderr, json.dumps(crawled.crawl.run), written):
        odd = {c for c in text if unicodedata.category(c) in {"Cc", "Cs"} or c in "\u202e\u2066"} - {"\n"}
        assert odd == set()
    title = crawled.crawl.record("/odd/steering.html")["title"]
    assert "\n" not in title
    assert not any(escape in written for escape in ("\\u001b", "\\u0000", "\\u009b", "\\u202e"))


def test_fields_are_capped(crawled: Crawled) -> None:
    authors = crawled.crawl.record("/odd/authors.html")
    assert len(authors["authors"]) <= 100
    assert crawled.crawl.record("/odd/title.html")["extraction"]["evidence"]["title"] == "cut at 1000"
    removed = crawled.crawl.record("/odd/word.html")["extraction"]["removed"]
    assert max(removed, key=lambda entry: entry["chars"])["rule"] == "page/long_word"
    for record in crawled.crawl.stored:
        assert len(record["title"] or "") <= 1_000
        assert len(json.dumps(record)) <= 100_000


def test_no_file_is_named_after_what_a_site_sent(crawled: Crawled) -> None:
    names = {str(p.relative_to(crawled.crawl.output)) for p in crawled.crawl.output.rglob("*") if p.is_file()}
    day = crawled.crawl.stored[0]["fetched_at"][:10]
    kept_aside = re.compile(
        r"failed/extract_\w+/[0-9a-f]{20}\.jsonl\.gz"
    )  # on a machine too busy to read them in time
    assert {n for n in names if not n.startswith("state.db") and not kept_aside.fullmatch(n)} <= {
        f"articles/{r['fetched_at'][:10]}.jsonl" for r in crawled.crawl.stored
    } | {f"runs/{crawled.crawl.run['id']}.json", f"articles/{day}.jsonl"}


def test_memory_is_bounded(crawled: Crawled) -> None:
    assert crawled.crawl.peak_mib <= 500
