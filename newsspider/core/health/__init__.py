"""Stage 8 of 8, inspect: is a source well, measured against its own past?"""
