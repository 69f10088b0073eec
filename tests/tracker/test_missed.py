"""Missed deadlines: which, since when, told once."""

from collections.abc import Sequence
from datetime import date

import pytest

from corpus.errors import EditConflict
from corpus.facts import TimeRange
from corpus.register import Cause, Event, EventKind
from corpus.settings import Settings
from tests.tracker.conftest import read_words
from tests.tracker.fakes import Clock, FakeRegister, FakeStore, commitment, event, window
from tracker.coverage import ALWAYS
from tracker.fold import fold
from tracker.missed import missed_deadlines
from tracker.service import Tracker
from tracker.timeliness import Periods

AUTUMN = window(date(2023, 9, 1), date(2023, 12, 21))
SPRING = window(date(2024, 3, 1), date(2024, 6, 21))
FAR = window(None, date.max)
TODAY = date(2024, 7, 1)


def moved(on: date, to: str | None, number: int) -> Event:
    """Return a move."""
    return event(EventKind.MOVED, on, number, data={"to": to})


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], [(0, "2023-12-29")]),
        ([moved(date(2023, 12, 28), "2024-03-31", 1)], [(1, "2024-04-08")]),
        ([moved(date(2023, 12, 29), "2024-03-31", 1)], [(1, "2024-04-08")]),
        ([moved(date(2023, 12, 30), "2024-03-31", 1)], [(0, "2023-12-29"), (1, "2024-04-08")]),
        ([moved(date(2024, 1, 10), "2024-12-31", 1)], [(0, "2023-12-29")]),
        ([moved(date(2023, 10, 1), None, 1)], []),
        ([moved(date(2024, 2, 1), "2023-10-01", 1)], [(0, "2023-12-29"), (1, "2024-02-01")]),
        ([event(EventKind.FULFILLED, date(2023, 12, 28), 1)], []),
        ([event(EventKind.FULFILLED, date(2024, 1, 10), 1)], [(0, "2023-12-29")]),
        ([event(EventKind.WITHDRAWN, date(2023, 12, 1), 1)], []),
        ([event(EventKind.REJECTED, date(2024, 1, 10), 1)], []),
        (
            [event(EventKind.FULFILLED, date(2023, 12, 1), 1), event(EventKind.REOPENED, date(2024, 2, 1), 2)],
            [(0, "2023-12-29")],
        ),
    ],
)
def test_which_times_were_missed(events: list[Event], expected: list[tuple[int, str]]) -> None:
    """Each time that held when its grace ran out is one entry, with the first day overdue."""
    state = fold(commitment((AUTUMN, "najaar 2023")), events)
    found = missed_deadlines(state, events, TODAY, Periods(), ALWAYS)
    assert [(entry.revision, entry.day.isoformat()) for entry in found] == expected


@pytest.mark.parametrize(("due", "today"), [(AUTUMN, date(2023, 12, 28)), (FAR, date.max), (TimeRange(), TODAY)])
def test_not_missed(due: TimeRange, today: date) -> None:
    """Nothing is missed within the grace, nor without a day that can pass."""
    state = fold(commitment((due, "ooit")), [])
    assert missed_deadlines(state, [], today, Periods(), ALWAYS) == ()


def test_a_source_not_read_so_far_waits() -> None:
    """What the source cannot tell yet is left for the day when it can, then told with its true day."""
    state = fold(commitment((AUTUMN, "najaar 2023")), [])
    assert missed_deadlines(state, [], TODAY, Periods(), date(2023, 12, 27)) == ()
    (entry,) = missed_deadlines(state, [], TODAY, Periods(), date(2024, 6, 1))
    assert entry.day == date(2023, 12, 29)


def test_entries_in_words() -> None:
    """An entry says who promised it by when and up to which day nothing was found; its id never changes."""
    (entry,) = missed_deadlines(fold(commitment((AUTUMN, "najaar 2023")), []), [], TODAY, Periods(), ALWAYS)
    assert entry.tag == "tag:rappel.invalid,2024:missed/c-1.1/0"
    assert entry.title("nl") == "Termijn verstreken: part 1"
    assert entry.summary("nl") == (
        "Vlaams minister van Wegen en Water zegde dit toe tegen 21 december 2023; "
        "geen bewijs van uitvoering gevonden t/m 28 december 2023."
    )
    nobody = fold(commitment((AUTUMN, "najaar 2023"), office=None), [])
    (other,) = missed_deadlines(nobody, [], TODAY, Periods(), ALWAYS)
    assert other.summary("en").startswith("An unknown minister undertook this by 21 December 2023")


def test_recorded_once(tracker: Tracker, store: FakeStore) -> None:
    """Recording any number of times, also after weeks without running, writes each entry once."""
    store.put(commitment((AUTUMN, "najaar 2023"), (SPRING, "voorjaar 2024")))
    first = tracker.record_missed(date(2024, 1, 5))
    assert [one.occurred for one in first] == [date(2023, 12, 29)]
    assert tracker.record_missed(date(2024, 1, 5)) == ()
    later = tracker.record_missed(date(2024, 8, 1))
    assert [(one.occurred, one.cause, one.milestone) for one in later] == [(date(2024, 6, 29), Cause.CLOCK, "c-1.2")]
    assert tracker.record_missed(date(2024, 8, 1)) == ()
    assert [entry.recorded is not None for entry in tracker.missed(date(2024, 8, 1))] == [True, True]
    assert [entry.day for entry in tracker.missed(date(2024, 8, 1))] == [date(2024, 6, 29), date(2023, 12, 29)]


def test_a_first_import_is_flagged(tracker: Tracker, store: FakeStore) -> None:
    """What was missed before it was taken in is backfill; what is missed afterwards is news."""
    store.put(
        commitment((AUTUMN, "najaar 2023"), (SPRING, "voorjaar 2024")),
        found=date(2024, 2, 1),
        cause=Cause.BACKFILL,
    )
    events = tracker.record_missed(TODAY)
    assert [(one.occurred, one.cause) for one in events] == [
        (date(2023, 12, 29), Cause.BACKFILL),
        (date(2024, 6, 29), Cause.CLOCK),
    ]


class RacingRegister(FakeRegister):
    """A register in which another process writes first, a given number of times."""

    races = 0
    rival: Event | None = None

    def append(self, event: Event, /, *, expected_last: int | None = None) -> Event:
        """Let the rival write before the event."""
        if self.races and event.kind is EventKind.DEADLINE_MISSED:
            self.races -= 1
            super().append(self.rival or event)
        return super().append(event, expected_last=expected_last)


def racing(rival: Event | None, races: int) -> tuple[Tracker, RacingRegister]:
    """Return a tracker over a register with a rival."""
    register = RacingRegister()
    register.rival, register.races = rival, races
    store = FakeStore(register=register)
    store.put(commitment((AUTUMN, "najaar 2023")))
    return Tracker(store, Settings(), Clock(), read_words), register


def missed_in(log: Sequence[Event]) -> int:
    """Count the missed deadlines in a log."""
    return sum(one.kind is EventKind.DEADLINE_MISSED for one in log)


def test_two_recorders_at_once() -> None:
    """Where another process wrote the same entry first, it is not written again."""
    tracker, register = racing(None, 1)
    assert tracker.record_missed(TODAY) == ()
    assert missed_in(register.log) == 1


@pytest.mark.parametrize("races", [1, 2, 4])
def test_a_decision_in_between(races: int) -> None:
    """Where a person wrote a note in between, even several times, the entry is written after it."""
    tracker, register = racing(event(EventKind.NOTED, TODAY, note="asked"), races)
    assert len(tracker.record_missed(TODAY)) == 1
    assert missed_in(register.log) == 1


def test_giving_up_loses_nothing() -> None:
    """Where others never stop, recording says so, and the entry is written the next time."""
    tracker, register = racing(event(EventKind.NOTED, TODAY, note="asked"), 5)
    with pytest.raises(EditConflict):
        tracker.record_missed(TODAY)
    assert missed_in(register.log) == 0
    assert len(tracker.record_missed(TODAY)) == 1
