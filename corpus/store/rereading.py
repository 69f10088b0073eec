"""A document that is held already is read again by better rules: a new version of the same bytes.

The old reading stays with the old version. Entries of the register keep their ids, and with them the decisions of
people, also where a rule now takes a few words more or less of the same sentence.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from corpus.errors import NotFound
from corpus.facts import Facts
from corpus.model import CommitmentId, DocumentId, DocumentText, QuestionRecord, RawDocument
from corpus.register import Cause, EventKind
from corpus.store.anchors import BY_HAND, Occasion, anchor
from corpus.store.codec import pack
from corpus.store.eventrows import write_events
from corpus.store.factrows import entries, read_facts, write_facts
from corpus.store.intake import announce, commitment_names, write_record, write_version
from corpus.store.results import Outcome, PutResult
from corpus.store.tables import AnyRow, commitments, documents, records, sightings, versions


def take_again(
    connection: Connection,
    document: DocumentId,
    raw: RawDocument,
    text: DocumentText,
    record: QuestionRecord,
    facts: Facts,
    cause: Cause,
    now: datetime,
) -> PutResult:
    """Store a new reading of a held document, unless it says the same as the one that counts.

    Args:
        connection: A connection in a transaction.
        document: The document.
        raw: The bytes of its current version.
        text: What a reader made of them now.
        record: Their record.
        facts: What was read from the text.
        cause: Cause of the events.
        now: Now, in UTC.

    Returns:
        The document's id, the version that counts now, and whether it is a new one.

    Raises:
        NotFound: If there is no such document.
    """
    held = _current(connection, document)
    old, _ = read_facts(connection, document, held.version)
    if _says_the_same(held, old, text, record, facts):
        return PutResult(document_id=document, version=held.version, outcome=Outcome.SAME)
    key = (document, held.version + 1)
    made = commitment_names(connection, document, text, facts)
    ids = _kept_ids(connection, document, facts, made) if held.text == text.text else made
    connection.execute(update(documents).where(documents.c.id == document).values(version=key[1]))
    write_version(connection, key, raw, held.sha256, text, now)
    write_record(connection, key, record, facts)
    same = (sightings.c.document_id == document) & (sightings.c.version == held.version)
    connection.execute(update(sightings).where(same).values(version=key[1]))
    occasion = _occasion(key, record, cause, now)
    data = {"version": key[1], "name": raw.name, "uri": raw.uri, "sha256": held.sha256, "reread": True}
    events = [occasion.event(EventKind.DOCUMENT_CHANGED, occasion.noticed, None, data)]
    events += anchor(connection, occasion, entries(key, text, record, facts.commitments, ids), text.text)
    write_facts(connection, key, text, facts, ids)
    write_events(connection, events)
    announce(connection, document)
    return PutResult(document_id=document, version=key[1], outcome=Outcome.CHANGED)


def without_versions(facts: Facts) -> Facts:
    """Return facts without the versions of the rules that read them, by which alone nothing has changed."""

    def plain(found: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(replace(fact, reading=replace(fact.reading, version="")) for fact in found)

    return Facts(
        times=plain(facts.times),
        figures=plain(facts.figures),
        references=plain(facts.references),
        commitments=plain(facts.commitments),
        claims=plain(facts.claims),
    )


def _current(connection: Connection, document: DocumentId) -> AnyRow:
    at = (records.c.document_id == versions.c.document_id) & (records.c.version == versions.c.version)
    row = connection.execute(
        select(versions.c.version, versions.c.sha256, versions.c.text, versions.c.reading, records.c.record)
        .join(documents, (documents.c.id == versions.c.document_id) & (documents.c.version == versions.c.version))
        .join(records, at)
        .where(documents.c.id == document)
    ).first()
    if row is None:
        raise NotFound(f"there is no document {document!r}")
    return row


def _says_the_same(held: AnyRow, old: Facts, text: DocumentText, record: QuestionRecord, facts: Facts) -> bool:
    attachments = tuple(replace(attachment, content=b"") for attachment in text.attachments)
    reading = replace(text, text="", attachments=attachments)
    return (
        held.text == text.text
        and pack(DocumentText, held.reading) == pack(DocumentText, reading)
        and pack(QuestionRecord, held.record) == pack(QuestionRecord, record)
        and pack(Facts, without_versions(old)) == pack(Facts, without_versions(facts))
    )


def _kept_ids(
    connection: Connection, document: DocumentId, facts: Facts, made: Sequence[CommitmentId]
) -> tuple[CommitmentId, ...]:
    """Give an entry whose words a rule now cuts otherwise the id that it had: it stands in the same place."""
    columns = commitments.c
    query = select(columns.id, columns.start, columns.stop, columns.attached, columns.reading)
    held = connection.execute(query.where(columns.document_id == document)).all()
    ids, known = list(made), {row.id for row in held}
    # An entry that a person made follows its own words.
    given = (row for row in held if row.attached and row.reading.rule != BY_HAND and row.id not in made)
    free = {row.id: (row.start, row.stop) for row in given}
    for place, fact in enumerate(facts.commitments):
        if ids[place] in known or not free:
            continue
        best = max(free, key=lambda name: _overlap(free[name], (fact.span.start, fact.span.end)))
        if _overlap(free[best], (fact.span.start, fact.span.end)) >= 1 / 2:
            ids[place] = CommitmentId(best)
            del free[best]
    return tuple(ids)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return what two places have in common, as a part of the shorter one."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, common) / max(1, min(one[1] - one[0], other[1] - other[0]))


def _occasion(key: tuple[DocumentId, int], record: QuestionRecord, cause: Cause, now: datetime) -> Occasion:
    noticed = now.date()
    day = record.published or record.answered or record.asked or noticed
    return Occasion(document=key[0], version=key[1], day=day, noticed=noticed, recorded=now, cause=cause)
