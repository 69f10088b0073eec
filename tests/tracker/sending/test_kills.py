"""The proof of delivery: a run killed at every step loses nothing, and sends twice only what was in the one window.

The window of a message is the time between the other side's yes and the mark that says so. After every kill the test
waits until both servers are idle, and compares what they have taken with what is marked: what was taken and is not
marked was in its window. In the end no message may have come more often than once and once for each of its windows.
"""

import os
import signal
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from corpus.alerts import (
    Channel,
    Endpoint,
    MessageState,
    Rhythm,
    Subscriber,
    SubscriberStatus,
    Subscription,
    SubscriptionKind,
)
from corpus.register import Cause, Event, EventKind
from corpus.store import Store
from tests.tracker.sending.chain import Plan, settings_of, written
from tests.tracker.sending.mailsink import Sink, serving
from tests.tracker.sending.receiver import Receiver, receiving
from tracker.alerts.sending import signing

START = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
"""Two hours before Brussels puts its clocks back."""
KILLS_AT_LINES = 150
KILLS_AT_MOMENTS = 50
KILLS_OF_ALERTS = 40
BETWEEN_RUNS = timedelta(minutes=5)


@dataclass(slots=True, kw_only=True)
class Proof:
    """What is proven, while it is being proven.

    Attributes:
        kills: Kills so far.
        windows: For each message, how many kills hit its window.
        hit: Kills that hit at least one window.
        before: What was taken before the run at hand.
    """

    plan: Plan
    sink: Sink
    receiver: Receiver
    nursery: "subprocess.Popen[str]"
    chance: Random
    now: datetime = START
    kills: int = 0
    runs: int = 0
    hit: int = 0
    windows: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)

    def open(self) -> Store:
        """Open the store of the children."""
        return Store.open(settings_of(self.plan), clock=lambda: self.now)

    def happen(self, events: int) -> None:
        """Write events into the log."""
        with self.open() as store:
            for _ in range(events):
                store.register.append(
                    Event(
                        kind=EventKind.SOURCE_SILENT,
                        occurred=date(2026, 10, 24),
                        recorded=self.now,
                        cause=Cause.CLOCK,
                        author="test",
                        data={"source": "bron", "read_until": "2026-10-01", "message": ""},
                    )
                )

    def run(
        self, *, kill_at: int | None = None, kill_in: str = "", count: str = "", after: float | None = None
    ) -> bool:
        """Let a child do a run; kill it at a line, in a function, or after so many seconds, where given.

        Returns:
            Whether it was killed.
        """
        self.now += BETWEEN_RUNS
        self.runs += 1
        plan = Plan(
            data=self.plan.data,
            database=self.plan.database,
            port=self.plan.port,
            now=self.now.isoformat(),
            kill_at=kill_at,
            kill_in=kill_in,
            count=count,
            seed=self.runs,
            alerts=self.plan.alerts,
        )
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(written(plan))
        self.nursery.stdin.flush()
        number = int(self.nursery.stdout.readline())
        if after is not None:
            time.sleep(after)
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        code = int(self.nursery.stdout.readline())
        assert code in (0, -signal.SIGKILL), f"a run failed with {code}"
        self._look(killed=code != 0)
        return code != 0

    def _look(self, *, killed: bool) -> None:
        """Count the kill, and the messages that it hit in their window."""
        self._until_idle()
        before, self.before = self.before, self.taken()
        if not killed:
            return
        self.kills += 1
        with self.open() as store:
            waiting = {one.key for one in store.outbox.messages(state=MessageState.WAITING)}
        hit = {name for name in waiting if self.before[name] > before[name]}
        self.windows.update(hit)
        self.hit += bool(hit)

    def taken(self) -> Counter[str]:
        """Return how often each message was taken."""
        mails = [mail.name.strip("<>").partition("@")[0] for mail in self.sink.taken]
        return Counter([*mails, *(one.name for one in self.receiver.posted if one.path == "/hook")])

    def _until_idle(self) -> None:
        """Wait until both servers have done with the dead process."""
        # Connections are accepted in turn: once this one is, the dead one's is.
        urllib.request.urlopen(urllib.request.Request(self.receiver.url("/idle"), method="POST"), timeout=10)  # noqa: S310
        until = time.monotonic() + 20
        while self.sink.open or self.receiver.open:
            assert time.monotonic() < until, "a server still holds a connection"
            time.sleep(0.002)


@contextmanager
def proving(
    folder: Path, nursery: "subprocess.Popen[str]", database: str | None = None, *, alerts: bool = False
) -> Iterator[Proof]:
    """Set everything up: two servers, and a store with two subscribers to mail and one to a webhook."""
    with serving(Sink()) as sink, receiving() as receiver:
        plan = Plan(data=str(folder / "data"), database=database, port=sink.port, now=START.isoformat(), alerts=alerts)
        chance = Random(20261024)  # noqa: S311 - the same kills in every run
        proof = Proof(plan=plan, sink=sink, receiver=receiver, nursery=nursery, chance=chance)
        with proof.open() as store:
            subscribe(store, receiver.url("/hook"))
        yield proof


def subscribe(store: Store, url: str) -> None:
    """Keep two subscribers to mail and one to a webhook."""
    for name in ("an", "bo", "cas"):
        new = Subscriber(
            address=f"{name}@example.org",
            language="nl",
            created=START,
            status=SubscriberStatus.ACTIVE,
            confirmed=START,
        )
        number = store.subscribers.add(new).id or 0
        hook = Endpoint(subscriber=number, url=url, secret=signing.new_secret(), created=START)
        endpoint = store.endpoints.add(hook).id if name == "cas" else None
        store.subscriptions.add(
            Subscription(
                subscriber=number,
                kind=SubscriptionKind.DEADLINES,
                channel=Channel.WEBHOOK if endpoint else Channel.MAIL,
                endpoint=endpoint,
                rhythm=Rhythm.DAILY if name == "bo" else Rhythm.LIVE,
                created=START,
                confirmed=START,
            )
        )


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nothing_is_lost_and_only_the_window_doubles(tmp_path: Path, nursery: "subprocess.Popen[str]") -> None:
    """Two hundred kills: every event reaches everybody; what came twice was in its window when its run was killed."""
    with proving(tmp_path, nursery) as proof:
        kill(proof, KILLS_AT_LINES, KILLS_AT_MOMENTS, tmp_path / "lines")
        settle(proof)
        check(proof)
        assert proof.hit > 0, "no kill hit the window: the test would prove nothing about it"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_whole_of_alerts_run(tmp_path: Path, nursery: "subprocess.Popen[str]") -> None:
    """Forty kills of ``rappel alerts run``, from the clock's events to the wire: the same holds."""
    with proving(tmp_path, nursery, alerts=True) as proof:
        proof.happen(1)
        proof.run()  # the first look announces nothing
        first = head(proof)
        kill(proof, KILLS_OF_ALERTS, 0, tmp_path / "lines")
        settle(proof)
        check_alerts(proof, first)


def kill(proof: Proof, at_lines: int, at_moments: int, counted: Path) -> None:
    """Kill so many runs at a line, and so many at a moment; new events come in between."""
    proof.happen(1)
    proof.run(count=str(counted))
    proof.happen(1)
    began = time.monotonic()
    proof.run()
    seconds, lines = time.monotonic() - began, int(counted.read_text())
    while proof.kills < at_lines + at_moments:
        if proof.runs % 3:
            proof.happen(1)
        by_line = proof.kills < at_lines
        proof.run(
            kill_at=proof.chance.randint(1, lines) if by_line else None,
            after=None if by_line else proof.chance.uniform(0, seconds),
        )


def settle(proof: Proof) -> None:
    """Run until nothing waits."""
    for _ in range(200):
        proof.now += timedelta(hours=1)
        proof.run()
        with proof.open() as store:
            status = store.outbox.status()
        if not (status.waiting or status.unbundled) and status.cursor == status.head:
            return
    raise AssertionError(f"after 200 whole runs something still waits: {status}")


def head(proof: Proof) -> int:
    """Return the last event of the log."""
    with proof.open() as store:
        return store.outbox.head()


def check(proof: Proof) -> None:
    """Every event reached everybody, and nothing came twice but what was in its window."""
    with proof.open() as store:
        messages = store.outbox.messages()
        subscriptions = store.subscriptions.list()
    expected = {f"d{event}-{one.id}" for event in range(1, head(proof) + 1) for one in subscriptions}
    assert {one.key for one in messages} == expected
    assert {one.state for one in messages} == {MessageState.ACCEPTED}
    check_taken(proof, expected)


def check_alerts(proof: Proof, first: int) -> None:
    """The same for ``rappel alerts run``, whose messages may carry many events."""
    with proof.open() as store:
        messages, deliveries = store.outbox.messages(), store.outbox.deliveries()
        subscriptions = store.subscriptions.list()
        news = store.register.events(kinds=[EventKind.SOURCE_SILENT], since_id=first)
    pairs = {(event.id, one.id) for event in news for one in subscriptions}
    assert len(news) > 10
    assert {(one.event, one.subscription) for one in deliveries} == pairs
    assert len(deliveries) == len(pairs)
    assert {one.message for one in deliveries} == {one.id for one in messages}
    assert {one.state for one in messages} == {MessageState.ACCEPTED}
    check_taken(proof, {one.key for one in messages})


def check_taken(proof: Proof, expected: set[str]) -> None:
    """Every message was taken once, and once more for each kill that hit its window; copies are the same throughout."""
    taken = proof.taken()
    assert set(taken) == expected
    wrong = {name: (times, proof.windows[name]) for name, times in taken.items() if times != 1 + proof.windows[name]}
    assert not wrong, f"taken more or less often than once and once a window (times, windows): {wrong}"
    copies: dict[str, set[bytes]] = {}
    for mail in proof.sink.taken:
        copies.setdefault(mail.name, set()).add(mail.content)
    for post in proof.receiver.posted:
        copies.setdefault(post.headers.get("webhook-id", "idle"), set()).add(post.body)
    assert {len(different) for different in copies.values()} == {1}
    print(
        f"\n{proof.kills} kills in {proof.runs} runs, {proof.hit} of them in a window; "
        f"{len(taken)} messages, {sum(proof.windows.values())} of them taken twice"
    )


STEPS = {
    "record": 0,
    "compose": 0,
    "claim": 0,
    "renew": 0,
    "_greet": 0,
    "_envelope": 0,
    "_text": 0,
    "text_answered": 1,
    "accepted": 1,
    "headers": 0,
    "_exchange": 0,
    "_answered": 1,
    "__exit__": 0,
}
"""The steps of a run, by the function that begins it, and whether it lies in the window."""


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_every_step(tmp_path: Path, nursery: "subprocess.Popen[str]", step: str) -> None:
    """A kill at the beginning of any step loses nothing; only between the yes and the mark something comes twice."""
    with proving(tmp_path, nursery) as proof:
        proof.happen(1)
        assert proof.run(kill_in=step)
        assert sum(proof.windows.values()) == STEPS[step]
        settle(proof)
        check(proof)


def test_the_first_line_of_all(tmp_path: Path, nursery: "subprocess.Popen[str]") -> None:
    """A kill before anything is done, again and again, changes nothing: the next whole run does it all."""
    with proving(tmp_path, nursery) as proof:
        proof.happen(2)
        for _ in range(3):
            assert proof.run(kill_at=1)
        assert not proof.taken()
        settle(proof)
        check(proof)
        assert set(proof.taken().values()) == {1}
