"""A wrong data file is refused with its name and the key."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from newsspider.sample.fields import SampleDataError
from newsspider.sample.loading import SITES, load_sites

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    """Return a folder with one site of two pages."""
    folder = tmp_path / "nnp"
    (folder / "pages").mkdir(parents=True)
    for name in ("site.toml", "layout.html", "pages/cod-quota.toml", "pages/cod-quota.html", "pages/about.toml"):
        shutil.copy(SITES / "nnp" / name, folder / name)
    shutil.copy(SITES / "nnp" / "pages" / "about.html", folder / "pages")
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_copied_site_loads(sites: Path) -> None:
    assert [page.slug for page in load_sites(sites)[0].pages] == ["about", "cod-quota"]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("pages/cod-quota.toml", "+00:00", "", r"cod-quota\.toml: published: needs an offset"),
        (
            "pages/cod-quota.toml",
            'kind = "article"',
            'kind = "story"',
            r"cod-quota\.toml: expect\.kind: 'story' is none",
        ),
        ("pages/cod-quota.toml", 'language = "en"', "", r"expect\.language: missing"),
        ("pages/cod-quota.toml", 'path = "/', 'pth = "/', r"cod-quota\.toml: path: missing"),
        ("pages/cod-quota.toml", "[page]", "typo = 1\n[page]", r"cod-quota\.toml: typo: unknown key"),
        ("pages/cod-quota.toml", "2026-03-04T11:30:00Z", "4 March", r"expect\.date_published: '4 March'"),
        ("pages/cod-quota.toml", '"latest"', '"lates"', r"sections: the site has no section 'lates'"),
        ("pages/cod-quota.toml", "cod-quota.html", "cod.html", r"cod-quota\.toml: body: .*No such file"),
        ("pages/cod-quota.toml", "authors = [", "authors = [7, ", r"authors: every item must be a text"),
        (
            "pages/cod-quota.toml",
            "text = '''\n",
            "text = '''\nA  doubled space.\n\n",
            r"expect\.text: a block is a line",
        ),
        (
            "pages/cod-quota.toml",
            "[expect]",
            '[expect]\nrelation = { kind = "copy", of = "x/y" }',
            r"x/y has no version 1",
        ),
        ("pages/about.toml", "utility_page", "boring", r"about\.toml: expect\.reason: 'boring'"),
        ("site.toml", 'zone = "+00:00"', 'zone = "Norland"', r"site\.toml: zone: write it as"),
        ("site.toml", "[head]", "[head]\ncolour = 1", r"site\.toml: head\.colour: unknown"),
        ("site.toml", 'path = "/politics"', 'path = "/latest"', r"'/latest' is given twice"),
        (
            "site.toml",
            'kind = "rss"',
            'down_from = 2026-03-03T00:00:00Z\nkind = "rss"',
            r"feeds\[0\]\.down_until: .* together",
        ),
        ("site.toml", 'kind = "rss"', 'kind = "rdf"', r"feeds\[0\]\.kind: 'rdf' is none of rss, atom, json"),
        ("site.toml", "page_size = 6", 'page_size = "6"', r"site\.toml: page_size: a str stands"),
        ("site.toml", "[head]", "[head", r"site\.toml: "),
        ("layout.html", "<!-- part: teaser -->", "<!-- teaser -->", r"layout\.html: teaser: the part is missing"),
        ("layout.html", "$head", "$ head", r"layout\.html: page: a placeholder is malformed"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(sites: Path, file: str, old: str, new: str, says: str) -> None:
    change(sites / "nnp" / file, old, new)
    with pytest.raises(SampleDataError, match=says):
        load_sites(sites)


def test_updates_must_come_in_order(sites: Path) -> None:
    path = sites / "nnp" / "pages" / "cod-quota.toml"
    path.write_text(path.read_text() + "\n[[updates]]\nat = 2026-03-01T00:00:00Z\n", encoding="utf-8")
    with pytest.raises(SampleDataError, match=r"updates\[0\]\.at: missing, or not after"):
        load_sites(sites)
