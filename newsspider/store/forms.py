"""What the pages of each site turned out to be, by the form of their URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.urlforms import form_of, kind_by_form

if TYPE_CHECKING:
    import sqlite3

MAX_FORMS = 500
"""Of one site: more is a site that hides its pages' kinds, or a trap."""

_ARTICLE_REASONS = frozenset(("duplicate_text", "copy_of_other_site", "rights_reserved"))
_OTHER_REASONS = frozenset(("section_page", "gallery", "video", "utility_page", "login_page", "too_short", "no_text"))


class Forms:
    """The table of forms; methods run inside the caller's transaction or are one statement."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def learn(self, site: str, url: str, state: str, reason: str | None) -> None:
        """Take in what a page turned out to be; failures and pages that aren't there tell nothing."""
        article = state == "stored" or reason in _ARTICLE_REASONS
        if not article and reason not in _OTHER_REASONS:
            return
        form = form_of(url)
        counted = self._db.execute(
            "UPDATE forms SET articles = articles + ?, others = others + ? WHERE site = ? AND form = ?",
            (article, not article, site, form),
        ).rowcount
        if not counted:
            self._db.execute(
                "INSERT INTO forms (site, form, articles, others) SELECT ?, ?, ?, ?"
                " WHERE (SELECT count(*) FROM forms WHERE site = ?) < ?",
                (site, form, article, not article, site, MAX_FORMS),
            )

    def kind_of(self, site: str, url: str) -> str | None:
        """Return what a page of the site is likely to be by its URL's form; None where that's open."""
        row = self._db.execute(
            "SELECT articles, others FROM forms WHERE site = ? AND form = ?", (site, form_of(url))
        ).fetchone()
        return kind_by_form(row[0], row[1]) if row else None
