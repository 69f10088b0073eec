"""Tests of what trains the shipped models."""
