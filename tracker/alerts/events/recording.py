"""Writes the events of the clock, each once, however often, however late and on however many machines this runs."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corpus.errors import EditConflict, StoreBusy
from corpus.model import CommitmentId
from corpus.register import Event, EventKind
from corpus.settings import Settings
from tracker.alerts.events.contradictions import contradiction_events, unwritten_contradictions
from tracker.alerts.events.milestones import Approach, approaches, unwritten
from tracker.alerts.events.reminders import reminder_event
from tracker.alerts.events.sources import KINDS, source_events
from tracker.missed_log import record_missed
from tracker.reader import RegisterReader
from tracker.source_doubts import source_doubts
from tracker.timeliness import Periods

if TYPE_CHECKING:
    from corpus.store import Store

_NEAR = (EventKind.DUE_SOON, EventKind.WINDOW_OPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsReport:
    """What was written.

    Attributes:
        missed: Deadlines missed.
        near: Due soon, and windows opened.
        other: Sources silent or back, contradictions, reminder lists.
        waiting: Why the others could not be written this time, in words; empty where they were.
    """

    missed: int = 0
    near: int = 0
    other: int = 0
    waiting: str = ""


def record_events(store: "Store", settings: Settings, clock: Callable[[], datetime]) -> EventsReport:
    """Write what the clock, the sources and the comparison of figures bring about and the log does not hold.

    Events of a commitment are written against its last event, so that two machines never write one twice; the others
    under the writer's lock. Where another process changes the same commitment, or holds the lock for too long, the
    event is written by the next run.

    Args:
        store: The store.
        settings: Periods and time zone.
        clock: Gives the present moment, in UTC.
    """
    zone = ZoneInfo(settings.timezone)
    today = clock().astimezone(zone).date()
    reader = RegisterReader(store, Periods.of(settings), zone)
    missed = _missed(store, reader, clock, today)
    near = _near(store, reader, settings, clock, today)
    # Comparing may take long: others write meanwhile.
    day_of = partial(_day, zone)
    compared = contradiction_events(store, clock(), day_of, since=store.outbox.cursor())
    try:
        with store.writing():
            other, waiting = _other(store, settings, clock, today, compared), ""
    except StoreBusy as error:
        other, waiting = 0, str(error)
    return EventsReport(missed=missed, near=near, other=other, waiting=waiting)


def _missed(store: "Store", reader: RegisterReader, clock: Callable[[], datetime], today: date) -> int:
    try:
        return len(record_missed(store.register, reader, clock, today))
    except EditConflict:  # the rest is written by the next run
        return 0


def _near(
    store: "Store", reader: RegisterReader, settings: Settings, clock: Callable[[], datetime], today: date
) -> int:
    zone = ZoneInfo(settings.timezone)
    logs: dict[CommitmentId | None, list[Event]] = defaultdict(list)
    for event in store.register.events(kinds=_NEAR):
        logs[event.commitment].append(event)
    written = 0
    for one in reader.all(today):
        found = approaches(one.state, today, settings.due_soon_days, lambda moment: moment.astimezone(zone).date())
        written += _write(store, unwritten(found, logs[one.id]), clock, one.state.last_event or 0)
    return written


def _write(store: "Store", found: Sequence[Approach], clock: Callable[[], datetime], last: int) -> int:
    written = 0
    for approach in found:
        try:
            event = store.register.append(approach.event(clock()), expected_last=last)
        except EditConflict:
            return written
        last = event.id or last
        written += 1
    return written


def _day(zone: ZoneInfo, moment: datetime) -> date:
    return moment.astimezone(zone).date()


def _other(
    store: "Store", settings: Settings, clock: Callable[[], datetime], today: date, compared: Sequence[Event]
) -> int:
    """Write the events of no commitment; only under the lock, so that what is held is known."""
    now, register = clock(), store.register
    spoken = _spoken(store, settings, now, today)
    reminder = reminder_event(register.events(kinds=(EventKind.REMINDER_LIST,)), today, now)
    new = [*spoken, *([reminder] if reminder else []), *unwritten_contradictions(store, compared)]
    register.append_all(new)
    return len(new)


def record_source_events(store: "Store", settings: Settings, clock: Callable[[], datetime]) -> int:
    """Write that sources fell silent or are back: for an instance that sends nothing, whose pages tell it all the same.

    Args:
        store: The store.
        settings: Periods and time zone.
        clock: Gives the present moment, in UTC.

    Returns:
        How many events were written.

    Raises:
        StoreBusy: If another process is writing for too long.
    """
    now = clock()
    with store.writing():
        new = _spoken(store, settings, now, now.astimezone(ZoneInfo(settings.timezone)).date())
        store.register.append_all(new)
    return len(new)


def _spoken(store: "Store", settings: Settings, now: datetime, today: date) -> tuple[Event, ...]:
    doubts = source_doubts(store, settings, now)
    return source_events(store.health.list(), store.register.events(kinds=KINDS), doubts, today, now)
