"""Everything that is said to SQLite only: pragmas, transactions, triggers, integrity and the meaning of its errors."""

import os
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from corpus.errors import StoreUnavailable

BEGIN = "rappel_begin"
"""Name of the execution option that says how a transaction begins."""
_BUSY_MILLISECONDS = 30_000
_CACHE_KIBIBYTES = 16_384  # of each connection, of which a service has about ten; with twice as much no page is faster
_ALONE_MILLISECONDS = 2_000

_UNAVAILABLE = {
    sqlite3.SQLITE_FULL: "the disk is full; make room and run the command again",
    sqlite3.SQLITE_READONLY: "it cannot be written to; check the rights of the folder and of the file",
    sqlite3.SQLITE_PERM: "it cannot be written to; check the rights of the folder and of the file",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; check that the folder exists and may be written to",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written; check the disk, then run 'rappel doctor'",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; stop the service and run 'rappel restore --force FILE' with the last "
    "backup, or read the documents again into a new data folder",
    sqlite3.SQLITE_NOTADB: "the file is not a Rappel store; name another data folder, or move the file away",
}
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_NOT_LOCKED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN})
_PRIMARY = 0xFF


def file_of(address: str) -> Path | None:
    """Return the file of the database that an address names; None where it is none of SQLite, or no address."""
    try:
        return database_path(make_url(address))
    except ArgumentError:
        return None


def database_path(url: URL) -> Path | None:
    """Return the path of a SQLite file; None for another database and for one in memory."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def open_engine(url: URL) -> Engine:
    """Return an engine for a SQLite file: read-only where neither the file nor its folder may be written to."""
    path = database_path(url)
    if path is not None and path.exists() and not _changeable(path):
        url = url.set(database=f"file:{path}").update_query_string(f"{_reading(path)}&uri=true")
    # The connection that was used last is used next: of those in between, each would fill a cache of its own.
    engine = create_engine(url) if path is None else create_engine(url, pool_use_lifo=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


class Watch:
    """Sees that a file was changed, by a connection of its own that never writes. Safe to use from several threads.

    Args:
        engine: The engine of the file.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._connection: DBAPIConnection | None = None

    def state(self) -> int | None:
        """Return SQLite's number of the changes that other connections committed.

        None for a database in memory, and for one that cannot be read: who reads it then learns why.
        """
        if self._engine.url.database in (None, "", ":memory:"):
            return None
        with self._lock, suppress(sqlite3.Error, SQLAlchemyError):
            if self._connection is None:
                self._connection = self._opened()
            cursor = self._connection.cursor()
            try:
                cursor.execute("PRAGMA data_version")
                row = cursor.fetchone()
                return int(row[0]) if row else None
            finally:
                cursor.close()
        return None

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _opened(self) -> DBAPIConnection:
        """Return a connection that the pool does not know: in its hands it would also write."""
        fairy = self._engine.raw_connection()
        fairy.detach()
        found = fairy.dbapi_connection
        if found is None:
            raise StoreUnavailable("the store cannot be opened a second time")
        cursor = found.cursor()
        try:
            # Who only wants to know whether anything changed waits for nobody.
            cursor.execute("PRAGMA busy_timeout=0")
        finally:
            cursor.close()
        return found


def _reading(path: Path) -> str:
    """Return how a file is opened that is only read."""
    # Without the right to make the two files that WAL needs, SQLite reads only what it is told will not change.
    logged = path.with_name(path.name + "-wal").exists()
    return "mode=ro" if _changeable(path) or logged else "mode=ro&immutable=1"


def _copying(path: Path) -> str:
    """Return how a file is opened that is copied."""
    # Read without locks, a file that a service of another user writes to gives a torn copy: only where the disk itself
    # may not be written to does nobody write. That this user may not says nothing.
    alone = not path.with_name(path.name + "-wal").exists() and _lies_on_read_only_disk(path)
    return "mode=ro&immutable=1" if alone else "mode=ro"


def _lies_on_read_only_disk(path: Path) -> bool:
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _changeable(path: Path) -> bool:
    return _writable(path) and _writable(path.parent)


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def use_write_ahead_log(connection: Connection) -> None:
    """Switch the file to WAL, for ever: readers then never wait for the writer."""
    connection.exec_driver_sql("PRAGMA journal_mode=WAL")


def empty_write_ahead_log(connection: Connection) -> None:
    """Move what the log holds into the file and cut the log off, as far as nobody reads from it at this moment."""
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def integrity_faults(connection: Connection) -> tuple[str, ...]:
    """Return what SQLite finds wrong in the file; nothing where it is sound."""
    rows = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    return tuple(str(row) for row in rows if row != "ok")


def broken_foreign_keys(connection: Connection) -> tuple[str, ...]:
    """Return one sentence for each table with rows that point to nothing."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        counts[(row[0], row[2])] = counts.get((row[0], row[2]), 0) + 1
    return tuple(
        f"{count} rows of {table} point to missing rows of {parent}" for (table, parent), count in counts.items()
    )


def copy(path: Path, target: Path) -> None:
    """Copy a database as it stands at one moment; others go on reading and writing.

    Args:
        path: The file.
        target: A new file.

    Raises:
        StoreUnavailable: If it is missing, cannot be read or not be locked, or there is no room for the copy.
    """
    if not path.is_file():
        raise StoreUnavailable(f"there is no store {path}")
    try:
        with (
            closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?{_copying(path)}", uri=True)) as source,
            closing(sqlite3.connect(target)) as copied,
        ):
            source.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
            # All in one step: a copy in many steps begins anew whenever somebody writes.
            source.backup(copied, pages=-1)
            copied.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise StoreUnavailable(f"the store {path} cannot be copied: {error}; {_copy_advice(path, error)}") from error


def _copy_advice(path: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code == sqlite3.SQLITE_FULL:
        return "make room where the copy goes, or name another disk"
    if code in _NOT_LOCKED and not _changeable(path):
        return f"to lock it, run this as the user of the service, who may write to it and to its folder {path.parent}"
    return "run 'rappel doctor'"


def is_open_elsewhere(path: Path) -> bool:
    """Tell whether another connection, of any process of this machine, holds a store; its log is moved into the file.

    Only who is alone may leave WAL. A file that is damaged says nothing, and counts as held by nobody.
    """
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA busy_timeout={_ALONE_MILLISECONDS}")
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        return getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _BUSY
    return False


def fault(error: SQLAlchemyError) -> tuple[str, str] | None:
    """Say what an error of SQLite means.

    Args:
        error: The wrapped error.

    Returns:
        ``busy`` or ``unavailable`` with what to do; None for every other error.
    """
    original = getattr(error, "orig", None)
    code = getattr(original, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return None
    if code & _PRIMARY in _BUSY:
        return ("busy", "another process is writing to it; try again when it is done")
    meaning = _UNAVAILABLE.get(code & _PRIMARY)
    return ("unavailable", meaning) if meaning else None


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own transactions begin late and would split ours; BEGIN is sent below instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA synchronous=NORMAL")
        # What is deleted is overwritten: an address that is forgotten shall not stay in the file.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute(f"PRAGMA cache_size=-{_CACHE_KIBIBYTES}")
    finally:
        cursor.close()


def _begin(connection: Connection) -> None:
    # A writer asks for the write lock at once: one that reads first and writes later can be refused half-way.
    statement = connection.get_execution_options().get(BEGIN, "BEGIN")
    if statement:
        connection.exec_driver_sql(statement)
