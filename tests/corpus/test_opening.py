"""Opening a store: new, older, newer, damaged, read-only, full."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy.exc
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text

from corpus.errors import NotFound, RappelError, SchemaTooNew, StoreBusy, StoreError, StoreUnavailable, WrongUse
from corpus.register import Cause
from corpus.settings import Settings
from corpus.store import Store, schema
from corpus.store.database import Database
from corpus.store.tables import metadata
from tests.corpus.building import ROOT, Clock, made


def files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def query(settings: Settings, *statements: str) -> list[Any]:
    """Run statements on the file itself and return the rows of the last one."""
    with closing(sqlite3.connect(settings.data / "rappel.sqlite")) as connection:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
        connection.commit()
        return rows


def test_a_new_store_is_made(settings: Settings, open_store: Callable[[], Store]) -> None:
    """The folder and the tables are made, in WAL mode, with foreign keys that hold."""
    assert open_store().documents.count() == 0
    assert query(settings, "PRAGMA journal_mode") == [("wal",)]
    assert query(settings, "SELECT version_num FROM alembic_version") == [(schema.VERSION,)]
    database = Database(settings.database_url)
    with database.reading() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 30000
    database.close()


def test_a_store_is_there_the_next_time(open_store: Callable[[], Store]) -> None:
    """What was stored is read by the next one who opens the store."""
    result = made().put(open_store())
    assert open_store().documents.get(result.document_id).facts == made().facts


def test_migrations_make_the_tables_of_the_program(tmp_path: Path) -> None:
    """The tables that migrations make, one after the other, are those of ``tables.py``; the last is the version."""
    engine = create_engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    with engine.begin() as connection:
        schema.run_migrations(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == schema.VERSION
    engine.dispose()
    written = sorted((schema.MIGRATIONS / "versions").glob("v*.py"))
    assert written[-1].name.startswith(f"v{schema.VERSION}_")


def test_an_older_store_is_brought_up_to_date(settings: Settings, open_store: Callable[[], Store]) -> None:
    """A store of an older version gets the missing tables, and keeps what it held."""
    settings.data.mkdir(parents=True)
    database = Database(settings.database_url)
    database.use_write_ahead_log()
    with database.changing() as connection:
        schema.run_migrations(connection, "0001")
        connection.execute(text("INSERT INTO blobs VALUES ('ab', 1, 'x')"))
    database.close()
    store = open_store()
    made().put(store)
    assert query(settings, "SELECT count(*) FROM blobs WHERE sha256 = 'ab'") == [(1,)]
    assert len(store.register.list()) == 2


def test_a_migration_that_fails_leaves_the_old_tables(
    settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration that is stopped half-way leaves nothing; the next opening does it whole."""
    run = schema.run_migrations

    def stopped(connection: Connection, revision: str = "head") -> None:
        run(connection, revision)
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "run_migrations", stopped)
    with pytest.raises(KeyboardInterrupt):
        Store.open(settings, clock=clock)
    assert query(settings, "SELECT name FROM sqlite_master") == []
    monkeypatch.undo()
    with Store.open(settings, clock=clock) as store:
        assert store.check() == ()


def test_a_newer_store_is_refused_untouched(settings: Settings, clock: Clock) -> None:
    """A store of a newer program is refused, naming both versions and what to do; not a byte changes."""
    with Store.open(settings, clock=clock) as store:
        made().put(store)
    query(settings, "UPDATE alembic_version SET version_num = '0099'", "PRAGMA journal_mode=DELETE")
    before = files(settings.data)
    with pytest.raises(SchemaTooNew, match=f"0099.*{schema.VERSION}.*newer Rappel") as caught:
        Store.open(settings, clock=clock)
    assert str(settings.data.resolve()) in str(caught.value)
    assert files(settings.data) == before


def test_a_database_of_another_program_is_refused(settings: Settings, clock: Clock) -> None:
    """A database that holds other tables is left alone."""
    settings.data.mkdir(parents=True)
    query(settings, "CREATE TABLE songs (title)")
    with pytest.raises(StoreUnavailable, match="not a Rappel store"):
        Store.open(settings, clock=clock)
    assert query(settings, "SELECT name FROM sqlite_master") == [("songs",)]


def test_a_file_that_is_no_database(settings: Settings, clock: Clock) -> None:
    """A file of other bytes is named, with what to do, and left alone."""
    settings.data.mkdir(parents=True)
    path = settings.data / "rappel.sqlite"
    path.write_bytes(b"These are the minutes of a meeting. " * 100)
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match=r"rappel\.sqlite.*not a Rappel store"):
        Store.open(settings, clock=clock)
    assert path.read_bytes() == before


def test_a_folder_that_is_a_file(tmp_path: Path, clock: Clock) -> None:
    """A data folder that cannot be made is named."""
    (tmp_path / "data").write_text("x")
    with pytest.raises(StoreUnavailable, match=r"data folder .*data cannot be written"):
        Store.open(Settings(data=tmp_path / "data"), clock=clock)


@pytest.mark.parametrize("url", ["nonsense", "nosuchdatabase://x", "postgresql+nosuchdriver://x"])
def test_a_wrong_url(tmp_path: Path, clock: Clock, url: str) -> None:
    """A database that cannot be reached by URL is a clear error."""
    with pytest.raises(StoreUnavailable, match="'database'"):
        Store.open(Settings(data=tmp_path, database=url), clock=clock)


@pytest.mark.parametrize(
    ("url", "missing", "said"),
    [
        (
            "postgresql+psycopg://u:secret@h/d",
            "psycopg",
            r"pip install 'psycopg\[binary\]', .*begin with postgresql\+psyco",
        ),
        (
            "postgresql+psycopg2://u:secret@h/d",
            "psycopg2",
            r"pip install 'psycopg\[binary\]', .*begin with postgresql\+psycopg://",
        ),
        ("mysql://u:secret@h/d", "MySQLdb", "needs a library that this installation lacks .*MySQLdb"),
    ],
)
def test_a_driver_that_is_not_installed(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, url: str, missing: str, said: str
) -> None:
    """The message says which library is to be installed, and how; it does not say the password."""
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(StoreUnavailable, match=said) as caught:
        Store.open(Settings(data=tmp_path, database=url), clock=clock)
    assert missing in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_full_disk_leaves_the_store_as_it_was(store: Store) -> None:
    """Where the disk is full, the document is refused as a whole, with what to do; the rest is untouched."""
    first = made().put(store)
    before = (store.feed.head(), store.register.events())
    with store._database.reading() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count={pages + 2}"))
    big = made("".join((made().text.text, "\n", "Lang verhaal. " * 5000)))
    with pytest.raises(StoreUnavailable, match=r"disk is full; make room"):
        big.put(store)
    assert (store.feed.head(), store.register.events()) == before
    assert store.documents.get(first.document_id).version == 1
    assert store.check() == ()
    with store._database.reading() as connection:
        connection.execute(text("PRAGMA max_page_count=1000000"))
    assert big.put(store).version == 2


def test_a_read_only_folder_is_read(
    settings: Settings, clock: Clock, unprivileged: Callable[[], None], tmp_path: Path
) -> None:
    """In a folder that may not be written to, reading works, and writing is a clear error that changes nothing."""
    with Store.open(settings, clock=clock) as store:
        result = made().put(store)
        store.documents.get(result.document_id)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == settings.data.owner() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    settings.data.chmod(0o555)
    (settings.data / "rappel.sqlite").chmod(0o444)
    unprivileged()
    with Store.open(settings, clock=clock) as store:
        assert store.documents.get(result.document_id).record == made().record
        with pytest.raises(StoreUnavailable, match="cannot be written to"):
            made(made().text.text + "\n").put(store)
        with pytest.raises(StoreUnavailable, match=r"data folder .* cannot be written to"), store.writing():
            pytest.fail("the lock was held in a read-only folder")


def test_a_read_only_database_refuses_writing(store: Store) -> None:
    """SQLite's own refusal to write is a clear error with the path and what to do."""
    with store._database.reading() as connection:
        connection.execute(text("PRAGMA query_only=ON"))
    with pytest.raises(StoreUnavailable, match=r"rappel\.sqlite cannot be used: it cannot be written to"):
        made().put(store)


def test_a_damaged_file_is_named(settings: Settings, clock: Clock) -> None:
    """A file that was overwritten in the middle is a clear error, not a trace."""
    with Store.open(settings, clock=clock) as store:
        made().put(store)
    path = settings.data / "rappel.sqlite"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(bytes(content))
    with pytest.raises(StoreUnavailable, match=r"rappel\.sqlite.*(damaged|not a Rappel store)"):
        Store.open(settings, clock=clock)


def leaves(kind: type[BaseException]) -> set[type[BaseException]]:
    """Return an exception class and everything below it."""
    return {kind}.union(*(leaves(child) for child in kind.__subclasses__()))


def foreign_errors() -> list[Exception]:
    """Return one error of every class that SQLAlchemy and SQLite's driver can raise."""
    drivers = sorted(leaves(sqlite3.Error), key=lambda kind: kind.__name__)
    found: list[Exception] = [sqlalchemy.exc.StatementError("no", "SELECT 1", {}, ValueError("no"))]
    for kind in sorted(leaves(sqlalchemy.exc.SQLAlchemyError), key=lambda kind: kind.__name__):
        if issubclass(kind, sqlalchemy.exc.DBAPIError):
            found += [kind("SELECT 1", {}, driver("no")) for driver in drivers]
        elif not issubclass(kind, sqlalchemy.exc.StatementError):
            # Some take arguments of their own; only what they are matters here.
            bare = kind.__new__(kind)
            bare.args = ("no",)
            found += [bare] if isinstance(bare, Exception) else []
    return found


@pytest.mark.parametrize("part", ["reading", "changing"])
def test_no_foreign_error_leaks(store: Store, part: str) -> None:
    """Whatever SQLAlchemy raises comes out as an error of our own, with the cause kept for the log."""
    errors = foreign_errors()
    assert len(errors) > 50
    for error in errors:
        with pytest.raises(RappelError) as caught, getattr(store._database, part)():
            raise error
        assert caught.value.__cause__ is error
        assert isinstance(caught.value, StoreError | WrongUse)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (sqlite3.SQLITE_FULL, StoreUnavailable, "disk is full"),
        (sqlite3.SQLITE_READONLY_DBMOVED, StoreUnavailable, "cannot be written to"),
        (sqlite3.SQLITE_PERM, StoreUnavailable, "cannot be written to"),
        (sqlite3.SQLITE_CANTOPEN, StoreUnavailable, "cannot be opened"),
        (sqlite3.SQLITE_IOERR_WRITE, StoreUnavailable, "disk cannot be read or written"),
        (sqlite3.SQLITE_CORRUPT, StoreUnavailable, "damaged"),
        (sqlite3.SQLITE_NOTADB, StoreUnavailable, "not a Rappel store"),
        (sqlite3.SQLITE_BUSY, StoreBusy, "another process is writing"),
        (sqlite3.SQLITE_LOCKED, StoreBusy, "another process is writing"),
    ],
)
def test_codes_of_sqlite_say_what_to_do(store: Store, code: int, kind: type[StoreError], words: str) -> None:
    """Each code of SQLite, extended ones too, becomes a sentence with the path and what to do."""
    driver = sqlite3.OperationalError("driver's words")
    driver.sqlite_errorcode = code
    with pytest.raises(kind, match=words) as caught, store._database.changing():
        raise sqlalchemy.exc.OperationalError("SELECT 1", {}, driver)
    assert "rappel.sqlite" in str(caught.value)


def test_a_server_that_does_not_answer(store: Store) -> None:
    """A database that cannot be reached says which setting names it."""
    with pytest.raises(StoreUnavailable, match="check the setting 'database'"), store._database.changing():
        raise sqlalchemy.exc.OperationalError("SELECT 1", {}, Exception("connection refused"))


@pytest.mark.parametrize("error", [NotFound("no"), WrongUse("no")])
def test_own_errors_pass(store: Store, error: RappelError) -> None:
    """An error of our own comes out as it is, also where the library wraps it."""
    with pytest.raises(type(error)) as caught, store._database.changing():
        raise error
    assert caught.value is error
    with pytest.raises(type(error)) as caught, store._database.changing():
        raise sqlalchemy.exc.StatementError("no", "SELECT 1", {}, error)
    assert caught.value is error


def test_opening_and_reading_start_fast() -> None:
    """Neither Alembic nor the lock's library nor pydantic is imported with the store: commands must start at once."""
    slow = ("alembic", "filelock", "pydantic", "sqlalchemy.orm")
    program = f"import sys, corpus.store; print([name for name in {slow} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_an_up_to_date_store_opens_without_alembic(settings: Settings, store: Store) -> None:
    """Opening a store of this version does not import Alembic."""
    made().put(store, Cause.BACKFILL)
    program = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from corpus.settings import Settings; from corpus.store import Store\n"
        f"with Store.open(Settings(data=Path({str(settings.data)!r})), clock=lambda: datetime.now(UTC)) as store:\n"
        "    print(store.documents.count(), 'alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "1 False"
