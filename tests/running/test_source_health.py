"""What is usual of a source is learnt from its past; a silence that is not is announced, and nothing is concluded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as quick
from hypothesis import strategies as st

from corpus.facts import Facts
from corpus.register import EventKind
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.source_looks import SourceLook
from ingest.sources.console import print_sources, source_rows
from ingest.sources.web.rhythm import rhythm, weekdays
from search.service import SearchService
from tests.corpus.building import PROMISE, START, due, made, promise
from tests.running.conftest import Time
from tests.sources.conftest import Following
from tests.sources.flemish_server import FlemishServer
from tracker.alerts.events.recording import record_source_events
from tracker.service import Tracker
from tracker.source_doubts import Reason, source_doubts, told
from web.doctor import examine
from web.services import Services

NAME = "vlaams-parlement"
MONDAY = date(2025, 9, 1)


def every(step: int, until: date, first: date = MONDAY) -> list[date]:
    """Return every so manieth weekday."""
    days = [first + timedelta(days=n) for n in range((until - first).days + 1)]
    return [day for day in days if day.weekday() < 5][::step]


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2025, 9, 5), date(2025, 9, 8), 1),
        (date(2025, 9, 5), date(2025, 9, 7), 0),
        (date(2025, 9, 1), date(2025, 9, 15), 10),
        (date(2025, 9, 3), date(2025, 9, 3), 0),
        (date(2025, 9, 3), date(2025, 9, 1), 0),
    ],
)
def test_weekdays(first: date, last: date, count: int) -> None:
    """A weekend is no gap."""
    assert weekdays(first, last) == count


@quick(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=st.dates(date(2000, 1, 1), date(2030, 1, 1)), length=st.integers(0, 400))
def test_weekdays_are_counted(first: date, length: int) -> None:
    """The same as counting day by day."""
    days = (first + timedelta(days=n + 1) for n in range(length))
    assert weekdays(first, first + timedelta(days=length)) == sum(day.weekday() < 5 for day in days)


@pytest.mark.parametrize(("step", "expected"), [(1, 3), (2, 4), (5, 10)])
def test_what_is_usual(step: int, expected: int) -> None:
    """Twice the gap that 95 of 100 were not longer than, and three weekdays at least."""
    last = every(step, date(2026, 3, 27))[-1]
    found = rhythm(every(step, last), last)
    assert found is not None
    assert (found.median, found.usual, found.expected, found.waited, found.quiet) == (step, step, expected, 0, False)
    day = last
    while weekdays(last, day) <= expected:
        day += timedelta(days=1)
    later = rhythm(every(step, last), day)
    assert later is not None
    assert later.quiet


def test_a_few_days_say_nothing() -> None:
    """Of a young source nothing is expected."""
    assert rhythm(every(1, date(2025, 9, 25)), date(2026, 9, 1)) is None
    assert rhythm([], date(2026, 9, 1)) is None


def test_a_recess_of_another_year_is_no_silence() -> None:
    """In the second summer the gap of the first is expected, some weeks more or less; in spring it is not."""
    days = every(1, date(2024, 7, 12), date(2023, 9, 4)) + every(1, date(2025, 7, 4), date(2024, 9, 23))
    in_recess = rhythm(days, date(2025, 9, 1))
    assert in_recess is not None
    assert not in_recess.quiet
    long_after = rhythm(days, date(2025, 11, 15))
    assert long_after is not None
    assert long_after.quiet
    in_spring = rhythm([day for day in days if day < date(2025, 3, 3)], date(2025, 3, 14))
    assert in_spring is not None
    assert in_spring.quiet


def test_a_leap_day_is_moved() -> None:
    """A gap that ended on 29 February is compared with the 28th of other years."""
    days = [*every(1, date(2024, 2, 9), date(2023, 9, 4)), *every(1, date(2025, 2, 7), date(2024, 2, 29))]
    found = rhythm(days, date(2025, 2, 20))
    assert found is not None
    assert not found.quiet


def _look(store: Store, when: datetime, *, new: int = 0, ok: bool = True) -> None:
    store.source_looks.add(SourceLook(source=NAME, began=when, ended=when, ok=ok, new=new))


def test_only_what_brought_something_is_kept_for_ever(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks that brought nothing go once there are many newer ones; those with news stay to be learnt from."""
    monkeypatch.setattr("corpus.store.source_looks._KEPT", 10)
    for hour in range(40):
        _look(store, START + timedelta(hours=hour), new=hour in (3, 5), ok=hour != 39)
    assert len(store.source_looks.news(NAME)) == 2
    assert store.source_looks.count(NAME) == 12
    assert store.source_looks.last_whole(NAME) == START + timedelta(hours=38)
    assert store.source_looks.list(NAME, 1)[0].began == START + timedelta(hours=39)


def test_why_a_source_is_in_doubt(store: Store, settings: Settings, time: Time) -> None:
    """It is behind, it fails for two days, or it is quiet though it answers; local files never are in doubt."""
    today = time.now.date()
    store.health.record("files", ok=True)
    store.health.record(NAME, ok=True, read_until=today - timedelta(days=1))
    assert source_doubts(store, settings, time.now) == {}
    store.health.record(NAME, ok=False, message="status 500")
    _look(store, time.now - timedelta(days=1))
    assert source_doubts(store, settings, time.now) == {}
    time.later(days=2)
    found = source_doubts(store, settings, time.now)[NAME]
    assert (found.reason, found.technical) == (Reason.FAILING, "status 500")
    assert found.message == "The source cannot be read whole: it does not answer, or it has changed. status 500"
    assert told(found.data) == found.said
    store.health.record(NAME, ok=True, read_until=today)
    for day in every(1, date(2026, 3, 2)):
        _look(store, datetime(day.year, day.month, day.day, 9, tzinfo=UTC), new=1)
    quiet = source_doubts(store, settings, time.now)[NAME]
    assert quiet.reason is Reason.QUIET
    assert "heeft niets nieuws sinds 2 maart 2026: " in quiet.said.nl
    assert "n’a rien de nouveau depuis le 2 mars 2026\N{NO-BREAK SPACE}: " in quiet.said.fr
    assert "up to 3 weekdays is no silence" in quiet.message
    assert told(quiet.data) == quiet.said
    assert quiet.rhythm is not None


def test_one_that_is_only_behind(store: Store, settings: Settings, time: Time) -> None:
    """A source that was read no further for longer than the setting allows is named with the day."""
    store.health.record(NAME, ok=True, read_until=time.now.date() - timedelta(days=30))
    found = source_doubts(store, settings, time.now)[NAME]
    assert (found.reason, "30 days ago" in found.message) == (Reason.BEHIND, True)
    assert found.said.nl.endswith(", 30 dagen geleden.")
    assert told(found.data) == found.said


@pytest.mark.parametrize(
    "data", [{}, {"reason": ""}, {"reason": "quiet"}, {"reason": "behind", "read_until": "soon", "days": 3}]
)
def test_a_line_of_the_log_that_does_not_say_why(data: dict[str, object]) -> None:
    """What an earlier program wrote is told without a reason."""
    assert told(data) is None


def test_a_silent_source_makes_nothing_overdue(follow: Callable[[int], Following[FlemishServer]]) -> None:
    """A source answers and lists what it always listed, without anything new: no promise in it is called missed.

    The silence is announced at the first run of the alerts, and the day up to which the source counts as read stays.
    """
    state = follow(60)
    store = state.store
    state.sync()
    for day in every(1, date(2026, 11, 20), date(2026, 6, 1)):
        _look(store, datetime(day.year, day.month, day.day, 8, tzinfo=UTC), new=2)
    health = store.health.get(NAME)
    assert health is not None
    before = health.read_until
    assert before is not None
    one = made(uri=f"{NAME}:own")
    facts = Facts(commitments=(promise(one.text.text, PROMISE, due=due(date(2027, 3, 1))),))
    replace(one, raw=replace(one.raw, source=NAME), facts=facts).put(store)
    tracker = Tracker(store, state.settings, state.clock)
    tracker.record_missed(before)
    state.later(days=400)
    report = state.sync()
    assert report.complete
    health = store.health.get(NAME)
    assert health is not None
    assert (health.read_until, health.failures) == (before, 0)
    assert source_doubts(store, state.settings, state.clock())[NAME].reason is Reason.QUIET
    assert record_source_events(store, state.settings, state.clock) == 1
    assert record_source_events(store, state.settings, state.clock) == 0
    (told,) = store.register.events(kinds=(EventKind.SOURCE_SILENT,))
    assert (told.data["source"], told.data["reason"]) == (NAME, "quiet")
    today = state.clock().date()
    assert tracker.record_missed(today) == ()
    # The same day, had the source been read: a deadline has passed since.
    store.health.record(NAME, ok=True, read_until=today)
    assert len(tracker.record_missed(today)) == 1


def test_operators_are_told(store: Store, settings: Settings, time: Time, capsys: pytest.CaptureFixture[str]) -> None:
    """The list of sources says what is usual and that one is quiet; the doctor says why, and how the jobs went."""
    for day in every(2, date(2026, 6, 1)):
        _look(store, datetime(day.year, day.month, day.day, 9, tzinfo=UTC), new=1)
    store.health.record(NAME, ok=True, read_until=time.now.date())
    rows = source_rows(store, settings, time.now.date())
    (row,) = (one for one in rows if one.name == NAME)
    assert (row.usual, row.quiet) == (2, True)
    assert [one.quiet for one in rows if one.name != NAME] == [False] * (len(rows) - 1)
    print_sources(rows)
    assert "every 2 weekdays as a rule" in capsys.readouterr().out
    store.leases.take("alerts", "x", timedelta(minutes=1))
    store.leases.ran("alerts", "no mail server")

    @contextmanager
    def parts() -> Iterator[Services]:
        yield Services(
            settings=settings, store=store, clock=time, open_search=lambda: SearchService.open(settings, store)
        )

    said = {one.part: one for one in examine(parts)}
    assert said["sources"].severity == "notice"
    assert "quiet: The source answers, but has had nothing new" in said["sources"].message
    assert said["jobs"].message == "alerts: last went well never no mail server"
    store.leases.ran("alerts")
    assert {one.part: one.severity for one in examine(parts)}["jobs"] == "good"
