"""What a source states beside its questions: who sat in the parliament on a day and for which party, its legislatures.

Both are fetched seldom, asked for conditionally, and kept as stated. Parties over time come from lists of single days:
some days of the past are asked for by turns, and where the party of a person changes between two of them the days
between are halved until the day of the change is known. A run asks for few; the next one goes on.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from corpus.errors import SourceChanged, SourceError, WrongUse
from corpus.source_members import Members, days_of
from corpus.store.source_lists import LEGISLATURES, MEMBERS, SourceList
from ingest.layout.parliaments import Parliament
from ingest.sources.web.client import PoliteClient
from ingest.sources.web.connector import Slice

if TYPE_CHECKING:
    from corpus.store import Store

_FEW = 10
_SAMPLE = timedelta(days=91)
"""A list of members is asked for every so many days of the past: who sat for less than that may be missing."""
_MOST_DAYS = 40
"""Days of the past that one run asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A list as a source answers with it.

    Attributes:
        entries: Its entries, as ``SourceList`` has them.
        etag: Its mark; empty for none.
        modified: Its ``Last-Modified``; empty for none.
        unchanged: Whether it is as the list whose marks were given.
    """

    entries: tuple[Mapping[str, str], ...] = ()
    etag: str = ""
    modified: str = ""
    unchanged: bool = False


@runtime_checkable
class StatesPeople(Protocol):
    """A source that lists members and legislatures."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def parliament(self) -> str:
        """Name of the parliament."""
        ...

    @property
    def begin(self) -> date:
        """The first day on which it can have anything."""
        ...

    def members(self, day: date | None, client: PoliteClient, held: SourceList | None = None) -> Given:
        """Return who sat on a day, or sits now where none is named.

        Raises:
            SourceUnavailable: If it cannot be called.
            SourceChanged: If what it answers is no such list.
        """
        ...

    def legislatures(self, client: PoliteClient, held: SourceList | None = None) -> Given:
        """Return all legislatures; see ``members``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsReport:
    """What a run did with the lists of a source.

    Attributes:
        members: Members that sit now; None where the source has no such list, or none was fetched yet.
        days: Days of the past that were asked for.
        legislatures: Legislatures stated; None likewise.
        notes: What an operator should know, a sentence each.
        messages: Why a list could not be read.
        calls: Calls that were made.
    """

    members: int | None = None
    days: int = 0
    legislatures: int | None = None
    notes: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    calls: int = 0


@dataclass(slots=True, kw_only=True)
class Lists:
    """The lists of one source.

    Attributes:
        source: The source.
        store: Where they are kept.
        client: Calls the source.
        now: The moment, in UTC.
        every: How old a list may become before it is asked for again.
        stop: Asked between calls; where it says yes, the next run goes on.
        asked: Days of the past that were asked for.
    """

    source: StatesPeople
    store: "Store"
    client: PoliteClient
    now: datetime
    every: timedelta
    stop: Callable[[], bool] = lambda: False
    asked: int = field(default=0, init=False)

    def follow(self) -> ListsReport:
        """Bring the lists up to date; one that cannot be read is named, and the one that is held stays."""
        before, messages = self.client.calls, []
        for what, step in (("legislatures", self._legislatures), ("members", self._members), ("members", self._past)):
            try:
                step()
            except SourceError as error:
                messages.append(f"the list of {what}: {error}")
                break
        return replace(self.held(), days=self.asked, messages=tuple(messages), calls=self.client.calls - before)

    def held(self) -> ListsReport:
        """Return how the lists stand, without a call."""
        sitting, terms = (self.store.source_lists.current(self.source.name, kind) for kind in (MEMBERS, LEGISLATURES))
        return ListsReport(
            members=len(sitting.entries) if sitting else None, legislatures=len(terms.entries) if terms else None
        )

    def due(self, kind: str) -> bool:
        """Tell whether a list is to be asked for again."""
        held = self.store.source_lists.current(self.source.name, kind)
        return held is None or self.now - held.fetched >= self.every

    def _legislatures(self) -> None:
        if self.due(LEGISLATURES) and not self.stop():
            held = self.store.source_lists.current(self.source.name, LEGISLATURES)
            self._keep(LEGISLATURES, held, self.source.legislatures(self.client, held))

    def _members(self) -> None:
        if not self.due(MEMBERS) or self.stop():
            return
        held = self.store.source_lists.current(self.source.name, MEMBERS)
        given = self.source.members(None, self.client, held)
        if held is not None and not given.unchanged and list(given.entries) != list(held.entries):
            # Until that day nothing had changed: a change lies behind it.
            self.store.source_lists.put(replace(held, day=held.fetched.date(), etag="", modified=""))
        self._keep(MEMBERS, held, given)

    def _keep(self, kind: str, held: SourceList | None, given: Given) -> None:
        if given.unchanged and held is not None:
            self.store.source_lists.unchanged(self.source.name, kind)
            return
        if len(given.entries) < max(1, len(held.entries) / 2 if held and len(held.entries) >= _FEW else 1):
            before = f", before {len(held.entries)}" if held else ""
            raise SourceChanged(
                f"{self.source.name} lists {len(given.entries)} {kind}{before}: it has probably changed; "
                "nothing was concluded from it"
            )
        self.store.source_lists.put(self._list(kind, None, given))

    def _list(self, kind: str, day: date | None, given: Given) -> SourceList:
        return SourceList(
            source=self.source.name,
            kind=kind,
            day=day,
            parliament=self.source.parliament,
            fetched=self.now,
            entries=given.entries,
            etag=given.etag,
            modified=given.modified,
        )

    def _past(self) -> None:
        days = days_of(self.store.source_lists.list(MEMBERS, self.source.name))
        while self.asked < _MOST_DAYS and not self.stop() and (day := self._next_day(days)) is not None:
            given = self.source.members(day, self.client)
            if not given.entries and any(first < day < last for first, last in terms_of(self.store, self.source.name)):
                raise SourceChanged(f"{self.source.name} lists no members on {day}, inside a legislature")
            self.store.source_lists.put(self._list(MEMBERS, day, given))
            self.asked += 1
            days = days_of(self.store.source_lists.list(MEMBERS, self.source.name))

    def _next_day(self, days: Mapping[date, Members]) -> date | None:
        """Return a day of the past that is to be asked for; None where all is known."""
        return next((day for day in (*self._samples(days), *changes_within(days)) if day not in days), None)

    def _samples(self, days: Mapping[date, Members]) -> Iterator[date]:
        """Yield the first days of legislatures, and days of the past near which no list is held."""
        last = self.now.date()
        yield from (first for first, _ in terms_of(self.store, self.source.name) if self.source.begin <= first < last)
        day = self.source.begin
        while day < last:
            if not any(abs(day - other) < _SAMPLE / 2 for other in days):
                yield day
            day += _SAMPLE


def changes_within(days: Mapping[date, Members]) -> Iterator[date]:
    """Yield a day between each two days between which the party of a person changes, unless they follow each other."""
    for (first, before), (last, after) in pairwise(sorted(days.items())):
        changed = any(party and after.get(key, ("", party))[1] not in ("", party) for key, (_, party) in before.items())
        if changed and (last - first).days > 1:
            yield first + (last - first) // 2


def terms_of(store: "Store", source: str) -> tuple[tuple[date, date], ...]:
    """Return the first and the last day of the legislatures that a source states, the oldest first."""
    held = store.source_lists.current(source, LEGISLATURES)
    found = [(one.get("first", ""), one.get("last", "")) for one in (held.entries if held else ())]
    known = [
        (date.fromisoformat(first), date.fromisoformat(last) if last else date.max) for first, last in found if first
    ]
    return tuple(sorted(known))


def calendar_notes(store: "Store", source: str, calendar: Parliament | None) -> tuple[str, ...]:
    """Return where the elections that a source states and those of the rules differ, a sentence each.

    Args:
        store: Holds the legislatures.
        source: Name of the source.
        calendar: The parliament's calendar by the rules.
    """
    held = store.source_lists.current(source, LEGISLATURES)
    stated = {date.fromisoformat(one["election"]) for one in (held.entries if held else ()) if one.get("election")}
    if calendar is None or not stated:
        return ()
    known = set(calendar.elections)
    lacking = sorted(day for day in stated - known if day > min(known, default=date.min))
    other = sorted(day for day in known - stated if min(stated) < day < max(stated))
    return (
        *(f"the source states an election on {day}, parliaments.toml has none" for day in lacking),
        *(f"parliaments.toml has an election on {day}, the source states none" for day in other),
    )


def check_session(store: "Store", source: str, days: Slice) -> None:
    """Refuse a parliamentary year in which the source states no legislature.

    Raises:
        WrongUse: If it lies in none; where none are held nothing is refused.
    """
    terms = terms_of(store, source)
    if terms and not any(first <= days.last and days.first <= last for first, last in terms):
        raise WrongUse(f"session: {source} states no legislature in {days.session}", code="no_session")
