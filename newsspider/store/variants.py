"""Several addresses of one page: which listed URL is a variant of a page that is known already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsspider.core.urls import host_of, site_of
from newsspider.core.variants import is_variant_of, plain_forms

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from newsspider.store.frontier import Candidate

# A plain form that isn't there, or isn't a page, says nothing of its variant.
_KNOWN = (
    "SELECT 1 FROM urls WHERE url = ? AND (state IN ('waiting', 'stored', 'unchanged') OR (state = 'dropped' AND reason NOT LIKE 'http!_%' ESCAPE '!'"
    " AND reason NOT IN ('soft_404', 'error_page', 'login_page', 'robots_disallowed', 'not_html', 'left_the_site',"
    " 'other_site', 'variant')))"
)
_FOLDED_KINDS = ("article", "section", "page")


class Variants:
    """The table of aliases; methods run inside the caller's transaction or are one statement."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def folded(self, candidate: Candidate) -> Candidate:
        """Return the candidate under the URL by which its page is known; itself where that's its own or none.

        A URL that has a row of its own stays what it is, and so does what a person or a sources file gives.
        """
        if candidate.kind not in _FOLDED_KINDS:
            return candidate
        forms = plain_forms(candidate.url)
        if self._db.execute("SELECT 1 FROM urls WHERE url = ?", (candidate.url,)).fetchone():
            return candidate
        alias = self._db.execute("SELECT of FROM aliases WHERE url = ?", (candidate.url,)).fetchone()
        known = alias[0] if alias else self._known(forms)
        return candidate if known is None else replace(candidate, url=known, host=host_of(known), site=site_of(known))

    def plain_of(self, candidate: Candidate) -> str | None:
        """Return the known URL that a candidate, not fetched before, has turned out to be a variant of."""
        forms = plain_forms(candidate.url) if candidate.kind in _FOLDED_KINDS else ()
        if not forms or not candidate.id:
            return None
        (done,) = self._db.execute("SELECT done_run FROM urls WHERE id = ?", (candidate.id,)).fetchone()
        return self._known(forms) if done is None else None

    def learn(self, url: str, addresses: Iterable[str | None], canonical: str | None) -> None:
        """Take in the other addresses of a stored page: where it redirected to, its variants, its plain form.

        Its canonical URL counts only where the page's own looks like a variant of it: some sites name one for all.
        """
        others = dict.fromkeys(filter(None, addresses))
        if canonical and is_variant_of(url, canonical):
            others[canonical] = None
        others.pop(url, None)
        self._db.executemany(
            "INSERT OR IGNORE INTO aliases (url, of) VALUES (?, ?)", [(address, url) for address in others]
        )

    def _known(self, forms: tuple[str, ...]) -> str | None:
        for form in forms:
            if self._db.execute(_KNOWN, (form,)).fetchone():
                return form
        return None
