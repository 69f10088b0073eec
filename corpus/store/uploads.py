"""Who brought which files in through the site, and what became of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus.errors import NotFound
from corpus.model import DocumentId
from corpus.store.database import Database
from corpus.store.tables import AnyRow, sightings, versions
from corpus.store.upload_tables import upload_files, uploads
from corpus.uploads import FileState, HeldDocument, Upload, UploadedFile, UploadResult


class Uploads:
    """The uploads; each method is one transaction.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, upload: Upload) -> bool:
        """Keep an upload with its files.

        Returns:
            False where one of that id is held already; nothing is changed then.
        """
        head = {name: getattr(upload, name) for name in uploads.c.keys()}  # noqa: SIM118 - no dict
        files = [
            {
                "upload_id": upload.id,
                "position": one.position,
                "name": one.name,
                "size": one.size,
                "sha256": one.sha256,
                "state": one.state.value,
                "result": one.result,
            }
            for one in upload.files
        ]
        try:
            with self._database.changing() as connection:
                if connection.execute(select(uploads.c.id).where(uploads.c.id == upload.id)).first() is not None:
                    return False
                _insert(connection, head, files)
        except _HeldMeanwhileError:
            return False
        return True

    def get(self, upload_id: str) -> Upload:
        """Return an upload with its files.

        Raises:
            NotFound: If there is none of that id.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(uploads).where(uploads.c.id == upload_id)).first()
            if row is None:
                raise NotFound(f"there is no upload '{upload_id}'")
            query = select(upload_files).where(upload_files.c.upload_id == upload_id)
            return _upload(row, connection.execute(query.order_by(upload_files.c.position)).all())

    def list(self, limit: int = 20) -> tuple[Upload, ...]:
        """Return the last uploads with their files, the newest first."""
        query = select(uploads.c.id).order_by(uploads.c.received.desc(), uploads.c.id).limit(limit)
        with self._database.reading() as connection:
            ids = connection.execute(query).scalars().all()
        return tuple(self.get(one) for one in ids)

    def waiting(self) -> tuple[Upload, ...]:
        """Return the uploads of which a file waits to be read, the oldest first."""
        states = [one.value for one in FileState if not one.ended]
        of_them = select(upload_files.c.upload_id).where(upload_files.c.state.in_(states))
        query = select(uploads.c.id).where(uploads.c.id.in_(of_them)).order_by(uploads.c.received, uploads.c.id)
        with self._database.reading() as connection:
            ids = connection.execute(query).scalars().all()
        return tuple(self.get(one) for one in ids)

    def tell(self, upload_id: str, position: int, state: FileState, result: UploadResult | None = None) -> None:
        """Write down what became of a file."""
        of_it = upload_files.c.upload_id == upload_id, upload_files.c.position == position
        values = {"state": state.value, "result": result or UploadResult()}
        with self._database.changing() as connection:
            connection.execute(update(upload_files).where(*of_it).values(values))

    def documents_of(self, file: UploadedFile) -> tuple[HeldDocument, ...]:
        """Return the documents that hold a file's bytes; a file of many records gives each of them."""
        seen, kept = sightings.c, versions.c
        at = (kept.document_id == seen.document_id) & (kept.version == seen.version)
        query = select(seen.uri, seen.document_id, seen.version, kept.uri.label("own"), kept.recorded)
        query = query.join(versions, at).where(seen.uri.startswith(file.uri, autoescape=True)).order_by(seen.uri)
        with self._database.reading() as connection:
            rows = [row for row in connection.execute(query) if row.uri != f"{file.uri}#"]
        return tuple(
            HeldDocument(
                id=DocumentId(row.document_id), version=row.version, own=row.own == row.uri, recorded=row.recorded
            )
            for row in rows
        )


class _HeldMeanwhileError(Exception):
    """Another request kept an upload of the same id between our look and our write."""


def _insert(connection: Connection, head: dict[str, Any], files: Sequence[dict[str, Any]]) -> None:
    try:
        connection.execute(insert(uploads), head)
        connection.execute(insert(upload_files), files)
    except IntegrityError as error:
        raise _HeldMeanwhileError from error


def _upload(row: AnyRow, files: Sequence[AnyRow]) -> Upload:
    held = tuple(
        UploadedFile(
            position=one.position,
            name=one.name,
            size=one.size,
            sha256=one.sha256,
            state=FileState(one.state),
            result=one.result,
        )
        for one in files
    )
    return Upload(**row._mapping, files=held)
