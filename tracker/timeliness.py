"""The third axis of a commitment: how it stands against its time on a given day. Computed, never stored.

For an open milestone with a last day L, a first day E (L itself where the time has none), grace G, and D days of due
soon, and for a source read up to R:

    today < E - D                              upcoming
    E - D <= today < E                         due soon
    E <= today <= L                            in its window
    L < today <= L + G                         in grace
    L + G < today, R < L + G                   cannot tell: the source was silent
    L + G < today, otherwise                   overdue; long overdue from the given number of days on

Without a last day nothing is ever overdue: it is undated, and up for review after a while. Continued effort has none:
its time says until when it is kept up. Settled milestones are met
in time up to L + G, met late after it: what was never overdue was not late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from corpus.facts import Multilingual, TimeRange
from corpus.model import MilestoneId
from corpus.register import Fulfilment, RecordState
from corpus.settings import Settings
from tracker.coverage import ReadUntil, read_up_to
from tracker.explanation import explain
from tracker.state import CommitmentState, MilestoneState


class TimelinessState(StrEnum):
    """How a milestone stands on a day, worst last within the open and within the closed ones."""

    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    REJECTED = "rejected"
    MET = "met"
    MET_IN_TIME = "met_in_time"
    MET_LATE = "met_late"
    UNDATED = "undated"
    UNDATED_FOR_REVIEW = "undated_for_review"
    UPCOMING = "upcoming"
    DUE_SOON = "due_soon"
    IN_WINDOW = "in_window"
    IN_GRACE = "in_grace"
    CANNOT_TELL = "cannot_tell"
    OVERDUE = "overdue"
    LONG_OVERDUE = "long_overdue"


SEVERITY: Final = {state: rank for rank, state in enumerate(TimelinessState)}
OVERDUE: Final = frozenset({TimelinessState.OVERDUE, TimelinessState.LONG_OVERDUE})
UNDATED: Final = frozenset({TimelinessState.UNDATED, TimelinessState.UNDATED_FOR_REVIEW})
MET: Final = frozenset({TimelinessState.MET, TimelinessState.MET_IN_TIME, TimelinessState.MET_LATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The four periods of the rules, in days; see ``corpus.settings``."""

    grace_days: int = 7
    due_soon_days: int = 30
    long_overdue_days: int = 180
    undated_review_days: int = 182

    @classmethod
    def of(cls, settings: Settings) -> "Periods":
        """Return the periods of the settings."""
        return cls(
            grace_days=settings.grace_days,
            due_soon_days=settings.due_soon_days,
            long_overdue_days=settings.long_overdue_days,
            undated_review_days=settings.undated_review_days,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeliness:
    """How a milestone stands on a day, with all that the computation used.

    Attributes:
        state: The outcome.
        milestone: The milestone.
        today: The day asked about.
        due: The time that held on that day.
        quote: That time as printed or typed.
        original: The time first promised.
        overdue_from: First day on which it is overdue if still open; None without a last day.
        review_from: Day from which an undated one is up for review; None where unknown or dated.
        days_left: Days until the last day (0 on it); None once past, without a last day, or when settled.
        days_over: Days since ``overdue_from`` (0 on it), when it is past and the milestone is open; for one met late,
            the days from the last day to the day it was met.
        moved: How many times it was moved up to that day.
        days_moved: Days between the expected day first promised and now, None where either has none.
        settled: Day of the verdict, None while open.
        read_until: How far its source was read.
        grace_days: The grace used.
        kept_up: Whether it is continued effort, whose time is no deadline.
    """

    state: TimelinessState
    milestone: MilestoneId
    today: date
    due: TimeRange
    quote: str
    original: TimeRange
    overdue_from: date | None
    review_from: date | None
    days_left: int | None
    days_over: int | None
    moved: int
    days_moved: int | None
    settled: date | None
    read_until: ReadUntil
    grace_days: int
    kept_up: bool = False

    @property
    def is_overdue(self) -> bool:
        """Whether it is overdue, long overdue included."""
        return self.state in OVERDUE

    @property
    def last_day(self) -> date | None:
        """Last day on which it would be in time, None where it has none."""
        return self.due.latest

    @property
    def lines(self) -> tuple[Multilingual, ...]:
        """The computation in words, one step a line."""
        return explain(self)


def assess(
    milestone: MilestoneState,
    today: date,
    periods: Periods,
    read_until: ReadUntil,
    *,
    record: RecordState = RecordState.CONFIRMED,
    since: date | None = None,
) -> Timeliness:
    """Say how a milestone stands on a day.

    Args:
        milestone: The milestone; moves and verdicts after ``today`` are left out.
        today: The day asked about.
        periods: Grace and the other periods.
        read_until: How far the source of the commitment was read.
        record: Record state of the commitment; a rejected one is never overdue.
        since: Day from which the review of an undated one counts: stated, or last looked at.
    """
    then = milestone.on(today)
    last = then.due.latest
    overdue_from = _later(last, periods.grace_days + 1) if last is not None else None
    begins = max((day for day in (since, then.due.earliest) if day is not None), default=None)
    review_from = _later(begins, periods.undated_review_days) if begins is not None and last is None else None
    state = _closed_state(then, overdue_from, record) or _open_state(then.due, today, periods, read_until, review_from)
    return Timeliness(
        state=state,
        milestone=then.id,
        today=today,
        due=then.due,
        quote=then.quote,
        original=then.original,
        overdue_from=overdue_from,
        review_from=review_from,
        days_left=_days_left(state, last, today),
        days_over=_days_over(state, then, overdue_from, today),
        moved=len(then.revisions),
        days_moved=then.days_moved,
        settled=then.settled,
        read_until=read_until,
        grace_days=periods.grace_days,
        kept_up=then.kept_up and not then.revisions,
    )


def _closed_state(milestone: MilestoneState, overdue_from: date | None, record: RecordState) -> TimelinessState | None:
    if record is RecordState.REJECTED:
        return TimelinessState.REJECTED
    if record in (RecordState.MERGED, RecordState.SPLIT):
        return TimelinessState.CLOSED
    if milestone.fulfilment is Fulfilment.WITHDRAWN:
        return TimelinessState.WITHDRAWN
    if milestone.fulfilment in (Fulfilment.SUPERSEDED, Fulfilment.LAPSED):
        return TimelinessState.CLOSED
    if milestone.fulfilment is not Fulfilment.FULFILLED:
        return None
    if overdue_from is None or milestone.settled is None:
        return TimelinessState.MET
    return TimelinessState.MET_IN_TIME if milestone.settled < overdue_from else TimelinessState.MET_LATE


def _open_state(
    due: TimeRange, today: date, periods: Periods, read_until: ReadUntil, review_from: date | None
) -> TimelinessState:
    first = due.earliest or due.latest
    if first is not None and today < _later(first, -periods.due_soon_days):
        return TimelinessState.UPCOMING
    if first is not None and today < first:
        return TimelinessState.DUE_SOON
    if due.latest is None:
        return _undated_state(due, today, review_from)
    if today <= due.latest:
        return TimelinessState.IN_WINDOW
    last_of_grace = _later(due.latest, periods.grace_days)
    if today <= last_of_grace:
        return TimelinessState.IN_GRACE
    if not read_up_to(read_until, last_of_grace):
        return TimelinessState.CANNOT_TELL
    late = (today - last_of_grace).days - 1
    return TimelinessState.LONG_OVERDUE if late >= periods.long_overdue_days else TimelinessState.OVERDUE


def _undated_state(due: TimeRange, today: date, review_from: date | None) -> TimelinessState:
    if review_from is not None and today >= review_from:
        return TimelinessState.UNDATED_FOR_REVIEW
    return TimelinessState.UNDATED if due.earliest is None else TimelinessState.IN_WINDOW


def _days_left(state: TimelinessState, last: date | None, today: date) -> int | None:
    if last is None or today > last or SEVERITY[state] < SEVERITY[TimelinessState.UNDATED]:
        return None
    return (last - today).days


def _days_over(state: TimelinessState, milestone: MilestoneState, overdue_from: date | None, today: date) -> int | None:
    if state is TimelinessState.MET_LATE and milestone.settled is not None and milestone.due.latest is not None:
        return (milestone.settled - milestone.due.latest).days
    if overdue_from is None or state not in (*OVERDUE, TimelinessState.CANNOT_TELL):
        return None
    return (today - overdue_from).days


def _later(day: date, days: int) -> date:
    """Return the day that many days later, held within the calendar that ``date`` knows."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def assess_commitment(
    state: CommitmentState, today: date, periods: Periods, read_until: ReadUntil
) -> tuple[Timeliness, ...]:
    """Say how every milestone of a commitment stands on a day, in the commitment's order."""
    known = [day for day in (state.commitment.stated, state.last_looked_at) if day is not None and day <= today]
    if not known and state.first_recorded is not None:
        known = [state.first_recorded.date()]
    return tuple(
        assess(milestone, today, periods, read_until, record=state.record, since=max(known) if known else None)
        for milestone in state.milestones
    )


def worst(milestones: Sequence[Timeliness]) -> Timeliness:
    """Return the milestone that decides for the whole: the worst state, and within it the earliest last day."""
    if len(milestones) == 1:
        return milestones[0]
    return max(milestones, key=lambda one: (SEVERITY[one.state], -(one.last_day or date.max).toordinal()))
