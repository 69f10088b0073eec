"""Quarantine: documents that could not be read, with the reason and the bytes."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from corpus.errors import NotFound
from corpus.register import Problem
from corpus.store.database import Database
from corpus.store.intake import write_blob
from corpus.store.tables import blobs, problems, versions

_NO_LINE = 0


class Problems:
    """The documents in quarantine.

    Args:
        database: The database.
        clock: Now, in UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def put(self, uri: str, name: str, line: int | None, reason: str, message: str, content: bytes) -> Problem:
        """Keep a document that could not be read; refused again, it stays one problem with a later last day.

        Args:
            uri: Its identity at the source.
            name: What a person would call it.
            line: Line in the file, counted from 1, for a broken line of a JSONL file.
            reason: Machine-readable word.
            message: What is wrong and what can be done.
            content: The bytes.
        """
        now = self._clock()
        key = {"uri": uri, "line": line or _NO_LINE}
        sha256 = hashlib.sha256(content).hexdigest()
        values = {"name": name, "reason": reason, "message": message, "sha256": sha256, "size": len(content)}
        with self._database.changing() as connection:
            write_blob(connection, sha256, content)
            old = connection.execute(select(problems).filter_by(**key)).first()
            first = now if old is None else old.first_seen
            if old is None:
                connection.execute(insert(problems), key | values | {"first_seen": now, "last_seen": now})
            else:
                connection.execute(update(problems).filter_by(**key).values(values | {"last_seen": now}))
                _drop_blobs(connection, {old.sha256})
        return Problem(
            uri=uri,
            name=name,
            line=line,
            reason=reason,
            message=message,
            sha256=sha256,
            size=len(content),
            first_seen=first,
            last_seen=now,
        )

    def list(self) -> tuple[Problem, ...]:
        """Return every problem, by uri and line."""
        query = select(problems).order_by(problems.c.uri, problems.c.line)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(Problem(**(dict(row._mapping) | {"line": row.line or None})) for row in rows)

    def clear(self, uri: str) -> int:
        """Forget the problems of a uri, because it was read at last.

        Returns:
            How many there were.
        """
        with self._database.changing() as connection:
            hashes = connection.execute(select(problems.c.sha256).where(problems.c.uri == uri)).scalars().all()
            if hashes:
                connection.execute(delete(problems).where(problems.c.uri == uri))
                _drop_blobs(connection, set(hashes))
        return len(hashes)

    def content(self, sha256: str) -> bytes:
        """Return the bytes of a problem.

        Raises:
            NotFound: If no problem has bytes of that hash.
        """
        query = (
            select(blobs.c.content)
            .join(problems, problems.c.sha256 == blobs.c.sha256)
            .where(blobs.c.sha256 == sha256)
            .limit(1)
        )
        with self._database.reading() as connection:
            content = connection.execute(query).scalar()
        if content is None:
            raise NotFound(f"no document in quarantine has the hash {sha256!r}")
        return bytes(content)


def _drop_blobs(connection: Connection, hashes: set[str]) -> None:
    """Drop bytes that no version and no problem needs any more."""
    needed = select(versions.c.sha256).union(select(problems.c.sha256))
    connection.execute(delete(blobs).where(blobs.c.sha256.in_(hashes), blobs.c.sha256.not_in(needed)))
