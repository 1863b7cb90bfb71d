"""Text from outside, made safe to show: on a terminal, in a log, in a run's record."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return the text with control, bidi and other invisible characters replaced, so that it can't steer a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)
