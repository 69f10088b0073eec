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

_FIELDS = ("in_time", "withdrawn", "asker_id", "minister_id")
_AT_ONCE = 5_000  # databases bound how many values one query may hold


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionHead:
    """A question as lists of people and subjects count it.

    Attributes:
        summary: The head of its record.
        themes: Subjects that the source gives, as it writes them.
        in_time: Whether the source says that it was answered in time; None where it says nothing.
        withdrawn: Whether the source says that no answer will come any more.
        asker_id: The source's own name of the asker, behind that of the source and a colon; None for none.
        minister_id: The same of who was asked.
    """

    summary: DocumentSummary
    themes: tuple[str, ...] = ()
    in_time: bool | None = None
    withdrawn: bool = False
    asker_id: str | None = None
    minister_id: str | None = None


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
            withdrawn=_IN_TIME.get(str(beside[one.id].withdrawn), False),
            asker_id=_own(beside[one.id].source, beside[one.id].asker_id),
            minister_id=_own(beside[one.id].source, beside[one.id].minister_id),
        )
        for one in summaries(connection, chosen, None, 0)
    )


def said_of(
    connection: Connection, ids: Sequence[DocumentId], *, sqlite: bool
) -> dict[DocumentId, tuple[tuple[str, str], ...]]:
    """Return what sources say of questions by their own names; see ``Documents.stated``."""
    said = _at(versions.c.reading, ("fields", "stated"), sqlite=sqlite).label("said")
    query = select(documents.c.id, said).join(
        versions, and_(versions.c.document_id == documents.c.id, versions.c.version == documents.c.version)
    )
    found: dict[DocumentId, tuple[tuple[str, str], ...]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        for row in connection.execute(query.where(documents.c.id.in_(ids[start : start + _AT_ONCE]))):
            pairs = json.loads(row.said or "[]")
            found |= {row.id: tuple((str(name), str(value)) for name, value in pairs)} if pairs else {}
    return found


def _own(source: str, given: str | None) -> str | None:
    return f"{source}:{given}" if given else None


_IN_TIME = {"1": True, "0": False, "true": True, "false": False}
"""What a truth value of JSON is in SQLite and in PostgreSQL."""


def _beside(chosen: DocumentFilter, *, sqlite: bool) -> Any:  # noqa: ANN401 - a query of those columns
    query = (
        select(
            documents.c.id,
            _at(records.c.record, ("themes",), sqlite=sqlite).label("themes"),
            versions.c.source,
            *(_at(versions.c.reading, ("fields", name), sqlite=sqlite).label(name) for name in _FIELDS),
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
