"""The version of the tables: checked at every opening, brought up to date when it is older, left alone when newer."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from corpus.errors import SchemaTooNew, StoreUnavailable
from corpus.store.database import Database

VERSION = "0005"
"""Schema version of this program: the newest migration."""

MIGRATIONS = Path(__file__).parent / "migrations"
_EMPTY = ""


def stored_version(database: Database) -> str:
    """Return the schema version of a database; an empty text where it has no tables yet.

    Raises:
        StoreUnavailable: If it holds the tables of another program.
    """
    with database.reading() as connection:
        names = inspect(connection).get_table_names()
        if "alembic_version" in names:
            return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or _EMPTY)
    if names:
        raise StoreUnavailable(f"{database.place} is a database, but not a Rappel store; name another data folder")
    return _EMPTY


def is_current(database: Database) -> bool:
    """Say whether the tables are those of this program.

    Raises:
        SchemaTooNew: If a newer program wrote them; nothing is touched.
        StoreUnavailable: If it is no store.
    """
    found = stored_version(database)
    if found > VERSION:
        raise SchemaTooNew(
            f"the store {database.place} has schema {found}, this Rappel knows up to {VERSION}: "
            "use a newer Rappel, or name another data folder; nothing was changed"
        )
    return found == VERSION


def migrate(database: Database) -> None:
    """Bring the tables up to date in one transaction; a new database gets all of them."""
    database.use_write_ahead_log()
    with database.changing() as connection:
        run_migrations(connection)


def run_migrations(connection: Connection, revision: str = "head") -> None:
    """Run Alembic's migrations on a connection that is in a transaction.

    Args:
        connection: The connection; committing is the caller's.
        revision: Last revision to run.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
