"""What a look at a source on the web concludes: written down as a look, and as the health of the source."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corpus.register import Cause
from corpus.store.source_looks import SourceLook
from ingest.sources.web.connector import Connector, Slice
from ingest.sources.web.report import SyncReport, SyncRequest
from ingest.sources.web.rhythm import rhythm_of

if TYPE_CHECKING:
    from corpus.store import Store


class Looks:
    """Writes down the looks at one source.

    Args:
        store: The store.
        connector: The source.
        clock: Now, in UTC.
        zone: Where a day begins and ends.
    """

    def __init__(self, store: "Store", connector: Connector, clock: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._store, self._connector, self._clock, self._zone = store, connector, clock, zone

    def cause(self) -> Cause:
        """Return the cause of what a run brings: a first reading of a source is news to nobody."""
        return Cause.INGEST if self._read_until() is not None else Cause.BACKFILL

    def write(self, report: SyncReport, began: datetime) -> None:
        """Write a look down."""
        look = SourceLook(
            source=self._connector.name,
            began=began,
            ended=self._clock(),
            ok=report.complete,
            new=report.ingest.new,
            changed=report.ingest.changed,
            failed=len(report.not_fetched) + len(report.ingest.problems),
            message=report.message,
        )
        self._store.source_looks.add(look)

    def write_health(self, asked: SyncRequest, days: Slice, report: SyncReport, began: datetime) -> None:
        """Write down what a look tells of the source's health.

        Only a whole one, up to today, says up to which day nothing can have been missed.

        Args:
            asked: What was asked of the run.
            days: The newest days that it listed.
            report: What it did.
            began: When it began, in UTC.
        """
        whole = report.complete and asked.session is None and self._joins(days)
        today = began.astimezone(self._zone).date()
        until = today - timedelta(days=1) if whole and not self._quiet(today) else None
        ok = report.complete or asked.limit is not None
        new = bool(report.ingest.documents)
        beside = "; ".join(report.lists.messages)
        self._store.health.record(
            self._connector.name, ok=ok, message=report.message, new_item=new, read_until=until, beside=beside
        )

    def _read_until(self) -> date | None:
        health = self._store.health.get(self._connector.name)
        return health.read_until if health is not None else None

    def _quiet(self, today: date) -> bool:
        """Tell whether the source has had nothing new for so long that its silence is not believed."""
        found = rhythm_of(self._store, self._connector.name, today, self._zone)
        return found is not None and found.quiet

    def _joins(self, days: Slice) -> bool:
        """Tell whether no day is left out between what was read before and what was read now."""
        read = self._read_until()
        return days.first <= (read if read is not None else self._connector.begin)
