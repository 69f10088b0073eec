"""Tests of the alerts, all but sending."""
