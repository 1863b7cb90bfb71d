from __future__ import annotations

import pytest

from newsspider.core.metadata.microdata import read_microdata
from tests.core.metadata.support import page

SCOPE = '<div itemscope itemtype="http://schema.org/{kind}">{inner}</div>'


@pytest.mark.parametrize(
    ("html", "nodes"),
    [
        (SCOPE.format(kind="Report", inner='<meta itemprop="headline" content="Ferry">'), [{"@type": "Report", "headline": ["Ferry"]}]),
        (SCOPE.format(kind="Article", inner='<a itemprop="url name" href="/x">Ferry</a>'), [{"@type": "Article", "url": ["Ferry"], "name": ["Ferry"]}]),
        (SCOPE.format(kind="Article", inner=SCOPE.format(kind="Person", inner='<b itemprop="name">Dana</b>')), [{"@type": "Article"}]),
        (SCOPE.format(kind="Article", inner='<p itemprop="comment">Hm</p><p itemprop="headline"></p>'), [{"@type": "Article"}]),
        (SCOPE.format(kind="Person", inner='<b itemprop="name">Dana</b>'), []),
        ('<div itemtype="http://schema.org/Article"><b itemprop="name">x</b></div>', []),
        ("", []),
    ],
    ids=["content", "two names", "others' properties", "skipped and empty", "no article", "no scope", "none"],
)  # fmt: skip
def test_articles(html: str, nodes: list[dict[str, object]]) -> None:
    assert list(read_microdata(page("", html).tree)) == nodes


def test_number_is_bounded() -> None:
    inner = '<i itemprop="keywords">ferry</i>' * 1_000
    found = read_microdata(page("", SCOPE.format(kind="Article", inner=inner) * 20).tree)
    assert len(found) == 5
    assert len(found[0]["keywords"]) == 200
