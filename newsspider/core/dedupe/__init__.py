"""Stage 6 of 8, deduplicate: same text, copy, version, or something else."""
