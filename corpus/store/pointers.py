"""References to other questions are resolved when a document is read, against what is held then.

So a question stored later is found by every earlier reference to it, and nothing needs to be written again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from corpus.facts import Facts, Reference, ReferenceKind
from corpus.model import DocumentId, QuestionRecord
from corpus.store.catalogue import CURRENT, NEWEST_FIRST
from corpus.store.names import slug
from corpus.store.results import StoredReference
from corpus.store.tables import AnyRow, documents, fact_reference_numbers, fact_references, records


@dataclass(frozen=True, slots=True, kw_only=True)
class _Described:
    """How a reference describes the question it means."""

    session: str | None
    asker: str | None
    office: str | None
    parliament: str | None
    not_after: date | None = None
    near_office: str | None = None


def candidates(
    connection: Connection,
    numbers: Sequence[int],
    *,
    session: str | None,
    asker: str | None,
    office: str | None,
    parliament: str | None,
) -> tuple[DocumentId, ...]:
    """Return the held documents that numbers may mean, those that agree in most first."""
    described = _Described(session=session, asker=asker, office=office, parliament=parliament)
    return _choose(_numbered(connection, numbers), described)


def resolved(connection: Connection, document: DocumentId, record: QuestionRecord, facts: Facts) -> Facts:
    """Return the facts with the candidates of every reference to a question.

    Args:
        connection: A connection.
        document: The document that refers; it never means itself.
        record: Its record: a question asked after its answer cannot be meant.
        facts: Its facts.
    """
    numbers = sorted({number for fact in facts.references for number in fact.numbers if _is_question(fact)})
    if not numbers:
        return facts
    rows = [row for row in _numbered(connection, numbers) if row.document_id != document]
    found = [
        replace(fact, candidates=_of(fact, rows, record)) if _is_question(fact) else fact for fact in facts.references
    ]
    return replace(facts, references=tuple(found))


def naming(connection: Connection, document: DocumentId, record: QuestionRecord) -> tuple[StoredReference, ...]:
    """Return the references of other documents that may mean a document, the newest document first.

    Args:
        connection: A connection.
        document: The document.
        record: Its record; without a number nothing can name it.
    """
    if record.number is None:
        return ()
    held = _numbered(connection, (record.number,))
    found = []
    for row in _references_to(connection, record.number, document):
        fact = _toward(row, [one for one in held if one.document_id != row.document_id])
        if document in fact.candidates:
            found.append(_stored(row, fact))
    return tuple(found)


def _references_to(connection: Connection, number: int, document: DocumentId) -> Sequence[AnyRow]:
    named, facts, heads = fact_reference_numbers.c, fact_references.c, records.c
    same_place = (
        (facts.document_id == named.document_id) & (facts.version == named.version) & (facts.position == named.position)
    )
    query = (
        select(facts.document_id, facts.version, facts.position, facts.quote, facts.fact)
        .add_columns(heads.parliament, heads.office, heads.asked, heads.answered)
        .select_from(fact_reference_numbers)
        .join(fact_references, same_place)
        .join(records, (heads.document_id == named.document_id) & (heads.version == named.version))
        .join(documents, CURRENT)
        .where(named.number == number, named.document_id != document)
        .order_by(NEWEST_FIRST, named.document_id, named.position)
    )
    return connection.execute(query).all()


def _toward(row: AnyRow, held: Sequence[AnyRow]) -> Reference:
    referring = QuestionRecord(parliament=row.parliament, office=row.office, asked=row.asked, answered=row.answered)
    fact: Reference = row.fact
    return replace(fact, candidates=_of(fact, held, referring))


def _stored(row: AnyRow, fact: Reference) -> StoredReference:
    return StoredReference(
        reference=fact,
        quote=row.quote,
        document=DocumentId(row.document_id),
        version=row.version,
        position=row.position,
    )


def _is_question(fact: Reference) -> bool:
    return fact.kind is ReferenceKind.QUESTION


def _of(fact: Reference, rows: Sequence[AnyRow], record: QuestionRecord) -> tuple[DocumentId, ...]:
    described = _Described(
        session=fact.session,
        asker=fact.asker,
        office=None,
        parliament=record.parliament,
        not_after=record.answered or record.asked,
        near_office=record.office,
    )
    return _choose([row for row in rows if row.number in fact.numbers], described)


def _numbered(connection: Connection, numbers: Sequence[int]) -> Sequence[AnyRow]:
    columns = records.c
    query = (
        select(
            columns.document_id,
            columns.number,
            columns.parliament,
            columns.session,
            columns.asker_slug,
            columns.office_slug,
            columns.asked,
            columns.day,
        )
        .join(documents, CURRENT)
        .where(columns.number.in_(numbers))
        .order_by(NEWEST_FIRST, columns.document_id)
    )
    return connection.execute(query).all()


def _choose(rows: Sequence[AnyRow], described: _Described) -> tuple[DocumentId, ...]:
    scored = [(row, _agreement(row, described)) for row in rows]
    fitting = [(row, score) for row, score in scored if score is not None]
    fitting.sort(key=lambda pair: -pair[1])
    return tuple(DocumentId(row.document_id) for row, _ in fitting)


def _agreement(row: AnyRow, described: _Described) -> float | None:
    """Count in what a held question agrees with a description; None where it contradicts it.

    What the document or the description does not say contradicts nothing.
    """
    if described.not_after is not None and row.asked is not None and row.asked > described.not_after:
        return None
    agreed = (
        _equal(described.session, row.session),
        _equal(described.parliament, row.parliament),
        _equal(described.office and slug(described.office), row.office_slug),
        _named(described.asker, row.asker_slug),
    )
    if False in agreed:
        return None
    near = bool(described.near_office and slug(described.near_office) == row.office_slug)
    return sum(1 for value in agreed if value) + near / 2


def _equal(given: str | None, held: str | None) -> bool | None:
    return None if not given or held is None else given == held


def _named(given: str | None, held: str | None) -> bool | None:
    if not given or held is None:
        return None
    return set(slug(given).split("-")) <= set(held.split("-"))
