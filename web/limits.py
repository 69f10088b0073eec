"""Bounds of what an address may ask, so that every number fits the database."""

MOST = 1_000_000_000
"""Highest offset of a list."""
