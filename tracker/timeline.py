"""Data for a picture of commitments over time: rows, bars, marks and an axis. No drawing here.

Places on the axis are given as days and as fractions of its width, 0 at its first day and 1 at the end of its last.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from corpus.model import CommitmentId, MilestoneId
from tracker.timeliness import TimelinessState
from tracker.tracked import TrackedCommitment


class TickKind(StrEnum):
    """What begins at a tick."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark on the axis: the day, what begins then, and its place."""

    day: date
    kind: TickKind
    place: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The stretch of time shown, whole months.

    Attributes:
        first: First day.
        last: Last day.
        ticks: Marks; months up to a year and a half, quarters up to six years, years beyond.
        today: The day asked about.
        today_place: Its place, None where it is off the axis.
    """

    first: date
    last: date
    ticks: tuple[Tick, ...]
    today: date
    today_place: float | None

    def place(self, day: date) -> float:
        """Return where a day begins, held within 0 and 1."""
        width = (self.last - self.first).days + 1
        return min(1.0, max(0.0, (day - self.first).days / width))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A last day that was promised before and has moved since."""

    day: date
    place: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One milestone's time.

    Attributes:
        commitment: Its commitment.
        milestone: The milestone.
        label: The words that name it.
        first: First day; the last one where no first day was promised.
        last: Last day.
        start: Place of the first day.
        end: Place of the end of the last day.
        open_start: Whether no first day was promised.
        state: How it stands.
        moved: Earlier last days, oldest first.
        settled: Day of the verdict, None while open.
        settled_place: Its place.
    """

    commitment: CommitmentId
    milestone: MilestoneId
    label: str
    first: date
    last: date
    start: float
    end: float
    open_start: bool
    state: TimelinessState
    moved: tuple[Mark, ...]
    settled: date | None
    settled_place: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The bars of one office, by last day."""

    office: str | None
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A picture's data; ``undated`` are the commitments that have no bar, for the picture must not hide them."""

    axis: Axis
    rows: tuple[Row, ...]
    undated: tuple[CommitmentId, ...]


_MONTHS_UP_TO = 550
_QUARTERS_UP_TO = 2200


def timeline(tracked: tuple[TrackedCommitment, ...], today: date) -> Timeline:
    """Lay commitments out over time.

    Args:
        tracked: The commitments to show.
        today: The day of the line; always on the axis.
    """
    days = [today, *(day for one in tracked for day in _days(one))]
    axis = axis_over(min(days), max(days), today)
    rows: dict[str | None, list[Bar]] = {}
    for one in tracked:
        bars = _bars(one, axis)
        if bars:
            rows.setdefault(one.commitment.office, []).extend(bars)
    drawn = {bar.commitment for bars in rows.values() for bar in bars}
    return Timeline(
        axis=axis,
        rows=tuple(
            Row(office=office, bars=tuple(sorted(rows[office], key=lambda bar: (bar.last, bar.milestone))))
            for office in sorted(rows, key=lambda name: (name is None, name or ""))
        ),
        undated=tuple(one.id for one in tracked if one.id not in drawn),
    )


def axis_over(first: date, last: date, today: date) -> Axis:
    """Return an axis of whole months over two days."""
    start, end = first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1])
    bare = Axis(first=start, last=end, ticks=(), today=today, today_place=None)
    ticks = tuple(Tick(day=day, kind=kind, place=bare.place(day)) for day, kind in _tick_days(start, end))
    shown = bare.place(today) if start <= today <= end else None
    return Axis(first=start, last=end, ticks=ticks, today=today, today_place=shown)


def _tick_days(first: date, last: date) -> list[tuple[date, TickKind]]:
    length = (last - first).days
    step = 1 if length <= _MONTHS_UP_TO else 3 if length <= _QUARTERS_UP_TO else 12
    found: list[tuple[date, TickKind]] = []
    day: date | None = first
    while day is not None and day <= last:
        if (day.month - 1) % step == 0:
            kind = TickKind.YEAR if day.month == 1 else TickKind.QUARTER if day.month % 3 == 1 else TickKind.MONTH
            found.append((day, kind))
        day = _next_month(day)
    return found


def _next_month(first_of_month: date) -> date | None:
    # The calendar ends in December 9999: a reader may ask for that day.
    try:
        return (first_of_month + timedelta(days=31)).replace(day=1)
    except OverflowError:
        return None


def _days(one: TrackedCommitment) -> list[date]:
    found = []
    for milestone, standing in one.milestone_states:
        if standing.last_day is not None:
            earlier = [revision.before.latest for revision in milestone.on(one.today).revisions]
            found += [standing.due.earliest, standing.last_day, standing.settled, *earlier]
    return [day for day in found if day is not None]


def _bars(one: TrackedCommitment, axis: Axis) -> list[Bar]:
    bars = []
    for milestone, standing in one.milestone_states:
        last = standing.last_day
        if last is None:
            continue
        first = standing.due.earliest or last
        earlier = [revision.before.latest for revision in milestone.on(one.today).revisions]
        bars.append(
            Bar(
                commitment=one.id,
                milestone=milestone.id,
                label=" ".join(milestone.deliverable.split()),
                first=first,
                last=last,
                start=axis.place(first),
                end=axis.place(last + timedelta(days=1)),
                open_start=standing.due.earliest is None,
                state=standing.state,
                moved=tuple(Mark(day=day, place=axis.place(day)) for day in earlier if day is not None),
                settled=standing.settled,
                settled_place=axis.place(standing.settled) if standing.settled is not None else None,
            )
        )
    return bars
