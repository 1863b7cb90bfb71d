"""Stage 6 of 8, deduplicate: the print of a text, all that is kept of it to compare it with others later.

A print holds the text's words (16 bits each, compressed), its title's, when and where it was published, and a sketch:
the smallest of its shingles' hashes, by which the prints that may be related to it are found.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsspider.core.dedupe.shingles import hashes_of, shingles_of
from newsspider.core.dedupe.words import is_unspaced, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from newsspider.core.dedupe.shingles import Shingles
    from newsspider.core.dedupe.words import Words

SKETCH_HASHES = 24
"""Of the whole text. A brief that keeps 15 % of a story misses all of them once in 50 times, and it has the lead's too."""
LEAD_HASHES = 8
LEAD_WORDS = 96
SHINGLE_WORDS = 6
UNSPACED_LETTERS = 2
"""Letters that say as much as one word, in scripts without spaces."""
MAX_HASH = 0xFFFFFFFF

_MAX_TITLE_CHARS = 300
_DATE_CHARS = 10
_write_head = json.JSONEncoder(separators=(",", ":")).encode
_read_head = json.JSONDecoder().raw_decode  # json.loads takes longer to find out what it is given than to read it
_PLAIN = b"["  # where a print begins; compressed ones begin with another byte


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """What is kept of a text."""

    words: Words
    title: Words
    unspaced: bool = False
    hours: float | None = None
    """When it was published, or else seen: Unix time in hours."""
    source: str | None = None
    """Whose it is: site or publisher."""
    agency: str | None = None
    """The wire agency it comes from."""
    original: bool = False
    """Whether ``source`` is that agency itself."""
    _shingles: dict[int, Shingles] = field(default_factory=dict, repr=False)

    def shingles(self, size: int) -> Shingles:
        """Return the runs of ``size`` words, in order; worked out once."""
        found = self._shingles.get(size)
        if found is None:
            found = self._shingles[size] = shingles_of([self.words], size)[0]
        return found

    @staticmethod
    def work_out(prints: Sequence[Print], size: int) -> None:
        """Work out the `shingles` of several prints at once, which is faster than one by one."""
        missing = [one for one in prints if size not in one._shingles]
        for one, found in zip(missing, shingles_of([one.words for one in missing], size), strict=True):
            one._shingles[size] = found

    @property
    def weight(self) -> int:
        """How many words the text has; letters of scripts without spaces count `UNSPACED_LETTERS` to a word."""
        return len(self.words) // (UNSPACED_LETTERS if self.unspaced else 1)


@dataclass(frozen=True, slots=True)
class Sketch:
    """The smallest hashes of a text's shingles, rising, and those of its lead."""

    whole: tuple[int, ...]
    lead: tuple[int, ...]

    @property
    def hashes(self) -> frozenset[int]:
        """All by which the text is found."""
        return frozenset(self.whole + self.lead)

    @property
    def limit(self) -> int:
        """The hash up to which ``whole`` has all hashes of the text."""
        return self.whole[-1] if len(self.whole) == SKETCH_HASHES else MAX_HASH

    @property
    def extent(self) -> int:
        """`limit`, or where that is `MAX_HASH`, how many hashes ``whole`` has: a number below `SKETCH_HASHES`."""
        return self.whole[-1] if len(self.whole) == SKETCH_HASHES else len(self.whole)


def print_of(
    text: str, title: str | None = None, *, hours: float | None = None, source: str | None = None,
    agency: str | None = None, original: bool = False,
) -> Print:  # fmt: skip
    """Return the print of a text."""
    title_words = words_of((title or "")[:_MAX_TITLE_CHARS])
    return Print(words_of(text), title_words, is_unspaced(text), hours, source or None, agency or None, original)


def hours_of(date: str | None) -> float | None:
    """Return an ISO 8601 date or time as Unix time in hours, None for what isn't one; a bare date is its noon in UTC."""
    if not date:
        return None
    try:
        moment = datetime.fromisoformat(date)
        if len(date) <= _DATE_CHARS:
            moment = moment.replace(hour=12)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() / 3600
    except (ValueError, OverflowError):
        return None


def sketch_of(found: Print) -> Sketch:
    """Return the sketch of a print; of a text shorter than a shingle, the hash of all of it."""
    import numpy as np

    size = SHINGLE_WORDS * (UNSPACED_LETTERS if found.unspaced else 1)
    hashes = hashes_of(found.words, min(size, max(1, len(found.words)))).astype(np.uint32)  # their lower halves
    lead = hashes[: LEAD_WORDS * (UNSPACED_LETTERS if found.unspaced else 1)]
    return Sketch(_smallest(hashes, SKETCH_HASHES), _smallest(lead, LEAD_HASHES))


def _smallest(hashes: NDArray[np.uint32], count: int) -> tuple[int, ...]:
    """Return the smallest distinct hashes, rising, at most ``count``."""
    import numpy as np

    rising = np.sort(hashes)
    found = dict.fromkeys(rising[: 2 * count].tolist())
    if len(found) < count:  # a text that says the same again and again, or has no more
        found = dict.fromkeys(rising.tolist())
    return tuple(found)[:count]


def pack(found: Print) -> bytes:
    """Return a print as bytes. Not compressed: hashes are as good as random, so that 2 % would be gained."""
    about = [len(found.title), int(found.unspaced), found.hours, found.source, found.agency, int(found.original)]
    head = _write_head(about).encode()
    return head + b"\n" + found.title.astype("<u2").tobytes() + found.words.astype("<u2").tobytes()


def unpack(data: bytes) -> Print:
    """Return the print that `pack` made, or that of a release that compressed them."""
    import numpy as np

    head, _, body = (data if data.startswith(_PLAIN) else zlib.decompress(data)).partition(b"\n")
    title_words, unspaced, hours, source, agency, original = _read_head(head.decode())[0]
    words = np.frombuffer(body, "<u2")
    return Print(words[title_words:], words[:title_words], bool(unspaced), hours, source, agency, bool(original))
