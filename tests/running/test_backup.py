"""A backup is taken while others write, is whole, and is put back only where nothing is lost by it."""

import io
import json
import os
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.errors import StoreBusy, StoreUnavailable, WrongUse
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.backup import back_up, restore
from tests.conftest import clock
from tests.corpus.building import plain
from tests.running.conftest import Time
from web.doctor import examine

MINUTE = timedelta(minutes=1)


@pytest.fixture
def full(own_sample_data: Path) -> Settings:
    """Return the settings of a data folder with a store, an index, and what people made."""
    (own_sample_data / "synonyms.toml").write_text('groups = [["tram", "lightrail"]]\n')
    (own_sample_data / "alerts.key").write_text("geheim")
    (own_sample_data / "models" / "own").mkdir(parents=True, exist_ok=True)
    (own_sample_data / "models" / "own" / "weights.bin").write_bytes(b"\x00\x01")
    return Settings(data=own_sample_data, lock_wait_seconds=1)


def documents(settings: Settings) -> list[str]:
    """Return the ids of what a store holds."""
    with Store.open(settings, clock=clock) as store:
        assert [one for one in store.check() if one.severity == "error"] == []
        return [one.id for one in store.documents.list()]


def test_out_and_back(full: Settings, tmp_path: Path) -> None:
    """The store and the files beside it are as they were; the index is left to be built; the doctor finds all well."""
    done = back_up(full, tmp_path / "x.backup", clock)
    assert {"rappel.sqlite", "synonyms.toml", "alerts.key", "models/own/weights.bin"} <= set(done.files)
    assert not any(name.startswith("index") or "lock" in name for name in done.files)
    assert (tmp_path / "x.backup").stat().st_mode & 0o777 == 0o600
    new = Settings(data=tmp_path / "new")
    back = restore(new, tmp_path / "x.backup", clock)
    assert (back.taken, back.schema, back.replaced) == (done.taken, done.schema, None)
    assert documents(new) == documents(full)
    assert (new.data / "models" / "own" / "weights.bin").read_bytes() == b"\x00\x01"
    assert (new.data / "synonyms.toml").read_text() == (full.data / "synonyms.toml").read_text()
    assert not list(tmp_path.glob("*.part"))
    assert not list(tmp_path.glob(".backup*"))
    assert not list(new.data.glob(".restore*"))


def test_taken_while_others_write(settings: Settings, tmp_path: Path) -> None:
    """Backups taken during an ingest are each whole: a beginning of what was stored, without anything torn."""
    ended = threading.Event()
    stored: list[str] = []

    def write() -> None:
        with Store.open(settings, clock=Time()) as store:
            while not ended.is_set():
                number = len(stored)
                text = f"Tekst {number}. " * 200
                stored.append(plain(text, f"file:/{number}", number=number).put(store).document_id)

    writer = threading.Thread(target=write)
    Store.open(settings, clock=clock).close()
    writer.start()
    try:
        for number in range(5):
            back_up(settings, tmp_path / f"{number}.backup", clock)
    finally:
        ended.set()
        writer.join()
    sizes = []
    for number in range(5):
        new = Settings(data=tmp_path / f"new{number}")
        restore(new, tmp_path / f"{number}.backup", clock)
        held = set(documents(new))
        assert held == set(stored[: len(held)])
        sizes.append(len(held))
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]


def test_a_store_that_is_there_is_kept(full: Settings, tmp_path: Path) -> None:
    """Without being forced nothing is replaced; forced, the old store stays beside, and its index goes."""
    back_up(full, tmp_path / "x.backup", clock)
    before = documents(full)
    with Store.open(full, clock=clock) as store:
        plain("Later.", "file:/later", number=999).put(store)
    with pytest.raises(WrongUse, match="--force"):
        restore(full, tmp_path / "x.backup", clock)
    assert len(documents(full)) == len(before) + 1
    back = restore(full, tmp_path / "x.backup", clock, force=True)
    assert documents(full) == before
    assert not full.index_folder.exists()
    assert back.replaced is not None
    shutil.copytree(back.replaced, tmp_path / "old")
    assert len(documents(Settings(data=tmp_path / "old"))) == len(before) + 1


def test_not_while_a_service_runs(full: Settings, tmp_path: Path) -> None:
    """A lease that somebody holds means that a service runs over the store: it is named, nothing is changed."""
    back_up(full, tmp_path / "x.backup", clock)
    with Store.open(full, clock=clock) as store:
        store.leases.take("alerts", "host:1", MINUTE)
    with pytest.raises(StoreBusy, match=r"'alerts'.*host:1.*stop the service"):
        restore(full, tmp_path / "x.backup", clock, force=True)
    assert full.index_folder.exists()


def test_a_damaged_store_is_replaced(full: Settings, tmp_path: Path) -> None:
    """What cannot be read any more does not stand in the way of its backup."""
    back_up(full, tmp_path / "x.backup", clock)
    before = documents(full)
    for end in ("-wal", "-shm"):
        (full.data / f"rappel.sqlite{end}").unlink(missing_ok=True)
    (full.data / "rappel.sqlite").write_bytes(b"no database " * 1000)
    restore(full, tmp_path / "x.backup", clock, force=True)
    assert documents(full) == before


def test_a_damaged_store_is_not_backed_up(full: Settings, tmp_path: Path) -> None:
    """A damaged page is noticed before an older, sound backup is overwritten."""
    back_up(full, tmp_path / "x.backup", clock)
    sound = (tmp_path / "x.backup").read_bytes()
    path = full.data / "rappel.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    for page in range(20, len(content) // 4096, 3):
        content[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="doctor"):
        back_up(full, tmp_path / "x.backup", clock)
    assert (tmp_path / "x.backup").read_bytes() == sound


Members = list[tuple[str, bytes]]


def _members(path: Path) -> Members:
    with tarfile.open(path) as archive:
        return [(one.name, archive.extractfile(one).read()) for one in archive]  # type: ignore[union-attr]


def _written(path: Path, members: Members) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members:
            told = tarfile.TarInfo(name)
            told.size = len(content)
            archive.addfile(told, io.BytesIO(content))


def _headed(members: Members, **given: object) -> Members:
    head = json.loads(members[0][1]) | given
    return [("manifest.json", json.dumps(head).encode()), *members[1:]]


def _climbing(members: Members) -> Members:
    head = json.loads(members[0][1])
    head["files"]["../../climbed"] = {"size": 2, "sha256": "x"}
    return [*_headed(members, files=head["files"]), ("../../climbed", b"ha")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda members: members[1:], "no backup of Rappel"),
        (lambda members: members[:1], "'rappel.sqlite' .* missing or damaged"),
        (lambda members: [members[0], ("rappel.sqlite", b"x" * len(members[1][1])), *members[2:]], "damaged"),
        (lambda members: [*members, ("extra", b"x")], "'extra'"),
        (lambda members: _headed(members, rappel=9), "another form"),
        (lambda members: _headed(members, schema="0099"), "schema"),
        (lambda members: _headed(members, taken="yesterday"), "no backup"),
        (_climbing, "no backup|missing"),
    ],
)
def test_what_is_no_sound_backup_is_refused(
    full: Settings, tmp_path: Path, change: Callable[[Members], Members], said: str
) -> None:
    """Whatever was changed in it is noticed; nothing is written, least of all outside the folder."""
    back_up(full, tmp_path / "x.backup", clock)
    _written(tmp_path / "bad.backup", change(_members(tmp_path / "x.backup")))
    new = Settings(data=tmp_path / "deep" / "new")
    with pytest.raises(WrongUse, match=said):
        restore(new, tmp_path / "bad.backup", clock)
    assert list(new.data.iterdir()) == []
    assert not list(tmp_path.rglob("climbed"))


def test_half_a_backup_is_refused(full: Settings, tmp_path: Path) -> None:
    """A file that breaks off, and one that is none, are told as such."""
    back_up(full, tmp_path / "x.backup", clock)
    whole = (tmp_path / "x.backup").read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"text"):
        (tmp_path / "bad").write_bytes(content)
        with pytest.raises(WrongUse, match="no backup"):
            restore(Settings(data=tmp_path / "new"), tmp_path / "bad", clock)


def test_postgresql_has_its_own_way(tmp_path: Path) -> None:
    """There the words say what to use instead."""
    other = Settings(data=tmp_path, database="postgresql+psycopg://localhost/rappel")
    with pytest.raises(WrongUse, match=r"pg_dump.*rappel export"):
        back_up(other, tmp_path / "x", clock)


def test_where_nothing_can_be_written(full: Settings, tmp_path: Path) -> None:
    """A missing folder and a missing store are each named."""
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        back_up(full, tmp_path / "missing" / "x", clock)
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreUnavailable, match="no store"):
        back_up(Settings(data=tmp_path / "empty"), tmp_path / "x", clock)


def test_where_there_is_no_room(full: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup that is larger than what is free is not called damaged: what it needs is said, nothing is changed."""
    back_up(full, tmp_path / "x", clock)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(StoreUnavailable, match=r"needs \d{5,} bytes and 1000 are free") as told:
        restore(Settings(data=tmp_path / "new"), tmp_path / "x", clock)
    assert "damaged" not in str(told.value)
    assert not (tmp_path / "new" / "rappel.sqlite").exists()


def test_a_store_on_a_disk_that_may_only_be_read(
    full: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup is taken of it all the same: such a disk may be about to fail."""
    with Store.open(full, clock=clock):
        pass
    connect = sqlite3.connect
    asked: list[str] = []

    def connected(place: str | Path, *, uri: bool = False) -> sqlite3.Connection:
        asked.append(str(place))
        return connect(place, uri=uri)

    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_flag=os.ST_RDONLY))
    monkeypatch.setattr(sqlite3, "connect", connected)
    back_up(full, tmp_path / "x", clock)
    assert "immutable=1" in asked[0]
    monkeypatch.undo()
    restore(Settings(data=tmp_path / "new"), tmp_path / "x", clock)
    assert documents(Settings(data=tmp_path / "new")) == documents(full)


def test_a_store_that_only_this_user_may_not_write_to(
    full: Settings, tmp_path: Path, unprivileged: Callable[[], None]
) -> None:
    """It is not copied without a lock, since a service may write to it meanwhile; what is needed is said."""
    with Store.open(full, clock=clock):
        pass
    place = tmp_path / "anyone"
    place.mkdir()
    place.chmod(0o777)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == full.data.owner() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    (full.data / "rappel.sqlite").chmod(0o444)
    full.data.chmod(0o555)
    unprivileged()
    with pytest.raises(
        StoreUnavailable, match=r"cannot be copied: .*; to lock it, run this as the user of the service"
    ):
        back_up(full, place / "x", clock)
    assert list(place.iterdir()) == []


def test_the_doctor_after_a_restore(full: Settings, tmp_path: Path) -> None:
    """What was put back is examined as any store: only the index is still to be built."""
    from contextlib import contextmanager

    from search.service import SearchService
    from web.services import Services

    back_up(full, tmp_path / "x.backup", clock)
    new = Settings(data=tmp_path / "new", model="lexical")
    restore(new, tmp_path / "x.backup", clock)

    @contextmanager
    def parts():  # type: ignore[no-untyped-def]  # noqa: ANN202
        with Store.open(new, clock=clock) as store:
            yield Services(settings=new, store=store, clock=clock, open_search=lambda: SearchService.open(new, store))

    found = {one.part: one.severity for one in examine(parts)}
    assert found["store"] == "good"
    assert found["index"] == "notice"
