"""Tests. This file must stay: without it a folder tests/search would hide the package search."""
