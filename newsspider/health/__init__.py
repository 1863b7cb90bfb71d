"""Whether every source is well: gathers what a run saw, has it judged, and tells whoever asked to be told."""
