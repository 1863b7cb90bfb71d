"""Scrapy extensions: the run's bookkeeping, and what a person sees of it."""
