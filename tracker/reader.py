"""Reads the register and its log, and says how everything stands."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from corpus.errors import EditConflict, NotFound
from corpus.model import CommitmentId
from corpus.register import Cause, Commitment, Event, Evidence
from corpus.store import CommitmentFilter
from tracker.coverage import SourceCoverage
from tracker.fold import fold
from tracker.missed import MissedDeadline, missed_deadlines
from tracker.seam import TrackerStore
from tracker.state import CommitmentState
from tracker.timeliness import Periods
from tracker.tracked import CommitmentDetail, HistoryEntry, TrackedCommitment, track


class RegisterReader:
    """Commitments with their state and timeliness.

    Args:
        store: The store.
        periods: Grace and the other periods.
        zone: Time zone in which a day begins and ends.
    """

    def __init__(self, store: TrackerStore, periods: Periods, zone: ZoneInfo) -> None:
        self._store = store
        self._periods = periods
        self._zone = zone

    def all(self, today: date, known_on: date | None = None) -> tuple[TrackedCommitment, ...]:
        """Return every commitment as it stands on a day, without its evidence.

        Args:
            today: The day asked about, in the world.
            known_on: Only what was written down by the end of this day, entries found later left out; None for all.
        """
        logs = self._known(self._logs(), known_on)
        found = [one for one in self._store.register.list() if known_on is None or one.id in logs]
        coverage, parts = SourceCoverage(self._store), _parts(found)
        return tuple(
            track(
                fold(one, logs.get(one.id, ())),
                today,
                self._periods,
                coverage.read_until(one.document),
                parts.get(one.id, ()),
            )
            for one in found
        )

    def some(
        self, wanted: Mapping[CommitmentId, tuple[CommitmentId, ...]], today: date
    ) -> tuple[TrackedCommitment, ...]:
        """Return a few commitments as they stand on a day, as ``all`` gives them.

        Args:
            wanted: Their ids, each with those of its parts.
            today: The day asked about, in the world.
        """
        found = self._store.register.list(CommitmentFilter(ids=tuple(wanted)))
        coverage = SourceCoverage(self._store, {one.document for one in found})
        return tuple(
            track(
                fold(one, self._store.register.events(one.id)),
                today,
                self._periods,
                coverage.read_until(one.document),
                wanted[one.id],
            )
            for one in found
        )

    def detail(self, commitment: str, today: date, known_on: date | None = None) -> CommitmentDetail:
        """Return one commitment with evidence, history, whole and parts.

        Args:
            commitment: Its id.
            today: The day asked about, in the world.
            known_on: Only what was written down by the end of this day; None for all.

        Raises:
            NotFound: If there is none of that id, or none was known on that day.
        """
        found = self._store.register.get(commitment)
        events = self._upto(self._store.register.events(commitment), known_on)
        if known_on is not None and not events:
            raise NotFound(f"commitment {commitment} was not known on {known_on.isoformat()}")
        state = fold(found, events, self._pieces(commitment, known_on))
        related = self._related(found, today)
        parts = tuple(one for one in related if one.commitment.parent == found.id)
        until = SourceCoverage(self._store, [found.document]).read_until(found.document)
        return CommitmentDetail(
            tracked=track(state, today, self._periods, until, tuple(part.id for part in parts)),
            history=tuple(HistoryEntry(event=event, state=state) for event in events),
            whole=next((one for one in related if one.id == found.parent), None),
            parts=parts,
        )

    def missed(self, today: date) -> tuple[MissedDeadline, ...]:
        """Return the deadlines missed up to a day, latest first; see ``tracker.missed``."""
        logs, coverage = self._logs(), SourceCoverage(self._store)
        entries = [
            entry
            for one in self._store.register.list()
            for entry in self.missed_of(one, logs.get(one.id, ()), today, coverage)
        ]
        return tuple(sorted(entries, key=lambda entry: (-entry.day.toordinal(), entry.key)))

    def missed_of(
        self, commitment: Commitment, events: Sequence[Event], today: date, coverage: SourceCoverage | None = None
    ) -> tuple[MissedDeadline, ...]:
        """Return the missed deadlines of one commitment; none where its document no longer states it."""
        if not commitment.attached:
            return ()
        until = (coverage or SourceCoverage(self._store, [commitment.document])).read_until(commitment.document)
        return missed_deadlines(fold(commitment, events), events, today, self._periods, until, self._day)

    def state_to_edit(self, commitment: str, expected_last: int | None) -> CommitmentState:
        """Return the state that a decision changes.

        Args:
            commitment: Its id.
            expected_last: Last event that the person had seen; None does not compare. What only the clock or a first
                import added since is no conflict.

        Raises:
            NotFound: If there is none of that id.
            EditConflict: If a person or ingest changed it since.
        """
        found = self._store.register.get(commitment)
        events = self._store.register.events(commitment)
        newer = [event for event in events if expected_last is not None and (event.id or 0) > expected_last]
        if any(event.cause in (Cause.PERSON, Cause.INGEST) for event in newer):
            raise EditConflict(
                f"somebody else changed commitment {commitment} first (event {newer[-1].id}); look at it again, "
                "then decide"
            )
        return fold(found, events)

    def _related(self, found: Commitment, today: date) -> tuple[TrackedCommitment, ...]:
        """Return the whole and the parts, which stand in the same document."""
        coverage = SourceCoverage(self._store, [found.document])
        return tuple(
            track(
                fold(one, self._store.register.events(one.id)),
                today,
                self._periods,
                coverage.read_until(one.document),
            )
            for one in self._store.register.list(CommitmentFilter(document=found.document))
            if one.parent == found.id or one.id == found.parent
        )

    def _logs(self) -> dict[CommitmentId, list[Event]]:
        logs: dict[CommitmentId, list[Event]] = defaultdict(list)
        for event in self._store.register.events():
            if event.commitment is not None:
                logs[event.commitment].append(event)
        return logs

    def _known(
        self, logs: Mapping[CommitmentId, list[Event]], known_on: date | None
    ) -> Mapping[CommitmentId, Sequence[Event]]:
        if known_on is None:
            return logs
        kept = {name: self._upto(events, known_on) for name, events in logs.items()}
        return {name: events for name, events in kept.items() if events}

    def _upto(self, events: Sequence[Event], known_on: date | None) -> Sequence[Event]:
        return [one for one in events if known_on is None or self._day(one.recorded) <= known_on]

    def _pieces(self, commitment: str, known_on: date | None) -> tuple[Evidence, ...]:
        found = self._store.register.evidence(commitment)
        return tuple(one for one in found if known_on is None or self._day(one.recorded) <= known_on)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()


def _parts(found: Sequence[Commitment]) -> dict[CommitmentId, tuple[CommitmentId, ...]]:
    parts: dict[CommitmentId, tuple[CommitmentId, ...]] = {}
    for one in found:
        if one.parent is not None:
            parts[one.parent] = (*parts.get(one.parent, ()), one.id)
    return parts
