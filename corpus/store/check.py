"""Is the store sound? Each doubt is a finding that says what to do."""

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, func, inspect, select

from corpus.errors import StoreError
from corpus.store import schema, sqlite
from corpus.store.database import Database
from corpus.store.results import Finding, Severity
from corpus.store.tables import (
    blobs,
    commitments,
    events,
    fact_claims,
    fact_commitments,
    fact_figures,
    fact_references,
    fact_times,
    metadata,
    records,
    versions,
)

_QUOTING = (fact_times, fact_figures, fact_references, fact_commitments, fact_claims, commitments)
_RESTORE = (
    "stop the service; put the last backup back: rappel restore --force FILE; then: rappel doctor. Without a backup: "
    "rappel --data NEWFOLDER ingest ..., or rappel --data NEWFOLDER sync NAME"
)


def check(database: Database, *, sample: int) -> tuple[Finding, ...]:
    """Look the store over.

    Args:
        database: The database.
        sample: At most so many blobs and so many documents are compared byte by byte; a remark says so.

    Returns:
        What is not as it should be; only remarks, or nothing, where the store is sound.
    """
    findings = [*_of_schema(database)]
    if findings:
        return tuple(findings)
    findings += _guarded(database, _of_tables(database))
    with database.reading() as connection:
        for look in (_of_file, _of_events, _of_versions):
            findings += _guarded(database, look(database, connection))
        findings += _guarded(database, _of_blobs(connection, sample))
        findings += _guarded(database, _of_quotes(connection, sample))
    return tuple(findings)


def _guarded(database: Database, findings: Iterator[Finding]) -> Iterator[Finding]:
    """Pass findings on; a part of the store that cannot even be read is a finding too."""
    try:
        with database.translated():
            yield from findings
    except StoreError as error:
        yield _error("unreadable", str(error), _RESTORE)


def _error(code: str, message: str, what_to_do: str) -> Finding:
    return Finding(severity=Severity.ERROR, code=code, message=message, what_to_do=what_to_do)


def _of_schema(database: Database) -> Iterator[Finding]:
    try:
        found = schema.stored_version(database)
    except StoreError as error:
        yield _error("unreadable", str(error), _RESTORE)
        return
    if found != schema.VERSION:
        message = f"the store has schema {found or 'none'}, this Rappel has {schema.VERSION}"
        yield _error("schema", message, "close every Rappel, then open the store once with the newest one")


def _of_tables(database: Database) -> Iterator[Finding]:
    """Compare tables and columns with those of the version: an upgrade of another program, or a hand, may have cut."""
    with database.reading() as connection:
        looked = inspect(connection)
        held = set(looked.get_table_names())
        for table in metadata.sorted_tables:
            if table.name not in held:
                yield _error("missing_table", f"the table {table.name} of schema {schema.VERSION} is missing", _RESTORE)
                continue
            columns = {one["name"] for one in looked.get_columns(table.name)}
            for name in [one.name for one in table.columns if one.name not in columns]:
                message = f"the column {name} of the table {table.name} of schema {schema.VERSION} is missing"
                yield _error("missing_column", message, _RESTORE)


def _of_file(database: Database, connection: Connection) -> Iterator[Finding]:
    if not database.is_sqlite:
        return
    for fault in sqlite.integrity_faults(connection):
        yield _error("damaged_file", fault, _RESTORE)
    for fault in sqlite.broken_foreign_keys(connection):
        yield _error("broken_reference", fault, _RESTORE)


def _of_events(_database: Database, connection: Connection) -> Iterator[Finding]:
    known = select(commitments.c.id)
    query = select(func.count()).where(events.c.commitment_id.is_not(None), events.c.commitment_id.not_in(known))
    lost = connection.execute(query).scalar_one()
    if lost:
        yield _error("event_without_commitment", f"{lost} events speak of commitments that are not there", _RESTORE)


def _of_versions(_database: Database, connection: Connection) -> Iterator[Finding]:
    match = (records.c.document_id == versions.c.document_id) & (records.c.version == versions.c.version)
    query = select(func.count()).select_from(versions).outerjoin(records, match).where(records.c.version.is_(None))
    lost = connection.execute(query).scalar_one()
    if lost:
        yield _error("version_without_record", f"{lost} versions of documents have no record", _RESTORE)


def _of_blobs(connection: Connection, sample: int) -> Iterator[Finding]:
    total = connection.execute(select(func.count()).select_from(blobs)).scalar_one()
    for name in connection.execute(select(blobs.c.sha256).order_by(blobs.c.sha256).limit(sample)).scalars().all():
        content = connection.execute(select(blobs.c.content).where(blobs.c.sha256 == name)).scalar_one()
        if not isinstance(content, bytes) or hashlib.sha256(content).hexdigest() != name:
            yield _error("blob_changed", f"the bytes kept as {name} are not those that were read", _RESTORE)
    yield from _sampled("files", total, sample)


def _of_quotes(connection: Connection, sample: int) -> Iterator[Finding]:
    total = connection.execute(select(func.count()).select_from(versions)).scalar_one()
    columns = (versions.c.document_id, versions.c.version)
    # Newest first: what was stored by the program in use is what a doubt is about.
    chosen = select(*columns).order_by(versions.c.recorded.desc(), *columns).limit(sample)
    for row in connection.execute(chosen).all():
        yield from _of_document(connection, row)
    yield from _sampled("documents", total, sample)


def _of_document(connection: Connection, key: Sequence[object]) -> Iterator[Finding]:
    document, version = key
    where = versions.c.document_id == document, versions.c.version == version
    text = connection.execute(select(versions.c.text).where(*where)).scalar_one()
    for table in _QUOTING:
        columns = table.c
        query = select(columns.start, columns.stop, columns.quote).where(
            columns.document_id == document, columns.version == version
        )
        for start, stop, quote in connection.execute(query):
            if text[start:stop] != quote:
                message = f"{table.name} of {document} (version {version}): characters {start} to {stop} do not quote"
                yield _error("span_without_quote", message, _RESTORE)


def _sampled(what: str, total: int, sample: int) -> Iterator[Finding]:
    if total > sample:
        message = f"{sample} of {total} {what} were compared, not all"
        yield Finding(severity=Severity.INFO, code="sampled", message=message)
