"""Statistics per office, reminder lists and the data of the timeline."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts import TimeRange
from corpus.register import Commitment, Event, EventKind
from tests.tracker.fakes import commitment, event, window
from tracker.coverage import ALWAYS, ReadUntil
from tracker.fold import fold
from tracker.offices import Share, reminder_list, statistics
from tracker.timeline import TickKind, axis_over, timeline
from tracker.timeliness import Periods
from tracker.tracked import TrackedCommitment, track

AUTUMN = window(date(2023, 9, 1), date(2023, 12, 21))
SPRING = window(date(2025, 3, 1), date(2025, 6, 21))
TODAY = date(2024, 7, 1)
DONE = date(2023, 11, 1)


def tracked(held: Commitment, *events: Event, until: ReadUntil = ALWAYS) -> TrackedCommitment:
    """Return a commitment as it stands on 1 July 2024."""
    return track(fold(held, events), TODAY, Periods(), until)


def on(name: str, kind: EventKind, day: date, number: int = 1, **data: object) -> Event:
    """Return an event about a commitment."""
    return event(kind, day, number, name=name, data=data)


EVERYTHING = (
    tracked(commitment((AUTUMN, "najaar 2023"), name="a")),
    tracked(commitment((AUTUMN, "najaar 2023"), name="b"), on("b", EventKind.FULFILLED, DONE)),
    tracked(commitment((AUTUMN, "najaar 2023"), name="c"), on("c", EventKind.FULFILLED, date(2024, 2, 1))),
    tracked(commitment((AUTUMN, "najaar 2023"), name="d"), on("d", EventKind.WITHDRAWN, DONE)),
    tracked(commitment((AUTUMN, "najaar 2023"), name="e"), on("e", EventKind.REJECTED, DONE)),
    tracked(commitment((AUTUMN, "najaar 2023"), name="f"), until=None),
    tracked(
        commitment((AUTUMN, "najaar 2023"), name="g", office="VLAAMS MINISTER VAN WEGEN EN WATER"),
        on("g", EventKind.MOVED, DONE, 1, to="2024-03-31"),
        on("g", EventKind.MOVED, date(2024, 3, 1), 2, to="2024-09-30"),
    ),
    tracked(commitment(name="h", stated=date(2023, 7, 1), minister="Bo Claes")),
    tracked(commitment(name="i", office=None, stated=date(2023, 7, 4))),
    tracked(
        commitment((SPRING, "voorjaar 2025"), name="j", office="Minister van Zorg"),
        on("j", EventKind.PARTLY_FULFILLED, DONE),
    ),
    tracked(commitment(name="k", office=None), on("k", EventKind.MOVED, DONE, 1, to="2024-12-31")),
)


def test_statistics() -> None:
    """Counts come with what they are counted out of; rejected ones do not count."""
    care, roads, unknown = statistics(EVERYTHING)
    assert (care.office, care.promised, care.met_in_time.percent) == ("Minister van Zorg", 1, None)
    assert roads.promised == 7
    assert roads.ministers == ("An Peeters", "Bo Claes")
    assert (roads.met_in_time, roads.met_late, roads.overdue) == (
        Share(count=1, of=3),
        Share(count=1, of=3),
        Share(count=1, of=3),
    )
    assert (roads.unclear, roads.withdrawn, roads.undated) == (
        Share(count=1, of=4),
        Share(count=1, of=7),
        Share(count=1, of=7),
    )
    assert (roads.moved, roads.median_days_moved) == (Share(count=1, of=6), 284)
    assert (roads.open, roads.confirmed) == (Share(count=4, of=7), Share(count=4, of=7))
    assert roads.overdue.percent == pytest.approx(100 / 3)
    assert (unknown.office, unknown.moved, unknown.median_days_moved) == (None, Share(count=1, of=1), None)


def test_reminder_list() -> None:
    """The half-yearly list names what is overdue, expiring, partly done, long undated and often moved."""
    lists = reminder_list(EVERYTHING)
    assert [one.id for one in lists.overdue] == ["a"]
    assert [one.id for one in lists.expiring] == ["g", "k"]
    assert [one.id for one in lists.partly] == ["j"]
    assert [one.id for one in lists.undated] == ["h"]
    assert [one.id for one in lists.moved_often] == ["g"]


def test_timeline() -> None:
    """Offices are rows, milestones bars with their moves; what has no date is named, not hidden."""
    picture = timeline(EVERYTHING, TODAY)
    assert [row.office for row in picture.rows] == [
        "Minister van Zorg",
        "VLAAMS MINISTER VAN WEGEN EN WATER",
        "Vlaams minister van Wegen en Water",
        None,
    ]
    assert picture.undated == ("h", "i")
    (moved,) = picture.rows[1].bars
    assert (moved.first, moved.last, moved.open_start, moved.state) == (
        date(2024, 9, 30),
        date(2024, 9, 30),
        True,
        "upcoming",
    )
    assert [mark.day for mark in moved.moved] == [date(2023, 12, 21), date(2024, 3, 31)]
    met = next(bar for bar in picture.rows[2].bars if bar.commitment == "b")
    assert (met.settled, met.settled_place) == (DONE, picture.axis.place(DONE))
    assert (picture.axis.first, picture.axis.last) == (date(2023, 9, 1), date(2025, 6, 30))
    assert picture.axis.today_place == picture.axis.place(TODAY)


def test_empty_timeline() -> None:
    """Without commitments there is still an axis around today."""
    picture = timeline((), TODAY)
    assert (picture.rows, picture.axis.first, picture.axis.last) == ((), date(2024, 7, 1), date(2024, 7, 31))


@pytest.mark.parametrize(
    ("first", "last", "kinds"),
    [
        (date(2024, 1, 15), date(2024, 5, 2), ["year", "month", "month", "quarter", "month"]),
        (
            date(2023, 2, 1),
            date(2024, 10, 1),
            ["quarter", "quarter", "quarter", "year", "quarter", "quarter", "quarter"],
        ),
        (date(2015, 3, 1), date(2024, 10, 1), ["year"] * 9),
    ],
)
def test_ticks(first: date, last: date, kinds: list[str]) -> None:
    """Months, quarters or years are marked, as the stretch of time allows."""
    assert [tick.kind for tick in axis_over(first, last, TODAY).ticks] == kinds


def test_axis_reaches_the_last_day_of_the_calendar() -> None:
    """A picture as of the last day that a calendar knows has an axis, instead of failing."""
    axis = axis_over(date(2023, 1, 15), date.max, date.max)
    assert (axis.first, axis.last) == (date(2023, 1, 1), date.max)
    assert axis.ticks[-1].day == date(9999, 1, 1)
    assert axis_over(date(9999, 11, 2), date.max, date.max).ticks[-1].day == date(9999, 12, 1)


def test_today_off_the_axis() -> None:
    """Today has no place where the axis does not hold it."""
    assert axis_over(date(2023, 1, 1), date(2023, 3, 1), TODAY).today_place is None
    assert {kind.value for kind in TickKind} == {"year", "quarter", "month"}


DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 1, 1))


@given(st.lists(st.tuples(DAYS, DAYS), max_size=5), DAYS)
def test_everything_lies_on_the_axis(pairs: list[tuple[date, date]], today: date) -> None:
    """Bars run forward within the axis, ticks in order, and today is always on it."""
    dues = [(TimeRange(earliest=min(pair), expected=max(pair), latest=max(pair)), "ooit") for pair in pairs]
    held = track(fold(commitment(*dues), ()), today, Periods(), ALWAYS)
    picture = timeline((held,), today)
    bars = [bar for row in picture.rows for bar in row.bars]
    assert len(bars) == len(pairs)
    assert all(0 <= bar.start < bar.end <= 1 for bar in bars)
    assert all(one.place < other.place for one, other in pairwise(picture.axis.ticks))
    assert picture.axis.today_place is not None
