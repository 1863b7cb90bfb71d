"""Deduplication of finished corpora: ``scrapy dedupe``."""
