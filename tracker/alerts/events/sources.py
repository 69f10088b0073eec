"""Sources that fall silent, and sources that speak again.

A source is silent when it is in doubt (``tracker.source_doubts``): from then on nothing can be said of what it would
have published. Local files are no source in this sense: they have no day up to which they were read.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from corpus.register import Cause, Event, EventKind, SourceHealth
from tracker.missed import CLOCK_AUTHOR
from tracker.source_doubts import Doubt

KINDS = (EventKind.SOURCE_SILENT, EventKind.SOURCE_BACK)


def source_events(
    health: Sequence[SourceHealth], log: Sequence[Event], doubts: Mapping[str, Doubt], today: date, now: datetime
) -> tuple[Event, ...]:
    """Return the events of sources that the log does not hold yet.

    Args:
        health: How far the sources were read.
        log: The log of ``KINDS``, in order.
        doubts: The sources in doubt, by name.
        today: The day.
        now: The moment of writing.
    """
    last = _last(log)
    found = []
    for one in health:
        if one.read_until is None:
            continue
        doubt = doubts.get(one.source)
        before = last.get(one.source)
        was_silent = before is not None and before.kind is EventKind.SOURCE_SILENT
        if (doubt is not None) != was_silent:
            kind = EventKind.SOURCE_SILENT if doubt else EventKind.SOURCE_BACK
            found.append(_event(kind, one, doubt, today, now, one.read_until))
    return tuple(found)


def _last(log: Sequence[Event]) -> Mapping[str, Event]:
    return {str(event.data.get("source")): event for event in log if event.kind in KINDS}


def _event(
    kind: EventKind, health: SourceHealth, doubt: Doubt | None, today: date, now: datetime, until: date
) -> Event:
    return Event(
        kind=kind,
        occurred=today,
        recorded=now,
        cause=Cause.CLOCK,
        author=CLOCK_AUTHOR,
        data={
            "key": f"{health.source}/{until.isoformat()}",
            "source": health.source,
            "read_until": until.isoformat(),
            "message": doubt.message if doubt else "",
            **(doubt.data if doubt else {"reason": ""}),
        },
    )
