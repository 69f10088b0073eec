"""Two senders at once, on SQLite and on PostgreSQL: every message goes out once."""

import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from corpus.alerts import Message, MessageState, Purpose
from corpus.store import Store
from tests.tracker.sending.chain import Plan, settings_of, written
from tests.tracker.sending.conftest import ROOT, START, Bench
from tests.tracker.sending.mailsink import Sink, serving
from tests.tracker.sending.receiver import receiving
from tests.tracker.sending.test_kills import check, proving, settle, subscribe

MESSAGES = 500


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str | None:
    """Return the URL of a database, None for SQLite in the data folder."""
    return str(request.getfixturevalue("postgresql")) if request.param == "postgresql" else None


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_five_hundred_messages_and_two_processes(tmp_path: Path, database: str | None) -> None:
    """Two processes that send five hundred mails and webhooks at the same time send each of them once."""
    with serving(Sink()) as sink, receiving() as receiver:
        plan = Plan(data=str(tmp_path / "data"), database=database, port=sink.port, now=START.isoformat())
        with Store.open(settings_of(plan), clock=lambda: START) as store:
            subscribe(store, receiver.url("/hook"))
            _fill(store)
        senders = [_sender(plan) for _ in range(2)]
        for sender in senders:
            assert sender.wait(timeout=500) == 0
            assert sender.stdout is not None
            assert sender.stdout.read().split()[-1] == "0"
            sender.stdout.close()
        with Store.open(settings_of(plan), clock=lambda: START) as store:
            states = Counter(one.state for one in store.outbox.messages())
        assert states == {MessageState.ACCEPTED: MESSAGES}
        names = Counter([mail.name for mail in sink.taken] + [post.name for post in receiver.posted])
        assert set(names.values()) == {1}
        assert len(names) == MESSAGES
        assert sink.greetings >= 2, "only one of the two has sent anything"


def _fill(store: Store) -> None:
    followed = store.subscriptions.list()
    for number in range(MESSAGES):
        one = followed[number % len(followed)]
        mail = f"From: alerts@rappel.test\r\nMessage-ID: <k{number}>\r\n\r\nx\r\n".encode()
        new = Message(
            key=f"k{number}",
            subscriber=one.subscriber,
            endpoint=one.endpoint,
            purpose=Purpose.LIVE,
            content=b"{}" if one.endpoint else mail,
            created=START,
            next_try=START,
        )
        store.outbox.compose(new)


def _sender(plan: Plan) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.tracker.sending.chain"]
    started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert started.stdin is not None
    started.stdin.write(written(plan))
    started.stdin.close()
    return started


@pytest.mark.slow
def test_kills_on_postgresql(tmp_path: Path, nursery: "subprocess.Popen[str]", postgresql: str) -> None:
    """Twenty kills on PostgreSQL: nothing lost, nothing twice but what was in its window."""
    with proving(tmp_path, nursery, postgresql) as proof:
        proof.happen(1)
        counted = tmp_path / "lines"
        proof.run(count=str(counted))
        while proof.kills < 20:
            proof.happen(1)
            proof.run(kill_at=proof.chance.randint(1, int(counted.read_text())))
        settle(proof)
        check(proof)


class TestClaims:
    """What one sender leaves to the other."""

    def test_a_dead_sender_is_succeeded_when_its_claim_runs_out(self, bench: Bench) -> None:
        """A claimed message is left alone as long as the claim lasts, and sent by somebody else after it."""
        bench.mail(bench.subscriber(), "m1")
        bench.store.outbox.claim("dead", bench.clock() + timedelta(seconds=30), 10)
        assert bench.send().accepted == 0
        bench.clock.on(seconds=31)
        assert bench.send().accepted == 1

    def test_a_sender_that_slept_sends_nothing_that_was_taken_over(self, bench: Bench) -> None:
        """A claim that another process has taken over cannot be renewed, nor that of a message that was sent."""
        message = bench.mail(bench.subscriber(), "m1")
        number = message.id or 0
        bench.store.outbox.claim("slow", bench.clock() + timedelta(seconds=30), 10)
        assert bench.store.sending.renew(number, "slow", bench.clock() + timedelta(seconds=60))
        bench.clock.on(seconds=61)
        bench.store.outbox.claim("other", bench.clock() + timedelta(seconds=30), 10)
        assert not bench.store.sending.renew(number, "slow", bench.clock() + timedelta(seconds=60))
        bench.store.outbox.accepted(number)
        assert not bench.store.sending.renew(number, "other", bench.clock() + timedelta(seconds=60))

    def test_what_was_claimed_by_another_is_not_released(self, bench: Bench) -> None:
        """Releasing gives back one's own claims only."""
        message = bench.mail(bench.subscriber(), "m1")
        bench.store.outbox.claim("one", bench.clock() + timedelta(seconds=30), 10)
        bench.store.sending.release([message.id or 0], "two")
        assert bench.store.outbox.claim("two", bench.clock() + timedelta(seconds=30), 10) == ()
        bench.store.sending.release([message.id or 0], "one")
        assert len(bench.store.outbox.claim("two", bench.clock() + timedelta(seconds=30), 10)) == 1

    def test_a_late_no_does_not_undo_a_yes(self, bench: Bench) -> None:
        """A sender that comes back late with a failure changes nothing of a message that another has sent."""
        from corpus.errors import NotFound

        number = bench.mail(bench.subscriber(), "m1").id or 0
        bench.send()
        sent = bench.kept("m1")
        with pytest.raises(NotFound, match="that waits"):
            bench.store.outbox.retry(number, bench.clock(), "late")
        with pytest.raises(NotFound, match="that waits"):
            bench.store.outbox.failed(number, "late")
        assert bench.kept("m1") == sent
