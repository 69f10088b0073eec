"""Makes messages of what was matched: one for each subscriber, way out and rhythm, each delivery in one message."""

from tracker.alerts.composing.composer import ComposeReport, compose_messages

__all__ = ["ComposeReport", "compose_messages"]
