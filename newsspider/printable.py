"""Text from outside, made safe to show: on a terminal, in a log, in a run's record, in a table of cells."""

from __future__ import annotations

import logging
import re

_HIDDEN = "[hidden]"
_USERINFO = re.compile(r"(?<=://)[^/?#\s@]{1,500}@")
# Query parameters that are a right of entry (RFC 6750, signed URLs of storage services, common log scrubbers).
_SECRET = re.compile(
    r"([?&;](?:[\w.-]{0,40}[_.-])?(?:access_?token|token|api_?key|key|secret|passw(?:or)?d|pwd|auth|authorization|signature|sig"
    r"|credential|jwt|session_?id|sid)=)[^&;#\s'\")>\]]{1,2000}",
    re.IGNORECASE,
)
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def printable(text: str) -> str:
    """Return the text with control, bidi and other invisible characters replaced, so that it can't steer a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


def without_secrets(text: str) -> str:
    """Return the text with user names and passwords of addresses, and query values that give access, hidden."""
    if "@" in text:
        text = _USERINFO.sub(f"{_HIDDEN}@", text)
    return _SECRET.sub(rf"\1{_HIDDEN}", text) if "=" in text else text


def csv_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it.

    The signs are those of OWASP's page on CSV injection.
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


class SafeRecord(logging.LogRecord):
    """A log record whose message shows neither secrets nor characters that steer a terminal."""

    def getMessage(self) -> str:
        """Return the message on one line."""
        return printable(without_secrets(" ".join(super().getMessage().splitlines())))


def log_safely() -> None:
    """Have every log record of this process made safe, whoever logs it and wherever it goes."""
    logging.setLogRecordFactory(SafeRecord)
