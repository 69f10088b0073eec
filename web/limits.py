"""Bounds of what an address may ask, so that every number fits the database."""

FIRST_YEAR, LAST_YEAR = 1800, 2199
"""Of every day that an address names: how things stand on one is counted day by day, holidays and all."""
MOST = 1_000_000_000
"""Highest offset of a list."""

LONGEST_ADDRESS = 10_000
"""Bytes of the longest query of an address: a page of results repeats it in a hundred links."""
