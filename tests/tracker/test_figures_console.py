"""The commands that list figures and their contradictions."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import pytest
from typer.testing import CliRunner, Result

from corpus.errors import NotFound, WrongUse
from corpus.model import RawDocument
from corpus.register import Cause
from corpus.samples import sample_folder
from corpus.settings import Settings
from corpus.store import Store
from ingest.pipeline import process
from ingest.sources.files import discover
from tests.corpus.building import Clock
from tracker.figures_console import figures
from tracker.figures_printing import shown


@dataclass(frozen=True)
class Parts:
    """The one part that the commands need."""

    store: Store


@dataclass(frozen=True)
class Face:
    """The program around the commands."""

    store: Store

    @contextmanager
    def services(self) -> Iterator[Parts]:
        """Give the store."""
        yield Parts(self.store)

    def show(self, value: object, *, as_json: bool, text: Callable[[], None]) -> None:
        """Print a value as the program does."""
        from pydantic_core import to_jsonable_python

        print(json.dumps(to_jsonable_python(value))) if as_json else text()


@pytest.fixture(scope="module")
def face(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Face]:
    """Open a store with the charging points of the sample corpus."""
    with Store.open(Settings(data=tmp_path_factory.mktemp("console")), clock=Clock()) as store:
        for raw in discover(sorted(sample_folder().glob("*laadpunten*")), clock=Clock(), max_bytes=10**7):
            assert isinstance(raw, RawDocument)
            parsed = process(raw, parliament="Vlaams Parlement")
            store.documents.put(parsed.raw, parsed.text, parsed.record, parsed.facts, cause=Cause.BACKFILL)
        yield Face(store)


def run(face: Face, *words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(figures, words, obj=face)


def test_figures_as_a_table(face: Face) -> None:
    """Every figure that the filters leave is a row with its value, period, quote and document."""
    result = run(face, "figures", "--unit", "laadpunten", "--year", "2022", "--limit", "9")
    assert result.exit_code == 0
    assert "14 310" in result.stdout
    assert "sv-2022-2023-214-vandervorst" in result.stdout


def test_figures_as_csv_and_json(face: Face) -> None:
    """CSV has every column and JSON every field of the same figures."""
    chosen = ("figures", "--kind", "money", "--office", "Vlaams minister van Mobiliteit en Openbare Werken")
    rows = list(csv.DictReader(io.StringIO(run(face, *chosen, "--csv").stdout)))
    values = json.loads(run(face, *chosen, "--json").stdout)
    assert [row["value"] for row in rows] == [one["figure"]["value"] for one in values]
    assert {row["kind"] for row in rows} == {"money"}
    assert rows[0]["period_to"] == "2023-12-31"


def test_csv_runs_no_formula(face: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of a document that a spreadsheet would run are written as words, and what is missing as nothing."""
    monkeypatch.setattr("tracker.figures_outline.cells", lambda _one: ("=1+1", None, -5))
    lines = run(face, "figures", "--csv", "--limit", "1").stdout.splitlines()
    assert lines[1:] == ["'=1+1,,-5"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("figures", "--kind", "weight"), "weight"),
        (("figures", "--csv", "--json"), "--csv"),
        (("figures", "--csv", "--series"), "--csv"),
        (("figures", "--series"), "--subject"),
    ],
)
def test_wrong_use(face: Face, words: tuple[str, ...], message: str) -> None:
    """What cannot be asked is refused with the option's name."""
    result = run(face, *words)
    assert isinstance(result.exception, WrongUse)
    assert message in str(result.exception)


def test_series(face: Face) -> None:
    """A series is printed with one line a year, and its contradiction beside it; JSON holds the quotes."""
    asked = ("figures", "--series", "--subject", "laadpunten", "--unit", "laadpunten")
    lines = run(face, *asked).stdout.splitlines()
    assert lines[0].startswith("publieke laadpunten (laadpunten)")
    assert [line.split()[0] for line in lines[1:-1]] == ["2021", "2022", "2023", "2024"]
    assert lines[2].endswith("contradicted by 14 130")
    (found,) = json.loads(run(face, *asked, "--json").stdout)
    assert [point["value"] for point in found["points"]] == ["9420", "14310", "19870", "27640"]
    assert found["points"][1]["contradicting"][0]["quote"] == "14.130"


def test_contradictions(face: Face) -> None:
    """A contradiction is printed with both sentences, documents, the difference and the reason."""
    text = run(face, "contradictions").stdout
    assert text.splitlines()[0] == "14 310 or 14 130 laadpunten in 2022 (180 apart, 1.3%)"
    assert "Het aantal publieke laadpunten bedroeg 14.130" in text
    assert "sv-2024-2025-96-oosterlinck" in text
    assert text.splitlines()[-1].startswith("1 ")
    (found,) = json.loads(run(face, "contradictions", "--json").stdout)
    assert (found["period"], found["difference"], len(found["statements"])) == ("2022", "180", 3)


def test_contradictions_of_a_document(face: Face) -> None:
    """One document's contradictions can be asked for; a document that is not held is an error."""
    name = "sv-2022-2023-214-vandervorst"
    assert json.loads(run(face, "contradictions", "--document", name, "--json").stdout)
    assert isinstance(run(face, "contradictions", "--document", "x").exception, NotFound)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("14310", "14 310"), ("112400000.0", "112 400 000"), ("8.40", "8.4"), ("0.5", "0.5"), ("1E+3", "1 000")],
)
def test_a_value_as_shown(value: str, expected: str) -> None:
    """Values are shown in full, without idle noughts."""
    assert shown(Decimal(value)) == expected
