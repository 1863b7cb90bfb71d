"""The layout of state.db, one file a step: a new file runs all, an older one those that it lacks."""
