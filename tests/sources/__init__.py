"""Tests of the sources on the web, against servers that speak as the real ones do."""
