"""Which addresses a crawl may connect to."""
