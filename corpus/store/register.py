"""The register: commitments as found, and the log of everything since."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select

from corpus.errors import NotFound
from corpus.facts import CommitmentKind, Strength
from corpus.model import CommitmentId, DocumentId, MilestoneId, Span
from corpus.register import Commitment, Event, EventKind, Evidence, Milestone
from corpus.store.anchors import write_by_hand
from corpus.store.database import Database
from corpus.store.eventrows import append_event, read_event
from corpus.store.evidence import evidence_row, expect, must_exist, read_evidence
from corpus.store.filters import CommitmentFilter
from corpus.store.names import slug
from corpus.store.tables import AnyRow, commitments, events, evidence, milestones


class Register:
    """Commitments with their milestones, events and evidence.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, commitment_id: str) -> Commitment:
        """Return a commitment as found.

        Raises:
            NotFound: If there is none of that id.
        """
        found = self.list(CommitmentFilter(ids=(CommitmentId(commitment_id),)))
        if not found:
            raise NotFound(f"there is no commitment {commitment_id!r}")
        return found[0]

    def list(self, filter: CommitmentFilter | None = None) -> tuple[Commitment, ...]:  # noqa: A002
        """Return the commitments that a filter leaves, the latest stated first, by document and place in it."""
        columns = commitments.c
        where = _conditions(filter or CommitmentFilter())
        query = select(commitments).where(*where)
        order = (columns.stated.desc().nulls_last(), columns.document_id, columns.start, columns.id)
        parts = (
            select(milestones)
            .join(commitments, columns.id == milestones.c.commitment_id)
            .where(*where)
            .order_by(milestones.c.commitment_id, milestones.c.position)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(*order)).all()
            deliverables: dict[str, list[Milestone]] = {}
            for row in connection.execute(parts):
                deliverables.setdefault(row.commitment_id, []).append(_milestone(row))
        return tuple(_commitment(row, deliverables.get(row.id, ())) for row in rows)

    def events(
        self,
        commitment_id: str | None = None,
        *,
        kinds: Sequence[EventKind] = (),
        since_id: int = 0,
        limit: int | None = None,
        document_id: str | None = None,
    ) -> tuple[Event, ...]:
        """Return lines of the log in the order in which they were written.

        Args:
            commitment_id: Only of this commitment.
            kinds: Only of these kinds; none means all.
            since_id: Only after this line.
            limit: At most so many.
            document_id: Only of this document.
        """
        query = select(events).where(events.c.id > since_id).order_by(events.c.id).limit(limit)
        if commitment_id is not None:
            query = query.where(events.c.commitment_id == commitment_id)
        if document_id is not None:
            query = query.where(events.c.document_id == document_id)
        if kinds:
            query = query.where(events.c.kind.in_([kind.value for kind in kinds]))
        with self._database.reading() as connection:
            return tuple(read_event(row) for row in connection.execute(query))

    def latest_events(
        self, kinds: Sequence[EventKind], *, before_id: int | None = None, limit: int
    ) -> tuple[Event, ...]:
        """Return the newest lines of the log, the last one first.

        Args:
            kinds: Only of these kinds.
            before_id: Only before this line; None for the end of the log.
            limit: At most so many.
        """
        query = select(events).where(events.c.kind.in_([kind.value for kind in kinds]))
        if before_id is not None:
            query = query.where(events.c.id < before_id)
        with self._database.reading() as connection:
            return tuple(read_event(row) for row in connection.execute(query.order_by(events.c.id.desc()).limit(limit)))

    def count(self) -> int:
        """Return how many commitments the register has, those no longer attached included."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(commitments)).scalar_one())

    def count_events(self) -> int:
        """Return how many lines the log has."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(events)).scalar_one())

    def last_changes(self, limit: int, offset: int = 0) -> tuple[tuple[CommitmentId, datetime], ...]:
        """Return commitments by id with the moment of their last event, in UTC."""
        moment = func.max(events.c.recorded).label("moment")
        query = select(commitments.c.id, moment).join(events, events.c.commitment_id == commitments.c.id)
        with self._database.reading() as connection:
            query = query.group_by(commitments.c.id).order_by(commitments.c.id).limit(limit).offset(offset)
            return tuple((CommitmentId(row.id), row.moment) for row in connection.execute(query))

    def last_recorded(self) -> datetime | None:
        """Return when the last line of the log was written, in UTC; None where there is none."""
        with self._database.reading() as connection:
            return connection.execute(select(events.c.recorded).order_by(events.c.id.desc()).limit(1)).scalar()

    def append(self, event: Event, *, expected_last: int | None = None) -> Event:
        """Write a line of the log.

        Args:
            event: The event; its ``id`` is ignored.
            expected_last: Number of the last event of this commitment that its author had seen, 0 for none; None
                does not compare.

        Returns:
            The event with its number.

        Raises:
            EditConflict: If the commitment has a later event; nothing is written.
            NotFound: If its commitment or document does not exist.
        """
        with self._database.changing() as connection:
            return self._append(connection, event, expected_last)

    def evidence(self, commitment_id: str) -> tuple[Evidence, ...]:
        """Return the evidence put beside a commitment, the oldest first."""
        query = select(evidence).where(evidence.c.commitment_id == commitment_id).order_by(evidence.c.id)
        with self._database.reading() as connection:
            return tuple(read_evidence(row) for row in connection.execute(query))

    def add_evidence(self, new: Evidence, event: Event, *, expected_last: int | None = None) -> Evidence:
        """Put evidence beside a commitment and write the event that says so, both or neither.

        Args:
            new: The evidence; its ``id`` is ignored.
            event: The event; the number of the evidence is added to its data as ``evidence``.
            expected_last: As in ``append``.

        Returns:
            The evidence with its number.

        Raises:
            EditConflict: If the commitment has a later event; nothing is written.
            NotFound: If the commitment or a document does not exist.
        """
        with self._database.changing() as connection:
            must_exist(connection, new.commitment, new.document)
            statement = insert(evidence).returning(evidence.c.id)
            number = int(connection.execute(statement, evidence_row(new)).scalar_one())
            self._append(connection, replace(event, data={**event.data, "evidence": number}), expected_last)
        return replace(new, id=number)

    def append_all(self, new: Sequence[Event], *, expected_last: Mapping[str, int] | None = None) -> tuple[Event, ...]:
        """Write several lines of the log in one transaction, as a merge or an undo needs.

        Args:
            new: The events, in order.
            expected_last: For each commitment that is compared: the last event that the author had seen.

        Raises:
            EditConflict: If one of the commitments has a later event; nothing is written.
            NotFound: If a commitment or document does not exist; nothing is written.
        """
        with self._database.changing() as connection:
            for commitment, last in (expected_last or {}).items():
                must_exist(connection, commitment, None)
                expect(connection, commitment, last)
            return tuple(self._append(connection, event, None) for event in new)

    def add(self, new: Sequence[Commitment], further: Sequence[Event], *, expected_last: Mapping[str, int]) -> None:
        """Add entries that a person made (by splitting one, or by hand), with their events, all or none.

        Args:
            new: The entries; their ids must be new.
            further: The events, of the new entries and of the one that was split.
            expected_last: As in ``append_all``.

        Raises:
            EditConflict: If one of the commitments has a later event; nothing is written.
            NotFound: If a document does not exist; nothing is written.
            WrongUse: If an id is held already; nothing is written.
        """
        with self._database.changing() as connection:
            for commitment, last in expected_last.items():
                must_exist(connection, commitment, None)
                expect(connection, commitment, last)
            for entry in new:
                write_by_hand(connection, entry)
            for event in further:
                self._append(connection, event, None)

    def _append(self, connection: Connection, event: Event, expected_last: int | None) -> Event:
        must_exist(connection, event.commitment, event.document)
        if expected_last is not None:
            expect(connection, event.commitment, expected_last)
        return replace(event, id=append_event(connection, event))


def _conditions(filter_: CommitmentFilter) -> list[ColumnElement[bool]]:
    columns = commitments.c
    equal: dict[Any, object] = {
        columns.document_id: filter_.document,
        columns.office_slug: None if filter_.office is None else slug(filter_.office),
        columns.minister_slug: None if filter_.minister is None else slug(filter_.minister),
        columns.kind: filter_.kind,
        columns.strength: filter_.strength,
        columns.attached: filter_.attached,
    }
    found: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    if filter_.ids is not None:
        found.append(columns.id.in_(filter_.ids))
    return found


def _commitment(row: AnyRow, deliverables: Sequence[Milestone]) -> Commitment:
    return Commitment(
        id=CommitmentId(row.id),
        document=DocumentId(row.document_id),
        version=row.version,
        span=Span(start=row.start, end=row.stop, page=row.page),
        quote=row.quote,
        item=row.item,
        kind=CommitmentKind(row.kind),
        strength=Strength(row.strength),
        actor=row.actor,
        subject=row.subject,
        condition=row.condition,
        office=row.office,
        minister=row.minister,
        asker=row.asker,
        stated=row.stated,
        vague=row.vague,
        milestones=tuple(deliverables),
        parent=None if row.parent is None else CommitmentId(row.parent),
        also=row.also,
        attached=row.attached,
        reading=row.reading,
    )


def _milestone(row: AnyRow) -> Milestone:
    return Milestone(id=MilestoneId(row.id), deliverable=row.deliverable, due=row.due, due_quote=row.due_quote)
