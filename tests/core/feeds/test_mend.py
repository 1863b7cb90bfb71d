from __future__ import annotations

import pytest
from lxml import etree

from newsspider.core.feeds.mend import mend


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param(b"<a>x &amp; &#38; &lt;</a>", b"<a>x &amp; &#38; &lt;</a>", id="nothing-to-mend"),
        pytest.param(b"<a>x & y</a>", b"<a>x &amp; y</a>", id="bare-ampersand"),
        pytest.param(b"<a b='?x=1&y=2'/>", b"<a b='?x=1&amp;y=2'/>", id="ampersand-in-an-attribute"),
        pytest.param(b"<a>&eacute;&bogus;</a>", "<a>é&amp;bogus;</a>".encode(), id="names"),
        pytest.param(b"<a>&LT;&AMP;</a>", b"<a>&amp;LT;&amp;AMP;</a>", id="names-that-would-be-markup"),
        pytest.param(b"<a>&#xD800;&#1114112;&#xe9;</a>", b"<a>&#xe9;</a>", id="numbers-of-nothing"),
        pytest.param(b"<a>1 < 2</a>", b"<a>1 &lt; 2</a>", id="less-than"),
        pytest.param(b"<title>a<br>b</title>", b"<title>a&lt;br&gt;b</title>", id="html-in-a-title"),
        pytest.param(b"<title><![CDATA[a & <br>]]></title>", b"<title><![CDATA[a & <br>]]></title>", id="cdata"),
        pytest.param(b"<title><![CDATA[a <br></title>", b"<title>a &lt;br&gt;</title>", id="cdata-open"),
        pytest.param(b"<title>a<link>u</link>", b"<title>a<link>u</link>", id="title-open"),
    ],
)
def test_mending_changes_what_is_wrong_and_no_more(markup: bytes, expected: bytes) -> None:
    assert mend(markup) == expected


def test_mended_fields_parse_beside_each_other() -> None:
    markup = mend(b"<item><title>a<b>c</title><link>u?a=1&b=2</link><description><p>x<p>y</description></item>")

    assert [(child.tag, child.text) for child in etree.fromstring(markup)] == [
        ("title", "a<b>c"),
        ("link", "u?a=1&b=2"),
        ("description", "<p>x<p>y"),
    ]
