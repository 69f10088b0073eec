"""Disks that are full, cannot be written to or give back other bytes: a clear word, nothing lost, a way back."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from corpus.errors import RappelError, SearchIndexError, StoreUnavailable
from corpus.samples import sample_folder
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.backup import back_up
from ingest.console import run_ingest
from search.service import SearchService
from tests.conftest import clock
from tests.faults.following import following_of
from tests.faults.killing import index_state, killed, store_is_sound, store_state
from tests.sources.flemish_questions import invented
from tests.sources.flemish_server import FlemishServer
from tests.sources.local_server import serving
from tracker.alerts.service import run_alerts

_PAGE = 4096
_LEFT = 90_000  # bytes on a disk that is called full
_PAGES = 40  # damaged one at a time
_REBUILT = 12  # one in so many spoilt indexes is rebuilt: a rebuild takes no look at what is spoilt


class Disk:
    """A small disk in memory.

    Args:
        folder: Where it is mounted.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mount(self, options: str) -> bool:
        """Mount it, or change how it is mounted; whether that was allowed."""
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Return a disk of two megabytes; skips where mounting is not allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    found = Disk(folder)
    if shutil.which("mount") is None or not found.mount("size=2m"):
        pytest.skip("mounting a small disk in memory is not allowed here")
    yield found
    subprocess.run(["umount", "-l", str(folder)], check=True)


def _synced(settings: Settings) -> None:
    """Follow a local parliament to its end.

    Raises:
        StoreUnavailable: If that could not be stored; a run says so.
    """
    with serving(FlemishServer(questions=invented(6))) as server:
        following_of(server)(settings)


def _settings(folder: Path) -> Settings:
    return Settings(data=folder)


def _read_all(settings: Settings) -> None:
    with Store.open(settings, clock=clock) as store:
        run_ingest(store, settings, clock, [sample_folder()], backfill=False, quiet=True)


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """Return what the samples give on a disk without faults."""
    settings = _settings(tmp_path_factory.mktemp("quiet"))
    _read_all(settings)
    return store_state(settings)


def test_a_full_disk_stops_an_ingest_and_room_lets_it_end(disk: Disk, quiet: tuple[object, ...]) -> None:
    """It says that the disk is full; what was stored is sound; with more room the same command does the rest."""
    settings = _settings(disk.folder / "data")
    with pytest.raises(StoreUnavailable, match="disk"):
        _read_all(settings)
    assert disk.mount("remount,size=64m")
    store_is_sound(settings)
    _read_all(settings)
    assert store_state(settings) == quiet


def test_a_file_that_may_not_grow(tmp_path: Path, quiet: tuple[object, ...]) -> None:
    """The same where the limit is one on the size of files: a clear error, a sound store, and an end afterwards."""
    resource = pytest.importorskip("resource", reason="no limits of this kind on this platform")
    settings = _settings(tmp_path / "data")
    Store.open(settings, clock=clock).close()

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
        with pytest.raises(StoreUnavailable, match="disk"):
            _read_all(settings)

    assert not killed(limited, 120)
    store_is_sound(settings)
    _read_all(settings)
    assert store_state(settings) == quiet


def test_a_disk_that_cannot_be_written(disk: Disk, sample_data: Path) -> None:
    """Documents are read and searched; whatever would write says that it cannot, and what to check."""
    assert disk.mount("remount,size=200m")
    data = disk.folder / "data"
    shutil.copytree(sample_data, data)
    settings = _settings(data)
    before = store_state(settings), index_state(settings)
    assert disk.mount("remount,ro")
    assert (store_state(settings), index_state(settings)) == before
    (disk.folder.parent / "new.txt").write_text("Vraag nr. 1 van An Peeters\nHoeveel bruggen zijn er?\n")
    with Store.open(settings, clock=clock) as store:
        with pytest.raises(RappelError, match="cannot be written"):
            run_ingest(store, settings, clock, [disk.folder.parent / "new.txt"], backfill=False, quiet=True)
        with pytest.raises(SearchIndexError, match="cannot be written"):
            SearchService.open(settings, store).rebuild()


def _alerted(settings: Settings) -> None:
    with Store.open(settings, clock=clock) as store:
        for _ in range(2):
            run_alerts(store, settings, clock, send=False)


def _rebuilt(settings: Settings) -> None:
    with Store.open(settings, clock=clock) as store:
        SearchService.open(settings, store).rebuild()


def _backed_up(settings: Settings) -> None:
    back_up(settings, settings.data.parent / "x.backup", clock)


_ACTS: dict[str, Callable[[Settings], object]] = {
    "rebuild": _rebuilt,
    "sync": _synced,
    "backup": _backed_up,
    "alerts": _alerted,
}


@pytest.mark.parametrize("name", _ACTS)
def test_a_full_disk_stops_any_work(disk: Disk, sample_data: Path, name: str) -> None:
    """On a disk that is all but full each kind of work says so and damages nothing; with room it is done."""
    assert disk.mount("remount,size=200m")
    settings = Settings(data=disk.folder / "data", model="lexical")
    shutil.copytree(sample_data, settings.data)
    _rebuilt(settings)
    before = store_state(settings), index_state(settings)
    # The log beside the database is made when it is opened: what is left over must hold that, and little more.
    free = shutil.disk_usage(disk.folder).free
    (disk.folder / "filler").write_bytes(bytes(free - _LEFT))
    with pytest.raises((StoreUnavailable, SearchIndexError), match=r"full|written|space"):
        _ACTS[name](settings)
    assert not list(disk.folder.rglob(".backup-*"))
    assert not (disk.folder / "x.backup").exists()
    store_is_sound(settings)
    assert index_state(settings)[:2] == before[1][:2]
    (disk.folder / "filler").unlink()
    _ACTS[name](settings)
    store_is_sound(settings)
    assert set(store_state(settings)[0]) >= set(before[0][0])  # type: ignore[call-overload]


def _damages(file: Path) -> Iterator[tuple[str, bytes | None]]:
    """Yield ways to spoil a file: other bytes, half of it, nothing in it, gone."""
    content = file.read_bytes()
    yield "other bytes", Random(1).randbytes(len(content))  # noqa: S311 - any bytes
    yield "cut", content[: len(content) // 2]
    yield "empty", b""
    yield "gone", None


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # spoilt vectors may be too large
def test_a_corrupted_index_is_rebuilt(own_sample_data: Path) -> None:
    """Whichever file of the index is spoilt in whichever way: a search answers or says what to do; a rebuild heals."""
    settings = _settings(own_sample_data)
    with Store.open(settings, clock=clock) as store:
        SearchService.open(settings, store).rebuild()
    expected = index_state(settings)
    whole = settings.data.parent / "whole"
    shutil.copytree(settings.index_folder, whole)
    said = answered = 0
    for file in sorted(path.relative_to(whole) for path in whole.rglob("*") if path.is_file()):
        if file.name.endswith(".lock"):
            continue
        for how, content in _damages(whole / file):
            shutil.rmtree(settings.index_folder)
            shutil.copytree(whole, settings.index_folder)
            spoilt = settings.index_folder / file
            spoilt.unlink() if content is None else spoilt.write_bytes(content)
            message = _complaint(settings)
            assert not message or "rappel rebuild" in message, (file, how, message)
            said, answered = said + bool(message), answered + (not message)
            if message and (said % _REBUILT) == 1:
                with Store.open(settings, clock=clock) as store:
                    SearchService.open(settings, store).rebuild()
                assert index_state(settings) == expected, (file, how)
    print(f"\n{said + answered} spoilt files: {said} told, {answered} answered; one in {_REBUILT} of the told rebuilt")
    assert said > 0


def _complaint(settings: Settings) -> str:
    try:
        index_state(settings)
    except SearchIndexError as error:
        return str(error)
    return ""


@pytest.mark.skipif(os.name != "posix", reason="a process of its own is needed")
def test_a_corrupted_page_is_found(own_sample_data: Path) -> None:
    """Whichever page of the database is spoilt, the check says so, and every error says how to come back."""
    settings = _settings(own_sample_data)
    Store.open(settings, clock=clock).close()
    path = settings.data / "rappel.sqlite"
    whole = path.read_bytes()
    for name in ("-wal", "-shm"):
        path.with_name(path.name + name).unlink(missing_ok=True)
    chance = Random(3)  # noqa: S311 - any pages
    pages = [0, *chance.sample(range(1, len(whole) // _PAGE), _PAGES)]
    for page in pages:
        spoilt = whole[: page * _PAGE] + chance.randbytes(_PAGE) + whole[(page + 1) * _PAGE :]
        path.write_bytes(spoilt)
        told = _told(settings)
        assert told, f"page {page} was not missed"
        assert all("restore" in sentence or "not a Rappel store" in sentence for sentence in told), (page, told)
        for name in ("-wal", "-shm"):
            path.with_name(path.name + name).unlink(missing_ok=True)
    print(f"\n{len(pages)} spoilt pages, each found by the check")


def _told(settings: Settings) -> list[str]:
    try:
        with Store.open(settings, clock=clock) as store:
            return [f"{one.message}: {one.what_to_do}" for one in store.check() if one.severity == "error"]
    except RappelError as error:
        return [str(error)]
