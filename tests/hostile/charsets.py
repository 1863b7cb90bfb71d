"""Articles in right, wrong and missing charsets: what is sent, what is declared, and the sentence that must come out."""

from __future__ import annotations

from tests.core.test_decode import CHINESE, GERMAN, JAPANESE, KOREAN, POLISH, RUSSIAN, TAIWANESE
from tests.support.origin import Reply

# name: (text, encoding as sent, charset of the meta tag, charset of the header)
VARIANTS: dict[str, tuple[str, str, str | None, str | None]] = {
    "utf-8": (GERMAN, "utf-8", "utf-8", "utf-8"),
    "utf-8-undeclared": (GERMAN, "utf-8", None, None),
    "utf-8-header-latin": (GERMAN, "utf-8", "utf-8", "iso-8859-1"),
    "utf-8-all-latin": (GERMAN, "utf-8", "iso-8859-1", "iso-8859-1"),
    "utf-8-meta-utf-16": (GERMAN, "utf-8", "utf-16", None),
    "utf-8-unknown-label": (GERMAN, "utf-8", "x-own", "none"),
    "utf-8-bom-meta-latin": (GERMAN, "utf-8-sig", "iso-8859-1", None),
    "utf-16-bom": (GERMAN, "utf-16", None, "utf-16"),
    "utf-16-le": (RUSSIAN, "utf-16-le", None, None),
    "utf-16-be": (GERMAN, "utf-16-be", None, None),
    "utf-32-bom": (GERMAN, "utf-32", None, None),
    "utf-7": (GERMAN, "utf-7", None, "utf-7"),
    "latin-undeclared": (GERMAN, "iso-8859-1", None, None),
    "latin-as-utf-8": (GERMAN, "iso-8859-1", "utf-8", "utf-8"),
    "cp1251-as-utf-8": (RUSSIAN, "cp1251", "utf-8", "utf-8"),
    "cp1251-as-latin": (RUSSIAN, "cp1251", None, "iso-8859-1"),
    "koi8-undeclared": (RUSSIAN, "koi8-r", None, None),
    "cp1250-as-latin": (POLISH, "cp1250", "iso-8859-1", None),
    "gb18030-as-utf-8": (CHINESE, "gb18030", "utf-8", "utf-8"),
    "gb18030-as-latin": (CHINESE, "gb18030", None, "iso-8859-1"),
    "big5": (TAIWANESE, "big5", "big5", None),
    "shift-jis-as-utf-8": (JAPANESE, "shift_jis", "utf-8", None),
    "euc-jp-undeclared": (JAPANESE, "euc_jp", None, None),
    "euc-kr-as-latin": (KOREAN, "euc-kr", None, "iso-8859-1"),
}


def charset_pages() -> dict[str, Reply]:
    """Return path: answer of every variant; no two have the same text."""
    pages = {}
    for number, (name, (text, encoding, meta, header)) in enumerate(VARIANTS.items()):
        declared = f'<meta charset="{meta}">' if meta else ""
        paragraphs = "".join(f"<p>{number}.{k} {text}</p>" for k in range(4))
        markup = (
            f"<!DOCTYPE html><html><head>{declared}<title>Number {number}</title></head><body><article>"
            f"<h1>{text[:40]}</h1>{paragraphs}</article></body></html>"
        )
        kind = f"text/html; charset={header}" if header else "text/html"
        pages[f"/charset/{name}.html"] = Reply(markup.encode(encoding), headers={"Content-Type": kind})
    return pages
