"""Settings of a spider that looks at pages for a command, and stores nothing."""

from __future__ import annotations

from typing import Any

UNSTORED: dict[str, Any] = {
    "SCHEDULER": "scrapy.core.scheduler.Scheduler",  # ours hands out what state.db says
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {},
    "HTTPERROR_ALLOW_ALL": True,  # the spider tells the statuses apart
}
