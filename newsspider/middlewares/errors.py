"""Why a request isn't made, or its answer not used: each with the state and reason its URL gets."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """A request that ends with a named state."""

    def __init__(self, state: str, reason: str, detail: str | None = None) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.state = state
        self.reason = reason
        self.detail = detail


class HostBusy(IgnoreRequest):
    """The host asked to wait (429 or 503): the URL stays waiting for ``seconds`` at least."""

    def __init__(self, status: int, seconds: float) -> None:
        super().__init__(f"answered {status}, to be asked again in {seconds:.0f} s")
        self.status = status
        self.seconds = seconds
