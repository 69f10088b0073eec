"""The heads of questions, each with its subjects and with what the source says of its term."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, Text, and_, cast, func, select

from corpus.model import DocumentId
from corpus.store.catalogue import CURRENT, summaries
from corpus.store.filters import DocumentFilter
from corpus.store.results import DocumentSummary
from corpus.store.tables import documents, records, versions

_AT_ONCE = 5_000  # databases bound how many values one query may hold


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionHead:
    """A question as lists of people and subjects count it.

    Attributes:
        summary: The head of its record.
        themes: Subjects that the source gives, as it writes them.
        in_time: Whether the source says that it was answered in time; None where it says nothing.
    """

    summary: DocumentSummary
    themes: tuple[str, ...] = ()
    in_time: bool | None = None


def heads(connection: Connection, ids: Sequence[DocumentId] | None = None, *, sqlite: bool) -> tuple[QuestionHead, ...]:
    """Return the heads of current versions, the newest first.

    Args:
        connection: The database.
        ids: Of these documents; all where None. One that is not held is left out.
        sqlite: Whether JSON is read as SQLite does, else as PostgreSQL does.
    """
    if ids is None:
        return _some(connection, DocumentFilter(), sqlite)
    wanted = tuple(dict.fromkeys(ids))
    pieces = (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
    return tuple(head for piece in pieces for head in _some(connection, DocumentFilter(ids=piece), sqlite))


def _some(connection: Connection, chosen: DocumentFilter, sqlite: bool) -> tuple[QuestionHead, ...]:
    beside = {row.id: row for row in connection.execute(_beside(chosen, sqlite=sqlite))}
    return tuple(
        QuestionHead(
            summary=one,
            themes=tuple(json.loads(beside[one.id].themes or "[]")),
            in_time=_IN_TIME.get(str(beside[one.id].in_time)),
        )
        for one in summaries(connection, chosen, None, 0)
    )


_IN_TIME = {"1": True, "0": False, "true": True, "false": False}
"""What a truth value of JSON is in SQLite and in PostgreSQL."""


def _beside(chosen: DocumentFilter, *, sqlite: bool) -> Any:  # noqa: ANN401 - a query of those columns
    query = (
        select(
            documents.c.id,
            _at(records.c.record, ("themes",), sqlite=sqlite).label("themes"),
            _at(versions.c.reading, ("fields", "in_time"), sqlite=sqlite).label("in_time"),
        )
        .join(records, CURRENT)
        .join(
            versions,
            and_(versions.c.document_id == records.c.document_id, versions.c.version == records.c.version),
        )
    )
    return query if chosen.ids is None else query.where(documents.c.id.in_(chosen.ids))


def _at(column: ColumnElement[Any], path: tuple[str, ...], *, sqlite: bool) -> ColumnElement[Any]:
    """Return a part of a JSON column as text, read by the database, so that no whole record is unpacked for it."""
    if sqlite:
        return func.json_extract(cast(column, Text), "$." + ".".join(path))
    return func.json_extract_path_text(cast(cast(column, Text), JSON), *path)
