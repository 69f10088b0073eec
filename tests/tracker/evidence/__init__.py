"""Tests of evidence: what later answers say about commitments."""
