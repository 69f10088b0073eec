"""What was listed and fetched of each source on the web, so that a stopped run goes on where it ended."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select, update

from corpus.store.database import Database
from corpus.store.tables import source_items


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem:
    """A question of a source, as it was when it was last fetched.

    Attributes:
        source: Name of the source.
        key: Its name at the source.
        stamp: What the source's list said of it; another stamp means that it changed.
        day: The day under which it was listed; None where the list has none.
        open: Whether it waited for its answer.
        fetched: When it was fetched, in UTC.
        failures: Consecutive tries to fetch it that failed.
        message: Why the last one failed; empty where it did not.
        marks: ``ETag`` and ``Last-Modified`` of its files, by address.
        found: What the source's list said of a question that waits for its answer.
    """

    source: str
    key: str
    stamp: str
    day: date | None
    open: bool
    fetched: datetime
    failures: int = 0
    message: str = ""
    marks: Mapping[str, list[str]] = field(default_factory=dict)
    found: Mapping[str, object] = field(default_factory=dict)


class SourceItems:
    """The questions of the sources on the web.

    Args:
        database: The database.
        clock: Now, in UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def stamps(self, source: str) -> dict[str, str]:
        """Return the stamp of every question of a source that was fetched, by its key; failed ones left out."""
        query = select(source_items.c.key, source_items.c.stamp).where(
            source_items.c.source == source, source_items.c.failures == 0
        )
        with self._database.reading() as connection:
            return {row.key: row.stamp for row in connection.execute(query)}

    def waiting(self, source: str) -> Iterator[SourceItem]:
        """Yield the questions of a source that wait for their answer or failed, the longest untouched first."""
        table = source_items.c
        query = (
            select(source_items)
            .where(table.source == source, table.open.is_(True) | (table.failures > 0))
            .order_by(table.fetched, table.key)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        yield from (SourceItem(**row._mapping) for row in rows)

    def marks(self, source: str, key: str) -> dict[str, list[str]]:
        """Return the marks of a question's files, by address; none of a question that was never fetched."""
        query = select(source_items.c.marks).where(source_items.c.source == source, source_items.c.key == key)
        with self._database.reading() as connection:
            return dict(connection.execute(query).scalar() or {})

    def fetched(self, item: SourceItem) -> None:
        """Write down that a question was fetched and stored."""
        said = {"stamp": item.stamp, "day": item.day, "open": item.open, "marks": item.marks, "found": item.found}
        self._write(item.source, item.key, {**said, "fetched": item.fetched, "failures": 0, "message": ""})

    def failed(self, source: str, key: str, message: str) -> int:
        """Write down that a question could not be fetched; it is tried again at the next run.

        Returns:
            How often in a row it could not be fetched by now.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(source_items).filter_by(source=source, key=key)).first()
        empty: dict[str, object] = {"stamp": "", "day": None, "open": False, "marks": {}, "found": {}}
        held = {name: getattr(row, name, other) for name, other in empty.items()}
        failures = (row.failures if row else 0) + 1
        self._write(source, key, {**held, "failures": failures, "message": message})
        return failures

    def count(self, source: str, first: date | None = None, last: date | None = None) -> int:
        """Return how many questions of a source were fetched, of those listed between two days where they are given."""
        table = source_items.c
        query = select(func.count()).where(table.source == source, table.failures == 0)
        if first is not None and last is not None:
            query = query.where(table.day.between(first, last))
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def days(self, source: str) -> tuple[date, ...]:
        """Return the days under which questions of a source are listed, in order, each once."""
        table = source_items.c
        query = select(table.day).where(table.source == source, table.day.is_not(None)).distinct().order_by(table.day)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def forget(self, source: str) -> None:
        """Forget what was fetched of a source, so that the next run fetches all of it anew; documents stay."""
        with self._database.changing() as connection:
            connection.execute(delete(source_items).where(source_items.c.source == source))

    def _write(self, source: str, key: str, values: dict[str, object]) -> None:
        name = {"source": source, "key": key}
        values = {"fetched": self._clock(), **values}
        with self._database.changing() as connection:
            if not connection.execute(update(source_items).filter_by(**name).values(values)).rowcount:
                connection.execute(insert(source_items), {**name, **values})
