"""The item pipelines: extract and clean (100), deduplicate (200), store (300); users' steps go in between."""
