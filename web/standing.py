"""Commitments as they stand on a day, computed once for as long as nothing has changed."""

import threading
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from corpus.model import CommitmentId, DocumentId
from corpus.store import Store
from tracker.filters import Group, TrackerFilter, selected
from tracker.missed import MissedDeadline
from tracker.service import Tracker
from tracker.tracked import TrackedCommitment

_DAYS = 16
# More entries than this are not renewed one by one.
_FEW = 50
_Day = TypeVar("_Day", date, tuple[date, date])
_Found = TypeVar("_Found", tuple[TrackedCommitment, ...], tuple[MissedDeadline, ...])


class Standing:
    """Answers what every page asks of the tracker, and asks the tracker only after a change or for another day.

    A change is a new line of the log, of the store's feed, or of the sources' health, by whichever process; all
    three are looked at on every call. After a few decisions only the commitments concerned are computed again. Safe
    to use from several threads.

    Args:
        store: Where changes are seen.
        tracker: What computes.
    """

    def __init__(self, store: Store, tracker: Tracker) -> None:
        self._store = store
        self._tracker = tracker
        self._lock = threading.Lock()
        self._mark: object = None
        self._last_event = 0
        self._tracked: dict[date, tuple[TrackedCommitment, ...]] = {}
        self._known: dict[tuple[date, date], tuple[TrackedCommitment, ...]] = {}
        self._missed: dict[date, tuple[MissedDeadline, ...]] = {}

    def list(
        self,
        filter: TrackerFilter,  # noqa: A002 - as the tracker's
        today: date,
        known_on: date | None = None,
    ) -> tuple[TrackedCommitment, ...]:
        """Return the commitments that a filter lets through, as they stand on a day; see ``Tracker.list``."""
        everything = TrackerFilter(attached=None)
        if known_on is None:
            return selected(self._held(self._tracked, today, lambda: self._tracker.list(everything, today)), filter)
        found = self._held(self._known, (today, known_on), lambda: self._tracker.list(everything, today, known_on))
        return selected(found, filter)

    def missed(self, today: date) -> tuple[MissedDeadline, ...]:
        """Return the deadlines that were missed up to a day, the latest first."""
        return self._held(self._missed, today, lambda: self._tracker.missed(today))

    def overdue_documents(self, today: date) -> frozenset[DocumentId]:
        """Return the documents that state a commitment which is overdue on a day."""
        return frozenset(one.commitment.document for one in self.list(TrackerFilter(group=Group.MISSED), today))

    def _held(self, kept: dict[_Day, _Found], day: _Day, compute: Callable[[], _Found]) -> _Found:
        with self._lock:
            # The changes are looked at before computing: what changes meanwhile is seen by the next call.
            self._follow()
            if day not in kept:
                while len(kept) >= _DAYS:
                    del kept[next(iter(kept))]
                kept[day] = compute()
            return kept[day]

    def _follow(self) -> None:
        """Bring what is kept in line with the store: a decision renews its entries, anything else drops everything."""
        newer = self._store.register.events(since_id=self._last_event)
        mark = (self._store.feed.head(), self._store.health.list())
        if not newer and mark == self._mark:
            return
        touched = {event.commitment for event in newer if event.commitment is not None}
        decided = all(event.commitment is not None for event in newer) and len(touched) <= _FEW
        self._last_event = max((one.id or 0 for one in newer), default=self._last_event)
        self._known.clear()
        self._missed.clear()
        if mark == self._mark and decided:
            for day, tracked in self._tracked.items():
                self._tracked[day] = self._renewed(tracked, touched, day)
        else:
            self._tracked.clear()
        self._mark = mark

    def _renewed(
        self, tracked: tuple[TrackedCommitment, ...], touched: set[CommitmentId], day: date
    ) -> tuple[TrackedCommitment, ...]:
        parts = {one.id: one.parts for one in tracked if one.id in touched}
        fresh = {one.id: one for one in self._tracker.some({name: parts.get(name, ()) for name in touched}, day)}
        kept = tuple(fresh.pop(one.id, one) for one in tracked)
        return (*kept, *fresh.values())
