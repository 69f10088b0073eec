"""Measures the speed of the search on synthetic corpora of any size, beside SQLite FTS5 with a flat FAISS index."""
