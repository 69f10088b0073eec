"""Sending: mail, webhooks, bounces, and the proof that nothing is lost."""
