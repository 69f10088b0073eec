"""Events to rows and back. The table only grows: the database refuses to change or delete a line."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert

from corpus.model import CommitmentId, DocumentId, MilestoneId
from corpus.register import Cause, Event, EventKind
from corpus.store.tables import AnyRow, events


def write_events(connection: Connection, new: Sequence[Event]) -> None:
    """Append events, at least one, in their order."""
    connection.execute(insert(events), [_row(event) for event in new])


def append_event(connection: Connection, event: Event) -> int:
    """Append one event and return its number."""
    return int(connection.execute(insert(events).returning(events.c.id), _row(event)).scalar_one())


def read_event(row: AnyRow) -> Event:
    """Return the event of a row."""
    return Event(
        id=row.id,
        kind=EventKind(row.kind),
        occurred=row.occurred,
        recorded=row.recorded,
        cause=Cause(row.cause),
        author=row.author,
        note=row.note,
        commitment=None if row.commitment_id is None else CommitmentId(row.commitment_id),
        milestone=None if row.milestone_id is None else MilestoneId(row.milestone_id),
        document=None if row.document_id is None else DocumentId(row.document_id),
        data=row.data,
    )


def _row(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind.value,
        "occurred": event.occurred,
        "recorded": event.recorded,
        "cause": event.cause.value,
        "author": event.author,
        "note": event.note,
        "commitment_id": event.commitment,
        "milestone_id": event.milestone,
        "document_id": event.document,
        "data": event.data,
    }
