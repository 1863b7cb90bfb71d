"""Stage 6 of 8, deduplicate: when are two texts the same?"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_HASH_HEX_DIGITS = 32  # 128 bits
_NOT_WORD = re.compile(r"[\W_]+")


def text_hash(text: str) -> str:
    """Return a hash of the words of a text: case, punctuation, white space and compatibility forms don't count."""
    words = _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:_HASH_HEX_DIGITS]
