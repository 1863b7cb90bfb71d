"""The pure core: text in, values out; no Scrapy, no files, no network, no clock."""
