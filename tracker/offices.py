"""What an office promised and how it stands, counted with its denominators, and the reminder list of an office."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from corpus.register import Fulfilment, RecordState
from corpus.store.names import slug
from tracker.state import SETTLED
from tracker.timeliness import MET, UNDATED, TimelinessState
from tracker.tracked import TrackedCommitment


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A count and what it is counted out of."""

    count: int
    of: int

    @property
    def percent(self) -> float | None:
        """The share in per cent, None out of nothing."""
        return 100 * self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeStatistics:
    """The commitments of an office on a day, rejected ones left out.

    Attributes:
        office: Name of the office, None for commitments whose office is unknown.
        ministers: Persons who promised in its name.
        promised: All its commitments.
        confirmed: Those that a person confirmed, out of all.
        undated: Those without any date, out of all; a whole whose parts stand for it is not counted here.
        met_in_time: Met in time, out of the dated ones whose outcome is known (met, or overdue).
        met_late: Met late, out of the same.
        overdue: Overdue and still open, out of the same.
        moved: Moved at least once, out of those that have a date or had one.
        median_days_moved: Median of the days by which the moved ones moved, None where none can be compared.
        unclear: Those of which the sources cannot tell, out of the dated ones that are past their grace or met.
        withdrawn: Withdrawn or no longer followed, out of all.
        open: Still awaited, out of all.
    """

    office: str | None
    ministers: tuple[str, ...]
    promised: int
    confirmed: Share
    undated: Share
    met_in_time: Share
    met_late: Share
    overdue: Share
    moved: Share
    median_days_moved: float | None
    unclear: Share
    withdrawn: Share
    open: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderList:
    """What an office is to be reminded of; a commitment can stand in several lists.

    Attributes:
        overdue: Past their grace.
        expiring: With their last day in the period ahead.
        partly: Partly fulfilled.
        undated: Promised over a year ago, without a date.
        moved_often: Moved twice or more.
    """

    overdue: tuple[TrackedCommitment, ...]
    expiring: tuple[TrackedCommitment, ...]
    partly: tuple[TrackedCommitment, ...]
    undated: tuple[TrackedCommitment, ...]
    moved_often: tuple[TrackedCommitment, ...]


def statistics(tracked: tuple[TrackedCommitment, ...]) -> tuple[OfficeStatistics, ...]:
    """Count commitments per office, in order of name, unknown offices last.

    Args:
        tracked: Commitments on one day; an office written in different capitals is one office.
    """
    groups: dict[str, list[TrackedCommitment]] = defaultdict(list)
    for one in tracked:
        if one.record in (RecordState.CANDIDATE, RecordState.CONFIRMED):
            groups[slug(one.commitment.office or "")].append(one)
    return tuple(_count(groups[key]) for key in sorted(groups, key=lambda key: (not key, key)))


def _count(held: list[TrackedCommitment]) -> OfficeStatistics:
    states = [one.timeliness.state for one in held]
    in_time = states.count(TimelinessState.MET_IN_TIME)
    late = states.count(TimelinessState.MET_LATE)
    overdue = sum(one.is_overdue for one in held)
    unclear = states.count(TimelinessState.CANNOT_TELL)
    known = in_time + late + overdue
    moved = [one for one in held if one.timeliness.moved]
    days = [one.timeliness.days_moved for one in moved if one.timeliness.days_moved is not None]
    everything = len(held)
    return OfficeStatistics(
        office=held[-1].commitment.office or None,
        ministers=tuple(sorted({one.commitment.minister for one in held if one.commitment.minister})),
        promised=everything,
        confirmed=Share(count=sum(one.record is RecordState.CONFIRMED for one in held), of=everything),
        undated=Share(count=sum(is_undated(one) for one in held), of=everything),
        met_in_time=Share(count=in_time, of=known),
        met_late=Share(count=late, of=known),
        overdue=Share(count=overdue, of=known),
        moved=Share(count=len(moved), of=sum(had_a_date(one) for one in held)),
        median_days_moved=median(days) if days else None,
        unclear=Share(count=unclear, of=known + unclear),
        withdrawn=Share(
            count=states.count(TimelinessState.WITHDRAWN) + states.count(TimelinessState.CLOSED), of=everything
        ),
        open=Share(count=sum(_is_open(one) for one in held), of=everything),
    )


def had_a_date(one: TrackedCommitment) -> bool:
    """Tell whether a commitment has a last day, or had one before it was moved."""
    return one.last_day is not None or one.timeliness.original.latest is not None


def is_undated(one: TrackedCommitment) -> bool:
    """Tell whether a commitment has no date; a whole whose parts stand for it does not count."""
    return one.timeliness.state in UNDATED and not one.parts


def _is_open(one: TrackedCommitment) -> bool:
    state = one.timeliness.state
    return state not in MET and state not in (TimelinessState.WITHDRAWN, TimelinessState.CLOSED)


def reminder_list(
    tracked: tuple[TrackedCommitment, ...], *, ahead_days: int = 183, undated_days: int = 365
) -> ReminderList:
    """Return what is to be asked about, from the commitments of one office on one day.

    Args:
        tracked: The commitments, in the order that the lists keep.
        ahead_days: How far ahead "expiring" looks; half a year, as reminder lists are made.
        undated_days: Age from which an undated promise is asked about.
    """
    open_ones = tuple(
        one
        for one in tracked
        if one.record in (RecordState.CANDIDATE, RecordState.CONFIRMED) and one.fulfilment not in SETTLED
    )
    return ReminderList(
        overdue=tuple(one for one in open_ones if one.is_overdue),
        expiring=tuple(one for one in open_ones if _within(one.timeliness.days_left, ahead_days)),
        partly=tuple(one for one in open_ones if one.fulfilment is Fulfilment.PARTLY),
        undated=tuple(one for one in open_ones if _undated_since(one, undated_days)),
        moved_often=tuple(one for one in open_ones if max(held.moved for held in one.milestones) > 1),
    )


def _within(days_left: int | None, ahead_days: int) -> bool:
    return days_left is not None and days_left <= ahead_days


def _undated_since(one: TrackedCommitment, days: int) -> bool:
    stated: date | None = one.commitment.stated
    return is_undated(one) and stated is not None and stated <= one.today - timedelta(days=days)
