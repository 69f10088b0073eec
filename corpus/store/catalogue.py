"""Lists of documents: filters, counts, facets."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, cast, exists, func, or_, select

from corpus.errors import WrongUse
from corpus.model import AnswerKind, DocumentId
from corpus.store.filters import DocumentFilter, Place
from corpus.store.names import fold, slug
from corpus.store.results import DocumentSummary
from corpus.store.tables import documents, records, versions

CURRENT = and_(documents.c.id == records.c.document_id, documents.c.version == records.c.version)

# A lower bound is no day of the document, but it is the best place for it in a list.
_DAY = func.coalesce(records.c.day, records.c.not_before)
NEWEST_FIRST = _DAY.desc().nulls_last()

_SAYS_WITHDRAWN = '%"withdrawn":true%'
"""What stands in the reading of a version whose source says that no answer will come any more."""

_FACETS: dict[str, Any] = {
    "parliament": records.c.parliament,
    "session": records.c.session,
    "minister": records.c.minister_slug,
    "office": records.c.office_slug,
    "asker": records.c.asker_slug,
    "party": records.c.party,
    "answer_kind": records.c.answer_kind,
    "language": records.c.language,
}
_HEAD = (
    "title",
    "parliament",
    "session",
    "number",
    "minister",
    "office",
    "asker",
    "party",
    "asked",
    "answered",
    "published",
    "day",
    "language",
    "commitments",
    "figures",
)


def like(words: str) -> str:
    """Return the pattern of a text that holds these words, folded; the pattern's own signs are taken literally."""
    escaped = fold(words).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def conditions(filter_: DocumentFilter) -> list[ColumnElement[bool]]:
    """Return a filter as conditions on the records."""
    columns = records.c
    equal: dict[Any, object] = {
        columns.parliament: filter_.parliament,
        columns.session: filter_.session,
        columns.party: filter_.party,
        columns.language: filter_.language,
        columns.answer_kind: filter_.answer_kind,
        columns.minister_slug: None if filter_.minister is None else slug(filter_.minister),
        columns.office_slug: None if filter_.office is None else slug(filter_.office),
        columns.asker_slug: None if filter_.asker is None else slug(filter_.asker),
    }
    found: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    if filter_.asked_from is not None:
        found.append(columns.asked >= filter_.asked_from)
    if filter_.asked_to is not None:
        found.append(columns.asked <= filter_.asked_to)
    if filter_.has_commitment is not None:
        found.append((columns.commitments > 0) == filter_.has_commitment)
    if filter_.unanswered is not None:
        found.append(waits() if filter_.unanswered else ~_without_answer())
    if filter_.ids is not None:
        found.append(columns.document_id.in_(filter_.ids))
    if filter_.title is not None:
        found.append(columns.title_folded.like(like(filter_.title), escape="\\"))
    return found


def waits() -> ColumnElement[bool]:
    """Say of a record whether it waits for an answer: none is held, elsewhere either, and it was not withdrawn."""
    return and_(_without_answer(), ~_says_withdrawn())


def _without_answer() -> ColumnElement[bool]:
    return and_(records.c.answer_kind == AnswerKind.NONE.value, ~_answered_elsewhere())


def _says_withdrawn() -> ColumnElement[bool]:
    said = versions.alias()
    return exists().where(
        said.c.document_id == records.c.document_id,
        said.c.version == records.c.version,
        cast(said.c.reading, Text).like(_SAYS_WITHDRAWN),
    )


def _answered_elsewhere() -> ColumnElement[bool]:
    """Say whether the answer stands in a document of its own, with the same key and the same asker."""
    other, current = records.alias(), documents.alias()
    same = [other.c[name] == records.c[name] for name in ("parliament", "session", "number", "asker_slug")]
    known = other.c.office_slug.is_not(None) & records.c.office_slug.is_not(None)
    offices = or_(~known, other.c.office_slug == records.c.office_slug)
    return exists().where(
        current.c.id == other.c.document_id,
        current.c.version == other.c.version,
        other.c.document_id != records.c.document_id,
        other.c.answer_kind != AnswerKind.NONE.value,
        offices,
        *same,
    )


def behind(place: Place | None, position: ColumnElement[int] | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions on what comes behind a place of a list, the newest first; none without a place.

    Args:
        place: The last one that was given.
        position: The column that orders what one document holds, for a list of such.
    """
    if place is None:
        return []
    further = documents.c.id > place.document
    if position is not None:
        further = or_(further, and_(documents.c.id == place.document, position > place.position))
    if place.day is None:
        return [_DAY.is_(None), further]
    same_day = _DAY.in_((place.day,))
    return [or_(place.day > _DAY, _DAY.is_(None), and_(same_day, further))]


def place_of(connection: Connection, document_id: str) -> Place | None:
    """Return the place of a document in the lists; None where there is no such document."""
    query = select(_DAY).select_from(records).join(documents, CURRENT).where(documents.c.id == document_id)
    row = connection.execute(query).first()
    return None if row is None else Place(day=row[0], document=DocumentId(document_id))


def sources(connection: Connection, ids: Collection[str] | None) -> dict[str, str]:
    """Return the source of the current version of documents, of all where none are named."""
    current = and_(versions.c.document_id == documents.c.id, versions.c.version == documents.c.version)
    query = select(documents.c.id, versions.c.source).join(versions, current)
    if ids is not None:
        query = query.where(documents.c.id.in_(ids))
    return {row.id: row.source for row in connection.execute(query)}


def summaries(
    connection: Connection, filter_: DocumentFilter, limit: int | None, offset: int, after: Place | None = None
) -> tuple[DocumentSummary, ...]:
    """Return the documents that a filter leaves, the newest first, from behind a place on."""
    query: Select[Any] = (
        select(documents.c.id, documents.c.version, versions.c.name, records.c.answer_kind)
        .add_columns(*(records.c[name] for name in _HEAD))
        .join(records, CURRENT)
        .join(
            versions,
            and_(versions.c.document_id == records.c.document_id, versions.c.version == records.c.version),
        )
        .where(*conditions(filter_), *behind(after))
        .order_by(NEWEST_FIRST, documents.c.id)
        .limit(limit)
        .offset(offset)
    )
    return tuple(
        DocumentSummary(
            id=DocumentId(row.id),
            version=row.version,
            name=row.name,
            answer_kind=AnswerKind(row.answer_kind),
            **{name: row._mapping[name] for name in _HEAD},
        )
        for row in connection.execute(query)
    )


def stated_in_time(connection: Connection, filter_: DocumentFilter) -> dict[DocumentId, bool]:
    """Return whether their sources say that documents were answered in time; silent ones are left out."""
    said = ((True, '%"in_time":true%'), (False, '%"in_time":false%'))
    return {one: value for value, pattern in said for one in _whose_reading(connection, pattern, filter_)}


def withdrawn(connection: Connection, filter_: DocumentFilter) -> frozenset[DocumentId]:
    """Return the documents of which their sources say that they were withdrawn."""
    return frozenset(_whose_reading(connection, _SAYS_WITHDRAWN, filter_))


def _whose_reading(connection: Connection, pattern: str, filter_: DocumentFilter) -> list[DocumentId]:
    query = (
        select(documents.c.id)
        .join(records, CURRENT)
        .join(
            versions,
            and_(versions.c.document_id == records.c.document_id, versions.c.version == records.c.version),
        )
        .where(cast(versions.c.reading, Text).like(pattern), *conditions(filter_))
    )
    return [DocumentId(row.id) for row in connection.execute(query)]


def count(connection: Connection, filter_: DocumentFilter) -> int:
    """Return how many documents a filter leaves."""
    query = select(func.count()).select_from(records).join(documents, CURRENT).where(*conditions(filter_))
    return int(connection.execute(query).scalar_one())


def facets(connection: Connection, field: str, filter_: DocumentFilter) -> tuple[tuple[str, int], ...]:
    """Return the values of a field with their numbers of documents, the most frequent first.

    Raises:
        WrongUse: If there is no such facet.
    """
    if field not in _FACETS:
        raise WrongUse(f"there is no facet {field!r}; there are {', '.join(_FACETS)}")
    key, shown = _FACETS[field], records.c[field]
    query = (
        select(key.label("key"), shown.label("shown"), func.count().label("documents"))
        .select_from(records)
        .join(documents, CURRENT)
        .where(key.is_not(None), *conditions(filter_))
        .group_by(key, shown)
    )
    spellings: dict[str, dict[str, int]] = {}
    for row in connection.execute(query):
        spellings.setdefault(row.key, {})[row.shown] = row.documents
    found = [(best_spelling(forms), sum(forms.values())) for forms in spellings.values()]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def best_spelling(forms: dict[str, int]) -> str:
    """Choose how a name is shown: not all capitals where there is another form, then the most frequent one."""
    chosen = min(forms, key=lambda form: (form.isupper(), -forms[form], form))
    return " ".join(chosen.split())
