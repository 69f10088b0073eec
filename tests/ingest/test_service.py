"""Ingest into a real store: what is new, changed, same and refused, and what survives trouble."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.errors import StoreBusy, StoreUnavailable, WrongUse
from corpus.model import RawDocument
from corpus.register import Cause, EventKind
from corpus.settings import Settings
from corpus.store import Store
from ingest import batches, parts
from ingest.batches import Batches, batched
from ingest.isolation import Limits
from ingest.parts import Result
from ingest.service import Ingest, IngestReport
from tests.ingest.conftest import clock, make_pdf, make_raw

ROOT = Path(__file__).parents[2]


def faulty_start() -> None:
    """End the process that is starting."""
    os._exit(3)


def settings_for(folder: Path, **more: object) -> Settings:
    """Return settings with a data folder below ``folder``."""
    return Settings(data=folder / "data", **more)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(settings_for(tmp_path), clock=clock) as opened:
        yield opened


def run(store: Store, tmp_path: Path, *paths: Path, **more: object) -> IngestReport:
    """Ingest some paths."""
    return Ingest(store, settings_for(tmp_path, **more), clock).run(paths)


def record(number: int, **more: object) -> bytes:
    """Return one record as a line."""
    fields = {"doc_id": f"r{number}", "question": f"Hoeveel bruggen telt gemeente {number}?", "answer": "Twaalf."}
    return json.dumps(fields | more).encode() + b"\n"


def test_documents_are_new_once_and_then_the_same(store: Store, folder: Path, tmp_path: Path) -> None:
    """The same bytes again change nothing: no version, no event, no line in the feed."""
    (folder / "a.txt").write_bytes(b"Hoeveel bruggen zijn er?")
    (folder / "b.pdf").write_bytes(make_pdf([["Hoeveel sluizen zijn er?"]]))
    (folder / "c.html").write_bytes(b"<html><p>Hoeveel tunnels zijn er?</p></html>")
    (folder / "d.jsonl").write_bytes(record(1) + record(2))
    first = run(store, tmp_path, folder)
    assert (first.new, first.changed, first.same, first.failed, len(first.documents)) == (5, 0, 0, {}, 5)
    before = (store.feed.head(), len(store.register.events()))
    second = run(store, tmp_path, folder)
    assert (second.new, second.changed, second.same, second.documents) == (0, 0, 5, ())
    assert (store.feed.head(), len(store.register.events())) == before
    assert second.done == 5


def test_changed_bytes_are_a_new_version(store: Store, folder: Path, tmp_path: Path) -> None:
    """A changed document becomes a version of its own; the old one stays readable."""
    path = folder / "d.jsonl"
    path.write_bytes(record(1) + record(2))
    run(store, tmp_path, path)
    path.write_bytes(record(1) + record(2, answer="Dertien."))
    report = run(store, tmp_path, path)
    assert (report.new, report.changed, report.same) == (0, 1, 1)
    (changed,) = report.documents
    assert [version.version for version in store.documents.versions(changed)] == [1, 2]
    assert b"Twaalf" in store.documents.raw(changed, 1).content


def test_cause_is_written_into_the_events(store: Store, folder: Path) -> None:
    """A backfill is marked in the log, so that nobody is told old news."""
    (folder / "d.jsonl").write_bytes(record(1))
    Ingest(store, settings_for(folder), clock).run([folder], cause=Cause.BACKFILL)
    causes = {event.cause for event in store.register.events() if event.kind is EventKind.DOCUMENT_ADDED}
    assert causes == {Cause.BACKFILL}


BAD = {
    "empty.txt": (b"", "empty"),
    "random.txt": (bytes(range(256)) * 8, "binary"),
    "locked.pdf": (make_pdf([["Geheim"]], encrypt="wachtwoord"), "encrypted"),
    "damaged.pdf": (b"%PDF-1.7\n" + b"\x00\xff" * 500, "damaged"),
    "large.txt": (b"woord " * 40_000, "too_large"),
}


def test_bad_files_are_kept_with_reason_and_the_run_goes_on(store: Store, folder: Path, tmp_path: Path) -> None:
    """Each file that cannot be read is in quarantine with its bytes and reason; the good ones are stored."""
    for name, (content, _) in BAD.items():
        (folder / name).write_bytes(content)
    (folder / "claims.txt").write_bytes(make_pdf([["Een PDF die zegt dat hij tekst is"]]))
    (folder / "claims.pdf").write_bytes(b"Tekst die zegt dat hij een PDF is")
    (folder / "broken.txt").write_bytes("één reünie".encode() + b" \xff einde")
    (folder / "left.png").write_bytes(b"x")
    for _ in range(2):
        report = run(store, tmp_path, folder, max_document_bytes=100_000)
        assert {Path(failure.uri).name: failure.reason for failure in report.problems} == {
            name: reason for name, (_, reason) in BAD.items()
        }
        assert dict(report.failed) == {reason: 1 for _, reason in BAD.values()}
        assert [skipped.name for skipped in report.skipped] == ["left.png"]
        problems = {problem.name: problem for problem in store.problems.list()}
        assert set(problems) == set(BAD)
    assert store.documents.count() == 3
    for name, (content, _) in BAD.items():
        assert content.startswith(store.problems.content(problems[name].sha256))
    assert store.problems.content(problems["locked.pdf"].sha256) == BAD["locked.pdf"][0]


def test_broken_line_is_named_and_cleared_when_mended(store: Store, folder: Path, tmp_path: Path) -> None:
    """A broken line of a JSONL file is a problem with its number until the file is read without it."""
    path = folder / "d.jsonl"
    path.write_bytes(record(1) + b"{broken\n" + record(3) + b"[]\n")
    report = run(store, tmp_path, path)
    assert (report.new, [(p.line, p.reason) for p in report.problems]) == (2, [(2, "not_json"), (4, "not_object")])
    path.write_bytes(record(1) + record(2) + record(3) + b"[]\n")
    report = run(store, tmp_path, path)
    assert (report.new, report.same) == (1, 2)
    assert [problem.line for problem in store.problems.list()] == [4]


def test_problem_is_cleared_when_its_file_is_read_at_last(store: Store, folder: Path, tmp_path: Path) -> None:
    """A file in quarantine that is mended leaves it."""
    path = folder / "a.pdf"
    path.write_bytes(make_pdf([["Bruggen"]], encrypt="wachtwoord"))
    run(store, tmp_path, path)
    assert [problem.reason for problem in store.problems.list()] == ["encrypted"]
    path.write_bytes(make_pdf([["Bruggen"]]))
    assert run(store, tmp_path, path).new == 1
    assert store.problems.list() == ()


def test_source_health_is_recorded(store: Store, folder: Path, tmp_path: Path) -> None:
    """After a run the source of files is known to have been read, and whether it had something new."""
    (folder / "d.jsonl").write_bytes(record(1))
    run(store, tmp_path, folder)
    health = store.health.get("files")
    assert health is not None
    assert (health.last_item, health.read_until, health.failures) == (clock(), None, 0)


def test_progress_counts_to_the_end(store: Store, folder: Path, tmp_path: Path) -> None:
    """Progress is told after each document, refused and held ones too, with the total from the start."""
    (folder / "a.txt").write_bytes(b"")
    (folder / "d.jsonl").write_bytes(record(1) + record(2))
    told: list[tuple[int, int | None, str]] = []

    class Teller:
        def advance(self, done: int, total: int | None, name: str) -> None:
            told.append((done, total, name))

    for _ in range(2):
        told.clear()
        Ingest(store, settings_for(tmp_path), clock).run([folder], Teller())
        assert sorted(told) == [(1, 3, told[0][2]), (2, 3, told[1][2]), (3, 3, told[2][2])]


def test_missing_path_stops_before_anything_is_read(store: Store, folder: Path, tmp_path: Path) -> None:
    """A path that does not exist is wrong use, and nothing of the other paths is stored."""
    (folder / "d.jsonl").write_bytes(record(1))
    with pytest.raises(WrongUse, match="nergens"):
        run(store, tmp_path, folder, folder / "nergens")
    assert store.documents.count() == 0


def test_flaw_of_a_rule_costs_one_document(
    store: Store, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unexpected exception in one document puts it into quarantine as internal error; the others go in."""
    real = parts.process_file

    def flawed(raw: RawDocument, *, parliament: str) -> Iterator[Result]:
        if raw.name == "r2":
            raise IndexError("no such item")
        return real(raw, parliament=parliament)

    monkeypatch.setattr(batches, "process_file", flawed)
    (folder / "d.jsonl").write_bytes(record(1) + record(2) + record(3))
    report = run(store, tmp_path, folder)
    assert (report.new, dict(report.failed)) == (2, {"internal_error": 1})
    assert "IndexError: no such item" in report.problems[0].message


def test_full_disk_stops_the_run_and_keeps_what_was_stored(
    store: Store, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the store cannot be written to, the run stops with a message; a rerun completes it."""
    (folder / "d.jsonl").write_bytes(b"".join(record(n) for n in range(5)))
    real = type(store.documents).put

    def full(self: object, raw: RawDocument, *rest: object, **more: object) -> object:
        if raw.name == "r3":
            raise StoreUnavailable("the disk is full")
        return real(self, raw, *rest, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(type(store.documents), "put", full)
        with pytest.raises(StoreUnavailable, match=r"the disk is full \(3 documents stored before stay\)"):
            run(store, tmp_path, folder)
    assert store.documents.count() == 3
    report = run(store, tmp_path, folder)
    assert (report.new, report.same) == (2, 3)


HOLD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from corpus.settings import Settings
from corpus.store import Store
settings = Settings(data=Path(sys.argv[1]))
with Store.open(settings, clock=lambda: datetime.now(UTC)) as store, store.writing():
    print("held", flush=True)
    time.sleep(60)
"""


def test_second_ingest_says_who_holds_the_lock(folder: Path, tmp_path: Path) -> None:
    """Where another process is writing for too long, the second run names it and stores nothing."""
    settings = settings_for(tmp_path, lock_wait_seconds=0.1)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(settings.data)], stdout=subprocess.PIPE, cwd=ROOT) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        (folder / "d.jsonl").write_bytes(record(1))
        waited: list[str] = []
        with Store.open(settings, clock=clock) as store:
            with pytest.raises(StoreBusy, match=str(holder.pid)):
                Ingest(store, settings, clock).run([folder], on_wait=waited.append)
            assert store.documents.count() == 0
        assert len(waited) == 1
        holder.kill()


INGEST = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from corpus.settings import Settings
from corpus.store import Store
from ingest.service import Ingest
now = lambda: datetime.now(UTC)
settings = Settings(data=Path(sys.argv[1]))
with Store.open(settings, clock=now) as store:
    Ingest(store, settings, now).run([Path(sys.argv[2])])
"""


def test_killed_run_is_completed_by_the_next(folder: Path, tmp_path: Path) -> None:
    """A run that is killed leaves whole documents; running again completes, and nothing is there twice."""
    path = folder / "d.jsonl"
    path.write_bytes(b"".join(record(n, answer="Er komt een plan. " * 40) for n in range(400)))
    settings = settings_for(tmp_path)
    with Store.open(settings, clock=clock) as store:
        for _ in range(2):
            before = store.documents.count()
            with subprocess.Popen([sys.executable, "-c", INGEST, str(settings.data), str(path)], cwd=ROOT) as process:
                deadline = time.monotonic() + 60
                while store.documents.count() < before + 10 and time.monotonic() < deadline:
                    time.sleep(0.01)
                process.send_signal(signal.SIGKILL)
            assert before + 10 <= store.documents.count() < 400
        before = store.documents.count()
        report = Ingest(store, settings, clock).run([path])
        assert (report.new, report.changed, report.same, report.failed) == (400 - before, 0, before, {})
        assert store.documents.count() == 400
        added = [event for event in store.register.events() if event.kind is EventKind.DOCUMENT_ADDED]
        assert len(added) == len({event.document for event in added}) == 400
        assert all(len(store.documents.versions(document)) == 1 for document in report.documents)


def test_processes_give_the_same_as_one(folder: Path, tmp_path: Path) -> None:
    """With several processes the same documents are stored, in the same order, with the same refusals."""
    (folder / "a.pdf").write_bytes(make_pdf([["Hoeveel bruggen zijn er?"]]))
    (folder / "b.txt").write_bytes(b"")
    (folder / "d.jsonl").write_bytes(b"".join(record(n) for n in range(60)))
    reports = []
    for workers in (1, 2):
        settings = Settings(data=tmp_path / f"data{workers}", workers=workers)
        with Store.open(settings, clock=clock) as store:
            reports.append(Ingest(store, settings, clock).run([folder]))
    assert reports[0] == reports[1]
    assert (reports[0].new, dict(reports[0].failed)) == (61, {"empty": 1})


def test_any_executor_can_be_passed_in(store: Store, folder: Path, tmp_path: Path) -> None:
    """An executor that is given runs the reading and stays open."""
    (folder / "d.jsonl").write_bytes(b"".join(record(n) for n in range(40)))
    with ThreadPoolExecutor(2) as executor:
        report = Ingest(store, settings_for(tmp_path), clock, executor).run([folder])
        assert executor.submit(len, "ab").result() == 2
    assert report.new == 40


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [([], []), ([1] * 20, [16, 4]), ([600_000, 600_000, 5], [1, 2]), ([5_000_000, 1], [1, 1])],
)
def test_batches_are_bounded(sizes: Sequence[int], expected: list[int]) -> None:
    """Batches are bounded in number and bytes; a large document is alone."""
    raws = [make_raw(b"x" * size, name=str(place)) for place, size in enumerate(sizes)]
    assert [len(batch) for batch in batched(raws)] == expected


def test_documents_ahead_are_bounded() -> None:
    """Only a bounded number of documents is taken from the source before their results are asked for."""
    taken = 0

    def source() -> Iterator[RawDocument]:
        nonlocal taken
        for place in range(2000):
            taken += 1
            yield make_raw(b"Hoeveel?", name=str(place))

    with ThreadPoolExecutor(1) as executor:
        limits = Limits(seconds=5, memory=10**9)
        given = Batches(parliament="", workers=1, limits=limits, apart=False, executor=executor)
        results = given.results(source())
        next(results)
        assert taken < 100
        results.close()  # type: ignore[attr-defined]
