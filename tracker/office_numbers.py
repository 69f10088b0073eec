"""The numbers of an office, each with what it is counted out of and with the commitments behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from types import MappingProxyType

from corpus.register import Fulfilment, RecordState
from tracker.offices import Share, had_a_date, is_undated
from tracker.state import SETTLED
from tracker.timeliness import TimelinessState
from tracker.tracked import TrackedCommitment


class Number(StrEnum):
    """A number of an office, in the order that pages show."""

    PROMISED = "promised"
    IN_TIME = "in_time"
    LATE = "late"
    OVERDUE = "overdue"
    MOVED = "moved"
    UNDATED = "undated"
    UNCLEAR = "unclear"
    CANNOT_TELL = "cannot_tell"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNumber:
    """A count with its denominator.

    Attributes:
        number: Which one.
        share: The count, and what it is counted out of.
        median_days: For the moved ones, the median of the days moved; None elsewhere, or where none can be compared.
    """

    number: Number
    share: Share
    median_days: float | None = None


_Test = Callable[[TrackedCommitment], bool]


def _in_state(*states: TimelinessState) -> _Test:
    return lambda one: one.timeliness.state in states


def _always(one: TrackedCommitment) -> bool:  # noqa: ARG001 - one form for all tests
    return True


def _outcome_known(one: TrackedCommitment) -> bool:
    return one.is_overdue or one.timeliness.state in (TimelinessState.MET_IN_TIME, TimelinessState.MET_LATE)


def _outcome_asked(one: TrackedCommitment) -> bool:
    return _outcome_known(one) or one.timeliness.state is TimelinessState.CANNOT_TELL


_TESTS: Mapping[Number, tuple[_Test, _Test]] = MappingProxyType(
    {
        Number.PROMISED: (_always, _always),
        Number.IN_TIME: (_in_state(TimelinessState.MET_IN_TIME), _outcome_known),
        Number.LATE: (_in_state(TimelinessState.MET_LATE), _outcome_known),
        Number.OVERDUE: (lambda one: one.is_overdue, _outcome_known),
        Number.MOVED: (lambda one: one.timeliness.moved > 0, had_a_date),
        Number.UNDATED: (is_undated, _always),
        Number.UNCLEAR: (lambda one: one.fulfilment is Fulfilment.UNCLEAR, _always),
        Number.CANNOT_TELL: (_in_state(TimelinessState.CANNOT_TELL), _outcome_asked),
        Number.WAITING: (lambda one: one.fulfilment not in SETTLED, _always),
        Number.WITHDRAWN: (_in_state(TimelinessState.WITHDRAWN, TimelinessState.CLOSED), _always),
        Number.CONFIRMED: (lambda one: one.record is RecordState.CONFIRMED, _always),
    }
)
"""What is counted, and out of what. Rejected, merged and split entries are in neither."""


def behind(tracked: Sequence[TrackedCommitment], number: Number) -> tuple[TrackedCommitment, ...]:
    """Return the commitments behind a number: exactly those that it counts."""
    counts, _ = _TESTS[number]
    return tuple(one for one in _live(tracked) if counts(one))


def office_numbers(tracked: Sequence[TrackedCommitment]) -> tuple[OfficeNumber, ...]:
    """Count the commitments of an office on their day, every number with its denominator."""
    return tuple(_number(tracked, number) for number in Number)


def _number(tracked: Sequence[TrackedCommitment], number: Number) -> OfficeNumber:
    counted = behind(tracked, number)
    _, out_of = _TESTS[number]
    days = [one.timeliness.days_moved for one in counted if one.timeliness.days_moved is not None]
    return OfficeNumber(
        number=number,
        share=Share(count=len(counted), of=sum(out_of(one) for one in _live(tracked))),
        median_days=median(days) if days and number is Number.MOVED else None,
    )


def _live(tracked: Sequence[TrackedCommitment]) -> list[TrackedCommitment]:
    return [one for one in tracked if one.record in (RecordState.CANDIDATE, RecordState.CONFIRMED)]
