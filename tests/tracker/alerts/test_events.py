"""Events of the clock: each is written once, with the day on which it happened."""

from datetime import date, timedelta

import pytest

from corpus.errors import EditConflict, StoreBusy
from corpus.facts import TimeRange
from corpus.register import Cause, Event, EventKind
from corpus.settings import Settings
from corpus.store import Store
from tests.tracker.alerts.building import DUE, START, Clock, put
from tracker.alerts.events import EventsReport, record_events
from tracker.alerts.events.reminders import half_year
from tracker.service import Tracker

NEAR = (EventKind.DUE_SOON, EventKind.WINDOW_OPENED, EventKind.DEADLINE_MISSED)


def near(store: Store) -> list[tuple[str, date, Cause]]:
    """Return kind, day and cause of the events of milestones."""
    return [(one.kind.value, one.occurred, one.cause) for one in store.register.events(kinds=NEAR)]


def test_a_milestone_comes_near_opens_and_is_missed(store: Store, settings: Settings, clock: Clock) -> None:
    """Each day of a milestone is written once, with its own day, however often and late the run."""
    put(store, clock)
    assert record_events(store, settings, clock).near == 0
    clock.now = START.replace(month=5, day=20)
    assert record_events(store, settings, clock).near == 1
    assert record_events(store, settings, clock) == EventsReport()
    clock.now = START.replace(month=7, day=15)
    assert record_events(store, settings, clock).near == 1
    clock.now = START.replace(month=10, day=1)
    assert record_events(store, settings, clock).missed == 1
    assert near(store) == [
        ("due_soon", date(2024, 5, 2), Cause.CLOCK),
        ("window_opened", date(2024, 6, 1), Cause.CLOCK),
        ("deadline_missed", date(2024, 9, 8), Cause.CLOCK),
    ]


def test_what_is_no_longer_true_is_not_said(store: Store, settings: Settings, clock: Clock) -> None:
    """After the last day only the missed deadline is written: nothing is due soon any more."""
    put(store, clock)
    clock.now = START.replace(month=10, day=1)
    record_events(store, settings, clock)
    assert [kind for kind, _, _ in near(store)] == ["deadline_missed"]


@pytest.mark.parametrize(
    ("due", "kinds"),
    [
        (TimeRange(expected=date(2024, 4, 1), latest=date(2024, 4, 1)), ["due_soon"]),
        (TimeRange(earliest=date(2024, 4, 1), expected=date(2024, 4, 1), latest=date(2024, 4, 1)), ["due_soon"]),
        (TimeRange(earliest=date(2024, 3, 20)), ["due_soon", "window_opened"]),
        (TimeRange(latest=date(1, 1, 2)), []),
        (TimeRange(), []),
    ],
    ids=["last day only", "one day", "no last day", "first days of the calendar", "no day"],
)
def test_days_of_a_time(store: Store, settings: Settings, clock: Clock, due: TimeRange, kinds: list[str]) -> None:
    """A single day has no window to open; a time without a last day opens all the same."""
    put(store, clock, due=due)
    clock.on(days=24)
    record_events(store, settings, clock)
    assert [kind for kind, _, _ in near(store) if kind != "deadline_missed"] == kinds


def test_a_moved_milestone_comes_near_again(store: Store, settings: Settings, clock: Clock) -> None:
    """The new time has its own days; those of the old time stay in the log."""
    put(store, clock)
    clock.now = START.replace(month=5, day=20)
    record_events(store, settings, clock)
    tracker = Tracker(store, settings, clock)
    commitment = store.register.list()[0].id
    later = TimeRange(earliest=date(2024, 12, 1), expected=date(2024, 12, 31), latest=date(2024, 12, 31))
    tracker.move(commitment, to=later, author="jan", on=date(2024, 5, 20))
    record_events(store, settings, clock)
    assert [kind for kind, _, _ in near(store)] == ["due_soon"]
    clock.now = START.replace(month=11, day=20)
    record_events(store, settings, clock)
    assert [(kind, day) for kind, day, _ in near(store)][1:] == [("due_soon", date(2024, 11, 1))]


def test_days_past_at_intake_alert_nobody(store: Store, settings: Settings, clock: Clock) -> None:
    """A milestone whose window had opened before its document came is written down as old news."""
    clock.now = START.replace(month=7, day=1)
    put(store, clock)
    record_events(store, settings, clock)
    assert {cause for _, _, cause in near(store)} == {Cause.BACKFILL}


def test_a_rejected_commitment_has_no_days(store: Store, settings: Settings, clock: Clock) -> None:
    """What a person rejected is never due."""
    put(store, clock)
    Tracker(store, settings, clock).reject(store.register.list()[0].id, author="jan", reason="geen toezegging")
    clock.now = START.replace(month=5, day=20)
    assert record_events(store, settings, clock).near == 0


def test_sources_fall_silent_and_come_back(store: Store, settings: Settings, clock: Clock) -> None:
    """Silence and return are each written once; a source of local files is never silent."""
    store.health.record("files", ok=True)
    store.health.record("parlement", ok=True, read_until=date(2024, 3, 4))
    record_events(store, settings, clock)
    clock.on(days=8)
    for _ in range(2):
        record_events(store, settings, clock)
    store.health.record("parlement", ok=True, read_until=date(2024, 3, 12))
    for _ in range(2):
        record_events(store, settings, clock)
    log = store.register.events(kinds=(EventKind.SOURCE_SILENT, EventKind.SOURCE_BACK))
    assert [(one.kind.value, one.data["source"]) for one in log] == [
        ("source_silent", "parlement"),
        ("source_back", "parlement"),
    ]
    assert log[0].data["read_until"] == "2024-03-04"


def test_the_reminder_list_comes_twice_a_year(store: Store, settings: Settings, clock: Clock) -> None:
    """The first half year is old news, each later one is an event, written once."""
    for days in (0, 1, 150, 150):
        clock.on(days=days)
        record_events(store, settings, clock)
    log = store.register.events(kinds=(EventKind.REMINDER_LIST,))
    assert [(one.occurred, one.cause) for one in log] == [
        (date(2024, 1, 1), Cause.BACKFILL),
        (date(2024, 7, 1), Cause.CLOCK),
    ]
    assert half_year(date(2024, 6, 30)) == date(2024, 1, 1)


def test_another_machine_was_first(
    store: Store, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another process wrote first, or holds the lock, the event is left to the next run."""
    put(store, clock)
    clock.now = START.replace(month=10, day=1)

    def refuse(*_: object, **__: object) -> Event:
        raise EditConflict("somebody was first")

    def busy(*_: object) -> None:
        raise StoreBusy("an ingest is running")

    with monkeypatch.context() as patched:
        patched.setattr(store.register, "append", refuse)
        patched.setattr(store, "writing", busy)
        found = record_events(store, settings, clock)
    assert found == EventsReport(waiting="an ingest is running")
    clock.now = START.replace(month=6, day=10) + timedelta(days=1)
    with monkeypatch.context() as patched:
        patched.setattr(store.register, "append", refuse)
        assert record_events(store, settings, clock).near == 0
    assert record_events(store, settings, clock).near == 2


def test_the_window_of_the_due_time_is_in_the_event(store: Store, settings: Settings, clock: Clock) -> None:
    """An event carries the days it speaks of, so that a message needs no computation."""
    put(store, clock)
    clock.now = START.replace(month=5, day=20)
    record_events(store, settings, clock)
    data = store.register.events(kinds=NEAR)[0].data
    assert (data["from"], data["latest"]) == (DUE.earliest and DUE.earliest.isoformat(), "2024-08-31")
