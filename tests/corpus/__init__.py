"""Tests of what Rappel holds: types, errors, settings and the store."""
