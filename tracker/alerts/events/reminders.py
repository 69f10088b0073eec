"""The half-yearly reminder list, on 1 January and 1 July; its contents are computed when it is opened."""

from collections.abc import Sequence
from datetime import date, datetime

from corpus.register import Cause, Event, EventKind
from tracker.missed import CLOCK_AUTHOR

_HALF_YEAR = 6


def half_year(day: date) -> date:
    """Return the first day of the half year in which a day lies."""
    return date(day.year, 1 if day.month <= _HALF_YEAR else _HALF_YEAR + 1, 1)


def reminder_event(log: Sequence[Event], today: date, now: datetime) -> Event | None:
    """Return the event of the half year that has begun, None where the log holds it.

    The half year in which Rappel first looks is written as backfill: its list was due before anybody could follow it.

    Args:
        log: The log of ``REMINDER_LIST``.
        today: The day.
        now: The moment of writing.
    """
    key = half_year(today).isoformat()
    if any(event.data.get("key") == key for event in log):
        return None
    return Event(
        kind=EventKind.REMINDER_LIST,
        occurred=half_year(today),
        recorded=now,
        cause=Cause.CLOCK if log else Cause.BACKFILL,
        author=CLOCK_AUTHOR,
        data={"key": key},
    )
