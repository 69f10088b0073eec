"""Times and figures against the annotated texts beside the repository; floors only rise."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest

from ingest.figures import FigureMatch, read_figures
from ingest.times import TimeMatch, read_times

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / ".." / "shared"
GOLD = SHARED / "gold"
#: Days within which the minister's answer may follow the question of the measuring set.
SLACK = 150

pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="../shared/gold is not beside this checkout")

CASE_FLOORS = {
    ("core", "ALL"): 0.95,
    ("core", "forms"): 1.0,
    ("forms", "date"): 1.0,
    ("forms", "duration"): 1.0,
    ("forms", "set"): 1.0,
    ("forms", "vague"): 1.0,
    ("suites", "duration"): 0.95,
    ("suites", "set"): 0.95,
    ("suites", "money"): 1.0,
    ("suites", "percentage"): 1.0,
    ("suites", "number"): 0.97,
    ("suites", "quantity"): 0.98,
}
ANSWER_FLOORS = {"times": (0.965, 0.97), "figures": (0.97, 0.985)}


def test_the_cases_of_other_readers_keep_their_floor() -> None:
    """No group of public test cases scores below its floor."""
    command = [sys.executable, str(GOLD / "score_times.py"), "--func", "ingest/figures/cases.py:extract"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    right = {
        (line[:8].strip(), line[9:27].strip()): float(line.rsplit("=", 1)[1])
        for line in printed.splitlines()
        if "right=" in line
    }
    low = {group: right[group] for group, floor in CASE_FLOORS.items() if right[group] < floor - 5e-4}
    assert not low


def predictions() -> list[dict[str, Any]]:
    """Read the annotated answers."""
    lines = (GOLD / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    return [prediction(json.loads(line)) for line in lines]


def prediction(record: dict[str, Any]) -> dict[str, Any]:
    """Return times and figures of one answer in the scorer's form."""
    text = record["answer"]
    times = read_times(text, date.fromisoformat(record["asked"]), slack=SLACK)
    figures = read_figures(text, times=times)
    return {
        "doc_id": record["doc_id"],
        "times": [
            {
                "start": time.start,
                "end": time.end,
                "from": time.range.earliest and time.range.earliest.isoformat(),
                "to": time.range.expected and time.range.expected.isoformat(),
                "role": str(time.role),
            }
            for time in times
        ],
        "figures": [
            {"start": figure.start, "end": figure.end, "value": float(figure.value), "kind": str(figure.kind)}
            for figure in figures
        ],
    }


def test_the_annotated_answers_keep_their_floor(tmp_path: Path) -> None:
    """Times and figures of real answers do not fall below their floors, found nor right."""
    path = tmp_path / "predictions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in predictions()), encoding="utf-8")
    command = [sys.executable, str(GOLD / "score_answers.py"), "--gold", str(GOLD / "answers.gold.jsonl")]
    command += ["--docs", str(GOLD / "answers.jsonl"), "--pred", str(path)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for kind, (found, valued) in ANSWER_FLOORS.items():
        line = next(line for line in printed.splitlines() if line.startswith(kind))
        scores = {name: float(value) for name, value in re.findall(r"(F1|value)=([\d.]+)", line)}
        assert scores["F1"] >= found, line
        assert scores["value"] >= valued, line


Match = TypeVar("Match", TimeMatch, FigureMatch)


def overlapping(text: str, quote: str, matches: Sequence[Match]) -> list[Match]:
    """Return the matches whose words are part of a quote, or hold it."""
    wanted = quote.lower()
    return [m for m in matches if text[m.start : m.end].lower() in wanted or wanted in text[m.start : m.end].lower()]


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="../shared/seeds is not beside this checkout")
@pytest.mark.parametrize("number", [0, 1])
def test_the_seeds_are_read_in_full(number: int) -> None:
    """Every time of the two documents has its dates, every figure its value, unit and kind."""
    seed = json.loads((GOLD / "seeds.json").read_text(encoding="utf-8"))[number]
    text = " ".join((SHARED / seed["doc"]).read_text(encoding="utf-8").split())
    asked = seed["header"]["asked"]
    times = read_times(text, date.fromisoformat(asked) if asked else None)
    figures = read_figures(text, times=times)
    for time in seed["times"]:
        spans = [
            (str(match.range.earliest), str(match.range.expected))
            for match in overlapping(text, time["quote"], times)
            if match.role == time["role"] or {match.role, time["role"]} == {"past", "period"}
        ]
        assert (str(time["from"]), str(time["to"])) in spans, time["quote"]
    for figure in seed["figures"]:
        read = [(float(f.value), f.unit, str(f.kind)) for f in overlapping(text, figure["quote"], figures)]
        assert (figure["value"], figure["unit"], figure["kind"]) in read, figure["quote"]
