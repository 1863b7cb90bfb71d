"""Pages that only a browser can build: a Chromium without a network of its own, fed by Scrapy's downloader."""
