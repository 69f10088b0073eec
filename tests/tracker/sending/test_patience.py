"""Waits, clocks that change, and weeks without a run."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.alerts import Channel, MessageState
from tests.tracker.sending import mailsink
from tests.tracker.sending.conftest import Bench
from tracker.alerts.sending import patience
from tracker.alerts.sending.outcomes import LONGEST_REASON, one_line


@given(tries=st.integers(1, 10_000), seed=st.integers())
def test_every_wait_is_between_a_minute_and_a_day(tries: int, seed: int) -> None:
    """No wait is shorter than a minute or longer than a day, however many tries there were."""
    assert patience.SHORTEST <= patience.wait(tries, Random(seed)) <= patience.LONGEST  # noqa: S311


def test_waits_double() -> None:
    """The n-th wait is between 2^(n-1) minutes and a quarter more, until a day is reached."""
    chance = Random(1)  # noqa: S311
    for tries in range(1, 11):
        minutes = patience.wait(tries, chance) / timedelta(minutes=1)
        assert 2 ** (tries - 1) <= minutes <= 1.25 * 2 ** (tries - 1)


@pytest.mark.parametrize(("days", "tries"), [(1, 12), (2, 13), (10, 21), (30, 41)])
def test_tries_until_it_is_given_up(days: int, tries: int) -> None:
    """The waits before the last try add up to the stated days."""
    assert patience.most_tries(days) == tries


@given(st.text(max_size=3000))
def test_what_another_machine_says_is_one_short_line(text: str) -> None:
    """Whatever another machine says becomes one printable line of bounded length, from text and from bytes."""
    for said in (text, text.encode("utf-8", "surrogatepass")):
        line = one_line(said)
        assert len(line) <= LONGEST_REASON
        assert line.isprintable()


class TestClocks:
    """Clocks that jump, and the two nights a year on which local time does."""

    def test_a_clock_that_was_ahead_is_corrected(self, bench: Bench) -> None:
        """Tries and claims set by a clock that was years ahead do not keep a message waiting for years."""
        owner = bench.subscriber()
        bench.mail(owner, "tried")
        bench.clock.on(days=3650)
        bench.sink.faults["DATA"].append("451 later")
        bench.send()
        bench.mail(owner, "claimed")
        bench.store.outbox.claim("dead", bench.clock() + timedelta(minutes=5), 10, Channel.MAIL)
        bench.clock.on(days=-3650)
        report = bench.send()
        assert report.mended == 3
        assert {bench.kept(key).state for key in ("tried", "claimed")} == {MessageState.ACCEPTED}
        assert len(bench.sink.taken) == 2

    def test_a_clock_that_goes_back_an_hour_delays_and_doubles_nothing(self, bench: Bench) -> None:
        """After the clock was put back an hour what waits goes out at most that hour later, and once."""
        bench.sink.faults["DATA"].append("451 later")
        bench.mail(bench.subscriber(), "m1")
        bench.send()
        bench.clock.on(hours=-1)
        assert bench.send().accepted == 0
        bench.clock.on(hours=1, minutes=2)
        assert bench.send().accepted == 1
        assert len(bench.sink.taken) == 1

    @pytest.mark.parametrize("night", ["2026-03-29T01:59", "2026-10-25T02:59"])
    def test_local_time_that_jumps_changes_no_wait(self, bench: Bench, night: str) -> None:
        """Waits are counted in UTC: over both changes of summer time a minute is a minute."""
        local = datetime.fromisoformat(night).replace(tzinfo=ZoneInfo("Europe/Brussels"))
        bench.clock.now = local.astimezone(UTC)
        bench.sink.faults["DATA"].append(mailsink.DROP)
        bench.mail(bench.subscriber(), "m1")
        bench.send()
        wait = bench.kept("m1").next_try - bench.clock()
        assert timedelta(minutes=1) <= wait <= timedelta(minutes=1.25)
        bench.clock.on(minutes=2)
        assert bench.send().accepted == 1

    def test_weeks_without_a_run_lose_nothing(self, bench: Bench) -> None:
        """What waited while nothing ran for three weeks goes out; a message between two tries has lost none of them."""
        bench.sink.faults["DATA"].append("451 later")
        owner = bench.subscriber()
        bench.mail(owner, "tried")
        bench.send()
        bench.mail(owner, "new")
        bench.clock.on(days=21)
        bench.sink.faults["DATA"].append("451 later")
        report = bench.send()
        assert (report.accepted, report.retried, report.failed) == (1, 1, 0)
        bench.clock.on(minutes=5)
        assert bench.send().accepted == 1
        assert {bench.kept(key).state for key in ("tried", "new")} == {MessageState.ACCEPTED}
