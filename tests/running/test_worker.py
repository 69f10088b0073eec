"""Jobs are done again and again, one holder at a time; a failure is kept, put off, and ends nothing else."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from filelock import FileLock
from structlog.testing import capture_logs

from corpus.errors import RunStopped, StoreUnavailable
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.leases import Lease
from search.service import SearchService
from tests.running.conftest import Time
from web.running.jobs import Done, Job
from web.running.metrics import Metrics
from web.running.stopping import Stop
from web.running.worker import Workers, due_in, pause_after
from web.services import Services


def now() -> datetime:
    """Return the present moment: threads wait by it."""
    return datetime.now(UTC)


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    """Return the services over an empty store, with much patience for others that write."""
    settings = settings.model_copy(update={"lock_wait_seconds": 600})
    with Store.open(settings, clock=now) as store:
        yield Services(
            settings=settings, store=store, clock=now, open_search=lambda: SearchService.open(settings, store)
        )


@contextmanager
def working(services: Services, *jobs: Job) -> Iterator[Workers]:
    """Do jobs while the block runs; all of them end in time."""
    workers = Workers(services.store, services.clock, jobs, Metrics(services))
    workers.start()
    try:
        yield workers
    finally:
        assert workers.stop(20) == ()


def job(run: Callable[[Stop], Done], name: str = "alerts", seconds: float = 0.02, **given: object) -> Job:
    """Return a job that is done very often."""
    return Job(kind="alerts", name=name, seconds=seconds, run=run, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "failures", "pause"),
    [(600, 0, 600), (600, 1, 600), (600, 2, 1200), (600, 3, 2400), (600, 4, 3600), (600, 9**9, 3600), (7200, 5, 7200)],
)
def test_the_pause_grows_with_failures(seconds: float, failures: int, pause: float) -> None:
    """It doubles after each further failure, up to an hour, and is never shorter than the job's own."""
    assert pause_after(job(lambda _: Done(), seconds=seconds), failures) == pause


def test_when_a_job_is_due(time: Time) -> None:
    """From the last try on, on whatever machine that was; a try in the future was a clock that was ahead."""
    one = job(lambda _: Done(), seconds=600)
    tried = Lease(name="alerts", last_try=time.now, failures=2)
    assert due_in(one, None, time.now) == 0
    assert due_in(one, Lease(name="alerts"), time.now) == 0
    assert due_in(one, tried, time.now + timedelta(seconds=200)) == 1000
    assert due_in(one, tried, time.now + timedelta(days=1)) == 0
    assert due_in(one, tried, time.now - timedelta(days=1)) == 0


def test_failures_are_kept_and_end_nothing(services: Services) -> None:
    """Errors of ours and of any other kind are counted with their reason; the next good run ends the row."""
    reached, seen = threading.Event(), []

    def run(_: Stop) -> Done:
        held = services.store.leases.get("alerts")
        seen.append((held.failures, held.message) if held else None)
        if len(seen) == 1:
            raise StoreUnavailable("the disk is full")
        if len(seen) == 2:
            raise ZeroDivisionError("by nothing")
        if len(seen) == 3:
            return Done(problem="half of it")
        if len(seen) > 4:
            reached.set()
        return Done(counts={"sent": 2})

    with working(services, job(run)):
        assert reached.wait(30)
    assert seen[:5] == [
        (0, ""),
        (1, "the disk is full"),
        (2, "ZeroDivisionError: by nothing"),
        (3, "half of it"),
        (0, ""),
    ]


def test_two_processes_never_do_the_same_job_at_once(services: Services) -> None:
    """Whoever comes second waits; both come to it, one after the other."""
    busy, most, done = threading.Lock(), [], threading.Event()

    def run(_: Stop) -> Done:
        assert busy.acquire(blocking=False), "two at once"
        threading.Event().wait(0.01)
        most.append(1)
        busy.release()
        if len(most) >= 8:
            done.set()
        return Done()

    with working(services, job(run)), working(services, job(run)):
        assert done.wait(60)
    held = services.store.leases.get("alerts")
    assert held is not None
    assert (held.failures, held.holder) == (0, None)


def test_stopping_is_no_failure(services: Services) -> None:
    """A job that is asked to stop ends at its next safe point, and nothing is held against it."""
    began = threading.Event()

    def run(stop: Stop) -> Done:
        began.set()
        stop.wait(60)
        return Done()

    with working(services, job(run)):
        assert began.wait(20)
    held = services.store.leases.get("alerts")
    assert held is not None
    assert (held.failures, held.last_try, held.holder) == (0, None, None)


def test_a_job_that_waits_for_a_lock_is_stopped_too(services: Services) -> None:
    """While another process writes store and index, jobs end when asked to, and nothing is held against them."""
    writes, indexes = threading.Event(), threading.Event()

    def write(_: Stop) -> Done:
        writes.set()
        with services.store.writing():
            raise AssertionError("two writers at once")

    def index(_: Stop) -> Done:
        indexes.set()
        services.search.update()
        raise AssertionError("two writers at once")

    folders = services.settings.data, services.settings.index_folder
    folders[1].mkdir(parents=True)
    with FileLock(folders[0] / "rappel.lock"), FileLock(folders[1] / "update.lock"), capture_logs() as said:
        workers = Workers(services.store, now, [job(write), job(index, "index x")], Metrics(services))
        workers.start()
        assert writes.wait(20)
        assert indexes.wait(20)
        assert workers.stop(60) == ()
    jobs = services.store.leases.list()
    assert [(one.name, one.failures, one.last_try, one.holder) for one in jobs] == [
        ("alerts", 0, None, None),
        ("index x", 0, None, None),
    ]
    assert sorted(one["job"] for one in said if one["event"] == "job waits") == ["alerts", "index x"]


def test_a_job_that_does_not_end_is_named(services: Services) -> None:
    """Nobody waits for it longer than is allowed."""
    began, free = threading.Event(), threading.Event()

    def run(_: Stop) -> Done:
        began.set()
        free.wait(60)
        return Done()

    workers = Workers(services.store, services.clock, [job(run)], Metrics(services))
    workers.start()
    assert began.wait(20)
    assert workers.stop(0.05) == ("alerts",)
    free.set()
    until = monotonic() + 20
    while workers.stop(20):  # the time they get counts from the first asking
        assert monotonic() < until


def test_nothing_is_done_where_nothing_is_wanted(services: Services) -> None:
    """A job that has nothing to do takes no lease; one that cannot even be looked at ends nothing."""
    looked = threading.Event()

    def wanted() -> bool:
        looked.set()
        return False

    def broken() -> bool:
        raise StoreUnavailable("gone")

    def run(_: Stop) -> Done:
        raise AssertionError("it must not run")

    with working(services, job(run, wanted=wanted), job(run, "index x", wanted=broken)):
        assert looked.wait(20)
    assert services.store.leases.list() == ()


def test_stop_says_so() -> None:
    """A lost lease stops a job as the end of the service does, at its next question or wait."""
    ended, lost = threading.Event(), threading.Event()
    stop = Stop(ended, lost.is_set)
    stop.wait(0)
    stop.check()
    assert not stop()
    lost.set()
    assert stop()
    with pytest.raises(RunStopped):
        stop.wait(0)
