"""The connection to the database: reading, changing in one transaction, and foreign errors made our own."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)

from corpus.errors import RappelError, StoreBusy, StoreError, StoreUnavailable, WrongUse
from corpus.store import sqlite


class Database:
    """One database, opened by URL.

    Args:
        url: SQLAlchemy URL.

    Raises:
        StoreUnavailable: If the URL is none, or its driver is not installed.
    """

    def __init__(self, url: str) -> None:
        try:
            self.url: URL = make_url(url)
            self.is_sqlite = self.url.get_backend_name() == "sqlite"
            engine = sqlite.open_engine(self.url) if self.is_sqlite else create_engine(self.url)
        except ImportError as error:
            raise StoreUnavailable(_lacking(self.url, error)) from error
        except (ArgumentError, NoSuchModuleError) as error:
            raise StoreUnavailable(f"the setting 'database' names no database that can be opened: {error}") from error
        self._writer = engine.execution_options(**{sqlite.BEGIN: "BEGIN IMMEDIATE"})
        # SQLite's readers see one state by themselves.
        self._engine = engine if self.is_sqlite else engine.execution_options(isolation_level="REPEATABLE READ")
        self._watch = sqlite.Watch(engine) if self.is_sqlite else None
        self.place = str(sqlite.database_path(self.url) or self.url.render_as_string(hide_password=True))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store, whatever is written meanwhile."""
        with self.translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """Give a connection for one transaction: all of it is kept, or, after any error, nothing."""
        with self.translated(), self._writer.begin() as connection:
            yield connection

    def state(self) -> int | None:
        """Return a number that is another one after every change, whoever made it; None where it cannot be had cheaply.

        It costs microseconds: what was read under a number still holds while it stands. Numbers of two processes, or of
        two openings, say nothing of each other.
        """
        return None if self._watch is None else self._watch.state()

    def use_write_ahead_log(self) -> None:
        """Let readers never wait for the writer (SQLite; others do so by themselves)."""
        if self.is_sqlite:
            # The mode cannot be changed inside a transaction.
            bare = self._engine.execution_options(**{sqlite.BEGIN: ""})
            with self.translated(), bare.connect() as connection:
                sqlite.use_write_ahead_log(connection)

    def leave_no_trace(self) -> None:
        """Take what was deleted out of the log beside the file too (SQLite; others have their own ways)."""
        if self.is_sqlite:
            bare = self._engine.execution_options(**{sqlite.BEGIN: ""})
            with self.translated(), bare.connect() as connection:
                sqlite.empty_write_ahead_log(connection)

    def close(self) -> None:
        """Close every connection."""
        if self._watch is not None:
            self._watch.close()
        self._engine.dispose()

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn every error of SQLAlchemy and of the driver's arguments into one of our own.

        Raises:
            StoreBusy: If another process holds the database.
            StoreUnavailable: If the file is missing, read-only, damaged or no store, or the disk full.
            WrongUse: If a value does not fit the database, such as a number of 30 digits.
            StoreError: For everything else.
        """
        try:
            yield
        except SQLAlchemyError as error:
            original = getattr(error, "orig", None)
            # Our own refusal of a value comes back wrapped as the library's.
            raise original if isinstance(original, RappelError) else self._ours(error) from error
        except (OverflowError, UnicodeEncodeError) as error:
            raise WrongUse(f"a value cannot be stored: {error}") from error

    def _ours(self, error: SQLAlchemyError) -> RappelError:
        meaning = sqlite.fault(error)
        cause = getattr(error, "orig", None) or error
        if meaning and meaning[0] == "busy":
            return StoreBusy(f"the store {self.place} is busy: {meaning[1]}")
        if meaning:
            return StoreUnavailable(f"the store {self.place} cannot be used: {meaning[1]} ({cause})")
        if isinstance(error, DataError):
            return WrongUse(f"a value cannot be stored: {cause}")
        if isinstance(error, OperationalError | InterfaceError):
            return StoreUnavailable(f"the store {self.place} cannot be used: {cause}; check the setting 'database'")
        return StoreError(f"the store {self.place} refused: {cause}; run 'rappel doctor'")


def _lacking(url: URL, error: ImportError) -> str:
    """Say which library a database needs, and how it is had."""
    why = str(error).partition("\n")[0]
    if url.get_backend_name() == "postgresql":
        return (
            f"PostgreSQL needs the library psycopg, which this installation lacks ({why}): run "
            "pip install 'psycopg[binary]', and let the setting 'database' begin with postgresql+psycopg://"
        )
    return f"the setting 'database' needs a library that this installation lacks ({why})"
