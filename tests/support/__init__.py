"""What several tests share: a replay proxy, a small origin, and running the real command line."""
