"""What a connector is: the small part of a source on the web that differs from parliament to parliament.

A connector lists what a source holds, a slice of days at a time, and fetches one of its questions as a dossier. All
else - politeness, resuming, what is new, health, reports - is the same for every source and stands elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol, runtime_checkable

from corpus.errors import WrongUse
from ingest.dossier import Dossier
from ingest.layout.parliaments import Parliament
from ingest.sources.web.client import PoliteClient
from ingest.sources.web.fetcher import Fetcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A stretch of days that is listed at once.

    Attributes:
        first: Its first day.
        last: Its last day.
        session: The parliamentary year that it is, where the source is asked for that and not for days; such a slice
            cannot be divided.
    """

    first: date
    last: date
    session: str = ""

    def halves(self) -> tuple["Slice", "Slice"] | None:
        """Return the two halves; None where it cannot be divided."""
        if self.first == self.last or self.session:
            return None
        middle = date.fromordinal((self.first.toordinal() + self.last.toordinal()) // 2)
        return Slice(first=self.first, last=middle), Slice(
            first=date.fromordinal(middle.toordinal() + 1), last=self.last
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A question as the source lists it.

    Attributes:
        key: Its name at the source, for ever.
        stamp: Changes whenever what the source lists of it changes.
        day: The day under which it is listed; None where the list has none.
        open: Whether it waits for its answer, so that it is looked at again even where the list does not change.
        found: What the list says of it, for the connector's own use.
    """

    key: str
    stamp: str
    day: date | None = None
    open: bool = False
    found: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a list.

    Attributes:
        total: How many questions the whole slice has, as the source says.
        listed: Those of this page.
        passed_over: Entries of this page that are no written questions.
    """

    total: int
    listed: tuple[Listed, ...]
    passed_over: int = 0


def session_slice(session: str, calendar: Parliament | None) -> Slice:
    """Return a parliamentary year as a slice.

    Args:
        session: The year, as in ``2023-2024``.
        calendar: The parliament's calendar.

    Raises:
        WrongUse: If it is no year of two years that follow each other, or the calendar is not known.
    """
    first, _, last = session.partition("-")
    years = first.isascii() and first.isdigit() and len(first) == 4 and last == str(int(first) + 1)
    if calendar is None or not years:
        raise WrongUse(f"session: '{session}' is not a parliamentary year like 2023-2024", code="no_session")
    following = calendar.session_start(int(last))
    return Slice(first=calendar.session_start(int(first)), last=following - timedelta(days=1), session=session)


class Connector(Protocol):
    """A source on the web."""

    @property
    def name(self) -> str:
        """Its name, as in ``vlaams-parlement``."""
        ...

    @property
    def parliament(self) -> str:
        """Name of the parliament."""
        ...

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that belong to it."""
        ...

    @property
    def called(self) -> frozenset[str]:
        """The addresses that are called."""
        ...

    @property
    def by_days(self) -> bool:
        """Whether it can be asked for the questions of some days; one that cannot is listed whole by every run."""
        ...

    @property
    def begin(self) -> date:
        """The first day on which it can have anything."""
        ...

    @property
    def most_listed(self) -> int:
        """How many entries the source lists of one slice at most; a larger slice must be divided."""
        ...

    def slice_of(self, session: str) -> Slice:
        """Return the days of a parliamentary year.

        Raises:
            WrongUse: If it has no such year.
        """
        ...

    def pages(self, days: Slice, client: PoliteClient) -> Iterator[Listing]:
        """Yield what the source holds of a slice, page after page.

        Raises:
            SourceUnavailable: If it cannot be called.
            SourceChanged: If what it answers is not what is known of it.
        """
        ...

    def fetch(self, one: Listed, fetcher: Fetcher) -> Dossier:
        """Fetch a question with its files.

        Raises:
            SourceUnavailable: If a part of it cannot be fetched; its ``status`` says whether it is gone.
            SourceChanged: If what the source answers is not what is known of it.
        """
        ...


@runtime_checkable
class FetchesTogether(Protocol):
    """A source that gives the records of several questions at once."""

    def together(self, some: Sequence[Listed], client: PoliteClient) -> Mapping[str, object]:
        """Return records by the keys of their questions; one that is missing or not whole is left out.

        Raises:
            SourceUnavailable: If it cannot be called.
            SourceChanged: If what it answers is not what is known of it.
        """
        ...
