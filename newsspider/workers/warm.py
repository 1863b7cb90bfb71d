"""Imported in the fork server only: loads the slow libraries once, for all workers to share."""

import charset_normalizer
import htmldate
import lxml.html
import trafilatura

__all__ = ["charset_normalizer", "htmldate", "lxml", "trafilatura"]
