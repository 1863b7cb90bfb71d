"""Imported in the fork server only: reads one page, so that all libraries and models are loaded once and shared."""

import os
import sys

# Each worker is one process for one page: threads of numpy's would only reserve memory.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import charset_normalizer
import htmldate
import pebble.pool.process
import trafilatura

import newsspider.core.sitememory
from newsspider.workers.job import PageJob, read
from newsspider.workers.late import report_unless_late

__all__ = ["charset_normalizer", "htmldate", "newsspider", "pebble", "trafilatura"]

_SENTENCE = "The first page that is read makes everything load, from the rules to the model of the languages. "

sys.excepthook = report_unless_late  # of the workers, which are forked from here
read(PageJob("https://www.example.com/", f"<html><body><h1>Warm</h1><p>{_SENTENCE * 8}</p></body></html>"))
