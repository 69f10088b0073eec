"""Clocks that jump: nothing false is said, nothing is lost, and nobody waits for years once they are right again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Flag
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from corpus.accounts import Role
from corpus.alerts import Rhythm, SubscriptionKind
from corpus.errors import ClockDoubted
from corpus.facts import Precision, TimeRange
from corpus.register import EventKind
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.holding import holding
from search.service import SearchService
from tests.sources.conftest import NAME, Following, follow, follow_source  # noqa: F401 - fixtures
from tests.sources.flemish_server import FlemishServer
from tests.tracker.alerts import building
from tests.tracker.alerts.building import OFFICE, START, Clock, follower, put
from tracker.alerts.commands import alerts
from tracker.alerts.service import run_alerts
from tracker.service import Tracker
from web.accounts import AccountDesk
from web.doctor import ERROR, NOTICE, examine
from web.running.jobs import alerts_job
from web.running.stopping import Stop
from web.services import Services
from web.sign_in import SignIns
from web.sign_in_limits import FREE_FAILURES, LONGEST_LOCK, NETWORK_FAILURES

_YEARS = timedelta(days=731)
_MISSED = (EventKind.DEADLINE_MISSED,)
_PASSWORD = "een lange zin als wachtwoord"

Follow = Callable[[int], Following[FlemishServer]]


@pytest.fixture
def now() -> Clock:
    """Return a clock that stands still until it is moved."""
    return Clock()


@pytest.fixture
def parts(tmp_path: Path, now: Clock) -> Iterator[Services]:
    """Return the parts of an instance that has run before, with a promise until the end of August and a reader."""
    settings = Settings(data=tmp_path / "data", clock_jump_days=31, mail_from="a@rappel.example", smtp_host="localhost")
    with Store.open(settings, clock=now) as store:
        store.outbox.record((), since=0, upto=0)
        building.follow(store, follower(store), SubscriptionKind.OFFICE, {"office": OFFICE})
        put(store, now)
        run_alerts(store, settings, now, send=False)
        yield Services(
            settings=settings, store=store, clock=now, open_search=lambda: SearchService.open(settings, store)
        )


def _missed(parts: Services) -> int:
    return len(parts.store.register.events(kinds=_MISSED))


def _run(parts: Services) -> None:
    run_alerts(parts.store, parts.settings, parts.clock, send=False)


def test_a_jump_of_years_calls_nothing_missed(parts: Services, now: Clock) -> None:
    """Two years ahead, no way of asking writes or sends anything or deletes what is old; back in time all goes on."""
    held = parts.store.register.events(), parts.store.outbox.messages(), parts.store.outbox.status()
    now.now += _YEARS
    with pytest.raises(ClockDoubted, match=r"731 days after this store was last at work .* --clock-is-right"):
        _run(parts)
    assert parts.tracker.record_missed(parts.today()) == ()
    assert "731 days" in alerts_job(parts).run(Stop(Flag())).problem
    assert (parts.store.register.events(), parts.store.outbox.messages(), parts.store.outbox.status()) == held
    now.now -= _YEARS
    put(parts.store, now, 2)
    _run(parts)
    assert len(parts.store.outbox.messages()) == len(held[1]) + 1


def test_a_deadline_that_really_passes_is_missed_once(parts: Services, now: Clock) -> None:
    """An instance that is at work doubts nothing, however far it gets; a jump in between changes nothing of that."""
    for day in range(0, 210, 10):
        now.now = START + timedelta(days=day)
        _run(parts)
        now.now += _YEARS
        with pytest.raises(ClockDoubted):
            _run(parts)
    now.now = START + timedelta(days=220)
    _run(parts)
    assert now.now.date().isoformat() == "2024-10-10"
    (event,) = parts.store.register.events(kinds=_MISSED)
    assert event.occurred.isoformat() == "2024-09-08"


def test_a_person_says_that_the_clock_is_right(parts: Services, now: Clock) -> None:
    """After a long rest one word is enough; the doctor says which."""
    now.now += _YEARS

    @contextmanager
    def services() -> Iterator[Services]:
        yield parts

    (told,) = [one for one in examine(services) if one.part == "clock"]
    assert (told.severity, "--clock-is-right" in told.message) == (ERROR, True)
    face = SimpleNamespace(services=services, show=lambda *_given, **_named: None)
    refused = CliRunner().invoke(alerts, ["run", "--no-send"], obj=face)
    assert isinstance(refused.exception, ClockDoubted)
    assert _missed(parts) == 0
    assert CliRunner().invoke(alerts, ["run", "--no-send", "--clock-is-right"], obj=face).exit_code == 0
    assert _missed(parts) == 1
    now.now -= _YEARS
    (told,) = [one for one in examine(services) if one.part == "clock"]
    assert (told.severity, "it was set back" in told.message) == (NOTICE, True)


def test_an_instance_may_trust_its_clock(parts: Services, now: Clock) -> None:
    """Where the setting says so, no rest is too long."""
    parts.settings = parts.settings.model_copy(update={"clock_jump_days": 0})
    now.now += _YEARS
    _run(parts)
    assert _missed(parts) == 1


def _state(here: Following[FlemishServer]) -> object:
    store = here.store
    looks = store.source_looks.last_whole(NAME)
    return store.health.get(NAME), looks, store.source_items.stamps(NAME), len(store.documents.list())


@pytest.mark.parametrize("days", [731, 3, -2], ids=["two years ahead", "three days ahead", "two days back"])
def test_a_source_contradicts_the_clock(follow: Follow, days: int) -> None:  # noqa: F811 - the fixture
    """A jump that a source's own clock contradicts: nothing is written of that look, and all alerts wait."""
    here = follow(3)
    here.settings = here.settings.model_copy(update={"clock_jump_days": 31})
    here.server.dated = here.clock.now
    assert here.sync().complete
    held, put_right = _state(here), here.clock.now
    here.later(days=days)
    here.server.dated = put_right
    report = here.sync()
    assert not report.complete
    assert "until they agree" in report.message
    assert _state(here) == held
    with pytest.raises(ClockDoubted, match="at its last look a source said"):
        run_alerts(here.store, here.settings, here.clock, send=False)
    here.clock.now = here.server.dated = put_right + timedelta(hours=21)
    assert here.sync().complete
    run_alerts(here.store, here.settings, here.clock, send=False)


def test_a_source_speaks_for_the_clock(follow: Follow) -> None:  # noqa: F811 - the fixture
    """An instance that was at rest for two years needs nobody where a source says the same day; else it waits."""
    here = follow(3)
    here.settings = here.settings.model_copy(update={"clock_jump_days": 31})
    assert here.sync().complete
    here.later(days=731)
    report = here.sync()
    assert "731 days" in report.message
    here.server.dated = here.clock.now - timedelta(minutes=3)
    assert here.sync().complete
    run_alerts(here.store, here.settings, here.clock, send=False)


def test_what_was_fetched_in_the_future_is_looked_at_again(follow: Follow) -> None:  # noqa: F811 - the fixture
    """A question that waits for its answer does not wait for the day that a clock once was at."""
    here = follow(30)
    here.sync()
    (one, *_) = here.store.source_items.waiting(NAME)
    here.store.source_items.fetched(replace(one, fetched=here.clock.now + _YEARS))
    here.later(hours=1)
    assert here.sync().fetched == 1
    assert all(one.fetched <= here.clock.now for one in here.store.source_items.waiting(NAME))


@pytest.mark.parametrize("days", [731, -2])
def test_a_holder_whose_clock_jumped_loses_its_lease(tmp_path: Path, now: Clock, days: int) -> None:
    """Whether ahead or back: who has the right time takes the lease at once, and the other is told to end."""
    settings, wrong = Settings(data=tmp_path / "data"), Clock(now.now)
    with (
        Store.open(settings, clock=wrong) as jumped,
        Store.open(settings, clock=now) as right,
        holding(jumped.leases, "alerts", "one", lasting=timedelta(seconds=0.4)) as lost,
    ):
        assert lost is not None
        assert not right.leases.take("alerts", "two", timedelta(minutes=2))
        wrong.now += timedelta(days=days)
        # As soon as it is renewed at the wrong time.
        assert any(right.leases.take("alerts", "two", timedelta(minutes=2)) or Flag().wait(0.02) for _ in range(500))
        wrong.now = now.now
        assert any(lost() or Flag().wait(0.02) for _ in range(500))


@pytest.fixture
def editors(tmp_path: Path, now: Clock) -> Iterator[tuple[Store, SignIns]]:
    """Return an account, and the way to sign in."""
    settings = Settings(data=tmp_path / "data")
    with Store.open(settings, clock=now) as store:
        AccountDesk(store, now).add("Lies", _PASSWORD, Role.EDITOR)
        yield store, SignIns(store, settings, now)


@pytest.mark.parametrize(("days", "stays"), [(731, False), (2, False), (-2, False), (-0.005, True), (0.005, True)])
def test_a_session_does_not_outlive_a_jump(
    editors: tuple[Store, SignIns], now: Clock, days: float, stays: bool
) -> None:
    """A session ends by any clock that is hours away from it; seconds between two machines end none."""
    _, signs = editors
    cookie = signs.sign_in("Lies", _PASSWORD, network="n").cookie
    assert cookie
    now.now += timedelta(days=days)
    assert (signs.visitor(cookie) is not None) == stays
    now.now -= timedelta(days=days)
    assert (signs.visitor(cookie) is not None) == stays


def test_a_lock_of_the_future_is_none(editors: tuple[Store, SignIns], now: Clock) -> None:
    """Wrong passwords while the clock was years ahead lock nobody out for years; a true lock holds."""
    _, signs = editors
    now.now += _YEARS
    for _ in range(NETWORK_FAILURES + 5):
        signs.sign_in("Lies", "verkeerd", network="n")
    assert signs.sign_in("Lies", _PASSWORD, network="m").cookie is None
    now.now -= _YEARS
    assert signs.sign_in("Lies", _PASSWORD, network="m").cookie
    assert signs.sign_in("Lies", _PASSWORD, network="n").wait <= timedelta(minutes=5)
    for _ in range(FREE_FAILURES + 8):
        signs.sign_in("Lies", "verkeerd", network="m")
    now.on(hours=LONGEST_LOCK.total_seconds() / 3600 / 200)
    assert signs.sign_in("Lies", _PASSWORD, network="o").cookie is None


@pytest.mark.parametrize("turn", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)])
def test_every_day_has_one_digest_where_an_hour_lacks_or_comes_twice(tmp_path: Path, turn: datetime) -> None:
    """Over both changes of the clock: one daily mail a day, at seven, and the deadline missed at the local midnight."""
    settings, zone = Settings(data=tmp_path / "data", mail_from="a@rappel.example"), ZoneInfo("Europe/Brussels")
    now = Clock(turn - timedelta(days=2))
    last = (turn - timedelta(days=8)).date()
    due = TimeRange(earliest=last, expected=last, latest=last, precision=Precision.DAY)
    noted: dict[str, Any] = {}
    with Store.open(settings, clock=now) as store:
        store.outbox.record((), since=0, upto=0)
        building.follow(store, follower(store), SubscriptionKind.OFFICE, {"office": OFFICE}, rhythm=Rhythm.DAILY)
        put(store, now, 1, due=due, asked=last - timedelta(days=60), answered=last - timedelta(days=30))
        for hour in range(24 * 4):
            now.now = turn - timedelta(days=2) + timedelta(hours=hour)
            if now.now.astimezone(zone).hour == 3:
                put(store, now, 10 + hour, due=None, answered=now.now.date())
            run_alerts(store, settings, now, send=False)
            if store.register.events(kinds=_MISSED):
                noted.setdefault("missed", now.now.astimezone(zone))
        sent = sorted(one.created.astimezone(zone) for one in store.outbox.messages())
    days = [moment.date() for moment in sent]
    assert len(days) == len(set(days)) == 4
    assert {moment.hour for moment in sent} == {7}
    # The last day and seven of grace end with the day before the change.
    assert noted["missed"].replace(tzinfo=None) == datetime(turn.year, turn.month, turn.day)  # noqa: DTZ001 - local


def test_the_tracker_says_why(parts: Services, now: Clock) -> None:
    """Who calls the tracker learns why nothing was recorded."""
    tracker = Tracker(parts.store, parts.settings, now)
    assert tracker.clock_doubt() == ""
    now.now += _YEARS
    assert "until a person says that it is right" in tracker.clock_doubt()
