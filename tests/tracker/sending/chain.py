"""One whole run from the event log to the wire, small enough to be killed at every step.

Run as a program it is a nursery: it loads everything once, then forks a child for every line on standard input, which
is killed where the line says, or by whoever reads its number on standard output.
"""

import json
import os
import signal
import ssl
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic
from types import FrameType
from typing import Any

from corpus.alerts import Channel, Delivery, Message, Purpose
from corpus.errors import EditConflict, WrongUse
from corpus.settings import Settings
from corpus.store import Store
from tracker.alerts.sending.outcomes import SendReport
from tracker.alerts.sending.service import send_waiting
from tracker.alerts.service import run_alerts

PAGE = 4
_TRACED = ("tracker/alerts/", "corpus/store/outbox", "corpus/store/sending", "corpus/store/database", "smtplib")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a child does.

    Attributes:
        data: Folder of the store.
        database: SQLAlchemy URL, where it is not SQLite.
        port: Port of the mail server.
        now: The moment at which it begins, ISO.
        kill_at: The how-manieth line of the sending at which it kills itself; None: it does not.
        kill_in: Name of the function of the sending or the store at whose beginning it kills itself.
        count: File that gets the number of lines of a run that is not killed; empty: none is counted.
        seed: Seed of chance.
        alerts: Whether the run is that of ``rappel alerts run``, from the events of the clock on.
    """

    data: str
    port: int
    now: str
    kill_at: int | None = None
    kill_in: str = ""
    count: str = ""
    database: str | None = None
    seed: int = 0
    alerts: bool = False


def settings_of(plan: Plan) -> Settings:
    """Return the settings of a child."""
    return Settings(
        data=Path(plan.data),
        database=plan.database,
        mail_from="alerts@rappel.test",
        base_url="https://rappel.test",
        smtp_host="127.0.0.1",
        smtp_port=plan.port,
        smtp_security="none",
        smtp_timeout_seconds=5.0,
        webhooks_allow_private=True,
    )


def whole_run(store: Store, settings: Settings, clock: Callable[[], datetime], seed: int) -> SendReport:
    """Match a page of the log with the subscriptions, compose a message for each delivery, and send what waits."""
    since = store.outbox.cursor()
    page = store.register.events(since_id=since, limit=PAGE)
    followed = store.subscriptions.list(live=True)
    found = [
        Delivery(event=event.id or 0, subscription=one.id or 0, recorded=clock()) for event in page for one in followed
    ]
    if page:
        with suppress(EditConflict):  # another run was faster
            store.outbox.record(found, since=since, upto=page[-1].id or 0)
    for delivery in store.outbox.unbundled(60):
        with suppress(EditConflict, WrongUse):
            store.outbox.compose(_message(store, delivery, clock()), [delivery.id or 0])
    # No certificates: loading them is the slowest part of a run, and nothing is encrypted here.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    chance = Random(seed)  # noqa: S311 - the same waits in every run
    return send_waiting(store, settings, clock, web_context=context, chance=chance)


def _message(store: Store, delivery: Delivery, now: datetime) -> Message:
    subscription = store.subscriptions.get(delivery.subscription)
    key = f"d{delivery.event}-{delivery.subscription}"
    head = "From: alerts@rappel.test\r\nTo: x@example.org\r\n"
    body = f"{head}Message-ID: <{key}>\r\n\r\nGebeurtenis {delivery.event}\r\n"
    if subscription.channel is Channel.WEBHOOK:
        body = json.dumps({"event": delivery.event})
    return Message(
        key=key,
        subscriber=subscription.subscriber,
        endpoint=subscription.endpoint,
        purpose=Purpose.LIVE,
        content=body.encode(),
        created=now,
        next_try=now,
    )


class _Lines:
    """Counts the lines that are run in the sending, and ends the process at one of them."""

    def __init__(self, plan: Plan) -> None:
        self.seen = 0
        self._kill_at = plan.kill_at
        self._kill_in = plan.kill_in

    def __call__(self, frame: FrameType, event: str, argument: object) -> Any:  # noqa: ANN401, ARG002
        """Follow the calls into the sending."""
        if not any(part in frame.f_code.co_filename for part in _TRACED):
            return None
        if frame.f_code.co_name == self._kill_in:
            os.kill(os.getpid(), signal.SIGKILL)
        return self._line

    def _line(self, frame: FrameType, event: str, argument: object) -> Any:  # noqa: ANN401, ARG002
        if event == "line":
            self.seen += 1
            if self.seen == self._kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self._line


def child(plan: Plan) -> None:
    """Do one whole run."""
    began, start = monotonic(), datetime.fromisoformat(plan.now)
    settings = settings_of(plan)
    lines = _Lines(plan)

    def clock() -> datetime:
        return start + timedelta(seconds=monotonic() - began)

    with Store.open(settings, clock=clock) as store:
        if plan.kill_at is not None or plan.count or plan.kill_in:
            sys.settrace(lines)
        if plan.alerts:
            run_alerts(store, settings, clock)
        else:
            whole_run(store, settings, clock, plan.seed)
        sys.settrace(None)
    if plan.count:
        Path(plan.count).write_text(str(lines.seen))


def nursery() -> None:
    """Fork a child for every plan that is read; say its number, and then how it ended."""
    import anyio.to_thread
    import httpx
    import standardwebhooks

    assert all((anyio, httpx, standardwebhooks))
    for line in sys.stdin:
        number = os.fork()
        if not number:
            code = 1
            try:
                child(Plan(**json.loads(line)))
                code = 0
            except BaseException:  # noqa: BLE001 - whatever it was, the parent must hear of it
                import traceback

                traceback.print_exc()
            finally:
                os._exit(code)
        print(number, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), flush=True)


def written(plan: Plan) -> str:
    """Return a plan as a line."""
    return json.dumps(asdict(plan)) + "\n"


if __name__ == "__main__":
    nursery()
