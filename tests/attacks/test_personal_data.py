"""Personal data: after deletion nothing is left of an address, not in the files, nor in a backup or an export."""

import gzip
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.store.backup import back_up
from tests.attacks.conftest import confirmed
from tests.conftest import clock
from tests.web.editing import services_with_accounts
from web.app import create_app
from web.services import Services

ADDRESS = "iemand.geheim@example.org"


@pytest.fixture
def parts(own_sample_data: Path) -> Iterator[Services]:
    """Return a site of its own that sends mail."""
    with services_with_accounts(own_sample_data, mail_from="alerts@rappel.example") as services:
        yield services


def _holding(folder: Path) -> list[str]:
    """Return the files below a folder that hold the address, packed ones unpacked."""
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        content = path.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        if ADDRESS.encode() in content or ADDRESS.partition("@")[0].encode() in content:
            found.append(path.name)
    return found


def _backup(parts: Services, folder: Path) -> Path:
    (folder / "unpacked").mkdir(parents=True)
    target = folder / "backup.tar.gz"
    back_up(parts.settings, target, clock)
    with tarfile.open(target) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    return folder / "unpacked"


def test_deletion_reaches_every_file(parts: Services, tmp_path: Path) -> None:
    """An address stands in the store and in a backup while it is held; once deleted, in no byte of either."""
    with TestClient(create_app(parts)) as client:
        manage = confirmed(parts, client, ADDRESS)
        assert _holding(parts.settings.data)
        assert _holding(_backup(parts, tmp_path / "before"))
        assert client.post(manage, data={"action": "forget"}).status_code == 200
    deadline = time.monotonic() + 5
    while "rappel.sqlite-wal" in _holding(parts.settings.data) and time.monotonic() < deadline:
        _checkpoint(parts.settings.data)
    assert _holding(parts.settings.data) == []
    assert _holding(_backup(parts, tmp_path / "after")) == []


def _checkpoint(data: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(data / "rappel.sqlite")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def test_an_export_holds_no_address_unless_asked(parts: Services, tmp_path: Path) -> None:
    """An export of everything, for others to build on, holds neither subscribers nor accounts."""
    from corpus.store.transfer import export_rows

    with TestClient(create_app(parts)) as client:
        confirmed(parts, client, ADDRESS)
    target = tmp_path / "all.jsonl"
    export_rows(parts.store._database, target, subscriptions=False, accounts=False)
    content = target.read_bytes()
    assert ADDRESS.encode() not in content
    assert b"$argon2" not in content


def test_a_visitor_is_not_written_down(parts: Services) -> None:
    """Who only reads leaves no trace in the data folder: no network address, and no cookie is set unasked."""
    before = {one.name: one.stat().st_mtime_ns for one in parts.settings.data.iterdir() if one.is_file()}
    with TestClient(create_app(parts), client=("203.0.113.77", 999)) as client:
        for address in ("/", "/search?q=wachtlijst", "/commitments", "/figures", "/api/v1/status"):
            answer = client.get(address, headers={"User-Agent": "spoor-van-een-bezoeker"})
            assert "set-cookie" not in answer.headers
    after = {one.name: one.stat().st_mtime_ns for one in parts.settings.data.iterdir() if one.is_file()}
    assert {name for name in after if after[name] != before.get(name)} <= {"rappel.sqlite-shm", "rappel.sqlite-wal"}
    for path in parts.settings.data.iterdir():
        if path.is_file():
            assert b"203.0.113.77" not in path.read_bytes()
            assert b"spoor-van-een-bezoeker" not in path.read_bytes()
