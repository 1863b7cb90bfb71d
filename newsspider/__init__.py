"""newsspider: clean article text and trustworthy metadata from news sites.

`extract` reads one page; ``scrapy crawl news`` reads sites. Importing this package loads neither Scrapy nor
the extraction libraries.
"""

from __future__ import annotations

from newsspider.core.article import Article

__all__ = ["Article", "extract"]
__version__ = "0.1.0"


def extract(html: str | bytes, url: str | None = None) -> Article:
    """Extract the article of one page.

    Args:
        html: the page; bytes are decoded here (BOM, strict UTF-8, meta, detector), so pass them undecoded.
        url: its address, which makes links absolute and gives ``domain``; without it those stay unknown.

    Returns:
        The article. ``text`` is empty where the page holds none; no input raises.
    """
    from newsspider.core.document import read_page
    from newsspider.rules import bundled_rules
    from newsspider.rules.metadata import bundled_metadata_rules

    return read_page(html, url, rules=bundled_rules(), metadata_rules=bundled_metadata_rules()).article
