"""Stage 2 of 8, fetch: the spiders ``news`` and ``replay``."""
