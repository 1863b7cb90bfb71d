"""What looking at stored pages by the clock has brought, site by site."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

MAX_MADE = 100
"""Looks of a site that are counted; then both counts are halved, so that the last ones count most."""

LEAST_MADE = 10
SELDOM_SHARE = 0.05
"""Of the looks: a site where fewer find anything is looked at by sample."""

SAMPLE = 4
"""Of such a site's pages one in so many: with it a new article costs 1.25 requests."""


class Looks:
    """The table of looks; methods run inside the caller's transaction or are one statement."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def made(self, site: str, *, found: bool) -> None:
        """Take in a look at a page of the site; ``found`` says whether it had changed or was gone."""
        self._db.execute(
            "INSERT INTO looks (site, made, found) VALUES (?, 1, ?)"
            " ON CONFLICT (site) DO UPDATE SET made = made + 1, found = found + excluded.found",
            (site, found),
        )
        self._db.execute(
            "UPDATE looks SET made = made / 2, found = found / 2 WHERE site = ? AND made > ?", (site, MAX_MADE)
        )

    def seldom_find(self) -> frozenset[str]:
        """Return the sites where looks hardly ever find anything."""
        rows = self._db.execute(
            "SELECT site FROM looks WHERE made >= ? AND found < made * ?", (LEAST_MADE, SELDOM_SHARE)
        )
        return frozenset(site for (site,) in rows)
