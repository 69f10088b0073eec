"""One holder at a time for each job of the running service, and how each job's last runs went.

A lease is a row with an end: who holds it renews it, and another may take it once it has ended. The moments are those
of the machines' own clocks, which must agree to within a few seconds where several share a store.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from corpus.store.database import Database
from corpus.store.tables import AnyRow, leases

LONGEST = timedelta(minutes=10)
"""No lease lasts longer: one that ends later was taken by a clock that was ahead, and has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A job as the store knows it.

    Attributes:
        name: Name of the job, such as ``alerts`` or ``sync vlaams-parlement``.
        holder: Who has it, as host, process and a number by chance; None where nobody has.
        until: When that ends unless it is renewed; None where nobody has it.
        last_try: When it last ran; None for never.
        last_success: When it last ran well; None for never.
        failures: Runs in a row that failed.
        message: Why the last one failed; empty where it did not.
    """

    name: str
    holder: str | None = None
    until: datetime | None = None
    last_try: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    message: str = ""


class Leases:
    """The leases of the jobs; each method is one transaction.

    Args:
        database: The database.
        clock: Now, in UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def take(self, name: str, holder: str, lasting: timedelta) -> bool:
        """Take a lease, or renew one's own.

        Args:
            name: Name of the job.
            holder: Who takes it.
            lasting: For how long from now; at most ``LONGEST``.

        Returns:
            False where another has it.
        """
        now = self._clock()
        values = {"holder": holder, "until": now + min(lasting, LONGEST)}
        try:
            with self._database.changing() as connection:
                if connection.execute(select(leases.c.name).where(leases.c.name == name)).first() is None:
                    _insert(connection, {"name": name, **values})
                    return True
                mine = update(leases).where(leases.c.name == name, _free(now, holder)).values(values)
                return bool(connection.execute(mine).rowcount)
        except _TakenMeanwhileError:
            return False

    def release(self, name: str, holder: str) -> None:
        """Give a lease back; nothing where another has it by now."""
        mine = leases.c.name == name, leases.c.holder == holder
        with self._database.changing() as connection:
            connection.execute(update(leases).where(*mine).values(holder=None, until=None))

    def ran(self, name: str, message: str = "") -> None:
        """Write down that a job ran.

        Args:
            name: Name of the job.
            message: Why it failed; empty where it went well.
        """
        now = self._clock()
        good: dict[str, Any] = {"last_try": now, "last_success": now, "failures": 0, "message": ""}
        bad: dict[str, Any] = {"last_try": now, "failures": leases.c.failures + 1, "message": message}
        with self._database.changing() as connection:
            connection.execute(update(leases).where(leases.c.name == name).values(bad if message else good))

    def get(self, name: str) -> Lease | None:
        """Return a job by its name; None where it never ran."""
        with self._database.reading() as connection:
            row = connection.execute(select(leases).where(leases.c.name == name)).first()
        return None if row is None else _lease(row)

    def list(self) -> tuple[Lease, ...]:
        """Return every job that ever ran, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(leases).order_by(leases.c.name)).all()
        return tuple(_lease(row) for row in rows)

    def held(self) -> tuple[Lease, ...]:
        """Return the jobs that somebody has now, by name."""
        now = self._clock()
        return tuple(one for one in self.list() if one.until is not None and now < one.until <= now + LONGEST)


class _TakenMeanwhileError(Exception):
    """Another process made the row between our look and our write."""


def _insert(connection: Any, row: dict[str, Any]) -> None:  # noqa: ANN401 - the library's connection
    try:
        connection.execute(insert(leases), {"failures": 0, "message": "", **row})
    except IntegrityError as error:
        raise _TakenMeanwhileError from error


def _free(now: datetime, holder: str) -> Any:  # noqa: ANN401 - a condition of SQL
    until = leases.c.until
    return or_(until.is_(None), until <= now, until > now + LONGEST, leases.c.holder == holder)


def _lease(row: AnyRow) -> Lease:
    return Lease(**row._mapping)
