"""The commands of the register: what is typed reaches the tracker, and what cannot be read is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from corpus.errors import WrongUse
from tracker.register_commands import registry
from tracker.registering import Passage


@dataclass
class Noted:
    """Stands for the tracker: notes what it was asked."""

    asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]]

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Return a method that notes its call."""
        return lambda *args, **given: self.asked.append((name, args, given))


@dataclass
class Face:
    """What the commands need of the program."""

    noted: Noted
    shown: list[str]

    def decide(self, commitment: str, as_json: bool, action: Callable[[Noted], object]) -> None:  # noqa: ARG002
        """Carry the action out on the notes."""
        action(self.noted)
        self.shown.append(commitment)


@pytest.fixture
def face() -> Face:
    """Return a face with nothing noted."""
    return Face(noted=Noted(asked=[]), shown=[])


def run(face: Face, *typed: str) -> Any:  # noqa: ANN401 - the library's
    """Run a command."""
    app = typer.Typer()
    app.add_typer(registry)
    return CliRunner().invoke(app, [*typed, "--author", "Lies"], obj=face)


@pytest.mark.parametrize(
    ("typed", "name", "args", "given"),
    [
        (
            ("edit", "c-1", "--set", "actor=VDAB", "--due", "2024-06-30", "--milestone", "c-1.1", "--note", "x"),
            "edit",
            ("c-1",),
            {"note": "x", "fields": {"actor": "VDAB"}, "due": "2024-06-30", "milestone": "c-1.1"},
        ),
        (("merge", "c-1", "c-2"), "merge", ("c-1",), {"into": "c-2", "note": ""}),
        (
            ("split", "c-1", "--part", "0-5=voorjaar 2025", "--part", "6-9"),
            "split",
            ("c-1",),
            {"parts": [Passage(start=0, end=5, due="voorjaar 2025"), Passage(start=6, end=9)], "note": ""},
        ),
        (("supersede", "c-1", "c-2"), "supersede", ("c-1",), {"by": "c-2", "note": ""}),
        (("unclear", "c-1", "--reason", "niets gevonden"), "unclear", ("c-1",), {"note": "niets gevonden"}),
        (("carry-over", "c-1", "--office", "X"), "carry_over", ("c-1",), {"office": "X", "note": ""}),
        (("lapse", "c-1"), "lapse", ("c-1",), {"note": ""}),
        (("lapse", "c-1", "--seen", "12"), "lapse", ("c-1",), {"note": "", "expected_last": 12}),
        (
            ("attach", "c-1", "0-5=voorjaar 2025"),
            "reattach",
            ("c-1",),
            {"passage": Passage(start=0, end=5, due="voorjaar 2025"), "note": ""},
        ),
        (("undo", "c-1", "--reason", "fout"), "undo", ("c-1",), {"reason": "fout"}),
        (
            ("accept", "c-1", "7", "--relation", "partly", "--to", "2025", "--on", "2024-06-01"),
            "accept_evidence",
            (7,),
            {"note": "", "relation": "partly", "to": "2025", "on": date(2024, 6, 1)},
        ),
        (("dismiss", "c-1", "7", "--note", "ander project"), "reject_evidence", (7,), {"note": "ander project"}),
    ],
)
def test_what_is_typed_reaches_the_tracker(
    face: Face, typed: tuple[str, ...], name: str, args: tuple[object, ...], given: dict[str, object]
) -> None:
    """Every command calls its decision with what was typed, and shows the commitment."""
    result = run(face, *typed)
    assert result.exit_code == 0, result.output
    assert face.noted.asked == [(name, args, {"author": "Lies", "expected_last": None, **given})]
    assert face.shown == ["c-2" if name == "merge" else "c-1"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("edit", "c-1", "--set", "actor"), "'actor' is not of the form field=value"),
        (("split", "c-1", "--part", "vijf"), "'vijf' is not of the form 120-180"),
        (("accept", "c-1", "7", "--on", "gisteren"), "'gisteren' is not a date"),
    ],
)
def test_what_cannot_be_read(face: Face, typed: tuple[str, ...], told: str) -> None:
    """What cannot be read is told, and nothing is decided."""
    result = run(face, *typed)
    assert isinstance(result.exception, WrongUse)
    assert told in str(result.exception)
    assert face.noted.asked == []
