"""Stage 1 of 8, discover: what feeds and sitemaps list, and which of them a site has."""
