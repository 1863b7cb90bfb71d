"""Imported in the fork server only: reads one page, so that all libraries and models are loaded once and shared."""

import os

# Each worker is one process for one page: threads of numpy's would only reserve memory.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import charset_normalizer
import htmldate
import trafilatura

from newsspider.workers.job import PageJob, read

__all__ = ["charset_normalizer", "htmldate", "trafilatura"]

_SENTENCE = "The first page that is read makes everything load, from the rules to the model of the languages. "

read(PageJob("https://www.example.com/", f"<html><body><h1>Warm</h1><p>{_SENTENCE * 8}</p></body></html>"))
