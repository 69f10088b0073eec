"""The tracker: commitments as they stand on a day, and what people decide about them.

Every decision is an event with author, time and note; nothing is edited. A decision is checked against the state it
changes, and refused if somebody else changed the commitment in between.
"""

from collections.abc import Mapping
from datetime import date

from corpus.errors import ClockDoubted
from corpus.model import CommitmentId, DocumentId
from corpus.register import Event
from tracker.filters import Group, Sort, TrackerFilter, selected
from tracker.missed import MissedDeadline
from tracker.missed_log import record_missed
from tracker.offices import OfficeStatistics, statistics
from tracker.registering import Registering
from tracker.timeline import Timeline, timeline
from tracker.tracked import CommitmentDetail, DueGroups, TrackedCommitment, due_groups

__all__ = ["Group", "Sort", "Tracker", "TrackerFilter"]


class Tracker(Registering):
    """Commitments over time.

    Args:
        store: The store.
        settings: Periods and time zone.
        clock: Gives the present moment, in UTC.
        read_times: Reads a time in words; the reader of ``ingest`` unless given.
    """

    def list(
        self,
        filter: TrackerFilter,  # noqa: A002
        today: date,
        known_on: date | None = None,
    ) -> tuple[TrackedCommitment, ...]:
        """Return the commitments that a filter lets through, as they stand on a day.

        Args:
            filter: Which ones.
            today: The day asked about, in the world.
            known_on: Only what was written down by the end of this day, entries found later left out; None for all.

        Raises:
            WrongUse: If the filter names a group or an order that does not exist.
        """
        return selected(self._reader.all(today, known_on), filter)

    def some(
        self, wanted: Mapping[CommitmentId, tuple[CommitmentId, ...]], today: date
    ) -> tuple[TrackedCommitment, ...]:
        """Return a few commitments as they stand on a day, for who keeps a list and saw that only these changed.

        Args:
            wanted: Their ids, each with those of its parts.
            today: The day asked about, in the world.
        """
        return self._reader.some(wanted, today)

    def get(self, commitment: str, today: date, known_on: date | None = None) -> CommitmentDetail:
        """Return one commitment with its history, its whole and its parts.

        Args:
            commitment: Its id.
            today: The day asked about, in the world.
            known_on: Only what was written down by the end of this day; None for all.

        Raises:
            NotFound: If there is none of that id, or none was known on that day.
        """
        return self._reader.detail(commitment, today, known_on)

    def due(self, today: date, within_days: int | None = None, known_on: date | None = None) -> DueGroups:
        """Return the open commitments with a last day, grouped by how they stand, earliest last day first.

        Args:
            today: The day asked about.
            within_days: Leave out what is not past and has its last day further ahead; None for all.
            known_on: Only what was written down by the end of this day; None for all.
        """
        return due_groups(self.list(TrackerFilter(), today, known_on), within_days)

    def overdue_documents(self, today: date) -> frozenset[DocumentId]:
        """Return the documents that state a commitment which is overdue on a day."""
        return frozenset(one.commitment.document for one in self.list(TrackerFilter(group=Group.MISSED), today))

    def offices(self, today: date) -> tuple[OfficeStatistics, ...]:
        """Return what each office promised and how it stands on a day."""
        return statistics(self.list(TrackerFilter(), today))

    def timeline(self, filter: TrackerFilter, today: date) -> Timeline:  # noqa: A002
        """Return the data of a picture of the commitments that a filter lets through."""
        return timeline(self.list(filter, today), today)

    def missed(self, today: date) -> tuple[MissedDeadline, ...]:
        """Return the deadlines that were missed up to a day, latest first, recorded in the log or not."""
        return self._reader.missed(today)

    def clock_doubt(self) -> str:
        """Say in a sentence why the clock is not believed, and no deadline called missed; empty where it is."""
        return self._store.timekeeping.doubt(self._jump_days)

    def record_missed(self, today: date) -> tuple[Event, ...]:
        """Write the missed deadlines that the log does not hold yet, and return the new events.

        May be called any number of times and after any pause: each entry is written once, with the day it was missed.
        Where the clock is not to be believed nothing is written: the log is never taken back.
        """
        try:
            self._store.timekeeping.rely(self._jump_days)
        except ClockDoubted:
            return ()
        return record_missed(self._store.register, self._reader, self._clock, today)
