"""Every look at a source on the web: when, whether it could be read, and what it brought."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select

from corpus.store.database import Database
from corpus.store.tables import source_looks

_KEPT = 5_000
"""Looks of a source that are kept; one an hour for half a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLook:
    """A look at a source.

    Attributes:
        source: Its name.
        began: When, in UTC.
        ended: When it was over, in UTC.
        ok: Whether everything that was to be read was read.
        new: Documents that were not held before.
        changed: Documents of which a new version came.
        failed: Documents that could not be fetched or read.
        message: Why it was not whole; empty where it was.
    """

    source: str
    began: datetime
    ended: datetime
    ok: bool
    new: int = 0
    changed: int = 0
    failed: int = 0
    message: str = ""


class SourceLooks:
    """The looks at the sources.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, look: SourceLook) -> None:
        """Write a look down; those that brought nothing go once there are many newer ones."""
        values = {name: getattr(look, name) for name in SourceLook.__slots__}
        table = source_looks.c
        with self._database.changing() as connection:
            connection.execute(insert(source_looks), values)
            newest = select(table.id).where(table.source == look.source).order_by(table.id.desc()).offset(_KEPT)
            oldest = connection.execute(newest.limit(1)).scalar()
            if oldest is not None:
                old = table.source == look.source, table.id <= oldest, table.new == 0, table.changed == 0
                connection.execute(delete(source_looks).where(*old))

    def list(self, source: str, limit: int = 100) -> tuple[SourceLook, ...]:
        """Return the last looks at a source, the newest first."""
        query = select(source_looks).where(source_looks.c.source == source).order_by(source_looks.c.id.desc())
        with self._database.reading() as connection:
            rows = connection.execute(query.limit(limit)).all()
        return tuple(SourceLook(**{name: getattr(row, name) for name in SourceLook.__slots__}) for row in rows)

    def news(self, source: str) -> tuple[datetime, ...]:
        """Return when looks ended that brought something new or changed, in order."""
        table = source_looks.c
        query = select(table.ended).where(table.source == source, or_(table.new > 0, table.changed > 0))
        with self._database.reading() as connection:
            return tuple(connection.execute(query.order_by(table.ended)).scalars())

    def last_whole(self, source: str) -> datetime | None:
        """Return when a look at a source last could read everything; None for never."""
        query = select(func.max(source_looks.c.ended)).where(source_looks.c.source == source, source_looks.c.ok)
        with self._database.reading() as connection:
            found: datetime | None = connection.execute(query).scalar()
        return found

    def count(self, source: str) -> int:
        """Return how many looks at a source are kept."""
        with self._database.reading() as connection:
            query = select(func.count()).where(source_looks.c.source == source)
            return int(connection.execute(query).scalar_one())
