"""Commands of Scrapy's own command line: ``scrapy -h`` lists them."""
