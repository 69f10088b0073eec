"""Tests of sources, readers, layout and extraction."""
