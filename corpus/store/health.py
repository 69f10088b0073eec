"""How far each source was read, and whether it still speaks."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import insert, select, update

from corpus.register import SourceHealth
from corpus.store import coverage
from corpus.store.database import Database
from corpus.store.tables import source_health


class Health:
    """The health of the sources.

    Args:
        database: The database.
        clock: Now, in UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def record(
        self,
        source: str,
        ok: bool,
        message: str = "",
        new_item: bool = False,
        read_until: date | None = None,
        beside: str = "",
    ) -> SourceHealth:
        """Write down that a source was looked at.

        Args:
            source: Its name.
            ok: Whether it could be read.
            message: Why not; forgotten after the next look that succeeds.
            new_item: Whether it had something new.
            read_until: The last day up to which everything it published was read; never moves back.
            beside: What could not be read beside its documents, which fails no look.

        Returns:
            Its health after this look.
        """
        now = self._clock()
        with self._database.changing() as connection:
            row = connection.execute(select(source_health).where(source_health.c.source == source)).first()
            old = SourceHealth(**row._mapping) if row else SourceHealth(source=source, last_checked=now)
            until = max((day for day in (old.read_until, read_until) if day is not None), default=None)
            new = SourceHealth(
                source=source,
                last_checked=now,
                last_item=now if new_item else old.last_item,
                read_until=until if ok else old.read_until,
                failures=0 if ok else old.failures + 1,
                message="; ".join(filter(None, ("" if ok else message, beside))),
            )
            values = {name: getattr(new, name) for name in source_health.c.keys()}  # noqa: SIM118 - no dict
            if row is None:
                connection.execute(insert(source_health), values)
            else:
                connection.execute(update(source_health).where(source_health.c.source == source).values(values))
        return new

    def get(self, source: str) -> SourceHealth | None:
        """Return the health of a source, None where it was never looked at."""
        query = select(source_health).where(source_health.c.source == source)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return SourceHealth(**row._mapping) if row else None

    def list(self) -> tuple[SourceHealth, ...]:
        """Return the health of every source, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(source_health).order_by(source_health.c.source)).all()
        return tuple(SourceHealth(**row._mapping) for row in rows)

    def coverage(self) -> tuple[coverage.SessionCoverage, ...]:
        """Return what is held of each session, the latest first, documents without a session last."""
        with self._database.reading() as connection:
            return coverage.sessions(connection)

    def refusals(self) -> tuple[tuple[str, int], ...]:
        """Return how many files and lines could not be read, by reason, the most frequent first."""
        with self._database.reading() as connection:
            return coverage.refusals(connection)
