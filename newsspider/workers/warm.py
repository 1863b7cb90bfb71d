"""Imported in the fork server only: loads the slow libraries and data once, for all workers to share."""

import importlib
import os

# Each worker is one process for one page: threads of numpy's would only reserve memory.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import charset_normalizer
import htmldate
import lxml.html
import trafilatura

from newsspider.core.urls import site_of
from newsspider.rules import bundled_rules
from newsspider.rules.links import bundled_link_rules
from newsspider.rules.metadata import bundled_metadata_rules

__all__ = ["charset_normalizer", "htmldate", "lxml", "trafilatura"]

importlib.import_module("py3langid").classify("The model is loaded with the first sentence.")
site_of("https://www.example.com/")
bundled_rules()
bundled_link_rules()
bundled_metadata_rules()
