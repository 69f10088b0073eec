"""Which decisions still hold: an undo is an event of its own, and takes the last decision back.

Only the last decision that still holds can be undone, so that what later ones rest on never disappears under them;
undoing again takes back the one before. An undo is not undone: the decision is taken anew.
"""

from collections.abc import Sequence

from corpus.register import Cause, Event, EventKind

DECISIONS = frozenset(
    {
        EventKind.CONFIRMED,
        EventKind.REJECTED,
        EventKind.FULFILLED,
        EventKind.PARTLY_FULFILLED,
        EventKind.MOVED,
        EventKind.WITHDRAWN,
        EventKind.REOPENED,
        EventKind.EDITED,
        EventKind.MERGED,
        EventKind.SPLIT,
        EventKind.SUPERSEDED,
        EventKind.UNCLEAR,
        EventKind.CARRIED_OVER,
        EventKind.LAPSED,
        EventKind.EVIDENCE_ACCEPTED,
        EventKind.EVIDENCE_REJECTED,
    }
)
"""What a person can take back."""


def in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return events as the log holds them; those not stored yet come last, as given."""
    return tuple(sorted(events, key=lambda event: (event.id is None, event.id or 0)))


def undone(events: Sequence[Event]) -> frozenset[int]:
    """Return the numbers of the events that were taken back."""
    return frozenset(
        number
        for event in events
        if event.kind is EventKind.UNDONE
        for number in [event.data.get("undoes")]
        if isinstance(number, int)
    )


def last_decision(events: Sequence[Event]) -> Event | None:
    """Return the last decision of a person that still holds, None where there is none."""
    gone = undone(events)
    holding = [
        event
        for event in in_order(events)
        if event.kind in DECISIONS and event.cause is Cause.PERSON and event.id not in gone
    ]
    return holding[-1] if holding else None


def taken_together(decision: Event, events: Sequence[Event]) -> tuple[Event, ...]:
    """Return a decision with the others that were written with it: they stand or fall together.

    An accepted piece of evidence and its verdict, or the two sides of a merge, carry the same ``together`` in their
    data.
    """
    key = decision.data.get("together")
    if key is None:
        return (decision,)
    return tuple(event for event in in_order(events) if event.data.get("together") == key)
