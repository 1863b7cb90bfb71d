"""Sources: what a run is asked to crawl, and what became of each."""
