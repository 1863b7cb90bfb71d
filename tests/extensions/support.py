"""A run without a crawl: a real store, and a crawler that holds just what the run looks at."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from scrapy.settings import Settings

from newsspider.extensions.run import RunExtension

if TYPE_CHECKING:
    from pathlib import Path


class Stats:
    """Counts."""

    def __init__(self) -> None:
        self.values: dict[str, int] = {}

    def get_value(self, name: str, default: object = None) -> object:
        return self.values.get(name, default)

    def inc_value(self, key: str) -> None:
        self.values[key] = self.values.get(key, 0) + 1


class Signals:
    """Notes what is listened to."""

    def __init__(self) -> None:
        self.connected: list[Any] = []

    def connect(self, receiver: Any, signal: Any) -> None:
        self.connected.append(signal)


def crawler_of(root: Path, **settings: Any) -> Any:
    """Return a crawler with a run whose OUTPUT_DIR is ``root``."""
    crawler = SimpleNamespace(
        settings=Settings({"OUTPUT_DIR": str(root), "DUPLICATES": "mark"} | settings),
        spidercls=SimpleNamespace(name="news"),
        spider=SimpleNamespace(fetched=print, not_fetched=repr),
        engine=None,
        stats=Stats(),
        signals=Signals(),
    )
    run = RunExtension.from_crawler(crawler)  # type: ignore[arg-type]
    crawler.get_extension = lambda kind: run if kind is RunExtension else None
    return crawler
