"""The page of a run for the region's staff."""
