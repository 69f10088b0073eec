"""The register's entries follow their document: found, anchored again in a new version, or detached from it.

An entry's id is made from its words, so an entry of the old version and one of the new with the same words have the
same id: it keeps its history and moves to its new place. One whose words are gone stays in the register, detached.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from corpus.errors import NotFound, WrongUse
from corpus.model import CommitmentId, DocumentId
from corpus.register import Cause, Commitment, Event, EventKind
from corpus.store.factrows import days
from corpus.store.names import slug_or_none
from corpus.store.tables import AnyRow, commitments, documents, milestones

AUTHOR = "ingest"
BY_HAND = "person"
"""Rule of the reading of an entry that a person made: ingest does not find it again, its words do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """On what occasion events are written.

    Attributes:
        document: The document that was stored.
        version: Its version.
        day: The day on which its content became known to the world.
        noticed: The day on which the bytes were read.
        recorded: Now, in UTC.
        cause: Ingest or backfill.
    """

    document: DocumentId
    version: int
    day: date
    noticed: date
    recorded: datetime
    cause: Cause

    def event(
        self, kind: EventKind, occurred: date, commitment: CommitmentId | None, data: Mapping[str, object]
    ) -> Event:
        """Return an event of this occasion."""
        return Event(
            kind=kind,
            occurred=occurred,
            recorded=self.recorded,
            cause=self.cause,
            author=AUTHOR,
            commitment=commitment,
            document=self.document,
            data=data,
        )


def anchor(connection: Connection, occasion: Occasion, new: Sequence[Commitment], text: str) -> list[Event]:
    """Bring the register in line with a document's new version.

    Args:
        connection: A connection in a transaction.
        occasion: The document and why it is stored.
        new: The entries of the new version.
        text: The text of the new version, in which the words of entries made by a person are looked for.

    Returns:
        The events to be written: found, anchored again, detached.
    """
    held = _held(connection, occasion.document) if occasion.version > 1 else {}
    found = [entry for entry in new if entry.id not in held]
    kept = [entry for entry in new if entry.id in held]
    missing = [row for row in held.values() if row.id not in {entry.id for entry in kept}]
    by_hand = {row.id: places for row in missing if (places := _place_by_hand(row, text)) is not None}
    gone = [row for row in missing if row.attached and row.id not in by_hand]
    for row in missing:
        if row.id in by_hand:
            _move_by_hand(connection, row, occasion.version, by_hand[row.id])
    _insert(connection, found)
    _update(connection, kept)
    if gone:
        connection.execute(
            update(commitments).where(commitments.c.id.in_([row.id for row in gone])).values(attached=False)
        )
    return [
        *(_found(occasion, entry) for entry in found),
        *(_moved(occasion, entry, held[entry.id]) for entry in kept),
        *(_stands(occasion, row, by_hand[row.id]) for row in missing if row.id in by_hand),
        *(_detached(occasion, row) for row in gone),
    ]


def _place_by_hand(row: AnyRow, text: str) -> tuple[int, int] | None:
    """Return where the words of a person's entry stand in a new version; None for others, and where that is unsure."""
    if row.reading.rule != BY_HAND or text.count(row.quote) != 1:
        return None
    start = text.index(row.quote)
    return start, start + len(row.quote)


def _move_by_hand(connection: Connection, row: AnyRow, version: int, place: tuple[int, int]) -> None:
    values = {"version": version, "start": place[0], "stop": place[1], "page": None, "attached": True}
    connection.execute(update(commitments).where(commitments.c.id == row.id).values(values))


def _stands(occasion: Occasion, row: AnyRow, place: tuple[int, int]) -> Event:
    data: dict[str, object] = {
        "from": {"version": row.version, "start": row.start, "end": row.stop},
        "to": {"version": occasion.version, "start": place[0], "end": place[1]},
    }
    return occasion.event(EventKind.REANCHORED, occasion.noticed, CommitmentId(row.id), data)


def write_by_hand(connection: Connection, entry: Commitment) -> None:
    """Write an entry that a person made.

    Raises:
        NotFound: If its document does not exist.
        WrongUse: If there is an entry of that id.
    """
    if connection.execute(select(commitments.c.id).where(commitments.c.id == entry.id)).first() is not None:
        raise WrongUse(f"there is a commitment {entry.id} already")
    if connection.execute(select(documents.c.id).where(documents.c.id == entry.document)).first() is None:
        raise NotFound(f"there is no document {entry.document!r}")
    _insert(connection, [entry])


def _held(connection: Connection, document: DocumentId) -> dict[CommitmentId, AnyRow]:
    columns = commitments.c
    rows = connection.execute(
        select(
            columns.id,
            columns.version,
            columns.start,
            columns.stop,
            columns.attached,
            columns.quote,
            columns.reading,
        )
        .where(columns.document_id == document)
        .order_by(columns.start, columns.id)
    )
    return {CommitmentId(row.id): row for row in rows}


def _insert(connection: Connection, new: Sequence[Commitment]) -> None:
    if new:
        connection.execute(insert(commitments), [_row(entry) for entry in new])
        _insert_milestones(connection, new)


def _update(connection: Connection, kept: Sequence[Commitment]) -> None:
    if not kept:
        return
    rows = [{f"new_{name}": value for name, value in _row(entry).items()} for entry in kept]
    values: dict[str, Any] = {name.removeprefix("new_"): bindparam(name) for name in rows[0] if name != "new_id"}
    connection.execute(update(commitments).where(commitments.c.id == bindparam("new_id")).values(values), rows)
    connection.execute(delete(milestones).where(milestones.c.commitment_id.in_([entry.id for entry in kept])))
    _insert_milestones(connection, kept)


def _insert_milestones(connection: Connection, entries: Sequence[Commitment]) -> None:
    rows = [
        {
            "id": milestone.id,
            "commitment_id": entry.id,
            "position": position,
            "deliverable": milestone.deliverable,
            "due_quote": milestone.due_quote,
            "due": milestone.due,
        }
        | days(milestone.due)
        for entry in entries
        for position, milestone in enumerate(entry.milestones, 1)
    ]
    if rows:
        connection.execute(insert(milestones), rows)


def _found(occasion: Occasion, entry: Commitment) -> Event:
    data = {"version": occasion.version, "quote": entry.quote}
    return occasion.event(EventKind.FOUND, entry.stated or occasion.day, entry.id, data)


def _moved(occasion: Occasion, entry: Commitment, old: AnyRow) -> Event:
    data: dict[str, object] = {
        "from": {"version": old.version, "start": old.start, "end": old.stop},
        "to": {"version": entry.version, "start": entry.span.start, "end": entry.span.end},
    }
    if not old.attached:
        data["back"] = True
    return occasion.event(EventKind.REANCHORED, occasion.noticed, entry.id, data)


def _detached(occasion: Occasion, old: AnyRow) -> Event:
    data = {"version": occasion.version, "last_version": old.version, "quote": old.quote}
    return occasion.event(EventKind.DETACHED, occasion.noticed, CommitmentId(old.id), data)


def _row(entry: Commitment) -> dict[str, Any]:
    return {
        "id": entry.id,
        "document_id": entry.document,
        "version": entry.version,
        "start": entry.span.start,
        "stop": entry.span.end,
        "page": entry.span.page,
        "quote": entry.quote,
        "item": entry.item,
        "kind": entry.kind.value,
        "strength": entry.strength.value,
        "actor": entry.actor,
        "subject": entry.subject,
        "condition": entry.condition,
        "office": entry.office,
        "office_slug": slug_or_none(entry.office),
        "minister": entry.minister,
        "minister_slug": slug_or_none(entry.minister),
        "asker": entry.asker,
        "stated": entry.stated,
        "vague": entry.vague,
        "parent": entry.parent,
        "also": entry.also,
        "attached": entry.attached,
        "reading": entry.reading,
    }
