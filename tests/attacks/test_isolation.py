"""Reading apart: what a process that reads may not do, what ends it, and what is believed of what it says."""

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.errors import Busy, NotFound, RunStopped, UnreadableDocument, WrongUse
from corpus.model import Span
from corpus.samples import sample_folder
from corpus.settings import Settings
from corpus.store import Store
from ingest import drawing, isolation_process
from ingest.batches import Batches, attempt
from ingest.isolation import Limits, protections
from ingest.isolation_answers import NotAnAnswer, answer_of
from ingest.isolation_process import ConfinedProcess, ReadingProcess, ReadingProcesses
from ingest.pipeline import ParsedDocument
from ingest.readers import page_view, read
from ingest.service import Ingest
from ingest.sources.found import Divided, Refused
from tests.ingest.conftest import make_raw

ROOT = Path(__file__).parent.parent.parent
WIDE = Limits(seconds=60, memory=1_000_000_000)
GOOD = make_raw(b"Hoeveel bruggen zijn er in 2024?", name="good.txt")
SLOW = make_raw(b"Hoeveel bruggen zijn er in 2024? " * 150_000, name="slow.txt")

ACTS = """
import json, os, pathlib, socket, subprocess, sys, urllib.request
from ingest.isolation import Limits, confine, allow_processor
os.environ["RAPPEL_SMTP_PASSWORD"] = "geheim"
data, address = sys.argv[1], ("127.0.0.1", int(sys.argv[2]))
confine(Limits(seconds=5, memory=400_000_000))
acts = {
    "read the store": lambda: open(f"{data}/rappel.sqlite", "rb").read(),
    "read the users": lambda: open("/etc/passwd").read(),
    "read the parent": lambda: open(f"/proc/{os.getppid()}/environ").read(),
    "write a file": lambda: open(f"{data}/new", "w"),
    "write over a file": lambda: open(f"{data}/rappel.sqlite", "r+b").write(b"x"),
    "remove a file": lambda: os.unlink(f"{data}/rappel.sqlite"),
    "make a folder": lambda: os.mkdir(f"{data}/folder"),
    "link": lambda: os.symlink("/etc/passwd", f"{data}/link"),
    "call an address": lambda: socket.create_connection(address, 2),
    "send a packet": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "listen": lambda: socket.create_server(("127.0.0.1", 0)),
    "kill the parent": lambda: os.kill(os.getppid(), 9),
    "run a program that reads": lambda: subprocess.run(["/bin/cat", f"{data}/rappel.sqlite"], check=True),
    "take memory": lambda: bytearray(500_000_000),
    "see a password": lambda: os.environ["RAPPEL_SMTP_PASSWORD"],
}
told = {}
for name, act in acts.items():
    try:
        act()
        told[name] = "done"
    except (OSError, MemoryError, KeyError, subprocess.CalledProcessError) as error:
        told[name] = type(error).__name__
import lxml.etree, ingest.pipeline
told["read its program"] = "done"
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what came of each act of a confined process, beside a data folder and a service that it may not touch."""
    import socket

    data = tmp_path_factory.mktemp("data")
    (data / "rappel.sqlite").write_bytes(b"a store")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [sys.executable, "-c", ACTS, str(data), str(listener.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, check=True, cwd=data, env={"PYTHONPATH": str(ROOT)})
    assert [one.name for one in data.iterdir()] == ["rappel.sqlite"]
    assert (data / "rappel.sqlite").read_bytes() == b"a store"
    found: dict[str, str] = json.loads(done.stdout)
    return found


FILES = ("read the store", "read the users", "read the parent", "write a file", "write over a file", "remove a file",
         "make a folder", "link", "kill the parent", "run a program that reads")  # fmt: skip
CALLS = ("call an address", "send a packet", "listen")


@pytest.mark.parametrize("act", [*FILES, *CALLS, "take memory", "see a password"])
def test_a_reading_process_may_not(told: dict[str, str], act: str) -> None:
    """A process that reads documents cannot reach files, the network, other processes, much memory or a password."""
    kind = "files" if act in FILES else "calls" if act in CALLS else "limits"
    if not protections()[kind]:
        pytest.skip(f"NO PROTECTION of {kind} on this platform")
    assert told[act] != "done"


def test_a_reading_process_may_read_its_program(told: dict[str, str]) -> None:
    """What a reader loads when it is first used is found after the rights have gone."""
    assert told["read its program"] == "done"


def _read(limits: Limits, *raws: object) -> list[object]:
    with Batches(parliament="", workers=1, limits=limits, apart=True) as batches:
        return [one for one in batches.results(raws) if not isinstance(one, Divided)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limits", "reason", "words"),
    [
        (Limits(seconds=1.5, memory=WIDE.memory), "too_slow", "1.5 seconds"),
        (Limits(seconds=60, memory=170_000_000), "out_of_memory", "170 MB"),
    ],
)
def test_what_takes_too_much_is_given_up(limits: Limits, reason: str, words: str) -> None:
    """A document that takes too long or too much memory is refused for that; the others of its batch are read."""
    before, refused, after = _read(limits, GOOD, SLOW, replace(GOOD, uri="x:after"))
    assert isinstance(before, ParsedDocument)
    assert isinstance(after, ParsedDocument)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.content) == (reason, SLOW.content)
    assert words in refused.message


@pytest.mark.parametrize(
    ("sent", "reason"), [(signal.SIGSEGV, "reader_died"), (signal.SIGKILL, "reader_died"), (signal.SIGXCPU, "too_slow")]
)
def test_a_process_that_dies_costs_one_document(sent: signal.Signals, reason: str) -> None:
    """Whatever signal ends the process, the document that it read is refused and the next one read by another."""
    with Batches(parliament="", workers=1, limits=WIDE, apart=True) as batches:
        results = batches.results([GOOD, SLOW, replace(GOOD, uri="x:after")])
        killer = threading.Thread(target=_kill_reader, args=(batches, sent))
        killer.start()
        found = [one for one in results if not isinstance(one, Divided)]
        killer.join()
    assert [isinstance(one, ParsedDocument) for one in found] == [True, False, True]
    assert isinstance(found[1], Refused)
    assert found[1].reason == reason


def _kill_reader(batches: Batches, sent: signal.Signals) -> None:
    """Wait until a process of some batches is deep in its second document, and end it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        processes = batches._processes._started if batches._processes is not None else []
        if processes and processes[0]._process.pid:
            pid = processes[0]._process.pid
            if _processor_seconds(pid) > 1.5:
                os.kill(pid, sent)
                return
        time.sleep(0.05)


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_ending_does_not_wait_for_a_document() -> None:
    """Stopping in the middle of a slow document takes no longer than ending its process."""
    pool = ReadingProcesses(1, WIDE)
    future = pool.submit([SLOW], "")
    while not pool._started:
        time.sleep(0.05)
    begun = time.monotonic()
    pool.close()
    assert time.monotonic() - begun < 10
    assert future.done()


def test_a_service_that_ends_blames_no_document() -> None:
    """What is read when the time to end is over is stopped at once and is no refusal; nothing more is read after it."""
    pool = ReadingProcesses(1, WIDE)
    slow, later = pool.submit([SLOW], ""), pool.submit([SLOW], "")
    while not pool._started:
        time.sleep(0.05)
    begun = time.monotonic()
    isolation_process.stop_reading()
    for future in (slow, later):
        with pytest.raises(RunStopped, match="the next run reads it again"):
            future.result(timeout=60)
    assert time.monotonic() - begun < 20
    pool.close()


def test_processes_that_cannot_start_blame_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process can start, the run stops instead of refusing every document."""
    monkeypatch.setattr(isolation_process, "serve", int)  # which takes no connection, and ends
    with pytest.raises(WrongUse, match="no process can be started"):
        ReadingProcess(WIDE)


def test_an_answer_of_any_size_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process says of one document is bounded."""
    monkeypatch.setattr(isolation_process, "LARGEST_ANSWER", 100)
    (refused,) = _read(WIDE, GOOD)
    assert isinstance(refused, Refused)
    assert refused.reason == "too_large"


def _parsed() -> ParsedDocument:
    (found,) = (one for one in attempt(GOOD, "") if isinstance(one, ParsedDocument))
    return found


class _Command:
    """What a pickle can hold that is no value: a call of any function."""

    def __init__(self, function: Callable[..., object], *given: object) -> None:
        self._call = (function, given)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self._call


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"no pickle",
        pickle.dumps("text"),
        pickle.dumps(["text"]),
        pickle.dumps([_Command(os.system, "touch /tmp/rappel-owned")]),
        pickle.dumps([_Command(eval, "1")]),
        pickle.dumps([_Command(getattr, "a", "b")]),
        pickle.dumps([_Command(attempt, GOOD, "")]),
        pickle.dumps([Refused(uri="x:other", name="a", reason="b", message="c")]),
        pickle.dumps([Divided(uri="x:other", sha256="", parts=(), complete=True)]),
        pickle.dumps([replace(_parsed(), raw=replace(GOOD, uri="files:other"))]),
        pickle.dumps([replace(_parsed(), raw=None)]),  # type: ignore[arg-type]
    ],
)
def test_a_process_that_was_taken_over_is_not_believed(message: bytes) -> None:
    """An answer makes values of the domain alone, and only about the document that was sent."""
    with pytest.raises(NotAnAnswer):
        answer_of(message, GOOD)
    assert not Path("/tmp/rappel-owned").exists()  # noqa: S108 - it is not there


def test_reading_apart_gives_the_same() -> None:
    """What is read apart is what is read here, to the last field."""
    raws = [make_raw(path.read_bytes(), name=path.name) for path in sorted(sample_folder().iterdir())]
    raws = [replace(raw, uri=f"x:{raw.name}") for raw in raws]
    here = list(Batches(parliament="V", workers=1, limits=WIDE, apart=False).results(raws))
    with Batches(parliament="V", workers=2, limits=WIDE, apart=True) as batches:
        assert list(batches.results(raws)) == here


def test_ingest_is_apart_unless_a_setting_says_otherwise(tmp_path: Path) -> None:
    """By default files are read apart, a deadly one is put into quarantine with its bytes, and the run goes on."""
    assert Settings(data=tmp_path, _env_prefix="NONE_").read_apart == "always"  # type: ignore[call-arg]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(GOOD.content)
    (folder / "b.txt").write_bytes(SLOW.content)
    (folder / "c.txt").write_bytes(GOOD.content + b" Zeg het.")
    settings = Settings(data=tmp_path / "data", read_apart="always", document_seconds=5.0)

    def clock() -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    with Store.open(settings, clock=clock) as store:
        report = Ingest(store, settings, clock).run([folder])
        assert (report.new, dict(report.failed)) == (2, {"too_slow": 1})
        (problem,) = store.problems.list()
        assert problem.name == "b.txt"


def test_pages_are_drawn_apart() -> None:
    """A page is drawn as it is here; one that is not there or cannot be drawn is an error of the tree."""
    content = _pages()
    text = read(make_raw(content))
    span = Span(start=0, end=20)
    assert drawing.page_picture(content, 1) == page_view.page_picture(content, 1)
    assert drawing.page_view(content, text, 1, span) == page_view.page_view(content, text, 1, span)
    with pytest.raises(NotFound):
        drawing.page_picture(content, 99)
    with pytest.raises(UnreadableDocument):
        drawing.page_picture(b"%PDF-1.7 kapot", 1)


def _pages() -> bytes:
    return next(path for path in sorted(sample_folder().iterdir()) if path.suffix == ".pdf").read_bytes()


def test_a_page_that_harms_its_reader_harms_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that ends its process or takes too long is refused, the next one drawn; after two deaths it must rest."""
    content, drawer, now = _pages(), drawing.Drawer(WIDE), [1_000.0]
    monkeypatch.setattr(drawing, "monotonic", lambda: now[0])
    drawn = drawer.ask("page_picture", content, 1)
    assert drawer._process is not None
    drawer._process.kill()
    with pytest.raises(UnreadableDocument, match="survive"):
        drawer.ask("page_picture", content, 1)
    assert drawer.ask("page_picture", content, 1) == drawn
    process: ConfinedProcess | None = drawer._process
    assert process is not None
    process._limits = Limits(seconds=0.0, memory=WIDE.memory)
    with pytest.raises(UnreadableDocument, match="longer than 0 seconds"):
        drawer.ask("page_picture", content, 1)
    with pytest.raises(UnreadableDocument, match="a while ago"):
        drawer.ask("page_picture", content, 1)
    assert drawer.ask("page_picture", content + b" ", 1) == drawn
    now[0] += drawing.REST_SECONDS
    assert drawer.ask("page_picture", content, 1) == drawn


def test_pages_take_some_threads_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """While a page takes its time some requests wait for theirs; the others are told at once to come back."""
    drawer, gone_on = drawing.Drawer(WIDE), threading.Event()
    monkeypatch.setattr(drawing.Drawer, "_asked", lambda *_: ("found", gone_on.wait(30)))
    with ThreadPoolExecutor(2 * drawing.MOST_WAITING) as threads:
        asked = [threads.submit(drawer.ask, "page_picture", b"", n) for n in range(2 * drawing.MOST_WAITING)]
        done, waiting = wait(asked, timeout=5, return_when=FIRST_EXCEPTION)
        while len(done) < drawing.MOST_WAITING:
            done, waiting = wait(asked, timeout=0.05)
        gone_on.set()
    assert len(waiting) == drawing.MOST_WAITING
    assert all(isinstance(one.exception(), Busy) for one in done)
    assert all(one.result() for one in waiting)
