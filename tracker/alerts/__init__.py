"""Alerts: what happened is written to the log once, matched with who follows it, composed, and sent.

``events`` writes what the clock brings about, ``matching`` finds who is told and why, ``composing`` makes the messages,
``sending`` gets them to the other side.
"""
