"""Commitments as they stand on a day, computed once for as long as nothing has changed."""

import threading
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import TypeVar, cast

from corpus.model import CommitmentId, DocumentId
from corpus.register import Event
from corpus.store import CommitmentFilter, Store
from tracker.filters import Group, TrackerFilter, selected
from tracker.missed import MissedDeadline
from tracker.service import Tracker
from tracker.tracked import TrackedCommitment

_DAYS = 16
_DERIVED = 48
# More entries than this are not renewed one by one.
_FEW = 50
_Made = TypeVar("_Made")
_Day = TypeVar("_Day", date, tuple[date, date])
_Found = TypeVar("_Found", tuple[TrackedCommitment, ...], tuple[MissedDeadline, ...])


class Standing:
    """Answers what every page asks of the tracker, and asks the tracker only after a change or for another day.

    A change is a new line of the log, of the store's feed, or another day up to which a source was read, by whichever
    process; all three are looked at on every call. After a few decisions, or a few documents, only the commitments
    concerned are computed again. Safe to use from several threads.

    Args:
        store: Where changes are seen.
        tracker: What computes.
    """

    def __init__(self, store: Store, tracker: Tracker) -> None:
        self._store = store
        self._tracker = tracker
        # What is derived asks for what it is derived from, within the same lock.
        self._lock = threading.RLock()
        self._read: object = None
        self._head = 0
        self._last_event = 0
        self._derived: dict[Hashable, object] = {}
        self._former: dict[str, object] = {}
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
        if known_on is None:
            return selected(self.everything(today), filter)
        everything = TrackerFilter(attached=None)
        found = self._held(self._known, (today, known_on), lambda: self._tracker.list(everything, today, known_on))
        return selected(found, filter)

    def everything(self, today: date) -> tuple[TrackedCommitment, ...]:
        """Return all commitments on a day, those included whose words are gone; the same tuple until a change."""
        everything = TrackerFilter(attached=None)
        return self._held(self._tracked, today, lambda: self._tracker.list(everything, today))

    def derived(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        """Return what is made of the answers of this object, made once until a change.

        Args:
            key: What it is, with everything it depends on but the store.
            make: Makes it.
        """
        with self._lock:
            self._follow()
            if key not in self._derived:
                while len(self._derived) >= _DERIVED:
                    del self._derived[next(iter(self._derived))]
                self._derived[key] = make()
            return cast("_Made", self._derived[key])

    def renewed(self, name: str, today: date, make: Callable[[_Made | None], _Made]) -> _Made:
        """Return what is made of the answers for a day, from what it was before the last change where that helps.

        Args:
            name: What it is.
            today: The day.
            make: Makes it, given what was made before; None the first time.
        """

        def again() -> _Made:
            self._former[name] = make(cast("_Made | None", self._former.get(name)))
            return cast("_Made", self._former[name])

        return self.derived((name, today), again)

    def missed(self, today: date) -> tuple[MissedDeadline, ...]:
        """Return the deadlines that were missed up to a day, the latest first."""
        return self._held(self._missed, today, lambda: self._tracker.missed(today))

    def without_answer_day(self) -> frozenset[DocumentId]:
        """Return the documents whose answer has no known day: what was said there carries the day of the question."""
        return self.derived("without answer day", self._without_answer_day)

    def _without_answer_day(self) -> frozenset[DocumentId]:
        return frozenset(one.id for one in self._store.documents.list() if one.answered is None)

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
        """Bring what is kept in line with the store: a little that changed is renewed, more drops everything."""
        newer = self._store.register.events(since_id=self._last_event)
        read = {(one.source, one.read_until) for one in self._store.health.list()}
        changed = self._store.feed.changed_since(self._head, _FEW + 1)
        if not newer and not changed and read == self._read:
            return
        known = read == self._read and not any(one.deleted for one in changed)
        touched = self._touched(newer, [one.document_id for one in changed]) if known else None
        self._last_event = max((one.id or 0 for one in newer), default=self._last_event)
        self._head = self._store.feed.head() if changed else self._head
        self._read = read
        self._known.clear()
        self._missed.clear()
        self._derived.clear()
        if touched is None:
            self._tracked.clear()
            return
        for day, tracked in self._tracked.items():
            self._tracked[day] = self._renewed(tracked, touched, day)

    def _touched(self, newer: Sequence[Event], documents: Sequence[DocumentId]) -> set[CommitmentId] | None:
        """Return the commitments that a change concerns; None where they are many, or cannot be told."""
        told = set(documents)
        if len(documents) > _FEW or any(one.commitment is None and one.document not in told for one in newer):
            return None
        touched = {one.commitment for one in newer if one.commitment is not None}
        for document in documents:
            touched |= {one.id for one in self._store.register.list(CommitmentFilter(document=document))}
        return touched if len(touched) <= _FEW else None

    def _renewed(
        self, tracked: tuple[TrackedCommitment, ...], touched: set[CommitmentId], day: date
    ) -> tuple[TrackedCommitment, ...]:
        found = self._store.register.list(CommitmentFilter(ids=tuple(touched)))
        parts = {one.id: one.parts for one in tracked if one.id in touched}
        for one in found:
            if one.parent in touched and one.id not in parts.get(one.parent, ()):
                parts[one.parent] = (*parts.get(one.parent, ()), one.id)
        fresh = {one.id: one for one in self._tracker.some({name: parts.get(name, ()) for name in touched}, day)}
        kept = tuple(fresh.pop(one.id, one) for one in tracked)
        return (*kept, *fresh.values())
