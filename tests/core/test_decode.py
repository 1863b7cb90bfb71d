from __future__ import annotations

import codecs

import pytest

from newsspider.core.decode import MAX_BYTES, charset_of_header, clean_text, decode

GERMAN = "Der Bürgermeister äußerte sich über die Größe der Fähre und die Kosten der Überfahrt für Anlieger. " * 3
RUSSIAN = "Паром вернулся в понедельник после недели ремонта, сообщил капитан жителям обоих берегов озера. " * 3
POLISH = (
    "Prom wrócił w poniedziałek po tygodniu spędzonym w stoczni, ogłosiły władze miasta nad jeziorem, źródło. " * 3
)
ENGLISH = "The mayor’s office said “no” on Monday — a decision that surprised many. " * 3
CHINESE = "渡轮在船厂停留一周后于星期一返回，船长说它这次会留下来。居民对此表示欢迎。" * 3
TAIWANESE = "渡輪星期一返回，船長說它這次留下來。居民表示歡迎。" * 4
JAPANESE = "フェリーは一週間の修理を終えて月曜日に戻った。船長は今度こそ残ると話した。" * 3
KOREAN = "여객선이 일주일 만에 월요일에 돌아왔다고 선장이 말했다. 주민들은 환영했다. " * 3
GREEK = "Το πλοίο επέστρεψε τη Δευτέρα μετά από μια εβδομάδα στο ναυπηγείο, είπε ο καπετάνιος. " * 3
TURKISH = "Vapur bir haftalık onarımın ardından pazartesi günü göle döndü, işçiler şehir sakinlerini gördü. " * 3
ARABIC = "عادت العبارة يوم الاثنين بعد أسبوع في حوض السفن، وقال القبطان إنها ستبقى هذه المرة. " * 3


def html(text: str, meta: str | None = None) -> str:
    tag = f'<meta charset="{meta}">' if meta else ""
    return f"<!DOCTYPE html><html><head>{tag}<title>{text[:30]}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("text", "encoding", "meta", "header"),
    [
        (GERMAN, "utf-8", "utf-8", None),
        (GERMAN, "utf-8", None, None),
        (GERMAN, "utf-8", "utf-8", "iso-8859-1"),
        (GERMAN, "utf-8", "iso-8859-1", None),
        (GERMAN, "utf-8", "utf-16", None),
        (GERMAN, "utf-8-sig", "iso-8859-1", None),
        (GERMAN, "utf-16", None, None),
        (GERMAN, "utf-16-le", None, None),
        (GERMAN, "utf-16-be", None, None),
        (RUSSIAN, "utf-16-le", None, None),
        (GERMAN, "utf-32", None, None),
        (GERMAN, "utf-7", None, None),
        (GERMAN, "iso-8859-1", "iso-8859-1", None),
        (GERMAN, "iso-8859-1", None, "ISO-8859-1"),
        (GERMAN, "iso-8859-1", "utf-8", None),
        (GERMAN, "iso-8859-1", None, None),
        (ENGLISH, "cp1252", "iso-8859-1", None),
        (ENGLISH, "cp1252", None, None),
        (RUSSIAN, "cp1251", "windows-1251", None),
        (RUSSIAN, "cp1251", "utf-8", None),
        (RUSSIAN, "cp1251", None, "iso-8859-1"),
        (RUSSIAN, "koi8-r", None, None),
        (POLISH, "iso-8859-2", "iso-8859-2", None),
        (POLISH, "cp1250", None, "iso-8859-1"),
        (GREEK, "iso-8859-7", None, None),
        (TURKISH, "cp1254", "iso-8859-9", None),
        (ARABIC, "cp1256", None, None),
        (CHINESE, "gb18030", "gb2312", None),
        (CHINESE, "gb18030", "utf-8", None),
        (CHINESE, "gb18030", None, "iso-8859-1"),
        (TAIWANESE, "big5", "big5", None),
        (JAPANESE, "shift_jis", "Shift_JIS", None),
        (JAPANESE, "euc_jp", None, None),
        (JAPANESE, "iso2022_jp", "iso-2022-jp", None),
        (JAPANESE, "iso2022_jp", None, None),
        (KOREAN, "euc-kr", None, "EUC-KR"),
        (KOREAN, "euc-kr", None, None),
    ],
    ids=str,
)
def test_charsets(text: str, encoding: str, meta: str | None, header: str | None) -> None:
    found = decode(html(text, meta).encode(encoding), header)
    assert f"<p>{text}</p>" in found.markup.decode()
    assert found.charset is not None
    assert found.origin in {"bom", "utf-16", "utf-8", "meta", "header", "detected"}


@pytest.mark.parametrize(
    ("data", "meta", "origin", "doubtful"),
    [
        (codecs.BOM_UTF8 + b"x", None, "bom", False),
        ("<p>ü".encode(), None, "utf-8", False),
        (html(GERMAN, "iso-8859-1").encode("latin-1"), "cp1252", "meta", False),
        (html(GERMAN, "utf-8").encode("latin-1"), "utf-8", "detected", True),
        (html(GERMAN).encode("latin-1"), None, "detected", True),
        (html(GERMAN).encode() + b"\xc3", None, "utf-8", True),
        (b"", None, "utf-8", False),
    ],
    ids=["bom", "utf-8", "declared", "declared wrongly", "nothing declared", "cut in a character", "empty"],
)
def test_choice_and_doubt_are_recorded(data: bytes, meta: str | None, origin: str, doubtful: bool) -> None:
    found = decode(data)
    assert (found.declared, found.origin, found.doubtful is not None) == (meta, origin, doubtful)


@pytest.mark.parametrize("name", ["", "x", "utf-99", "rot13", "hex", "zlib", "idna", "undefined", "\x00", "a" * 40])
def test_labels_that_are_no_charset_are_ignored(name: str) -> None:
    assert decode(html(GERMAN, name).encode(), name).charset == "utf-8"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 50, b"\xff" * 5_000, b"\x80\x81" * 1_000, b"\xff\xfe\xff", b"+" * 5_000], ids=len
)
def test_random_bytes_never_raise(data: bytes) -> None:
    assert isinstance(decode(data).markup, bytes)


def test_pages_are_cut_at_the_limit() -> None:
    assert len(decode(b"a" * (MAX_BYTES + 5)).markup) == MAX_BYTES
    assert len(clean_text("a" * (MAX_BYTES + 5))) == MAX_BYTES


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("a\x00b\x1bc\x7fd", "abcd"),
        ("a\tb\nc\rd", "a\tb\nc\rd"),
        ("a\x0cb", "a b"),
        ("it\x92s \x93so\x94 \x96 \x80", "it’s “so” – €"),
        ("a\x85b\x81c", "a\nbc"),
        ("&#146;&#x96;&#0;&#27;x&#10;&#8217;&#1234;", "’–x&#10;&#8217;&#1234;"),
        ("\ufeffa", "a"),
        ("\ud83d\ude00", "😀"),
        ("a\ud800b", "a�b"),
    ],
    ids=["controls", "white space", "form feed", "windows-1252", "other C1", "references", "bom", "pair", "lone half"],
)
def test_clean_text(dirty: str, cleaned: str) -> None:
    assert clean_text(dirty) == cleaned


@pytest.mark.parametrize(
    ("value", "charset"),
    [
        ("text/html; charset=UTF-8", "UTF-8"),
        ("text/html;charset='koi8-r'", "koi8-r"),
        ("text/html", None),
        (None, None),
    ],
)
def test_charset_of_header(value: str | None, charset: str | None) -> None:
    assert charset_of_header(value) == charset
