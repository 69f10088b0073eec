"""One holder at a time for each job, on both databases, whatever happens to the holders and to the clock."""

import multiprocessing
import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from corpus.errors import StoreBusy
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.holding import holding, new_holder
from corpus.store.leases import LONGEST, Lease, Leases
from tests.running.conftest import Time

MINUTE = timedelta(minutes=1)


def _rules(store: Store, time: Time) -> None:
    leases = store.leases
    assert leases.get("sync x") is None
    assert leases.take("sync x", "one", MINUTE)
    assert not leases.take("sync x", "two", MINUTE)
    assert leases.take("sync y", "two", MINUTE)
    time.later(seconds=50)
    assert leases.take("sync x", "one", MINUTE)
    time.later(seconds=50)
    assert not leases.take("sync x", "two", MINUTE)
    assert [one.name for one in leases.held()] == ["sync x"]
    time.later(seconds=10)
    assert leases.held() == ()
    assert leases.take("sync x", "two", MINUTE)
    leases.release("sync x", "one")
    assert not leases.take("sync x", "one", MINUTE)
    leases.release("sync x", "two")
    assert leases.take("sync x", "one", MINUTE)


def test_a_lease_has_one_holder_until_it_ends(store: Store, time: Time) -> None:
    """Its holder renews it; another gets it once it has ended or was given back, and never before."""
    _rules(store, time)


@pytest.mark.timeout(400)
def test_leases_on_postgresql(postgresql: str, tmp_path: Path, time: Time) -> None:
    """What holds on SQLite holds on PostgreSQL, also between threads that take at the same moment."""
    settings = Settings(data=tmp_path / "data", database=postgresql)
    with Store.open(settings, clock=time) as store:
        _rules(store, time)
        got: list[bool] = []
        barrier = threading.Barrier(6)

        def take(number: int) -> None:
            barrier.wait()
            got.append(store.leases.take("alerts", f"holder {number}", MINUTE))

        threads = [threading.Thread(target=take, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(got) == [False] * 5 + [True]


def test_a_clock_that_was_ahead_blocks_nothing(store: Store, time: Time) -> None:
    """A lease that ends later than any lease can was taken by a clock that was ahead, and counts as ended."""
    time.later(days=400)
    assert store.leases.take("alerts", "ahead", 10 * LONGEST)
    time.later(days=-400)
    assert store.leases.held() == ()
    assert store.leases.take("alerts", "right", MINUTE)


def test_how_the_runs_went_is_kept(store: Store, time: Time) -> None:
    """Failures in a row are counted with the last reason; one success ends the row."""
    store.leases.take("alerts", "one", MINUTE)
    store.leases.ran("alerts", "no mail server")
    time.later(minutes=1)
    store.leases.ran("alerts", "no answer")
    found = store.leases.get("alerts")
    assert found is not None
    assert (found.failures, found.message, found.last_success, found.last_try) == (2, "no answer", None, time.now)
    store.leases.ran("alerts")
    store.leases.release("alerts", "one")
    assert store.leases.list() == (Lease(name="alerts", last_try=time.now, last_success=time.now),)


def test_a_lease_is_renewed_while_it_is_held(store: Store) -> None:
    """The block keeps its lease however long it takes, and gives it back at the end."""
    renewed, take = threading.Event(), store.leases.take

    def counted(name: str, holder: str, lasting: timedelta) -> bool:
        renewed.set() if renewals else renewals.append(name)
        return take(name, holder, lasting)

    renewals: list[str] = []
    store.leases.take = counted  # type: ignore[method-assign]
    with holding(store.leases, "alerts", "one", lasting=timedelta(seconds=0.2)) as lost:
        assert lost is not None
        assert renewed.wait(20)
        assert not lost()
        with holding(store.leases, "alerts", "two") as other:
            assert other is None
    found = store.leases.get("alerts")
    assert found is not None
    assert found.holder is None


@pytest.mark.parametrize("how", ["taken", "unreachable"])
def test_a_lost_lease_is_told(store: Store, how: str) -> None:
    """Where another has taken the lease, or the store does not answer for so long, the block is told to end."""
    take = store.leases.take
    with holding(store.leases, "alerts", "one", lasting=timedelta(seconds=0.2)) as lost:
        assert lost is not None
        if how == "taken":
            store.leases.release("alerts", "one")
            take("alerts", "two", LONGEST)
        else:

            def busy(name: str, holder: str, lasting: timedelta) -> bool:
                raise StoreBusy(f"{name} {holder} {lasting}")

            store.leases.take = busy  # type: ignore[method-assign]
        for _ in range(400):
            if lost():
                break
            threading.Event().wait(0.05)
        assert lost()


def _hold_and_die(data: Path) -> None:
    with Store.open(Settings(data=data), clock=Time()) as store:
        assert Leases.take(store.leases, "sync x", new_holder(), LONGEST)
        os._exit(0)


def test_a_killed_holder_of_this_machine_is_followed_at_once(store: Store, settings: Settings) -> None:
    """Nobody waits for the end of a lease whose process is known to be gone; one that lives is respected."""
    killed = multiprocessing.get_context("spawn").Process(target=_hold_and_die, args=(settings.data,))
    killed.start()
    killed.join()
    assert [one.name for one in store.leases.held()] == ["sync x"]
    with holding(store.leases, "sync x", new_holder()) as lost, holding(store.leases, "sync x", "me:0:1:2") as other:
        assert lost is not None
        assert other is None


@pytest.mark.parametrize("holder", ["elsewhere:pid:[1]:999999:aa", "somebody", "::"])
def test_a_holder_elsewhere_is_respected(store: Store, holder: str) -> None:
    """Nothing is known of the processes of another machine: its lease lasts until it ends."""
    store.leases.take("sync x", holder, MINUTE)
    with holding(store.leases, "sync x", new_holder()) as lost:
        assert lost is None
