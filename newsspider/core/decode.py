"""Stage 3 of 8, extract: bytes of a page to text, and where the choice of charset came from.

The order is BOM, UTF-16 without a BOM, strict UTF-8, the page's own declaration, the HTTP header, a detector. A
declaration is believed only where the text it gives is plausible: servers and templates are often wrong about it.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

MAX_BYTES = 10_000_000
"""Pages are cut here: 30 times a large news page, and still parsed within a second."""

_DECLARATION_BYTES = 4096  # browsers look at the first 1024; some templates put scripts before the meta tag
_SAMPLE_BYTES = 60_000
_MIN_HIGH_BYTES = 8

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_UTF7 = re.compile(rb"\+A[A-Za-z0-9]{2}[A-Za-z0-9+/]*-")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")

# https://encoding.spec.whatwg.org/#names-and-labels: the labels whose Python codec is another or a smaller set
_LABELS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "windows-949": "cp949", "big5": "big5hkscs",
    "x-mac-cyrillic": "mac_cyrillic", "macintosh": "mac_roman", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "iso-8859-8-i": "iso8859_8", "visual": "iso8859_8",
}  # fmt: skip
_SEVEN_BIT = {"iso-2022-jp", "iso2022_jp", "hz-gb-2312", "hz", "iso-2022-kr", "iso2022_kr"}
_LATIN = {"cp1252", "iso8859-1", "iso8859-15", "cp1250", "cp1254", "iso8859-2", "iso8859-9", "cp1257", "mac-roman"}
_OTHER_LATIN = ("cp1250", "iso8859-2", "cp1254", "cp1257")
_SIGN_IN_WORD = re.compile("[A-Za-z][¹³¿¢£¥¶¼¾±¯¡][a-z]")
_CP1252_OF_C1 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0) if code != 0x85}
_CLEAN: dict[int, str | None] = {
    **dict.fromkeys((*range(9), 11, 14, *range(15, 32), 127)),
    12: " ",
    0x85: "\n",
    **{code: None if char == "�" else char for code, char in _CP1252_OF_C1.items()},
}
_C0_BYTES = bytes((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
_C1_BYTES = re.compile(rb"\xc2[\x80-\x9f]")
_CONTROL_REFERENCE = re.compile(
    rb"&#(?:x0*([0189][0-9a-f]|7f|[0-9a-f])|0*([0-9]|[12][0-9]|3[01]|12[7-9]|1[345][0-9]))(?![0-9a-f]);?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page in UTF-8, not yet cleaned; ``origin`` is bom, utf-16, utf-8, meta, header or detected, and None for text input.

    ``doubtful`` holds why the text may be wrong: bytes that were replaced, or a declaration that wasn't believed.
    """

    markup: bytes
    charset: str | None = None
    origin: str | None = None
    declared: str | None = None
    doubtful: str | None = None


def decode(data: bytes, header_charset: str | None = None) -> Decoded:
    """Decode a page; never raises, and says in ``doubtful`` when the result may be wrong."""
    data = data[:MAX_BYTES]
    declared = _declared(data)
    charset, origin, doubt = _choose(data, declared, _codec(header_charset))
    if origin == "utf-8" and _decodes(data, "utf-8"):
        return Decoded(data, charset, origin, declared, doubt)
    text = data.decode(charset, "replace")
    if doubt is None and "�" in text and "�".encode() not in data:
        doubt = "undecodable bytes replaced"
    return Decoded(encode(text), charset, origin, declared, doubt)


def charset_of_header(value: str | None) -> str | None:
    """Return the charset that a Content-Type header names."""
    found = _HEADER.search(value or "")
    return found[1] if found else None


def clean_text(text: str) -> str:
    """Clean a text as `clean` does."""
    return clean(encode(text)).decode("utf-8")


def encode(text: str) -> bytes:
    """Return a text in UTF-8, lone surrogates replaced."""
    text = text[:MAX_BYTES].removeprefix("\ufeff")
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        # halves that stand side by side are one character; those alone become U+FFFD
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode("utf-8")


def clean(data: bytes) -> bytes:
    """Drop what no text in UTF-8 may hold: NUL and control characters, C1 codes meant as windows-1252.

    On bytes, since looking for a class of characters in a text takes a tenth of a page's whole time.
    """
    if len(data.translate(None, _C0_BYTES)) != len(data) or _C1_BYTES.search(data):
        data = data.decode("utf-8").translate(_CLEAN).encode("utf-8")
    return _CONTROL_REFERENCE.sub(_reference, data) if b"&#" in data else data


def _reference(match: re.Match[bytes]) -> bytes:
    """Return what a numeric reference to a control code stands for."""
    code = int(match[1], 16) if match[1] else int(match[2])
    return match[0] if code in {9, 10, 13} else chr(code).translate(_CLEAN).encode("utf-8")


def _codec(label: str | None) -> str | None:
    """Return the Python codec of a charset label, None where there is none."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(_LABELS.get(name, name))
        b"".decode(codec.name)
    except (LookupError, ValueError):
        return None
    # byte-to-byte codecs (rot13, hex, zlib) and Python's own escapes aren't charsets
    return codec.name if codec._is_text_encoding and codec.name not in {"punycode", "idna", "undefined"} else None


def _declared(data: bytes) -> str | None:
    """Return the charset that the page itself names, as a codec."""
    head = data[:_DECLARATION_BYTES]
    found = _META.search(head) or _XML.search(head) or _META.search(data[:60_000])
    return _codec(found[1].decode("ascii", "replace")) if found else None


def _choose(data: bytes, declared: str | None, header: str | None) -> tuple[str, str, str | None]:
    """Return codec, origin and doubt."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name, "bom", None
    if wide := _wide(data):
        return wide, "utf-16", None
    named = tuple((name, origin) for name, origin in ((declared, "meta"), (header, "header")) if name)
    if data.isascii():
        return _choose_ascii(data, named)
    if _is_utf8(data):
        return "utf-8", "utf-8", None
    for name, origin in named:
        if not name.startswith("utf") and _plausible(data, name):
            return name, origin, None
    return _detect(data, declared or header)


def _choose_ascii(data: bytes, named: tuple[tuple[str, str], ...]) -> tuple[str, str, str | None]:
    """Choose among the charsets that use ASCII bytes only."""
    for name, origin in named:
        if name in _SEVEN_BIT:
            return name, origin, None
    if b"\x1b$" in data and _decodes(data, "iso2022_jp"):
        return "iso2022_jp", "detected", "no charset declared"
    # UTF-7 signs must come often: one "+Abc-" stands in many scripts
    if len(_UTF7.findall(data[:_SAMPLE_BYTES])) > _MIN_HIGH_BYTES and _decodes(data, "utf-7"):
        return "utf-7", "detected", "no charset declared"
    return "utf-8", "utf-8", None


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a BOM by the zero bytes of its ASCII characters."""
    head = data[:2048].lstrip(b"\0 \t\r\n")
    if len(head) < 8 or (head.count(0) < len(head) // 5 and data[:2] not in {b"<\0", b"\0<"}):
        return None
    head = data[:2048]
    name = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    return name if "<" in head.decode(name, "ignore") else None


def _decodes(data: bytes, name: str) -> bool:
    """Whether the bytes are valid in a charset."""
    try:
        data.decode(name)
    except ValueError:
        return False
    return True


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8: all of them, or nearly all where a page was cut or one include is in another."""
    if _decodes(data, "utf-8"):
        return True
    broken = data.decode("utf-8", "replace").count("�")
    whole = sum(1 for run in _HIGH_RUN.finditer(data) if len(run[0]) > 1)
    return broken <= 2 + whole // 50 and whole > broken


def _plausible(data: bytes, name: str) -> bool:
    """Whether a declared charset gives text: valid, and without the marks of one script read as another."""
    try:
        text = data.decode(name)
    except ValueError:
        text = data.decode(name, "replace")
        if text.count("�") > 3 + len(data) // 2000:
            return False
    if name not in _LATIN:
        return _reads_as_text(text)
    words = [word for word in re.findall(r"[^\W\d_]{3,}", text) if not word.isascii()]
    strange = sum(1 for word in words if sum(char > "\x7f" for char in word) * 10 > len(word) * 7)
    # UTF-8 read as Latin gives "Ã©", Cyrillic or Greek gives words of accented letters only, Polish "g³os"
    return (
        strange * 4 < max(len(words), 4)
        and text.count("Ã") * 8 < max(len(words), 8)
        and len(_SIGN_IN_WORD.findall(text)) < 3 + len(words) // 20
    )


def _reads_as_text(text: str) -> bool:
    """Whether a text has neither C1 codes nor private characters in number."""
    odd = sum(1 for char in text if "\x80" <= char <= "\x9f" or "\ue000" <= char <= "\uf8ff")
    return odd <= 2 + len(text) // 1000


def _detect(data: bytes, declared: str | None) -> tuple[str, str, str | None]:
    """Ask the detector; a declaration that nothing better replaces is kept and flagged."""
    from charset_normalizer import from_bytes

    # the bytes between tags tell the language, scripts and markup don't
    text = re.sub(
        rb"<(script|style)\b.*?</\1>|<[^<>]{0,2000}>",
        b" ",
        data[: 10 * _SAMPLE_BYTES],
        flags=re.IGNORECASE | re.DOTALL,
    )
    # strict, so that a sample cut inside a character costs only its last bytes
    best = from_bytes(re.sub(rb"\s+", b" ", text)[:_SAMPLE_BYTES], steps=5, chunk_size=512).best()
    name = _codec(best.encoding) if best else None
    if name in _LATIN and not _plausible(data, name):
        # Latin scripts differ in few letters, and the detector takes the commonest
        name = next((other for other in _OTHER_LATIN if _decodes(data, other) and _plausible(data, other)), name)
    if name and name != "ascii" and _decodes(data, name):
        return name, "detected", "declared charset not believed" if declared else "no charset declared"
    return declared or name or "cp1252", "meta" if declared else "detected", "undecodable bytes replaced"
