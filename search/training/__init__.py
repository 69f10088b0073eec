"""Trains what the search ships with: the French-Dutch word table and the static embedding model."""
