"""Downloader middlewares: what may be fetched, and how fast."""
