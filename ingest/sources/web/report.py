"""What is asked of a run over a source on the web, and what it did."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from ingest.service import IngestReport
from ingest.sources.web.lists import ListsReport


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRequest:
    """What is asked of a run.

    Attributes:
        since: List from this day on; None for what the source's health says.
        session: List only this parliamentary year, as in ``2023-2024``.
        limit: Fetch at most so many questions; None for all.
        dry_run: Only list and count; nothing is fetched or written.
    """

    since: date | None = None
    session: str | None = None
    limit: int | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFetched:
    """A question that could not be fetched; it is tried again at the next run.

    Attributes:
        key: Its name at the source.
        message: Why not.
    """

    key: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a run did.

    Attributes:
        source: Name of the source.
        listed: Questions that the source listed.
        unchanged: Those that are held as they are listed, and were not fetched.
        wanted: Those that were new, changed or waiting for their answer.
        fetched: Those that were fetched.
        gone: Those that the source lists and no longer has; what was held of them stays.
        ingest: What was stored and what was refused.
        register: Commitments of the source's own register that were new or changed.
        lists: How its lists of members and legislatures stand; of a dry run without a call.
        not_fetched: Those that could not be fetched.
        calls: Calls that were made.
        seconds: How long it took.
        complete: Whether everything that was to be read was read, so that nothing can have been missed.
        message: Why it is not complete; empty where it is.
        stopped: Whether it was asked to stop, and did; the next run goes on.
    """

    source: str
    listed: int = 0
    unchanged: int = 0
    wanted: int = 0
    fetched: int = 0
    gone: int = 0
    ingest: IngestReport = field(default_factory=IngestReport)
    register: int = 0
    lists: ListsReport = field(default_factory=ListsReport)
    not_fetched: tuple[NotFetched, ...] = ()
    calls: int = 0
    seconds: float = 0.0
    complete: bool = True
    message: str = ""
    stopped: bool = False


class SyncProgress(Protocol):
    """What is told how far a run is."""

    def listing(self, listed: int) -> None:
        """Say how many questions are listed so far."""
        ...

    def fetching(self, done: int, total: int, name: str) -> None:
        """Say that ``done`` of ``total`` questions are fetched, the last one called ``name``."""
        ...


class Silent:
    """Tells nobody."""

    def listing(self, listed: int) -> None:
        """Say nothing."""

    def fetching(self, done: int, total: int, name: str) -> None:
        """Say nothing."""


def together(one: IngestReport, other: IngestReport) -> IngestReport:
    """Return what two runs did, one after the other."""
    return IngestReport(
        new=one.new + other.new,
        changed=one.changed + other.changed,
        same=one.same + other.same,
        failed=dict(sorted((Counter(one.failed) + Counter(other.failed)).items())),
        problems=(*one.problems, *other.problems),
        skipped=(*one.skipped, *other.skipped),
        seconds=one.seconds + other.seconds,
        documents=(*one.documents, *other.documents),
    )
