"""``scrapy export``: stored records in the forms that other tools read, one at a time, for any number of them."""
