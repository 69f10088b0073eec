"""What a run counts while it goes, and the store, settings and chance that all its parts share."""

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from corpus.alerts import Message
from corpus.errors import NotFound
from corpus.settings import Settings
from corpus.store import Store
from tracker.alerts.sending import patience
from tracker.alerts.sending.outcomes import Outcome, SendReport, Verdict


def new_worker() -> str:
    """Return a name for this run that no other run has, on whatever machine."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(6)}"


@dataclass(slots=True, kw_only=True)
class Run:
    """One run of the sending.

    Attributes:
        store: The store.
        settings: The settings.
        clock: Now, in UTC.
        chance: Spreads the waits.
        stop: Says whether to end after the message at hand.
        worker: Name of this run.
        report: What was counted so far.
    """

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    chance: Random
    stop: Callable[[], bool]
    worker: str = field(default_factory=new_worker)
    report: SendReport = field(default_factory=SendReport)

    def count(self, **more: int) -> None:
        """Add to the report."""
        from dataclasses import replace

        self.report = replace(self.report, **{name: getattr(self.report, name) + n for name, n in more.items()})

    def accepted(self, message: Message) -> None:
        """Write down that a message was taken."""
        try:
            self.store.outbox.accepted(message.id or 0)
        except NotFound:
            # Its owner was deleted between the two.
            return
        self.count(accepted=1)

    def failed(self, message: Message, reason: str) -> None:
        """Give a message up."""
        try:
            self.store.outbox.failed(message.id or 0, reason)
        except NotFound:
            return
        self.count(failed=1)

    def again(self, message: Message, outcome: Outcome, wait: timedelta) -> None:
        """Try a message again after a wait, or give it up after too many tries."""
        tries = message.attempts + 1
        if tries >= patience.most_tries(self.settings.sending_give_up_days):
            self.failed(message, f"given up after {tries} tries: {outcome.text}")
            return
        try:
            self.store.outbox.retry(message.id or 0, self.clock() + wait, outcome.text)
        except NotFound:
            return
        self.count(retried=1, unknown=int(outcome.verdict is Verdict.UNKNOWN))

    def hold(self, messages: list[Message], why: str, until: datetime | None = None) -> None:
        """Put messages off without counting a try; those that waited for too long are given up."""
        now = self.clock()
        oldest = now - timedelta(days=self.settings.sending_give_up_days)
        late = [one for one in messages if until is None and one.created < oldest]
        for one in late:
            self.failed(one, f"given up after {self.settings.sending_give_up_days} days: {why}")
        kept = [one.id or 0 for one in messages if one not in late]
        if kept:
            self.store.sending.hold(kept, until or now + patience.HOLD, why)
            self.count(held=len(kept))
