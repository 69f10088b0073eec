"""Which document is it? The rules by which bytes, addresses and records are known again.

A uri whose last bytes are the same is the same; bytes held under another uri are the same document; a record with the
same (parliament, session, number, office or asker) as a held one, and every side that it has, is a new version of it; a
known uri with other bytes is a new version; everything else is a new document.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from corpus.model import DocumentId, QuestionRecord, RawDocument, Side
from corpus.store.names import slug_or_none
from corpus.store.tables import AnyRow, documents, records, sightings, versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A version that the store holds.

    Attributes:
        document_id: The document.
        version: The version.
        current: Whether it is the document's current one.
    """

    document_id: DocumentId
    version: int
    current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a document is to the store: the version that holds its bytes, or the document it is a new version of."""

    same: Held | None = None
    update: Held | None = None


def match(connection: Connection, raw: RawDocument, record: QuestionRecord) -> Match:
    """Say what a document is to the store.

    Args:
        connection: A connection in the transaction that will store it.
        raw: Its bytes, or the part of them that it is, and its identity at its source.
        record: Its record.

    Returns:
        At most one of both fields set; neither for a new document.
    """
    seen = connection.execute(select(sightings).where(sightings.c.uri == raw.uri)).first()
    if seen is not None and seen.sha256 == raw.identity:
        return Match(same=Held(document_id=DocumentId(seen.document_id), version=seen.version))
    copy = _holding(connection, raw)
    # Bytes that come back to their own uri after others are news again: an answer was put back.
    if copy is not None and (copy.current or seen is None or seen.document_id != copy.document_id):
        return Match(same=copy)
    known = _with_record(connection, record, None if seen is None else seen.document_id)
    if known is None and seen is not None:
        known = _current(connection, seen.document_id)
    return Match(update=known)


def _holding(connection: Connection, raw: RawDocument) -> Held | None:
    """Return the version with these bytes; a part shares its file's bytes with others, and is known by its words."""
    at = (sightings.c.document_id == versions.c.document_id) & (sightings.c.version == versions.c.version)
    query = select(versions.c.document_id, versions.c.version, documents.c.version.label("current"))
    query = query.join(documents, documents.c.id == versions.c.document_id)
    if raw.part:
        query = query.join(sightings, at).where(sightings.c.sha256 == raw.part)
    else:
        query = query.where(versions.c.sha256 == raw.sha256)
    row = connection.execute(
        query.order_by(
            (documents.c.version == versions.c.version).desc(), versions.c.recorded, versions.c.document_id
        ).limit(1)
    ).first()
    if row is None:
        return None
    return Held(document_id=DocumentId(row.document_id), version=row.version, current=row.version == row.current)


def _current(connection: Connection, document_id: str) -> Held:
    version = connection.execute(select(documents.c.version).where(documents.c.id == document_id)).scalar_one()
    return Held(document_id=DocumentId(document_id), version=version)


def _with_record(connection: Connection, record: QuestionRecord, preferred: str | None) -> Held | None:
    rows = _keyed(connection, record, preferred)
    same = (row for row in rows if _same(row, record))
    fitting = (row for row in same if row.document_id == preferred or _covers(record, row.record))
    return next((Held(document_id=DocumentId(row.document_id), version=row.version) for row in fitting), None)


def _keyed(connection: Connection, record: QuestionRecord, preferred: str | None) -> Sequence[AnyRow]:
    if record.parliament is None or record.session is None or record.number is None:
        return ()
    return connection.execute(
        select(
            records.c.document_id,
            records.c.version,
            records.c.office_slug,
            records.c.minister_slug,
            records.c.asker_slug,
            records.c.record,
        )
        .join(documents, (documents.c.id == records.c.document_id) & (documents.c.version == records.c.version))
        .where(
            records.c.parliament == record.parliament,
            records.c.session == record.session,
            records.c.number == record.number,
        )
        .order_by((records.c.document_id == preferred).desc(), documents.c.first_seen, documents.c.id)
    ).all()


def _covers(record: QuestionRecord, held: QuestionRecord) -> bool:
    """Tell whether a record has every side that a held one has, or does not tell its sides.

    An answer in a file of its own is no new version of the question's file, nor the question one of the answer's: the
    later one would hide the other's text. Each is a document, and ``related`` finds one from the other.
    """
    sides = _sides(record)
    return not sides or _sides(held) <= sides


def _sides(record: QuestionRecord) -> frozenset[Side]:
    return frozenset(section.side for section in record.sections)


def related(connection: Connection, document_id: str, record: QuestionRecord) -> tuple[DocumentId, ...]:
    """Return the other documents that hold the same record: its answer, its question, or another copy of it."""
    rows = [row for row in _keyed(connection, record, None) if row.document_id != document_id]
    return tuple(DocumentId(row.document_id) for row in rows if _same(row, record))


def _same(row: AnyRow, record: QuestionRecord) -> bool:
    """Compare the people and the office.

    Numbers run per minister and session (circular VR 2019/11), so two askers or two ministers make two questions, and
    so do two offices unless the minister is known to be one; the office or the asker must be known to be the same.
    """
    office = _agree(row.office_slug, slug_or_none(record.office))
    minister = _agree(row.minister_slug, slug_or_none(record.minister))
    asker = _agree(row.asker_slug, slug_or_none(record.asker))
    if minister is False or asker is False or (office is False and minister is None):
        return False
    return office is True or asker is True


def _agree(held: str | None, given: str | None) -> bool | None:
    return None if held is None or given is None else held == given
