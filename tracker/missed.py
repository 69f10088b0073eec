"""Which milestones became overdue, and on which day.

One entry for each time that was promised and missed, so a milestone that was moved after it was missed keeps its
first entry and may get another. The entries are computed from dates; recording them in the log is separate and may
happen any number of times, days or weeks later: nothing is lost, nothing is recorded twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from corpus.model import MilestoneId
from corpus.register import Cause, Commitment, Event, EventKind, RecordState
from tracker.coverage import ReadUntil, read_up_to
from tracker.state import CommitmentState, MilestoneState
from tracker.texts import phrase
from tracker.timeliness import Periods

CLOCK_AUTHOR = "clock"
_AUTHORITY = "tag:rappel.invalid,2024"
_TAG = f"{_AUTHORITY}:missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedDeadline:
    """A milestone that was not met by the end of its grace, as far as the sources tell.

    Attributes:
        commitment: The commitment.
        milestone: The milestone.
        deliverable: The words that name it.
        revision: Which of its times was missed: 0 for the first promised, 1 after the first move.
        latest: The last day that was missed.
        day: First day on which it was overdue.
        backfill: Whether that day was past when the commitment was first taken in: shown, never alerted.
        recorded: When it was written to the log, None where it is not yet.
        candidate: Whether no person has confirmed the commitment.
    """

    commitment: Commitment
    milestone: MilestoneId
    deliverable: str
    revision: int
    latest: date
    day: date
    backfill: bool
    recorded: datetime | None = None
    candidate: bool = False

    @property
    def key(self) -> str:
        """What it is known by in the log: milestone and revision."""
        return f"{self.milestone}/{self.revision}"

    @property
    def tag(self) -> str:
        """Stable id for feeds (RFC 4151); the same wherever and whenever the feed is made."""
        return f"{_TAG}/{self.key}"

    def title(self, language: str) -> str:
        """Return one line for a feed or list."""
        return phrase("missed.title", language, deliverable=" ".join(self.deliverable.split()))

    def summary(self, language: str) -> str:
        """Return one sentence: who promised it by when, and that no evidence was found by the day it was missed."""
        office = self.commitment.office or phrase("missed.office_unknown", language)
        verdict = phrase("verdict.no_evidence", language, until=self.day - timedelta(days=1))
        return phrase("missed.summary", language, office=office, latest=self.latest, verdict=verdict)


def missed_deadlines(
    state: CommitmentState,
    events: Sequence[Event],
    today: date,
    periods: Periods,
    read_until: ReadUntil,
    local_day: Callable[[datetime], date] = lambda moment: moment.astimezone(UTC).date(),
) -> tuple[MissedDeadline, ...]:
    """Compute the missed deadlines of one commitment up to a day.

    Args:
        state: The commitment as it stands.
        events: Its events, to see what is recorded already.
        today: Up to and including this day.
        periods: Grace.
        read_until: How far the source was read; what it cannot tell yet is left for later.
        local_day: Calendar day of a moment.

    Returns:
        The entries in order of their day; none for a rejected, merged or split commitment.
    """
    if state.record not in (RecordState.CANDIDATE, RecordState.CONFIRMED):
        return ()
    known = recorded_keys(events)
    taken_in = local_day(state.first_recorded) if state.first_recorded is not None else None
    found = [
        MissedDeadline(
            commitment=state.commitment,
            milestone=milestone.id,
            deliverable=milestone.deliverable,
            revision=revision,
            latest=latest,
            day=day,
            backfill=taken_in is not None and day <= taken_in,
            recorded=known.get(f"{milestone.id}/{revision}"),
            candidate=state.record is RecordState.CANDIDATE,
        )
        for milestone in state.milestones
        for revision, latest, day in _missed_times(milestone, today, periods.grace_days)
        if read_up_to(read_until, latest + timedelta(days=periods.grace_days))
    ]
    return tuple(sorted(found, key=lambda entry: (entry.day, entry.key)))


def recorded_keys(events: Sequence[Event]) -> dict[str, datetime]:
    """Return which entries the log holds, with the moment of recording."""
    return {str(event.data.get("key")): event.recorded for event in events if event.kind is EventKind.DEADLINE_MISSED}


def event_tag(event: Event) -> str:
    """Return the stable id of an event (RFC 4151), the same in every feed and webhook.

    A missed deadline is known by its milestone and revision, as it is computed before it is written down; any other
    event by its number in the log.
    """
    if event.kind is EventKind.DEADLINE_MISSED and event.data.get("key"):
        return f"{_TAG}/{event.data['key']}"
    return f"{_AUTHORITY}:event/{event.id}"


def missed_event(missed: MissedDeadline, now: datetime) -> Event:
    """Return the event that records an entry."""
    return Event(
        kind=EventKind.DEADLINE_MISSED,
        occurred=missed.day,
        recorded=now,
        cause=Cause.BACKFILL if missed.backfill else Cause.CLOCK,
        author=CLOCK_AUTHOR,
        commitment=missed.commitment.id,
        milestone=missed.milestone,
        document=missed.commitment.document,
        data={"key": missed.key, "revision": missed.revision, "latest": missed.latest.isoformat()},
    )


def _missed_times(milestone: MilestoneState, today: date, grace_days: int) -> list[tuple[int, date, date]]:
    """Return revision, last day and first overdue day of each time that was missed while it held."""
    missed: list[tuple[int, date, date]] = []
    for number, latest, begins, ends in _held_times(milestone):
        if latest is None or latest > date.max - timedelta(days=grace_days + 1):
            continue
        day = max(latest + timedelta(days=grace_days + 1), begins or date.min)
        settled_before = milestone.settled is not None and milestone.settled < day
        if day <= today and (ends is None or day < ends) and not settled_before:
            missed.append((number, latest, day))
    return missed


def _held_times(milestone: MilestoneState) -> list[tuple[int, date | None, date | None, date | None]]:
    """Return number, last day, first day in force and first day no longer in force of each time it had."""
    lasts = [milestone.original.latest, *(revision.after.latest for revision in milestone.revisions)]
    starts = [None, *(revision.occurred for revision in milestone.revisions)]
    ends = [*starts[1:], None]
    return list(zip(range(len(lasts)), lasts, starts, ends, strict=True))
