"""The log read as news: what was written down between two moments, counted by kind and read a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Join, Select, case, func, or_, select

from corpus.model import AnswerKind
from corpus.register import Cause, Event, EventKind
from corpus.store.catalogue import CURRENT, waits
from corpus.store.database import Database
from corpus.store.eventrows import read_event
from corpus.store.names import slug
from corpus.store.tables import commitments, documents, events, records

_DOCUMENT = func.coalesce(events.c.document_id, commitments.c.document_id)
_OFFICE = func.coalesce(commitments.c.office_slug, records.c.office_slug)
_HOLDS_ANSWER = or_(records.c.answer_kind != AnswerKind.NONE.value, records.c.answered.is_not(None))


class NewDocument(StrEnum):
    """What a document that was added is to its readers, as it is now.

    A question that was withdrawn, or whose answer stands in a document of its own, waits for no answer: it is new, and
    no more is said of it.
    """

    ANSWER = "answer"
    QUESTION = "question"
    OTHER = "other"


_NEW = case(
    (events.c.kind != EventKind.DOCUMENT_ADDED.value, ""),
    (_HOLDS_ANSWER, NewDocument.ANSWER.value),
    (waits(), NewDocument.QUESTION.value),
    else_=NewDocument.OTHER.value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Which lines of the log.

    Attributes:
        begin: First moment at which a line was written, in UTC; None for the beginning of the log.
        end: First moment that no longer counts; None for now.
        office: Slug of the office whose documents and commitments count; empty for all.
        backfill: Whether only what was entered afterwards counts (True), or all but that (False).
    """

    begin: datetime | None = None
    end: datetime | None = None
    office: str = ""
    backfill: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many lines of one kind.

    Attributes:
        kind: What happened.
        new: What the documents are; None for a kind that adds none.
        count: How many.
    """

    kind: EventKind
    new: NewDocument | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Kinds of lines that belong together.

    Attributes:
        kinds: These kinds.
        new: Only documents that were added and are this; None for whatever they are.
    """

    kinds: frozenset[EventKind] = field(default_factory=frozenset)
    new: NewDocument | None = None


class Chronicle:
    """The log by the moment at which its lines were written.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def tallies(self, stretch: Stretch) -> tuple[Tally, ...]:
        """Return how many lines of each kind a stretch holds."""
        counted: Select[Any] = select(events.c.kind, _NEW.label("new_document"), func.count().label("total"))
        query = counted.select_from(_joined()).where(*_conditions(stretch)).group_by(events.c.kind, "new_document")
        with self._database.reading() as connection:
            return tuple(
                Tally(kind=EventKind(row.kind), new=_new(row.new_document), count=row.total)
                for row in connection.execute(query)
            )

    def count(self, stretch: Stretch, kinds: Sequence[EventKind]) -> int:
        """Return how many lines of these kinds a stretch holds."""
        among = events.c.kind.in_([kind.value for kind in kinds])
        counted: Select[Any] = select(func.count())
        query = counted.select_from(_joined() if stretch.office else events).where(among, *_conditions(stretch))
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def lines(self, stretch: Stretch, wanted: Wanted, limit: int, offset: int = 0) -> tuple[Event, ...]:
        """Return lines of some kinds, the last written first.

        Args:
            stretch: When, and of whose office.
            wanted: The kinds.
            limit: At most so many.
            offset: Leave out the first so many.
        """
        needed = _joined() if stretch.office or wanted.new else events
        query = select(events).select_from(needed).where(*_conditions(stretch))
        query = query.where(events.c.kind.in_(sorted(kind.value for kind in wanted.kinds)))
        if wanted.new is not None:
            query = query.where(_NEW.in_((wanted.new.value,)))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(events.c.id.desc()).limit(limit).offset(offset)).all()
        return tuple(read_event(row) for row in rows)


def _new(name: str) -> NewDocument | None:
    return NewDocument(name) if name else None


def _joined() -> Join:
    """Return the log beside the commitment and the current version of the document that each line is about."""
    with_commitment = events.outerjoin(commitments, commitments.c.id == events.c.commitment_id)
    return with_commitment.outerjoin(documents, documents.c.id == _DOCUMENT).outerjoin(records, CURRENT)


def _conditions(stretch: Stretch) -> list[ColumnElement[bool]]:
    backfill = events.c.cause == Cause.BACKFILL.value
    found: list[ColumnElement[bool]] = [backfill if stretch.backfill else ~backfill]
    if stretch.begin is not None:
        found.append(events.c.recorded >= stretch.begin)
    if stretch.end is not None:
        found.append(events.c.recorded < stretch.end)
    if stretch.office:
        found.append(_OFFICE.in_((slug(stretch.office),)))
    return found
