"""Events that nobody causes but the clock, the sources and the comparison of figures; each is written once.

All are computed from what is held, never from when this last ran: after a week without running, everything that
happened in that week is written, with the day on which it happened.
"""

from tracker.alerts.events.recording import EventsReport, record_events

__all__ = ["EventsReport", "record_events"]
