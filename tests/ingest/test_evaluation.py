"""The measuring of extraction: what counts as found, floors that only rise, and agreement with the shared scorers."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import RulesError, WrongUse
from ingest.evaluation import board as boards
from ingest.evaluation.answers import score_answers
from ingest.evaluation.board import Board, Miss, Score, board, load_floors, pin
from ingest.evaluation.cases import is_right, score_cases
from ingest.evaluation.console import print_board
from ingest.evaluation.run import measure

SHARED = Path(__file__).parent.parent.parent.parent / "shared" / "gold"
needs_gold = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/gold")
TEXT = "Het plan komt er eind 2024. Er zijn 12 scholen. Dat plan wordt opgemaakt."


def gold(**changed: object) -> dict[str, Any]:
    """Return annotations of the small text."""
    return {
        "commitments": [
            {
                "quote": "Het plan komt er eind 2024",
                "kind": "milestone",
                "due": {"from": "2024-10-01", "to": "2024-12-31", "to_alt": "2024-11-30"},
                "also": "Dat plan wordt opgemaakt",
            }
        ],
        "times": [{"quote": "eind 2024", "from": "2024-10-01", "to": "2024-12-31", "role": "future"}],
        "figures": [{"quote": "12 scholen", "value": 12, "kind": "count"}],
        "question_items": [],
        "answer_items": [{"label": "1", "starts": "Het plan"}],
        **changed,
    }


def scored(found: dict[str, Any]) -> tuple[dict[str, float], list[Miss]]:
    """Return the scores of one prediction by name, and the misses."""
    scores, misses = score_answers({"d": gold()}, {"d": {"answer": TEXT, "question": ""}}, {"d": found})
    return {score.name: score.value for score in scores}, misses


def test_a_perfect_prediction_scores_one() -> None:
    """Every figure is 1, either reading of a date counts, and a repeated statement is no error."""
    found = {
        "commitments": [{"start": 0, "end": 26, "due_to": "2024-11-30"}, {"start": 48, "end": 72, "due_to": None}],
        "times": [{"start": 17, "end": 26, "from": "2024-10-01", "to": "2024-12-31"}],
        "figures": [{"start": 36, "end": 46, "value": 12}],
        "items": [{"label": "1.", "start": 1, "side": "answer"}],
    }
    scores, misses = scored(found)
    assert set(scores.values()) == {1.0}
    assert misses == []


def test_misses_say_what_and_where() -> None:
    """What is missed, what is too much and what is read wrongly are told apart."""
    found = {
        "commitments": [{"start": 28, "end": 46, "due_to": None}],
        "times": [{"start": 17, "end": 26, "from": None, "to": "2024-12-31"}],
        "items": [{"label": "2", "start": 0, "side": "answer"}],
    }
    scores, misses = scored(found)
    assert (scores["commitments.f1"], scores["times.right"], scores["figures.f1"], scores["items.f1"]) == (0, 0, 0, 0)
    assert {(miss.score, miss.kind) for miss in misses} == {
        ("commitments.f1", "missed"),
        ("commitments.f1", "wrong"),
        ("times.right", "value"),
        ("figures.f1", "missed"),
        ("items.f1", "missed"),
        ("items.f1", "wrong"),
    }


@pytest.mark.parametrize(
    ("dimension", "expected", "reading", "right"),
    [
        ("date", {"start": "2024-01-01", "end": None}, {"kind": "interval", "start": "2024-01-01", "end": None}, True),
        (
            "date",
            {"start": "2024-01-01T00:00:00", "end": "2024-01-02"},
            {"kind": "interval", "start": "2024-01-01", "end": "2024-01-02"},
            True,
        ),
        ("duration", {"iso": "P1Y"}, {"kind": "duration", "iso": "P12M"}, True),
        ("duration", {"iso": "P2W"}, {"kind": "duration", "iso": "P15D"}, False),
        ("set", {"period": "P1Q"}, {"kind": "set", "period": "P1Q"}, True),
        ("money", {"amount": 5, "currency": "EUR"}, {"kind": "money", "amount": 5.0, "currency": "EUR"}, True),
        ("money", {"amount": 5, "currency": "EUR"}, {"kind": "money", "amount": 5.0, "currency": "USD"}, False),
        ("number_range", {"min": 1, "max": None}, {"kind": "number_range", "min": 1, "max": None}, True),
        ("quantity", {"value": 5, "unit": "km"}, {"kind": "quantity", "value": 5, "unit": "KM"}, True),
        ("age", {"value": 5}, {"kind": "age", "value": 6}, False),
        ("vague", None, {"kind": "interval", "start": "2024-01-01", "end": None}, False),
        ("date_none", None, {"kind": "number", "value": 3}, True),
    ],
)
def test_cases_are_judged(dimension: str, expected: Any, reading: dict[str, Any], right: bool) -> None:  # noqa: ANN401
    """A reading is right where it equals the expectation in its own dimension."""
    assert is_right({"dim": dimension, "expected": expected, "alternatives": []}, [reading]) is right


def test_cases_count_where_they_belong() -> None:
    """A core date counts twice: as a date and as a core date; forms have a score of their own."""
    case = {
        "id": "a",
        "suite": "x",
        "dim": "date",
        "core": True,
        "text": "t",
        "reference_time": None,
        "expected": {"start": "2024-01-01", "end": None},
        "alternatives": [],
    }
    scores, misses = score_cases([case, {**case, "suite": "forms"}], lambda *_: [])
    assert {score.name: score.value for score in scores} == {"cases.core_dates": 0, "cases.date": 0, "forms.all": 0}
    assert len(misses) == 2


@pytest.fixture
def pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that stands in for the pinned files."""
    (tmp_path / "floors.toml").write_text('[floors]\n"a" = 0.9\n', encoding="utf-8")
    monkeypatch.setattr(boards, "FLOORS", tmp_path / "floors.toml")
    monkeypatch.setattr(boards, "MISSES", tmp_path / "misses.json")
    return tmp_path


def miss(quote: str) -> Miss:
    """Return a miss."""
    return Miss(score="a", kind="missed", document="d", quote=quote)


def test_floors_only_rise(pinned: Path) -> None:
    """Pinning raises a floor, never lowers one unless told to, and leaves rates to a person."""
    worse = board([Score(name="a", value=0.8, out_of=5), Score(name="speed.x", value=9, out_of=1)], [])
    assert not worse.holds
    assert pin(worse) == ()
    assert load_floors(pinned / "floors.toml") == {"a": 0.9}
    assert pin(board([Score(name="a", value=0.9557, out_of=5)], [miss("x")])) == ("a",)
    assert load_floors(pinned / "floors.toml") == {"a": 0.955}
    assert pin(worse, lower=True) == ("a",)
    assert load_floors(pinned / "floors.toml") == {"a": 0.8}


def test_losses_and_gains_are_told(pinned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A miss that was not pinned is a loss with its text; a pinned one that is gone is a gain."""
    pin(board([Score(name="a", value=0.95, out_of=5)], [miss("oud")]))
    assert "oud" not in (pinned / "misses.json").read_text(encoding="utf-8")
    measured: Board = board([Score(name="a", value=0.7, out_of=5)], [miss("nieuw  woord")])
    assert ([one.quote for one in measured.lost], measured.won) == (["nieuw  woord"], 1)
    print_board(measured, fails=1)
    printed = capsys.readouterr().out
    assert "LOST a missed d: nieuw woord" in printed
    assert "BELOW A FLOOR: a" in printed


def test_wrong_files_are_named(tmp_path: Path) -> None:
    """A folder without gold and a broken floors file are said."""
    with pytest.raises(WrongUse, match="no annotated texts"):
        measure(tmp_path)
    (tmp_path / "f.toml").write_text("floors = 3", encoding="utf-8")
    with pytest.raises(RulesError, match=r"f\.toml"):
        load_floors(tmp_path / "f.toml")


@needs_gold
def test_reaches_the_floors_and_agrees_with_the_shared_scorers(tmp_path: Path) -> None:
    """Nothing that was won is lost, and the shared scorers say the same figures as ours."""
    from ingest.predict import predictions

    measured = measure(SHARED)
    assert [f"{s.name} {s.value:.3f} < {s.floor}" for s in measured.scores if not s.holds] == []
    ours = {score.name: score.value for score in measured.scores}
    run = tmp_path / "predictions.jsonl"
    with (SHARED / "answers.jsonl").open("rb") as lines:
        run.write_text("\n".join(json.dumps(one) for one in predictions(lines)), encoding="utf-8")
    words: list[str | Path] = ["--gold", SHARED / "answers.gold.jsonl", "--docs", SHARED / "answers.jsonl"]
    words += ["--pred", run]
    told = subprocess.run(
        [sys.executable, SHARED / "score_answers.py", *words], capture_output=True, text=True, check=True
    ).stdout
    theirs = {kind: float(f1) for kind, f1 in re.findall(r"^(\w+) .*F1=([\d.]+)", told, flags=re.MULTILINE)}
    assert theirs == {kind: pytest.approx(ours[f"{kind}.f1"], abs=0.0006) for kind in theirs}
    assert len(theirs) == 4
