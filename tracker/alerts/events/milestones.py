"""Milestones that come near: due soon, and the first day of the time that was promised."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from corpus.facts import TimeRange
from corpus.model import MilestoneId
from corpus.register import Cause, Commitment, Event, EventKind, RecordState
from tracker.missed import CLOCK_AUTHOR
from tracker.state import CommitmentState, MilestoneState


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """A day on which something is to be said of a milestone that is still open.

    Attributes:
        kind: ``DUE_SOON`` or ``WINDOW_OPENED``.
        commitment: The commitment.
        milestone: The milestone.
        revision: Which of its times is meant: 0 for the first promised, 1 after the first move.
        due: That time.
        day: The day.
        backfill: Whether that day was past when the commitment was taken in: written down, never alerted.
    """

    kind: EventKind
    commitment: Commitment
    milestone: MilestoneId
    revision: int
    due: TimeRange
    day: date
    backfill: bool

    @property
    def key(self) -> str:
        """What it is known by in the log: milestone and revision, as for a missed deadline."""
        return f"{self.milestone}/{self.revision}"

    def event(self, now: datetime) -> Event:
        """Return the event that records it."""
        days = {"from": self.due.earliest, "latest": self.due.latest}
        written = {name: day.isoformat() for name, day in days.items() if day is not None}
        return Event(
            kind=self.kind,
            occurred=self.day,
            recorded=now,
            cause=Cause.BACKFILL if self.backfill else Cause.CLOCK,
            author=CLOCK_AUTHOR,
            commitment=self.commitment.id,
            milestone=self.milestone,
            document=self.commitment.document,
            data={"key": self.key, "revision": self.revision, **written},
        )


def approaches(
    state: CommitmentState, today: date, due_soon_days: int, local_day: Callable[[datetime], date]
) -> tuple[Approach, ...]:
    """Compute what is to be said of a commitment's milestones up to a day.

    Only the time that holds counts, and only as long as its last day has not passed: later it would be false, and the
    missed deadline says what is true then.

    Args:
        state: The commitment as it stands.
        today: Up to and including this day.
        due_soon_days: Days before the window (or the last day) from which a milestone is due soon.
        local_day: Calendar day of a moment.

    Returns:
        The approaches in order of their day; none for a rejected, merged or split commitment.
    """
    if state.record not in (RecordState.CANDIDATE, RecordState.CONFIRMED) or not state.commitment.attached:
        return ()
    known = local_day(state.first_recorded) if state.first_recorded is not None else None
    found = [
        Approach(
            kind=kind,
            commitment=state.commitment,
            milestone=milestone.id,
            revision=len(milestone.revisions),
            due=milestone.due,
            day=day,
            backfill=known is not None and day < known,
        )
        for milestone in state.milestones
        if _awaited(milestone, today)
        for kind, day in _days(milestone, due_soon_days)
        if day <= today
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.key, one.kind)))


def unwritten(found: Sequence[Approach], events: Sequence[Event]) -> tuple[Approach, ...]:
    """Return those that the log of their commitment does not hold."""
    held = {(event.kind, str(event.data.get("key"))) for event in events}
    return tuple(one for one in found if (one.kind, one.key) not in held)


def _awaited(milestone: MilestoneState, today: date) -> bool:
    last = milestone.due.latest
    return milestone.settled is None and (last is None or today <= last)


def _days(milestone: MilestoneState, due_soon_days: int) -> Iterator[tuple[EventKind, date]]:
    """Yield the days of a milestone; a move that was made later than a day brings that day to the day of the move."""
    due = milestone.due
    moved = milestone.revisions[-1].occurred if milestone.revisions else date.min
    first = due.earliest or due.latest
    if first is None:
        return
    soon = first - timedelta(days=due_soon_days) if first.toordinal() > due_soon_days else date.min
    if soon < first and max(soon, moved) < first:
        yield EventKind.DUE_SOON, max(soon, moved)
    if due.earliest is not None and due.earliest != due.latest:
        yield EventKind.WINDOW_OPENED, max(due.earliest, moved)
