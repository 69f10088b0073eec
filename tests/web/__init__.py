"""Tests of the pages, the API and the feed."""
