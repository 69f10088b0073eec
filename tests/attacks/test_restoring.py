"""Backups and exports from elsewhere: nothing outside the data folder is touched, and no bomb opens."""

import gzip
import hashlib
import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import WrongUse
from corpus.settings import Settings
from corpus.store import Store, schema
from corpus.store import transfer as transfers
from corpus.store.backup import back_up, restore
from corpus.store.backup_reading import may_be_kept
from tests.conftest import clock

NOTHING = hashlib.sha256(b"").hexdigest()
ZEROS = 3_000_000_000


@dataclass
class Kit:
    """Makes backups by hand.

    Attributes:
        head: A true manifest.
        database: A true database.
    """

    head: dict[str, Any]
    database: bytes

    def made(self, *members: tuple[str, bytes], named: dict[str, int] | None = None, **head: object) -> bytes:
        """Return a backup of the database and other files, with the names and sizes of empty files that it lacks."""
        files = {"rappel.sqlite": self.database, **dict(members)}
        told = {name: _told(content) for name, content in files.items()}
        told |= {name: {"size": size, "sha256": NOTHING} for name, size in (named or {}).items()}
        return packed(("manifest.json", json.dumps({**self.head, "files": told, **head}).encode()), *files.items())


def _told(content: bytes) -> dict[str, object]:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def packed(*members: tuple[str | tarfile.TarInfo, bytes]) -> bytes:
    """Return a packed archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in members:
            one = tarfile.TarInfo(name) if isinstance(name, str) else name
            one.size = len(content)
            archive.addfile(one, io.BytesIO(content))
    return out.getvalue()


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """Return what makes backups of an empty store."""
    folder = tmp_path_factory.mktemp("backup")
    settings = Settings(data=folder / "data")
    Store.open(settings, clock=clock).close()
    back_up(settings, folder / "x", clock)
    with tarfile.open(folder / "x") as archive:
        held = {one.name: archive.extractfile(one).read() for one in archive}  # type: ignore[union-attr]
    return Kit(json.loads(held["manifest.json"]), held["rappel.sqlite"])


def _linked(kind: bytes, to: str) -> Callable[[Kit], bytes]:
    def made(kit: Kit) -> bytes:
        link = tarfile.TarInfo("models/a.json")
        link.type, link.linkname = kind, to
        files = {"rappel.sqlite": _told(kit.database), "models/a.json": {"size": 0, "sha256": NOTHING}}
        head = json.dumps({**kit.head, "files": files}).encode()
        return packed(("manifest.json", head), (link, b""), ("rappel.sqlite", kit.database))

    return made


def _bomb(kit: Kit) -> bytes:
    """Return three gigabytes of nothing, as the manifest says; only their beginning is there."""
    files = {"rappel.sqlite": {"size": ZEROS, "sha256": NOTHING}}
    return packed(("manifest.json", json.dumps({**kit.head, "files": files}).encode()))


def _noted(_kit: Kit) -> bytes:
    """Return an archive whose first member has a note of three gigabytes; only the beginning is there."""
    note = tarfile.TarInfo("././@PaxHeader")
    note.type, note.size = tarfile.XHDTYPE, ZEROS
    return gzip.compress(note.tobuf() + b"0" * 1_000_000)


def _programmed(program: str) -> Callable[[Kit], bytes]:
    def made(kit: Kit) -> bytes:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(kit.database)
        connection.execute(program)
        connection.commit()
        changed = connection.serialize()
        connection.close()
        return Kit(kit.head, changed).made()

    return made


TRIGGER = "CREATE TRIGGER own AFTER INSERT ON accounts BEGIN UPDATE accounts SET role = 'admin'; END"
HOSTILE: dict[str, Callable[[Kit], bytes]] = {
    "name that climbs": lambda kit: kit.made(("../evil.toml", b"x")),
    "whole path": lambda kit: kit.made(("/tmp/rappel-evil.toml", b"x")),  # noqa: S108 - never written
    "file outside that is there": lambda kit: kit.made(named={"../../victim": 0}),
    "file beside that is there": lambda kit: kit.made(named={"../victim.toml": 0}),
    "lock": lambda kit: kit.made(("rappel.lock", b"x")),
    "hidden file": lambda kit: kit.made((".bashrc", b"x")),
    "program": lambda kit: kit.made(("sitecustomize.py", b"x")),
    "index": lambda kit: kit.made(("index/current", b"x")),
    "models that climb": lambda kit: kit.made(("models/../../evil.json", b"x")),
    "hidden model": lambda kit: kit.made(("models/.hidden/x.json", b"x")),
    "log of the database": lambda kit: kit.made(("rappel.sqlite-wal", b"x")),
    "symbolic link": _linked(tarfile.SYMTYPE, "/etc/passwd"),
    "hard link": _linked(tarfile.LNKTYPE, "/etc/passwd"),
    "pipe": _linked(tarfile.FIFOTYPE, ""),
    "device": _linked(tarfile.CHRTYPE, ""),
    "two manifests": lambda kit: packed(*[("manifest.json", json.dumps(kit.head).encode())] * 2),
    "bomb": _bomb,
    "long note": _noted,
    "negative size": lambda kit: kit.made(named={"models/a.json": -5}),
    "deep manifest": lambda _: packed(("manifest.json", b"[" * 1_000_000)),
    "list as manifest": lambda _: packed(("manifest.json", b"[]")),
    "list of files": lambda kit: kit.made(files=["rappel.sqlite"]),
    "files without size": lambda kit: kit.made(files={"rappel.sqlite": {}}),
    "no such schema": lambda kit: kit.made(schema="0001'; DROP TABLE accounts; --"),
    "trigger": _programmed(TRIGGER),
    "view": _programmed("CREATE VIEW own AS SELECT load_extension('evil')"),
    "log without its guard": _programmed("DROP TRIGGER events_no_update"),
    "not packed": lambda _: b"rappel",
    "packed nothing": lambda _: gzip.compress(b"\0" * 100_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_backup_changes_nothing(kit: Kit, tmp_path: Path, name: str) -> None:
    """It is refused as what it is, and no file appears, goes or changes anywhere."""
    (tmp_path / "victim").touch()
    data = tmp_path / "deep" / "data"
    data.mkdir(parents=True)
    (tmp_path / "deep" / "victim.toml").touch()
    source = tmp_path / "backup"
    source.write_bytes(HOSTILE[name](kit))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(WrongUse, match="nothing was changed"):
        restore(Settings(data=data), source, clock)
    assert sorted(tmp_path.rglob("*")) == before
    assert not Path("/tmp/rappel-evil.toml").exists()  # noqa: S108


def test_a_true_backup_is_put_back(kit: Kit, tmp_path: Path) -> None:
    """What the attacks above are made of is a good backup when nothing is wrong with it."""
    source = tmp_path / "backup"
    source.write_bytes(kit.made(("members.csv", b"a"), ("models/a/b.npz", b"b"), ("alerts.key", b"k")))
    done = restore(Settings(data=tmp_path / "data"), source, clock)
    assert set(done.files) == {"rappel.sqlite", "members.csv", "models/a/b.npz", "alerts.key"}
    assert (tmp_path / "data" / "models" / "a" / "b.npz").read_bytes() == b"b"


ODD = ("a\n.toml", "a\\b.toml", "c:a.toml", "./a.toml", "a//b.json", "models", "", "models/", "a/b.toml")


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_no_names(name: str) -> None:
    """No name that two systems could take for different places is taken."""
    assert not may_be_kept(name)


def _import(tmp_path: Path, content: bytes, *, name: str = "x.jsonl") -> None:
    source = tmp_path / name
    source.write_bytes(content)
    with Store.open(Settings(data=tmp_path / "data"), clock=clock) as store:
        try:
            store.import_from(source)
        finally:
            assert list(store.accounts.list()) == []


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 1_000_000, b'{"table":"accounts","row":' + b"[" * 100_000, b'{"a":' + b"9" * 100_000 + b"}", b"\xff\xfe",
        b'{"table":"alembic_version","row":{"version_num":"9999"}}', b'{"table":"sqlite_master","row":{}}',
        b'{"table":"accounts","row":{"name":"x"}}', b'{"table":["accounts"],"row":{}}', b'{"end":{"accounts":1}}',
        b'{"table":"sign_ins","row":{}}',
    ],
)  # fmt: skip
def test_a_hostile_export_is_refused(tmp_path: Path, line: bytes) -> None:
    """A line that is none, of a table that is none of an export's, or without an end: nothing is read in."""
    head = json.dumps({"rappel": transfers.FORMAT, "schema": schema.VERSION, "tables": []}).encode()
    with pytest.raises(WrongUse, match="nothing was read in"):
        _import(tmp_path, head + b"\n" + line + b"\n")


def test_an_export_is_no_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A packed export of one endless line is read no further than the longest line."""
    monkeypatch.setattr(transfers, "_LONGEST_LINE", 1_000_000)
    read: list[int] = []
    loads = json.loads

    def counted(text: bytes) -> object:
        read.append(len(text))
        return loads(text)

    monkeypatch.setattr(json, "loads", counted)
    head = json.dumps({"rappel": transfers.FORMAT, "schema": schema.VERSION, "tables": []}).encode()
    content = gzip.compress(head + b'\n{"a":"' + b"a" * 50_000_000)
    with pytest.raises(WrongUse, match="no JSON"):
        _import(tmp_path, content, name="x.jsonl.gz")
    assert max(read) == 1_000_000
