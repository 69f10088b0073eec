"""Commitments over time: life cycle, timeliness, evidence and reminders."""
