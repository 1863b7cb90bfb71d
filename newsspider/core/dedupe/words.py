"""Stage 6 of 8, deduplicate: a text as a row of 16-bit words, small enough to be kept for every article.

Thirteen bits are a hash of the word, whatever its case; three say what it is: a number, a name, or quoted speech.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    Words = NDArray[np.uint16]

HASH_BITS = 13
HASH_MASK = 0x1FFF
NUMBER = 0x2000
NAME = 0x4000
QUOTED = 0x8000

MAX_WORDS = 4000
"""Words of a text that are looked at: five times a long news story."""

_MAX_CHARS = 60_000
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts that are written without spaces, where a letter counts as a word: Thai, Lao, Burmese, Khmer, Kana, Han."""
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0963\u0970-\u0dff\u200c\u200d"
_TOKEN = re.compile(r"[^\W\d_][^\W_]*|\d+(?:[.,]\d+)*|[.!?…\n\"“”„«»]")
_TOKEN_OF_ANY_SCRIPT = re.compile(
    rf"\d+(?:[.,]\d+)*|[{_UNSPACED}]|(?:[^\W\d_{_UNSPACED}]|[{_MARKS}])(?:[^\W_{_UNSPACED}]|[{_MARKS}])*"
    r"|[.!?…\n।。！？\"“”„«»「」『』]"
)
_OTHER_SCRIPT = re.compile(rf"[{_UNSPACED}{_MARKS}।。！？「」『』]")
_UNSPACED_LETTERS = re.compile(rf"[{_UNSPACED}]")
_HEAD_CHARS = 400
_SOFT_BREAK = re.compile(r"\n(?<=[^\s.!?…\"”»]\n)(?=\S)")
"""Where a line goes on in the next: within a sentence no paragraph ends. It begins with what is quickly searched for."""
_CAPITALS_SHARE = 0.6
"""Of the words that begin with a capital, from which on capitals say nothing: German prose has 0.4."""
_UNSPACED_SHARE = 0.3
_ENDS = frozenset(".!?…।。！？\n")
_QUOTES = frozenset('"“”„«»「」『』')
_END, _NEW_LINE, _QUOTE = 1 << 16, 1 << 17, 1 << 18
_CACHED_WORDS = 1 << 17  # 130,000 different pieces stand in 1.4 million words of news in many languages (2026-11)
_CACHED_CHARS = 40


class _Codes(dict[str, int]):
    """The codes of frequent words: worked out when first asked for, all forgotten when there are too many."""

    def __missing__(self, written: str) -> int:
        code = _code(written)
        if len(written) <= _CACHED_CHARS:
            if len(self) >= _CACHED_WORDS:
                self.clear()
            self[written] = code
        return code


class _Pieces(dict[str, bytes]):
    """The codes of what stands between spaces, as 32-bit numbers: read when first asked for, as `_Codes`."""

    def __missing__(self, piece: str) -> bytes:
        is_other = not piece.isascii() and _OTHER_SCRIPT.search(piece)
        tokens = (_TOKEN_OF_ANY_SCRIPT if is_other else _TOKEN).findall(piece)
        codes = array("I", map(_CODES.__getitem__, tokens)).tobytes()
        if len(piece) <= _CACHED_CHARS:
            if len(self) >= _CACHED_WORDS:
                self.clear()
            self[piece] = codes
        return codes


_CODES = _Codes()
_PIECES = _Pieces()


def _code(written: str) -> int:
    """Return the code of a word, or what a mark means."""
    if written == "\n":
        return _END | _NEW_LINE
    if written in _ENDS:
        return _END
    if written in _QUOTES:
        return _QUOTE
    folded = written.lower() if written.isascii() else unicodedata.normalize("NFKC", written).casefold()
    if folded[0].isdigit():
        digits = "".join(str(unicodedata.digit(c, 0)) for c in folded if c.isdigit())
        return (crc32(digits.encode()) & HASH_MASK) | NUMBER
    value = crc32(folded.encode("utf-8", "replace")) & HASH_MASK
    return value | NAME if written[0].isupper() else value


def words_of(text: str) -> Words:
    """Return the words of a text in order, at most `MAX_WORDS`.

    A capital makes a name, but where a sentence begins only with another one after it, and not in a text that is
    written in capitals; a number is its digits; quotes end with their paragraph.
    """
    import numpy as np

    # no token has a space in it, so that texts may be read by pieces, most of which are known
    pieces = _SOFT_BREAK.sub(" ", text[:_MAX_CHARS]).replace("\n", " \n ").split(" ")
    codes = np.frombuffer(bytearray().join(map(_PIECES.__getitem__, pieces)), np.uint32)
    if not codes.size:
        return np.zeros(0, np.uint16)
    is_mark = codes >= _END
    marks = is_mark.nonzero()[0]
    kinds = codes[marks]
    begins = marks[kinds & _END != 0] + 1  # where a sentence does: behind a quote that ends one, too
    begins = begins[: begins.searchsorted(len(codes))]
    behind_quotes = begins[codes[begins] == _QUOTE] + 1
    is_name = np.zeros(len(codes) + 1, np.bool_)  # behind the last word stands none
    np.not_equal(codes & NAME, 0, out=is_name[:-1])
    if np.count_nonzero(is_name) > _CAPITALS_SHARE * (len(codes) - len(marks) - np.count_nonzero(codes & NUMBER)):
        codes &= ~np.uint32(NAME)
    else:
        begins = np.concatenate(([0], begins, behind_quotes[: behind_quotes.searchsorted(len(codes))]))
        codes[begins[~is_name[begins + 1]]] &= ~np.uint32(NAME)
    quoted = np.uint32(QUOTED)
    for begin, end in _quotes(marks.tolist(), kinds.tolist(), len(codes)):
        codes[begin:end] |= quoted
    kept: Words = codes[~is_mark][:MAX_WORDS].astype(np.uint16)
    return kept


def _quotes(marks: list[int], kinds: list[int], end: int) -> Iterator[tuple[int, int]]:
    """Yield where quoted passages begin and end, from where which marks stand."""
    begin = None
    for at, kind in zip(marks, kinds, strict=True):
        if begin is not None and kind & (_QUOTE | _NEW_LINE):
            yield begin, at
            begin = None
        elif kind == _QUOTE:
            begin = at
    if begin is not None:
        yield begin, end


def is_unspaced(text: str) -> bool:
    """Whether a text is written without spaces, judged by its beginning; its words are single letters then."""
    head = text[:_HEAD_CHARS]
    return not head.isascii() and len(_UNSPACED_LETTERS.findall(head)) > _UNSPACED_SHARE * len(head)
