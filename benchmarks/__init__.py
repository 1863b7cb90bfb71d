"""Measurements: quality against labelled pages, speed and memory against a peer in the same run."""
