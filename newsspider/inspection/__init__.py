"""``scrapy inspect``: what one page gave, block by block, and why."""
