"""Attacks: hostile documents and hostile visitors, each with what stops it."""
