"""Stage 7 of 8, store: records as JSON lines and every URL's state in SQLite, both or neither."""
