"""A watched folder: what is read when, what never is, and what becomes of the rest."""

import gzip
import json
import os
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import RunStopped, SourceUnavailable, StoreBusy
from corpus.register import Cause, EventKind
from corpus.settings import Settings
from corpus.store import Store
from ingest.service import Ingest
from ingest.sources import folder as watching
from ingest.sources.folder import SOURCE, FolderReport, WatchedFolder
from ingest.sources.folder_look import look_at, open_below
from ingest.sources.opened import OpenedFile
from tests.conftest import clock

HEAD = (
    "VLAAMS PARLEMENT\n\nSCHRIFTELIJKE VRAAG\n\nnr. {}\nvan AN PEETERS\ndatum: 3 maart 2026\n\nVraag: hoeveel zwanen?\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings with an empty data folder."""
    return Settings(data=tmp_path / "data", model="lexical", lock_wait_seconds=0.2, max_document_bytes=20_000)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """Return a new store."""
    with Store.open(settings, clock=clock) as found:
        yield found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return an empty folder."""
    made = tmp_path / "brievenbus"
    made.mkdir()
    return made


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Read in this process, which is faster, and return whether each time a process of its own was asked for."""
    asked: list[bool] = []

    def ingest(*given: Any, apart: bool, **named: Any) -> Ingest:  # noqa: ANN401 - as the class
        asked.append(apart)
        return Ingest(*given, **named)

    monkeypatch.setattr(watching, "Ingest", ingest)
    return asked


@pytest.fixture
def watched(place: Path, store: Store, settings: Settings, apart: list[bool]) -> WatchedFolder:  # noqa: ARG001
    """Return the folder as the service watches it."""
    return WatchedFolder(place, store, settings, clock)


def put(path: Path, number: int, more: str = "") -> Path:
    """Put a question into the folder, at once whole."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD.format(number) + more, encoding="utf-8")
    return path


def looked_twice(watched: WatchedFolder) -> FolderReport:
    """Look twice, and return what the second look did."""
    watched.run()
    return watched.run()


def test_a_file_is_read_once_two_looks_found_it_the_same(watched: WatchedFolder, place: Path, store: Store) -> None:
    """A file that grows is left alone until it rests; then it is read once, and not again."""
    file = put(place / "a.txt", 1)
    assert (watched.run().waiting, store.documents.list()) == (1, ())
    put(file, 1, "En waar?\n")
    assert (watched.run().waiting, store.documents.list()) == (1, ())
    assert watched.run().new == 1
    again = watched.run()
    assert (again.new, again.same, again.waiting) == (0, 0, 0)
    held = store.documents.get(store.documents.list()[0].id)
    assert (held.source, held.uri, "En waar?" in held.text.text) == (SOURCE, file.as_uri(), True)


@pytest.mark.parametrize(
    "name", ["a.txt.part", "a.pdf.tmp", ".a.txt", "~$a.docx", "a.crdownload", "a.exe", "a", ".b/a.txt", "a.TXT.PART"]
)
def test_what_is_no_finished_document_is_passed_over(
    watched: WatchedFolder, place: Path, store: Store, name: str
) -> None:
    """Hidden files, parts of files that are still coming, and kinds that nobody reads are not even refused."""
    put(place / name, 1)
    report = looked_twice(watched)
    assert (report.new, report.problems, report.waiting, store.problems.list()) == (0, (), 0, ())


def test_a_changed_file_is_a_new_version_and_a_gone_one_changes_nothing(
    watched: WatchedFolder, place: Path, store: Store
) -> None:
    """What was read stays, whatever becomes of its file."""
    file = put(place / "diep" / "a.txt", 1)
    looked_twice(watched)
    put(file, 1, "Een zin meer.\n")
    assert looked_twice(watched).changed == 1
    file.unlink()
    assert looked_twice(watched) == FolderReport()
    assert [(one.version, one.name) for one in store.documents.list()] == [(2, "a.txt")]


def test_another_process_goes_on_where_this_one_ended(
    watched: WatchedFolder, place: Path, store: Store, settings: Settings, apart: list[bool]
) -> None:
    """What was read is known over restarts without being opened again; each reading is asked to be done apart."""
    put(place / "a.txt", 1)
    looked_twice(watched)
    assert set(apart) == {True}
    other = WatchedFolder(place, store, settings, clock)
    os.chmod(place / "a.txt", 0)  # noqa: PTH101 - a changed entry, the same bytes
    os.chmod(place / "a.txt", 0o600)  # noqa: PTH101
    report = looked_twice(other)
    assert (report.new, report.same) == (0, 1)
    opened: list[Path] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(watching, "open_below", lambda _root, path: opened.append(path))
        assert looked_twice(WatchedFolder(place, store, settings, clock)) == FolderReport()
    assert opened == []


def test_what_cannot_be_read_is_in_quarantine_until_it_can(watched: WatchedFolder, place: Path, store: Store) -> None:
    """A damaged file is kept with its reason and tried once; mended, it is a document, and no problem any more."""
    file = place / "a.pdf"
    file.write_bytes(b"%PDF-1.7\nkapot")
    report = looked_twice(watched)
    assert [one.reason for one in report.problems] == ["damaged"]
    assert store.problems.content(store.problems.list()[0].sha256) == file.read_bytes()
    assert watched.run().problems == ()
    put(file, 1)
    assert looked_twice(watched).new == 1
    assert store.problems.list() == ()


def test_records_a_line(watched: WatchedFolder, place: Path, store: Store) -> None:
    """A packed file of records gives a document a line and a refusal for each line that is none."""
    record = {"doc_id": "a-1", "parliament": "Vlaams Parlement", "question": "Hoeveel zwanen?", "title": "Zwanen"}
    with gzip.open(place / "a.jsonl.gz", "wt", encoding="utf-8") as out:
        out.write(f"{json.dumps(record)}\nonzin\n")
    report = looked_twice(watched)
    assert (report.new, [(one.line, one.reason) for one in report.problems]) == (1, [(2, "not_json")])
    assert store.documents.get(report.documents[0]).source == SOURCE


def test_a_packed_file_of_nothing_is_broken_off(watched: WatchedFolder, place: Path, store: Store) -> None:
    """Two million empty lines in two kilobytes are refused, and not read to their end."""
    (place / "a.jsonl.gz").write_bytes(gzip.compress(b"\n" * 2_000_000))
    report = looked_twice(watched)
    assert [one.reason for one in report.problems] == ["damaged"]
    assert "holds more than 1000000 bytes" in store.problems.list()[0].message


def test_a_document_that_is_too_large(watched: WatchedFolder, place: Path, store: Store) -> None:
    """Only its beginning is kept, and what to do is said."""
    (place / "a.txt").write_bytes(b"x" * 30_000)
    assert [one.reason for one in looked_twice(watched).problems] == ["too_large"]
    assert store.problems.list()[0].size == 20_000


@pytest.mark.parametrize("kind", ["file", "folder", "inside"])
def test_links_are_refused(watched: WatchedFolder, place: Path, tmp_path: Path, store: Store, kind: str) -> None:
    """Nothing behind a link is read, in the folder or out of it; the report names the link."""
    put(tmp_path / "elders" / "geheim.txt", 1)
    target = {"file": tmp_path / "elders" / "geheim.txt", "folder": tmp_path / "elders", "inside": place / "a.txt"}
    put(place / "a.txt", 2)
    (place / "link.txt").symlink_to(target[kind])
    report = looked_twice(watched)
    assert [(one.name, one.reason) for one in report.skipped] == [("link.txt", "link")]
    assert [one.number for one in store.documents.list()] == [2]


def test_a_folder_that_becomes_a_link_between_look_and_reading(
    watched: WatchedFolder, place: Path, tmp_path: Path, store: Store
) -> None:
    """Whoever swaps a folder for a link out of it at the last moment gets nothing read from there."""
    put(place / "diep" / "a.txt", 1)
    put(tmp_path / "elders" / "a.txt", 2)
    watched.run()

    def swapped(root: Path, path: Path) -> Any:  # noqa: ANN401 - as the function
        (place / "diep").rename(place.parent / "weg")
        (place / "diep").symlink_to(tmp_path / "elders")
        return open_below(root, path)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(watching, "open_below", swapped)
        report = watched.run()
    assert [one.reason for one in report.problems] == ["no_access"]
    assert store.documents.list() == ()


def test_only_plain_files_are_opened(place: Path) -> None:
    """A pipe that nobody writes into is refused, and waited for by nobody; a link is never opened."""
    os.mkfifo(place / "pijp.txt")
    (place / "link.txt").symlink_to("/etc/hostname")
    assert look_at(place).files == {}
    for name in ("pijp.txt", "link.txt"):
        with pytest.raises(OSError, match=r"plain file|[Ss]ymbolic|loop"):
            open_below(place, place / name)


def test_a_file_that_changes_while_it_is_read_waits(
    watched: WatchedFolder, place: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing half-written is stored; a file that is gone by then is forgotten. The next looks read the rest."""
    put(place / "a.txt", 1)
    put(place / "b.txt", 2).touch()
    watched.run()
    found = OpenedFile.found

    def growing(self: OpenedFile, stream: Any) -> Iterator[Any]:  # noqa: ANN401 - as the method
        put(place / "a.txt", 1, "Nog iets.\n")
        (place / "b.txt").unlink(missing_ok=True)
        return found(self, stream)

    monkeypatch.setattr(OpenedFile, "found", growing)
    report = watched.run()
    assert (report.new, report.problems, store.documents.list()) == (0, (), ())
    monkeypatch.setattr(OpenedFile, "found", found)
    assert looked_twice(watched).new == 1


def test_a_folder_that_cannot_be_read_is_said(watched: WatchedFolder, place: Path, store: Store) -> None:
    """Gone, the folder is a failure in words that name no path, stands in the health, and is well again once back."""
    away = place.rename(place.parent / "weg")
    for failures in (1, 2):
        with pytest.raises(SourceUnavailable, match="the watched folder cannot be read"):
            watched.run()
        health = store.health.get(SOURCE)
        assert health is not None
        assert (health.failures, str(place) in health.message) == (failures, False)
    away.rename(place)
    watched.run()
    health = store.health.get(SOURCE)
    assert health is not None
    assert (health.failures, health.message, health.read_until) == (0, "", None)


def test_a_folder_inside_that_cannot_be_read_keeps_nothing_else_out(
    watched: WatchedFolder, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies beside it is read, and the run says that it is not whole."""
    put(place / "a.txt", 1)
    put(place / "dicht" / "b.txt", 2)
    scandir = os.scandir

    def closed(path: Any = ".") -> Any:  # noqa: ANN401 - as the function; root may read every folder
        if str(path).endswith("dicht"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    report = looked_twice(watched)
    assert report.new == 1
    assert report.message == "1 of the folders in the watched folder cannot be read: Permission denied"


def test_what_lay_there_first_is_old_news(watched: WatchedFolder, place: Path, store: Store) -> None:
    """Files of the first look ever alert nobody; what comes later is news."""
    put(place / "oud.txt", 1)
    looked_twice(watched)
    put(place / "nieuw.txt", 2)
    looked_twice(watched)
    added = [one for one in store.register.events() if one.kind is EventKind.DOCUMENT_ADDED]
    assert [(one.data["name"], one.cause) for one in added] == [
        ("oud.txt", Cause.BACKFILL),
        ("nieuw.txt", Cause.INGEST),
    ]


def test_a_stop_loses_nothing(
    watched: WatchedFolder, place: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked to stop, it ends between two lots of files; the next run reads the others, and none twice."""
    monkeypatch.setattr(watching, "_AT_ONCE", 2)
    for number in range(5):
        put(place / f"{number}.txt", number + 1)
    watched.run()
    with pytest.raises(RunStopped):
        watched.run(lambda: len(store.documents.list()) >= 2)
    assert len(store.documents.list()) == 2
    assert watched.run().new == 3


def test_another_writer_is_waited_for_and_nothing_lost(watched: WatchedFolder, place: Path, store: Store) -> None:
    """While another process writes for too long the run fails with its name, and the next one reads everything."""
    put(place / "a.txt", 1)
    watched.run()
    held, let_go = threading.Event(), threading.Event()

    def write() -> None:
        with store.writing():
            held.set()
            let_go.wait(10)

    writer = threading.Thread(target=write)
    writer.start()
    held.wait(10)
    with pytest.raises(StoreBusy, match="nothing was changed"):
        watched.run()
    let_go.set()
    writer.join()
    assert watched.run().new == 1


def test_names_that_no_text_can_hold(watched: WatchedFolder, place: Path, store: Store) -> None:
    """A name of broken bytes, or one that turns the text around, is read, and named in plain words."""
    Path(os.fsdecode(os.fsencode(place) + b"/a\xff\xe2\x80\xaegpj.txt")).write_text(HEAD.format(1), encoding="utf-8")
    assert looked_twice(watched).new == 1
    assert store.documents.list()[0].name == "a\ufffdgpj.txt"
    assert watched.run() == FolderReport()


def test_it_is_read_in_a_process_of_its_own(place: Path, store: Store, settings: Settings) -> None:
    """Nothing is patched here: the reading process does its work, and is gone afterwards."""
    put(place / "a.txt", 1)
    always: Callable[[], FolderReport] = partial(looked_twice, WatchedFolder(place, store, settings, clock))
    assert always().new == 1
