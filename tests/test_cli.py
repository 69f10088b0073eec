"""The command line as a person uses it, end to end, through the real program."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

import rappel

COMMANDS = sorted(get_command(rappel.app).commands)  # type: ignore[attr-defined]
HEAVY = ("torch", "transformers", "sentence_transformers", "sklearn", "scipy", "faiss", "fastapi", "alembic", "pypdf")


def run(data: Path, *words: str, code: int = 0, **environment: str) -> str:
    """Run the program on a data folder and return what it printed; an unexpected exit code fails with its error."""
    done = subprocess.run(
        [sys.executable, "-m", "rappel", *words],
        env={**os.environ, "RAPPEL_DATA": str(data), "RAPPEL_MODEL": "lexical", **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout if code in (0, 1) else done.stderr


def lines(data: Path, *words: str) -> list[dict[str, object]]:
    """Return the JSON list that a command prints."""
    found = json.loads(run(data, *words, "--json"))
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    """Help says what a command does, without touching anything."""
    found = get_command(rappel.app).commands[command]  # type: ignore[attr-defined]
    assert found.help
    assert all(option.help for option in found.params if option.name not in ("help", "context"))


def leaves() -> dict[str, list[str]]:
    """Return the options of every command, those of groups under both names."""
    found: dict[str, list[str]] = {}
    for name, command in get_command(rappel.app).commands.items():  # type: ignore[attr-defined]
        for inner, one in getattr(command, "commands", {"": command}).items():
            found[f"{name} {inner}".strip()] = [word for option in one.params for word in option.opts]
    return found


NO_DATA = {"serve", "worker", "demo", "train", "tune"}  # they run, or make a file


@pytest.mark.parametrize("command", sorted(set(leaves()) - NO_DATA))
def test_every_command_that_prints_data_has_json(command: str) -> None:
    """Data can be read by programs."""
    assert "--json" in leaves()[command]


def test_says_its_version() -> None:
    """The version is the package's own."""
    assert run(Path("unused"), "--version").startswith("rappel 0.")


def processor_seconds(words: list[str], **environment: str) -> float:
    """Run a program and return the seconds of a processor that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, env={**os.environ, **environment}, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_starts_quickly(sample_data: Path) -> None:
    """Commands that need no model start in about half a second; the bound leaves half of that more.

    On a machine that is busy or slow, a second of a processor does less. What the libraries alone take at that moment,
    which every command needs, says how much less: 0.42 s under a load of 18 on two processors, where the slowest of
    these commands took 2.0 times as much.
    """
    libraries = [sys.executable, "-c", "import typer, sqlalchemy, pydantic_settings"]
    given = {"RAPPEL_DATA": str(sample_data), "RAPPEL_MODEL": "lexical"}
    for words in (["--help"], ["settings"], ["problems"], ["due", "--today", "2023-03-01"]):
        measured = [
            (processor_seconds([sys.executable, "-m", "rappel", *words], **given), processor_seconds(libraries))
            for _ in range(3)
        ]
        quickest, yardstick = (min(times) for times in zip(*measured, strict=True))
        assert quickest < max(0.75, 2.5 * yardstick), (words, measured)


@pytest.mark.parametrize("words", [["--help"], ["due"], ["commitments"], ["search", "laadpunten"]])
def test_imports_nothing_heavy(own_sample_data: Path, words: list[str]) -> None:
    """No model library is loaded by a command that needs no model."""
    code = (
        "import sys, rappel\n"
        f"sys.argv = ['rappel', *{words!r}]\n"
        "try:\n    rappel.main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    environment = {**os.environ, "RAPPEL_DATA": str(own_sample_data)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    allowed = {"faiss"} if words[0] == "search" else set()
    assert set(json.loads(done.stderr.strip().splitlines()[-1].replace("'", '"'))) <= allowed


def test_the_whole_line(tmp_path: Path) -> None:
    """From a folder of documents to a decision: ingest, search, due, move, history, each through the program."""
    data, samples = tmp_path / "data", Path(rappel.__file__).parent / "corpus" / "samples" / "documents"
    first = json.loads(run(data, "ingest", str(samples), "--json"))
    assert (first["new"], first["same"], first["failed"]) == (34, 0, {})
    again = json.loads(run(data, "ingest", str(samples), "--json"))
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 34)
    found = json.loads(run(data, "search", "partnerplatform", "--json"))
    assert 710 in [hit["number"] for hit in found["hits"][:2]]
    tools = lines(data, "commitments", "--text", "fase najaar 2023", "--today", "2023-11-01")
    assert len(tools) == 1
    identity = str(tools[0]["id"])
    run(data, "move", identity, "--to", "voorjaar 2027", "--author", "An Tester", "--note", "volgens een latere brief")
    shown = run(data, "commitments", identity, "--today", "2026-11-22")
    assert "An Tester" in shown
    assert "volgens een latere brief" in shown
    assert run(data, "doctor").count("ok ") >= 3


@pytest.mark.parametrize(
    ("today", "counts"),
    [
        ("2023-11-01", {"in_window": 1, "upcoming": 3}),
        ("2024-07-01", {"overdue": 2, "upcoming": 2}),
        ("2025-02-01", {"overdue": 4}),
    ],
)
def test_question_710_on_three_days(tmp_path: Path, today: str, counts: dict[str, int]) -> None:
    """The four milestones of question 710 stand as their dates say, each with sentence, page and computation."""
    samples = Path(rappel.__file__).parent / "corpus" / "samples" / "documents"
    run(tmp_path, "ingest", str(samples / "2022-2023-nr-0710-partnerplatform.pdf"), "--no-index")
    groups = json.loads(run(tmp_path, "due", "--today", today, "--json"))
    assert {name: len(held) for name, held in groups.items() if held} == counts
    assert run(tmp_path, "due", "--today", "2020-01-01", "--within", "30") == "0 commitments\n"
    text = run(tmp_path, "due", "--today", today)
    assert text.count("p. 2") == 4
    assert "speling 7 dagen" in text


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["due", "--today", "gisteren"], 2, "gisteren"),
        (["commitments", "--state", "vergeten"], 2, "vergeten"),
        (["commitments", "c-0000000000"], 2, "c-0000000000"),
        (["ingest", "/nowhere/at/all"], 2, "/nowhere/at/all"),
        (["search"], 2, "--batch"),
        (["search", "iets", "--mode", "gokken"], 2, "gokken"),
    ],
)
def test_wrong_use_is_said(tmp_path: Path, words: list[str], code: int, says: str) -> None:
    """Wrong use ends with 2 and a sentence that names what was wrong, never a trace."""
    error = run(tmp_path, *words, code=code)
    assert says in error
    assert "Traceback" not in error


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    """A setting that cannot be is named, and nothing is done."""
    error = run(tmp_path / "data", "due", code=3, RAPPEL_GRACE_DAYS="soon")
    assert "grace_days" in error
    assert not (tmp_path / "data").exists()


def test_failed_documents_end_with_one(tmp_path: Path) -> None:
    """A document that cannot be read is kept, named, and gives exit code 1; the others go in."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "leeg.txt").write_bytes(b"")
    (folder / "goed.txt").write_text(
        "SCHRIFTELIJKE VRAAG\n\nnr. 5\nvan AN PEETERS\ndatum: 3 mei 2024\n", encoding="utf-8"
    )
    report = json.loads(run(tmp_path / "data", "ingest", str(folder), "--json", code=1))
    assert (report["new"], report["failed"]) == (1, {"empty": 1})
    problems = json.loads(run(tmp_path / "data", "problems", "--json", code=1))
    assert [one["name"] for one in problems] == ["leeg.txt"]
