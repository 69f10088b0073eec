"""Pages, JSON API and feeds."""
