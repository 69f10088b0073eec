"""A document goes into the store: everything of it in one transaction, or nothing."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from corpus.facts import Facts
from corpus.model import CommitmentId, DocumentId, DocumentText, QuestionRecord, RawDocument
from corpus.register import Cause, Event, EventKind
from corpus.store.anchors import Occasion, anchor
from corpus.store.eventrows import write_events
from corpus.store.factrows import entries, write_facts
from corpus.store.identity import Held, Match, match
from corpus.store.names import commitment_ids, document_id, fold, slug_or_none
from corpus.store.results import Outcome, PutResult
from corpus.store.tables import blobs, changes, commitments, documents, records, sightings, versions


def take_in(
    connection: Connection,
    raw: RawDocument,
    text: DocumentText,
    record: QuestionRecord,
    facts: Facts,
    cause: Cause,
    now: datetime,
) -> PutResult:
    """Store a document, unless its bytes are held already.

    Args:
        connection: A connection in a transaction.
        raw: The bytes and where they come from.
        text: What a reader made of them.
        record: Their record.
        facts: What was read from the text.
        cause: Ingest, or backfill for a first import that alerts nobody.
        now: Now, in UTC.

    Returns:
        The document's id, its version, and whether it was new, changed or the same.
    """
    sha256 = raw.sha256
    found = match(connection, raw, record)
    if found.same is not None:
        _see(connection, raw, found.same, now)
        return PutResult(document_id=found.same.document_id, version=found.same.version, outcome=Outcome.SAME)
    held = _next_version(connection, found, raw, text, record, now)
    key = (held.document_id, held.version)
    write_blob(connection, sha256, raw.content)
    write_version(connection, key, raw, sha256, text, now)
    write_record(connection, key, record, facts)
    _see(connection, raw, held, now)
    events = [_stored(_occasion(key, raw, record, cause, now), raw, sha256)]
    ids = commitment_names(connection, held.document_id, text, facts)
    new = entries(key, text, record, facts.commitments, ids)
    events += anchor(connection, _occasion(key, raw, record, cause, now), new, text.text)
    write_facts(connection, key, text, facts, ids)
    write_events(connection, events)
    announce(connection, held.document_id)
    outcome = Outcome.NEW if found.update is None else Outcome.CHANGED
    return PutResult(document_id=held.document_id, version=held.version, outcome=outcome)


def write_blob(connection: Connection, sha256: str, content: bytes) -> None:
    """Keep bytes under their hash, once."""
    if connection.execute(select(blobs.c.size).where(blobs.c.sha256 == sha256)).first() is None:
        connection.execute(insert(blobs), {"sha256": sha256, "size": len(content), "content": content})


def announce(connection: Connection, document: DocumentId) -> None:
    """Put a document at the end of the feed; one line a document is enough for every follower."""
    connection.execute(delete(changes).where(changes.c.document_id == document))
    connection.execute(insert(changes), {"document_id": document, "deleted": False})


def _next_version(
    connection: Connection, found: Match, raw: RawDocument, text: DocumentText, record: QuestionRecord, now: datetime
) -> Held:
    if found.update is not None:
        version = found.update.version + 1
        connection.execute(update(documents).where(documents.c.id == found.update.document_id).values(version=version))
        return Held(document_id=found.update.document_id, version=version)

    def taken(name: str) -> bool:
        return connection.execute(select(documents.c.id).where(documents.c.id == name)).first() is not None

    name = document_id(raw, text.fields, record, taken)
    connection.execute(insert(documents), {"id": name, "version": 1, "first_seen": now})
    return Held(document_id=name, version=1)


def _see(connection: Connection, raw: RawDocument, held: Held, now: datetime) -> None:
    last = connection.execute(select(sightings.c.sha256).where(sightings.c.uri == raw.uri)).scalar()
    if last == raw.identity:
        return
    values = {"sha256": raw.identity, "document_id": held.document_id, "version": held.version, "seen": now}
    if last is None:
        connection.execute(insert(sightings), values | {"uri": raw.uri})
    else:
        connection.execute(update(sightings).where(sightings.c.uri == raw.uri).values(values))


def write_version(
    connection: Connection,
    key: tuple[DocumentId, int],
    raw: RawDocument,
    sha256: str,
    text: DocumentText,
    now: datetime,
) -> None:
    """Write the row of one version; attachments without their bytes, which the document's own hold."""
    attachments = tuple(replace(attachment, content=b"") for attachment in text.attachments)
    row = {
        "document_id": key[0],
        "version": key[1],
        "sha256": sha256,
        "source": raw.source,
        "uri": raw.uri,
        "name": raw.name,
        "media_type": raw.media_type,
        "size": len(raw.content),
        "fetched": raw.fetched,
        "recorded": now,
        "text": text.text,
        "reading": replace(text, text="", attachments=attachments),
    }
    connection.execute(insert(versions), row)


def write_record(connection: Connection, key: tuple[DocumentId, int], record: QuestionRecord, facts: Facts) -> None:
    """Write the record of one version, its fields as columns."""
    plain = ("parliament", "session", "number", "office", "minister", "asker", "party", "title", "asked", "answered")
    row: dict[str, Any] = {name: getattr(record, name) for name in (*plain, "published", "not_before", "language")}
    row |= {
        "document_id": key[0],
        "version": key[1],
        "office_slug": slug_or_none(record.office),
        "minister_slug": slug_or_none(record.minister),
        "asker_slug": slug_or_none(record.asker),
        "title_folded": fold(record.title) if record.title else None,
        "day": record.answered or record.asked or record.published,
        "answer_kind": record.answer_kind.value,
        "commitments": len(facts.commitments),
        "figures": len(facts.figures),
        "record": record,
    }
    connection.execute(insert(records), row)


def commitment_names(
    connection: Connection, document: DocumentId, text: DocumentText, facts: Facts
) -> tuple[CommitmentId, ...]:
    """Return the ids of a document's commitments, made from their words."""

    def taken(name: str) -> bool:
        owner = connection.execute(select(commitments.c.document_id).where(commitments.c.id == name)).scalar()
        return owner is not None and owner != document

    return commitment_ids(document, [fact.span.quote(text.text) for fact in facts.commitments], taken)


def _occasion(
    key: tuple[DocumentId, int], raw: RawDocument, record: QuestionRecord, cause: Cause, now: datetime
) -> Occasion:
    noticed = raw.fetched.date()
    day = record.published or record.answered or record.asked or noticed
    return Occasion(document=key[0], version=key[1], day=day, noticed=noticed, recorded=now, cause=cause)


def _stored(occasion: Occasion, raw: RawDocument, sha256: str) -> Event:
    data = {"version": occasion.version, "name": raw.name, "uri": raw.uri, "sha256": sha256}
    if occasion.version == 1:
        return occasion.event(EventKind.DOCUMENT_ADDED, occasion.day, None, data)
    return occasion.event(EventKind.DOCUMENT_CHANGED, occasion.noticed, None, data)
