"""Extraction in processes of their own: a page that hangs, swells or crashes costs only itself."""
