"""Commitments as somebody else's register has them, such as a parliament's own: held to be compared, never mixed in."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select

from corpus.store.database import Database
from corpus.store.tables import outside_promises

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsidePromise:
    """A commitment of somebody else's register.

    Attributes:
        source: Name of the source that keeps the register.
        key: Its name there, for ever.
        parliament: Name of the parliament.
        number: Its number for people; empty for none.
        text: Its words.
        said: The day it was made; None where the register does not say.
        settled: The day that the register gives for keeping it, past or to come; None for none.
        status: How it stands, in the register's word.
        verdict: What that word means: ``open``, ``fulfilled`` or ``missed``; empty where that is not known.
        person: Who made it; empty where the register does not say.
        office: The office that made it; empty likewise.
        ministry: The ministry; empty likewise.
        letter: Numbers of the letters by which it was kept, with commas between them.
        activity: Number of the meeting in which it was made.
        changed: When the register last changed it, in UTC; None where it does not say.
    """

    source: str
    key: str
    parliament: str
    number: str = ""
    text: str
    said: date | None = None
    settled: date | None = None
    status: str = ""
    verdict: str = ""
    person: str = ""
    office: str = ""
    ministry: str = ""
    letter: str = ""
    activity: str = ""
    changed: datetime | None = None


_NAMES = tuple(one.name for one in fields(OutsidePromise))


class OutsideRegister:
    """The commitments of other registers.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, promises: Iterable[OutsidePromise], removed: Iterable[tuple[str, str]] = ()) -> int:
        """Write commitments down as they stand now, and forget those that a register took out.

        Args:
            promises: The commitments; one that is held is replaced.
            removed: Source and key of each that is to be forgotten.

        Returns:
            How many were written.
        """
        rows = {(one.source, one.key): {name: getattr(one, name) for name in _NAMES} for one in promises}
        table = outside_promises.c
        with self._database.changing() as connection:
            for source, key in {*rows, *removed}:
                connection.execute(delete(outside_promises).where(table.source == source, table.key == key))
            values = list(rows.values())
            for start in range(0, len(values), _AT_ONCE):
                connection.execute(insert(outside_promises), values[start : start + _AT_ONCE])
        return len(rows)

    def list(self, parliament: str | None = None) -> tuple[OutsidePromise, ...]:
        """Return the commitments of other registers, in the order in which they were made, the undated first.

        Args:
            parliament: Name of the parliament; None for all.
        """
        query = select(outside_promises)
        if parliament is not None:
            query = query.where(outside_promises.c.parliament == parliament)
        with self._database.reading() as connection:
            found = [OutsidePromise(**row._mapping) for row in connection.execute(query)]
        return tuple(sorted(found, key=lambda one: (one.said or date.min, one.source, one.number, one.key)))

    def last_changed(self, source: str) -> datetime | None:
        """Return the latest change of a register that is held; None where nothing of it is."""
        table = outside_promises.c
        with self._database.reading() as connection:
            found: datetime | None = connection.execute(
                select(func.max(table.changed)).where(table.source == source)
            ).scalar()
        return found

    def parliaments(self) -> tuple[str, ...]:
        """Return the parliaments of which a register is held."""
        query = select(outside_promises.c.parliament).distinct().order_by(outside_promises.c.parliament)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())
