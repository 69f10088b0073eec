"""The commands, with a face that prints JSON."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import typer
from pydantic_core import to_jsonable_python
from typer.testing import CliRunner

from corpus.settings import Settings
from corpus.store import Store
from tests.tracker.evidence.conftest import PROMISE, Put
from tests.tracker.fakes import Clock
from tracker.evidence.commands import add_evidence_evaluation, evidence_commands


@dataclass
class Parts:
    """What the commands need of the services."""

    store: Store
    settings: Settings


@dataclass
class Face:
    """What the commands need of the program."""

    held: Store
    now: Clock

    @contextmanager
    def services(self) -> Iterator[Parts]:
        """Give the parts."""
        yield Parts(store=self.held, settings=Settings())

    def show(self, value: object, *, as_json: bool, text: Callable[[], None]) -> None:
        """Print a value as JSON, or call what prints it."""
        print(json.dumps(to_jsonable_python(value))) if as_json else text()


@pytest.fixture
def program(held: Store, clock: Clock) -> Callable[..., tuple[int, str]]:
    """Run a command line and return its exit code and output."""
    app, measuring = typer.Typer(), typer.Typer()

    @app.callback()
    def face(context: typer.Context) -> None:
        context.obj = Face(held, clock)

    app.add_typer(evidence_commands)
    add_evidence_evaluation(measuring)
    measuring.command("other")(lambda: None)
    app.add_typer(measuring, name="evaluate")

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, list(words))
        return done.exit_code, done.output

    return run


def test_evidence_is_listed(program: Callable[..., tuple[int, str]], put: Put) -> None:
    """``--run`` compares what is new; the list shows both sentences, the relation and the reasons."""
    put(1, PROMISE, date(2023, 3, 1), promise=True)
    put(2, "De aanleg van de loopbrug in Munkzwalm is uitgesteld tot eind juni 2025.", date(2024, 2, 1))
    assert program("evidence") == (0, "no evidence waits for a decision\n")
    code, printed = program("evidence", "--run")
    assert code == 0
    assert "2 documents compared with 1 open commitments: 1 new proposals" in printed
    assert "moves" in printed
    assert "Munkzwalm wordt aangelegd" in printed
    code, printed = program("evidence", "--again", "--json")
    assert (code, [one["relation"] for one in json.loads(printed)]) == (0, ["moves"])


def test_the_judge_is_measured(program: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Without a file the unseen half is scored against its floors; with one, predictions are written."""
    code, printed = program("evaluate", "evidence")
    assert code == 0, printed
    assert "F1" in printed
    pairs, out = tmp_path / "pairs.jsonl", tmp_path / "out.jsonl"
    later = {"id": "x", "answered": "2024-01-01", "office": "", "passage": "De hut werd gebouwd."}
    stated = {"quote": "We bouwen een hut.", "office": "", "actor": "", "answered": "2023-01-01", "due": None}
    pairs.write_text(json.dumps({"group": "g", "commitment": stated, "later": [later]}))
    assert program("evaluate", "evidence", "--pairs", str(pairs), "--predictions", str(out))[0] == 0
    assert json.loads(out.read_text())["id"] == "x"


def test_a_figure_below_its_floor_fails(
    program: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A floor that is not reached is named, and the command fails."""
    monkeypatch.setattr("tracker.evidence.evaluation.floors", lambda: {"f1": 1.1})
    code, printed = program("evaluate", "evidence")
    assert (code, "below its floor: f1" in printed) == (1, True)
