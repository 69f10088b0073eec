"""The documents of the store: put in, read back by version, listed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from corpus.errors import NotFound
from corpus.facts import Facts
from corpus.model import CommitmentId, DocumentId, DocumentText, QuestionRecord, RawDocument
from corpus.register import Cause, Commitment
from corpus.store import catalogue
from corpus.store.database import Database
from corpus.store.factrows import check_spans, entries, read_facts
from corpus.store.files import parts_seen, see_file
from corpus.store.filters import DocumentFilter, Place
from corpus.store.identity import related
from corpus.store.intake import take_in
from corpus.store.people_heads import said_of
from corpus.store.pointers import candidates, naming, resolved
from corpus.store.rereading import take_again
from corpus.store.results import DocumentSummary, PutResult, StoredDocument, StoredReference, VersionInfo
from corpus.store.tables import AnyRow, blobs, commitments, documents, records, sightings, versions


class Documents:
    """The documents, with their versions, records and facts.

    Args:
        database: The database.
        clock: Now, in UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def put(
        self, raw: RawDocument, text: DocumentText, record: QuestionRecord, facts: Facts, *, cause: Cause
    ) -> PutResult:
        """Store a document in one transaction; bytes that are held already change nothing.

        Args:
            raw: The bytes and where they come from.
            text: What a reader made of them.
            record: Their record.
            facts: What was read from the text.
            cause: Ingest, or backfill for a first import that alerts nobody.

        Returns:
            The document's id, the version that holds the bytes, and whether it was new, changed or the same.

        Raises:
            WrongUse: If a span lies outside the text, or a value cannot be stored; nothing is kept of it.
            StoreError: If the store cannot be written to; nothing is kept of it.
        """
        check_spans(text, record, facts)
        with self._database.changing() as connection:
            return take_in(connection, raw, text, record, facts, cause, self._clock())

    def reread(
        self,
        document_id: str,
        raw: RawDocument,
        text: DocumentText,
        record: QuestionRecord,
        facts: Facts,
        *,
        cause: Cause = Cause.BACKFILL,
    ) -> PutResult:
        """Store a new reading of the bytes of a document's current version, in one transaction.

        Args:
            document_id: The document.
            raw: Those bytes, as ``raw`` gives them.
            text: What a reader makes of them now.
            record: Their record.
            facts: What is read from the text.
            cause: Backfill by default: better rules are no news from a parliament.

        Returns:
            Outcome ``changed`` with the new version, or ``same`` where the reading says nothing else than before.

        Raises:
            NotFound: If there is no such document.
            WrongUse: If a span lies outside the text, or a value cannot be stored; nothing is kept of it.
            StoreError: If the store cannot be written to; nothing is kept of it.
        """
        check_spans(text, record, facts)
        with self._database.changing() as connection:
            return take_again(connection, DocumentId(document_id), raw, text, record, facts, cause, self._clock())

    def known(self, uri: str, sha256: str) -> bool:
        """Say whether the last bytes of a uri have this hash: then there is nothing to read."""
        query = select(sightings.c.uri).where(sightings.c.uri == uri, sightings.c.sha256 == sha256)
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def held(self, uri: str, sha256: str) -> int:
        """Return how many documents are held of a uri whose last bytes have this hash; 0 where there is one to read.

        A file of many records counts once every record of it was stored: see ``hold_file``.
        """
        if self.known(uri, sha256):
            return 1
        if not self.known(f"{uri}#", sha256):
            return 0
        with self._database.reading() as connection:
            return len(parts_seen(connection, uri))

    def hold_file(self, uri: str, sha256: str, parts: Sequence[str]) -> None:
        """Note that every record of a file of many records is held, so that its bytes need not be read again.

        Addresses of records that earlier bytes of the file held, and these hold no more, are forgotten; their documents
        stay.

        Args:
            uri: The file's address.
            sha256: Hash of its bytes.
            parts: Addresses of its records; each was stored.

        Raises:
            WrongUse: If a record was not stored.
            StoreError: If the store cannot be written to.
        """
        with self._database.changing() as connection:
            see_file(connection, uri, sha256, parts, self._clock())

    def get(self, document_id: str, version: int | None = None) -> StoredDocument:
        """Return one version of a document, the current one where none is named.

        References of kind question are resolved now, against the documents held now: an answer that refers to a
        question stored later finds it without being read again.

        Raises:
            NotFound: If there is no such document or version.
        """
        with self._database.reading() as connection:
            row = _find(connection, document_id, version)
            text = replace(row.reading, text=row.text)
            facts, ids = read_facts(connection, row.document_id, row.version)
            made = entries((row.document_id, row.version), text, row.record, facts.commitments, ids)
            return StoredDocument(
                id=DocumentId(row.document_id),
                version=row.version,
                current_version=row.current_version,
                source=row.source,
                uri=row.uri,
                name=row.name,
                media_type=row.media_type,
                sha256=row.sha256,
                size=row.size,
                fetched=row.fetched,
                first_seen=row.first_seen,
                text=text,
                record=row.record,
                facts=resolved(connection, DocumentId(row.document_id), row.record, facts),
                commitments=_with_attachment(connection, made),
            )

    def texts(self, ids: Sequence[DocumentId]) -> dict[DocumentId, tuple[str, QuestionRecord]]:
        """Return text and record of the current versions of documents, without the facts; those not held are left out.

        Args:
            ids: The documents.
        """
        query = (
            select(versions.c.document_id, versions.c.text, records.c.record)
            .join(documents, (documents.c.id == versions.c.document_id) & (documents.c.version == versions.c.version))
            .join(
                records,
                (records.c.document_id == versions.c.document_id) & (records.c.version == versions.c.version),
            )
            .where(versions.c.document_id.in_(ids))
        )
        with self._database.reading() as connection:
            return {DocumentId(row.document_id): (row.text, row.record) for row in connection.execute(query)}

    def sources(self, ids: Collection[str] | None = None) -> dict[str, str]:
        """Return the source of the current version of documents; those not held are left out.

        Args:
            ids: The documents; None for all.
        """
        with self._database.reading() as connection:
            return catalogue.sources(connection, ids)

    def raw(self, document_id: str, version: int | None = None) -> RawDocument:
        """Return the bytes of one version as they came, the current one where none is named.

        Raises:
            NotFound: If there is no such document or version.
        """
        with self._database.reading() as connection:
            row = _find(connection, document_id, version)
            content = connection.execute(select(blobs.c.content).where(blobs.c.sha256 == row.sha256)).scalar_one()
        return RawDocument(
            source=row.source,
            uri=row.uri,
            name=row.name,
            media_type=row.media_type,
            content=content,
            fetched=row.fetched,
        )

    def last_bytes(self, uri: str) -> bytes | None:
        """Return the bytes that were last stored from an address; None where none were."""
        joined = sightings.join(blobs, sightings.c.sha256 == blobs.c.sha256)
        query = select(blobs.c.content).select_from(joined).where(sightings.c.uri == uri)
        with self._database.reading() as connection:
            found: bytes | None = connection.execute(query).scalar()
            return found

    def related(self, document_id: str) -> tuple[DocumentId, ...]:
        """Return the other documents of the same question: its answer in a file of its own, or its question.

        They have the same parliament, session and number, and people and office that do not contradict.

        Raises:
            NotFound: If there is no such document.
        """
        with self._database.reading() as connection:
            return related(connection, document_id, _find(connection, document_id, None).record)

    def naming(self, document_id: str) -> tuple[StoredReference, ...]:
        """Return the references in other documents that may mean this one, the newest document first.

        Each carries every held document of this one's number that it may mean; more than one means that it is not
        certain. A reference to several numbers carries only the candidates of this one.

        Raises:
            NotFound: If there is no such document.
        """
        with self._database.reading() as connection:
            row = _find(connection, document_id, None)
            return naming(connection, DocumentId(row.document_id), row.record)

    def versions(self, document_id: str) -> tuple[VersionInfo, ...]:
        """Return the versions of a document, the oldest first.

        Raises:
            NotFound: If there is no such document.
        """
        columns = versions.c
        query = (
            select(
                columns.version,
                columns.name,
                columns.uri,
                columns.sha256,
                columns.size,
                columns.fetched,
                columns.recorded,
                (documents.c.version == columns.version).label("current"),
            )
            .join(documents, documents.c.id == columns.document_id)
            .where(columns.document_id == document_id)
            .order_by(columns.version)
        )
        with self._database.reading() as connection:
            found = tuple(VersionInfo(**row._mapping) for row in connection.execute(query))
        if not found:
            raise NotFound(f"there is no document {document_id!r}")
        return found

    def list(
        self,
        filter: DocumentFilter | None = None,  # noqa: A002
        limit: int | None = None,
        offset: int = 0,
        after: Place | None = None,
    ) -> tuple[DocumentSummary, ...]:
        """Return the documents that a filter leaves, the newest first, undated ones last; only those behind a place."""
        with self._database.reading() as connection:
            return catalogue.summaries(connection, filter or DocumentFilter(), limit, offset, after)

    def recorded(self, limit: int, offset: int = 0) -> tuple[tuple[DocumentId, datetime], ...]:
        """Return documents by id with the moment at which their current version was stored, in UTC."""
        current = (versions.c.document_id == documents.c.id) & (versions.c.version == documents.c.version)
        query = select(documents.c.id, versions.c.recorded).join(versions, current)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(documents.c.id).limit(limit).offset(offset))
            return tuple((DocumentId(row.id), row.recorded) for row in rows)

    def place(self, document_id: str) -> Place:
        """Return where a document stands in the lists.

        Raises:
            NotFound: If there is no such document.
        """
        with self._database.reading() as connection:
            found = catalogue.place_of(connection, document_id)
        if found is None:
            raise NotFound(f"there is no document {document_id!r}")
        return found

    def count(self, filter: DocumentFilter | None = None) -> int:  # noqa: A002
        """Return how many documents a filter leaves."""
        with self._database.reading() as connection:
            return catalogue.count(connection, filter or DocumentFilter())

    def stated_in_time(self, filter: DocumentFilter | None = None) -> dict[DocumentId, bool]:  # noqa: A002
        """Return whether their sources say that documents were answered within their term; silent ones are left out."""
        with self._database.reading() as connection:
            return catalogue.stated_in_time(connection, filter or DocumentFilter())

    def withdrawn(self, filter: DocumentFilter | None = None) -> frozenset[DocumentId]:  # noqa: A002
        """Return the questions of which their sources say that they were withdrawn: no answer will come."""
        with self._database.reading() as connection:
            return catalogue.withdrawn(connection, filter or DocumentFilter())

    def stated(self, ids: Sequence[DocumentId]) -> dict[DocumentId, tuple[tuple[str, str], ...]]:
        """Return what their sources say of questions, word for word, by their own names; silent ones are left out.

        Args:
            ids: The documents; not more than a page of a list or a piece of an export has.
        """
        with self._database.reading() as connection:
            return said_of(connection, ids, sqlite=self._database.is_sqlite)

    def facets(self, field: str, filter: DocumentFilter | None = None) -> tuple[tuple[str, int], ...]:  # noqa: A002
        """Return the values of a field with the number of documents of each, the most frequent first.

        Args:
            field: One of ``parliament``, ``session``, ``minister``, ``office``, ``asker``, ``party``,
                ``answer_kind`` and ``language``. Spellings of one person or office are one value.
            filter: Which documents count.

        Raises:
            WrongUse: If the field is none of these.
        """
        with self._database.reading() as connection:
            return catalogue.facets(connection, field, filter or DocumentFilter())

    def resolve(
        self,
        number: int,
        *,
        session: str | None = None,
        asker: str | None = None,
        office: str | None = None,
        parliament: str | None = None,
    ) -> tuple[DocumentId, ...]:
        """Find the documents that a question's number may mean.

        Args:
            number: Number of the question.
            session: Parliamentary year.
            asker: Person who asked; a family name is enough.
            office: Office that was asked.
            parliament: Parliament.

        Returns:
            Every held document of that number that contradicts nothing, those that agree in most first. More than
            one means that it stays ambiguous.
        """
        with self._database.reading() as connection:
            return candidates(connection, (number,), session=session, asker=asker, office=office, parliament=parliament)


def _find(connection: Connection, document_id: str, version: int | None) -> AnyRow:
    wanted = documents.c.version if version is None else version
    row = connection.execute(
        select(versions, records.c.record, documents.c.first_seen, documents.c.version.label("current_version"))
        .join(documents, documents.c.id == versions.c.document_id)
        .join(
            records,
            (records.c.document_id == versions.c.document_id) & (records.c.version == versions.c.version),
        )
        .where(versions.c.document_id == document_id, versions.c.version == wanted)
    ).first()
    if row is None:
        which = "" if version is None else f" in version {version}"
        raise NotFound(f"there is no document {document_id!r}{which}")
    return row


def _with_attachment(connection: Connection, made: tuple[Commitment, ...]) -> tuple[Commitment, ...]:
    ids: list[CommitmentId] = [entry.id for entry in made]
    query = select(commitments.c.id).where(commitments.c.id.in_(ids), commitments.c.attached)
    attached = set(connection.execute(query).scalars()) if ids else set()
    return tuple(replace(entry, attached=entry.id in attached) for entry in made)
