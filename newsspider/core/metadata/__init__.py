"""Stage 5 of 8, enrich: the metadata of a page, each field with where it came from."""
