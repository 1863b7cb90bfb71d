"""Pages that misbehave in the worker that reads them."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field


@dataclass
class Hostile:
    """Stands in for a `PageJob`; ``how`` says what happens when the worker looks at its text."""

    how: str
    url: str | None = "https://www.paper.example/hostile"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    with_removed_text: bool = False
    maybe_listing: bool = False
    with_blocks: bool = False
    site_rules: tuple[str, ...] = ()
    memory: None = None

    @property
    def text(self) -> str | None:
        """Misbehave."""
        if self.how == "hang":
            time.sleep(60)
        if self.how == "nap":
            time.sleep(0.6)
        if self.how == "spin":
            sum(range(10**12))
        if self.how == "swell":
            kept = [bytearray(64 * 1024 * 1024) for _ in range(64)]
            return str(len(kept))
        if self.how == "crash":
            os._exit(7)
        if self.how == "raise":
            raise ZeroDivisionError("planted")
        return str(os.getpid())
