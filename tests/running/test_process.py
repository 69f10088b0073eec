"""The real program: it serves, works off what comes in, and ends in good order when it is told to."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.settings import Settings
from corpus.store import Store
from tests.conftest import clock
from tests.corpus.building import plain
from tests.running.programs import eventually

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return what starts the program over a data folder; whatever still runs at the end is killed."""
    with ExitStack() as stack:

        def started(data: Path, *words: str, **settings: str) -> subprocess.Popen[str]:
            log = stack.enter_context((tmp_path / f"log-{words[0]}-{Path(words[-1]).name}").open("w"))
            found = subprocess.Popen(
                [sys.executable, "-m", "rappel", *words],
                env={**os.environ, "RAPPEL_DATA": str(data), "RAPPEL_MODEL": "lexical", "RAPPEL_LOG": "json"}
                | settings,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
            stack.enter_context(found)
            stack.callback(found.kill)
            return found

        yield started


def address_of(process: subprocess.Popen[str]) -> str:
    """Return where the site is, as it says itself."""
    assert process.stdout is not None
    found = re.search(r"http://\S+(?=/ )", process.stdout.readline())
    assert found
    return found[0]


def ready(address: str) -> dict[str, str]:
    """Return how the parts stand; nothing while nobody answers."""
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=20) as answer:  # noqa: S310 - a site of our own
            return {one["name"]: one["state"] for one in json.load(answer)["parts"]}
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return {}


def test_the_service(own_sample_data: Path, start: Start, tmp_path: Path) -> None:
    """One process serves, follows the store with its index, writes the events of the clock; SIGTERM is a good end."""
    service = start(own_sample_data, "serve", "--port", "0")
    address = address_of(service)
    eventually(lambda: ready(address).get("alerts") == "ready", "the alerts never ran")
    with Store.open(Settings(data=own_sample_data), clock=clock) as store:
        plain("Een zeldzaam woord: kwikstaartje.", "file:/nieuw", number=4321).put(store)

    def found() -> bool:
        try:
            with urllib.request.urlopen(f"{address}/api/v1/search?q=kwikstaartje", timeout=20) as answer:  # noqa: S310
                return bool(json.load(answer)["total"])
        except urllib.error.HTTPError:  # the samples' index is of another model: it is built anew first
            return False

    eventually(found, "the index never followed")
    service.send_signal(signal.SIGTERM)
    assert service.wait(40) == 0
    with Store.open(Settings(data=own_sample_data), clock=clock) as store:
        jobs = store.leases.list()
        assert {one.name.split()[0] for one in jobs} == {"alerts", "index"}
        assert [one for one in jobs if one.holder or one.failures] == []
    events = [json.loads(line) for line in (tmp_path / "log-serve-0").read_text().splitlines()]
    assert {"request", "job ok"} <= {one["event"] for one in events}
    assert {one["level"] for one in events} == {"info"}


def test_the_parts_alone(own_sample_data: Path, start: Start) -> None:
    """A site without jobs beside a worker; each is ended by itself, with Ctrl-C too."""
    site = start(own_sample_data, "serve", "--only-site", "--port", "0")
    worker = start(own_sample_data, "worker", "alerts")
    address = address_of(site)
    eventually(lambda: ready(address).get("alerts") == "ready", "the worker never ran")
    worker.send_signal(signal.SIGTERM)
    site.send_signal(signal.SIGINT)
    assert (worker.wait(40), site.wait(40)) == (0, 0)


def test_nothing_to_follow(tmp_path: Path, start: Start) -> None:
    """A worker for sources where none is followed is told what to write where."""
    worker = start(tmp_path / "data", "worker", "sync")
    assert worker.wait(60) == 2
    assert "follow = true" in (tmp_path / "log-worker-sync").read_text()


def test_stopped_while_it_starts(own_sample_data: Path, start: Start) -> None:
    """A signal before the site is up ends it as well as later."""
    service = start(own_sample_data, "serve", "--port", "0")
    address_of(service)
    service.send_signal(signal.SIGTERM)
    assert service.wait(40) == 0


def test_stopped_while_another_process_writes(own_sample_data: Path, start: Start, tmp_path: Path) -> None:
    """A job that waits for the writer's lock keeps nothing from ending, though neither its time nor theirs is over."""
    watched, log = tmp_path / "brievenbus", tmp_path / "log-worker-folder"
    watched.mkdir()
    (watched / "vraag.txt").write_text("SCHRIFTELIJKE VRAAG nr. 9 van AN PEETERS\ndatum: 3 maart 2026\nHoeveel?")
    with FileLock(own_sample_data / "rappel.lock"):
        settings = {"RAPPEL_WATCH_FOLDER": str(watched), "RAPPEL_WATCH_SECONDS": "1", "RAPPEL_STOP_SECONDS": "600"}
        worker = start(own_sample_data, "worker", "folder", **settings)
        eventually(lambda: "job waits" in log.read_text(), "it never waited for the lock")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert (events[0]["event"], events[-1]["event"]) == ("started", "ended"), events
    assert {one["level"] for one in events} == {"info"}, events


def test_keeping_by_command(own_sample_data: Path, tmp_path: Path, start: Start) -> None:
    """Backup, restore, export and import as a person gives them, and the doctor over the result."""

    def run(data: Path, *words: str) -> tuple[int | None, str]:
        process = start(data, *words)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said

    backup, lines, new = str(tmp_path / "x.backup"), str(tmp_path / "x.jsonl.gz"), tmp_path / "new"
    assert run(own_sample_data, "backup", backup)[0] == 0
    code, said = run(new, "restore", backup)
    assert code == 0
    assert "rappel doctor" in said
    assert run(new, "restore", backup)[0] == 2
    assert "kept in" in run(new, "restore", "--force", backup)[1]
    code, said = run(new, "export", "--json", lines)
    assert (code, json.loads(said)["rows"]["documents"] > 0) == (0, True)
    code, said = run(tmp_path / "third", "import", lines)
    assert code == 0
    assert "documents:" in said
    code, said = run(tmp_path / "third", "doctor", "--json")
    assert (code, {one["severity"] for one in json.loads(said)}) == (0, {"good"})
