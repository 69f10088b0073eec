"""``rappel alerts send``, ``bounces`` and ``webhooks``."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic_core import to_jsonable_python
from typer.testing import CliRunner

from corpus.alerts import Subscriber
from corpus.errors import StoreUnavailable, WrongUse
from corpus.settings import Settings
from corpus.store import Store
from tests.tracker.sending.bouncemails import standard
from tests.tracker.sending.conftest import Bench
from tests.tracker.sending.receiver import receiving
from tracker.alerts.commands import alerts
from tracker.alerts.sending.commands import print_sent, sending_commands
from tracker.alerts.sending.outcomes import SendReport
from tracker.alerts.service import LEASE


@dataclass(frozen=True, slots=True)
class Parts:
    """What a command opens."""

    store: Store
    settings: Settings
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Face:
    """What the program puts into the context."""

    services: Callable[[], AbstractContextManager[Parts]]

    @staticmethod
    def show(value: object, *, as_json: bool, text: Callable[[], None]) -> None:
        """Print as JSON or for people."""
        print(json.dumps(to_jsonable_python(value))) if as_json else text()


class Terminal(TextIOWrapper):
    """Standard input that is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.fixture
def run(bench: Bench) -> Callable[..., Any]:
    """Return a function that runs a command and returns its result."""

    @contextmanager
    def services() -> Iterator[Parts]:
        yield Parts(bench.store, bench.settings, bench.clock)

    program = typer.Typer()
    program.registered_commands += sending_commands.registered_commands

    def run(*words: str, given: bytes | None = None) -> Any:  # noqa: ANN401 - the library's result
        return CliRunner().invoke(program, words, obj=Face(services), input=given)

    return run


def test_how_a_run_went_is_kept(bench: Bench, active: Subscriber) -> None:
    """Only a run that sent what was due went well: what failed is kept in its place, and --no-send says neither."""

    @contextmanager
    def services() -> Iterator[Parts]:
        yield Parts(bench.store, bench.settings, bench.clock)

    def ran(*words: str) -> tuple[int, datetime | None, int, str]:
        bench.clock.on(hours=1)
        code = CliRunner().invoke(alerts, ["run", *words], obj=Face(services)).exit_code
        kept = bench.store.leases.get(LEASE)
        assert kept is not None
        return code, kept.last_success, kept.failures, kept.message

    assert ran("--no-send") == (0, None, 0, "")
    bench.mail(active, "m1")
    bench.sink.faults["RCPT"].append("552 5.2.2 full")
    assert ran() == (1, None, 1, "1 messages were given up: see 'rappel alerts status'")
    code, success, *rest = ran()
    assert (code, success is not None, rest) == (0, True, [0, ""])
    assert ran("--no-send") == (0, success, 0, "")
    bench.change(smtp_host="")
    assert ran()[2:] == (0, "")
    bench.mail(active, "m2")
    code, _, failures, message = ran()
    assert (code, failures) == (0, 1)
    assert message.startswith("mail is not set up")


def test_a_run_that_breaks_off_is_kept(bench: Bench, active: Subscriber, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that ends the run is its failure, in the words that whoever ran it reads."""
    assert active

    @contextmanager
    def services() -> Iterator[Parts]:
        yield Parts(bench.store, bench.settings, bench.clock)

    def broken(*_: object, **__: object) -> None:
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr("tracker.alerts.service.compose_messages", broken)
    for words, failures, message in ((["--no-send"], 0, ""), ([], 1, "the disk is full")):
        assert isinstance(CliRunner().invoke(alerts, ["run", *words], obj=Face(services)).exception, StoreUnavailable)
        kept = bench.store.leases.get(LEASE)
        assert kept is not None
        assert (kept.failures, kept.message) == (failures, message)


def test_sending(bench: Bench, active: Subscriber, run: Callable[..., Any]) -> None:
    """What waits is sent, and the report printed; giving a message up ends with code 1."""
    bench.mail(active, "m1")
    assert "1 taken, 0 to be tried again" in run("send").output
    bench.mail(active, "m2")
    bench.sink.faults["RCPT"].append("552 5.2.2 full")
    result = run("send", "--json")
    assert (result.exit_code, json.loads(result.output)["failed"]) == (1, 1)


def test_everything_a_report_can_say(capsys: pytest.CaptureFixture[str]) -> None:
    """Doubtful mails, switched-off webhooks, suspended addresses and a stopped server are all said."""
    print_sent(SendReport(retried=2, unknown=1, disabled=1, suspended=1, mail="no connection"))
    said = capsys.readouterr().out
    assert "can arrive twice" in said
    assert "1 webhooks switched off, 1 addresses suspended" in said
    assert said.endswith("no connection\n")


def test_bounces_on_standard_input(bench: Bench, active: Subscriber, run: Callable[..., Any]) -> None:
    """A mail on standard input is read; none at all is no mail."""
    bench.mail(active, "m1")
    bench.send()
    assert "1 mails: 1 hard" in run("bounces", given=standard("m1")).output
    assert json.loads(run("bounces", "--json", given=b"").output)["read"] == 0


def test_bounces_in_a_mailbox(bench: Bench, active: Subscriber, run: Callable[..., Any], tmp_path: Path) -> None:
    """A named mailbox is read."""
    bench.mail(active, "m1")
    bench.send()
    (tmp_path / "mail").write_bytes(standard("m1"))
    assert "1 mails: 1 hard" in run("bounces", str(tmp_path / "mail")).output


def test_bounces_at_a_terminal(bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """At a terminal the mailbox of the settings is read; without one the command says what is missing."""
    from tracker.alerts.sending.commands import bounces

    @contextmanager
    def services() -> Iterator[Parts]:
        yield Parts(bench.store, bench.settings, bench.clock)

    context = typer.Context(typer.main.get_command(sending_commands))
    context.obj = Face(services)
    monkeypatch.setattr(sys, "stdin", Terminal(BytesIO()))
    with pytest.raises(WrongUse, match="name a mailbox"):
        bounces(context)
    bench.change(bounce_mailbox=tmp_path / "none")
    with pytest.raises(WrongUse, match="cannot be read"):
        bounces(context)


def test_webhooks(bench: Bench, active: Subscriber, run: Callable[..., Any]) -> None:
    """Web addresses are listed without their secrets, tested, given a new secret and switched on again."""
    with receiving() as receiver:
        hook = bench.webhook(active, receiver.url())
        number = str(hook.id)
        assert run("webhooks", "--ping", number).output == "taken: 204\n"
        receiver.always = 500
        assert run("webhooks", "--ping", number).exit_code == 1
        bench.store.sending.disable(hook.id or 0, "it answered 410")
        listed = run("webhooks")
        assert "off since 2026-03-29 00:30\tit answered 410" in listed.output
        assert hook.secret not in listed.output + run("webhooks", "--json").output
        assert "0 failures" in run("webhooks", "--enable", number).output
        run("webhooks", "--rotate", number)
        assert hook.secret in bench.store.endpoints.get(hook.id or 0).secret.split(" ", 1)[1]
