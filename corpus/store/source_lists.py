"""Lists that sources state beside their questions: members on a day with their parties, legislatures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update

from corpus.store.database import Database
from corpus.store.tables import source_lists

MEMBERS, LEGISLATURES = "members", "legislatures"
"""Kinds of lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceList:
    """A list as a source states it.

    Attributes:
        source: Name of the source.
        kind: ``members`` or ``legislatures``.
        day: The day for which it is stated; None for the list that holds now.
        parliament: Name of the parliament.
        fetched: When the source last gave it, or said that it is as before, in UTC.
        entries: Its entries by the names that connectors give them: ``key``, ``name`` and ``party`` of a member;
            ``key``, ``name``, ``first``, ``last`` and ``election`` (ISO days) of a legislature.
        etag: Its mark, to ask whether it changed; empty for none.
        modified: Its ``Last-Modified``; empty for none.
    """

    source: str
    kind: str
    day: date | None = None
    parliament: str
    fetched: datetime
    entries: Sequence[Mapping[str, str]] = field(default_factory=tuple)
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldList:
    """How a list that holds now stands.

    Attributes:
        kind: ``members`` or ``legislatures``.
        entries: How many entries it has.
        fetched: When the source last gave it, or said that it is as before, in UTC.
    """

    kind: str
    entries: int
    fetched: datetime


_NAMES = tuple(SourceList.__slots__)


class SourceLists:
    """The lists of the sources on the web.

    Args:
        database: The database.
        clock: Now, in UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def put(self, given: SourceList) -> None:
        """Write a list down; one of the same source, kind and day is replaced."""
        values = {name: getattr(given, name) for name in _NAMES} | {"day": _day(given.day)}
        values["entries"] = [dict(one) for one in given.entries]
        name = {"source": given.source, "kind": given.kind, "day": values["day"]}
        with self._database.changing() as connection:
            connection.execute(delete(source_lists).filter_by(**name))
            connection.execute(insert(source_lists), values)

    def unchanged(self, source: str, kind: str) -> None:
        """Note that the source says just now that the list that holds is as before."""
        name = {"source": source, "kind": kind, "day": _day(None)}
        with self._database.changing() as connection:
            connection.execute(update(source_lists).filter_by(**name).values(fetched=self._clock()))

    def current(self, source: str, kind: str) -> SourceList | None:
        """Return the list that holds now; None where none was fetched."""
        return next(iter(self._found(source=source, kind=kind, day=_day(None))), None)

    def held(self, source: str) -> tuple[HeldList, ...]:
        """Return how the lists of a source that hold now stand; nothing where it has none, or none was fetched yet."""
        found = (self.current(source, kind) for kind in (MEMBERS, LEGISLATURES))
        return tuple(
            HeldList(kind=one.kind, entries=len(one.entries), fetched=one.fetched) for one in found if one is not None
        )

    def list(self, kind: str, source: str | None = None) -> tuple[SourceList, ...]:
        """Return the lists of a kind, of one source or of all; those of a day in the order of their days, then today's.

        Args:
            kind: ``members`` or ``legislatures``.
            source: Name of the source; None for all.
        """
        found = self._found(kind=kind) if source is None else self._found(kind=kind, source=source)
        return tuple(sorted(found, key=lambda one: (one.source, one.day or date.max)))

    def _found(self, **name: str) -> Sequence[SourceList]:
        with self._database.reading() as connection:
            rows = connection.execute(select(source_lists).filter_by(**name)).all()
        return [SourceList(**{**row._mapping, "day": date.fromisoformat(row.day) if row.day else None}) for row in rows]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
