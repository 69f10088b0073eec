"""The commands of accounts, and bad input of editors on the command line."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from corpus.errors import EditConflict, NotFound, WrongUse
from corpus.settings import Settings
from corpus.store import Store
from rappel import Face, show
from search.service import SearchService
from tests.conftest import clock
from tests.web.editing import PASSWORD
from tracker.commands import decisions
from tracker.filters import Group, TrackerFilter
from tracker.register_commands import registry
from tracker.service import Tracker
from web.account_commands import accounts_commands
from web.accounts import fits
from web.services import Services


@dataclass
class Line:
    """The command line over a data folder."""

    data: Path

    @contextmanager
    def services(self) -> Iterator[Services]:
        """Open the parts as the program does, at the moment of the tests."""
        settings = Settings(data=self.data)
        with Store.open(settings, clock=clock) as store:
            yield Services(
                settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
            )

    def decide(self, commitment: str, _as_json: bool, action: Callable[[Tracker], object]) -> None:
        """Carry a decision out, as the program's own function does."""
        assert commitment
        with self.services() as parts:
            action(parts.tracker)

    def run(self, *words: str, typed: str = "") -> Any:  # noqa: ANN401 - the library's
        """Run a command; what it refuses is in ``exception``."""
        app = typer.Typer()
        app.add_typer(accounts_commands, name="accounts")
        app.add_typer(decisions)
        app.add_typer(registry)
        face = Face(decide=self.decide, show=show, now=clock, services=self.services, stored=lambda *_, **__: None)
        return CliRunner().invoke(app, list(words), input=typed, obj=face)


@pytest.fixture
def line(tmp_path: Path) -> Line:
    """Return the command line over an empty folder."""
    return Line(data=tmp_path / "data")


@pytest.fixture
def samples(own_sample_data: Path) -> Line:
    """Return the command line over samples of its own."""
    return Line(data=own_sample_data)


def test_the_life_of_an_account(line: Line) -> None:
    """An account is made with a password from standard input, listed, changed, closed, opened and removed."""
    assert line.run("accounts", "list").output.strip() == "there are no accounts"
    made = json.loads(line.run("accounts", "add", "Lies", "--role", "editor", "--json", typed=f"{PASSWORD}\n").output)
    assert (made[0]["name"], made[0]["role"], made[0]["disabled"]) == ("Lies", "editor", None)
    assert "password" not in made[0]
    line.run("accounts", "role", "lies", "admin")
    line.run("accounts", "password", "Lies", typed="een heel ander wachtwoord\n")
    with line.services() as parts:
        account = parts.store.accounts.get("Lies")
        assert (account.role, fits("een heel ander wachtwoord", account.password)) == ("admin", True)
    assert "closed since" in line.run("accounts", "disable", "Lies").output
    assert "closed" not in line.run("accounts", "enable", "Lies").output
    assert line.run("accounts", "remove", "Lies").output.strip() == "there are no accounts"


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (("add", "Lies", "--role", "chief"), PASSWORD, "'chief' is no role"),
        (("add", "   "), PASSWORD, "visible characters"),
        (("add", "x" * 81), PASSWORD, "1 to 80"),
        (("add", "Lies\x00"), PASSWORD, "visible characters"),
        (("add", "Ingest"), PASSWORD, "part of the program"),
        (("add", "Lies"), "kort", "12 to 1000 characters"),
        (("add", "Lies"), "", "12 to 1000 characters"),
        (("add", "BERT"), PASSWORD, "there is an account 'BERT' already"),
        (("role", "Bert", "chief"), "", "'chief' is no role"),
    ],
)
def test_what_no_account_can_be(line: Line, words: tuple[str, ...], typed: str, told: str) -> None:
    """A name, role or password that is not fit is refused with the reason, and nothing changes."""
    line.run("accounts", "add", "Bert", typed=f"{PASSWORD}\n")
    result = line.run("accounts", *words, typed=f"{typed}\n")
    assert isinstance(result.exception, WrongUse)
    assert told in str(result.exception)
    with line.services() as parts:
        assert [one.name for one in parts.store.accounts.list()] == ["Bert"]


@pytest.mark.parametrize("command", [("password",), ("role", "editor"), ("disable",), ("enable",), ("remove",)])
def test_unknown_accounts(line: Line, command: tuple[str, ...]) -> None:
    """What does not exist is said by name."""
    result = line.run("accounts", command[0], "Niemand", *command[1:], typed=f"{PASSWORD}\n")
    assert isinstance(result.exception, NotFound)
    assert "Niemand" in str(result.exception)


def test_asks_twice_at_a_keyboard(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a keyboard the password is asked for twice without showing it; two that differ are refused."""
    given = iter([PASSWORD, PASSWORD, PASSWORD, "iets heel anders dan dat"])
    monkeypatch.setattr("web.account_commands._at_keyboard", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _: next(given))
    assert line.run("accounts", "add", "Lies").exit_code == 0
    result = line.run("accounts", "add", "Bert")
    assert "differ" in str(result.exception)


def first(line: Line, group: Group) -> tuple[str, int]:
    """Return a commitment with one deadline at most, and its last event."""
    with line.services() as parts:
        found = parts.tracker.list(TrackerFilter(group=group), parts.today())
        one = next(one for one in found if len(one.state.milestones) == 1 and one.record == "candidate")
        return one.id, one.state.last_event or 0


@pytest.mark.parametrize(
    ("group", "words", "told"),
    [
        (Group.UNDATED, ("edit", "{id}", "--set", "kind=milestone"), "a milestone needs one"),
        (Group.MISSED, ("move", "{id}", "--to", "2001-01-01"), "lies before the answer"),
        (Group.MISSED, ("edit", "{id}", "--due", "2001-01-01"), "lies before the answer"),
        (Group.MISSED, ("split", "{id}", "--part", "0-9=2001-01-01", "--part", "10-19"), "lies before the answer"),
        (Group.MISSED, ("attach", "{id}", "0-9"), "still states it"),
    ],
)
def test_bad_dates_and_passages(samples: Line, group: Group, words: tuple[str, ...], told: str) -> None:
    """A milestone without a date, a date before the document and a passage too many are refused; nothing changes."""
    name, last = first(samples, group)
    result = samples.run(*(word.replace("{id}", name) for word in words), "--author", "Lies")
    assert isinstance(result.exception, WrongUse)
    assert told in str(result.exception)
    assert first(samples, group) == (name, last)


def test_two_editors_at_once(samples: Line) -> None:
    """Who says what was seen last is refused where somebody decided since, and overwrites nothing."""
    name, last = first(samples, Group.MISSED)
    assert samples.run("withdraw", name, "--author", "Bert").exit_code == 0
    result = samples.run("confirm", name, "--seen", str(last), "--author", "Lies")
    assert isinstance(result.exception, EditConflict)
    with samples.services() as parts:
        assert parts.tracker.get(name, parts.today()).tracked.fulfilment == "withdrawn"
