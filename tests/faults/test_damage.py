"""A damaged store: the doctor never breaks over it, says what it sees, and the commands that it names bring all back.

``RAPPEL_TEST_DAMAGES`` says how often a store is damaged.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import pytest

from corpus.errors import RappelError
from corpus.samples import sample_folder
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.backup import back_up
from ingest.console import run_ingest
from search.request import SearchRequest
from search.service import SearchService
from tests.conftest import clock
from tests.faults.killing import index_state, store_state
from web.doctor import ERROR, Diagnosis, examine
from web.services import Services

_ROOT = Path(__file__).parents[2]
_DAMAGES = int(os.environ.get("RAPPEL_TEST_DAMAGES", "60"))
_PAGE = 4096
_BESIDE = ("-wal", "-shm")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return a store that is not changed, with its index."""
    settings = Settings(data=tmp_path_factory.mktemp("kept") / "data", model="lexical")
    with Store.open(settings, clock=clock) as store:
        run_ingest(store, settings, clock, [sample_folder()], backfill=True, quiet=True)
        SearchService.open(settings, store).update()
    return settings


@pytest.fixture
def own(kept: Settings, tmp_path: Path) -> Settings:
    """Return a copy that may be damaged."""
    shutil.copytree(kept.data, tmp_path / "data")
    return Settings(data=tmp_path / "data", model="lexical")


def _file(settings: Settings) -> Path:
    return settings.data / "rappel.sqlite"


def _examined(settings: Settings) -> tuple[Diagnosis, ...]:
    @contextmanager
    def services() -> Iterator[Services]:
        with Store.open(settings, clock=clock) as store:
            open_search: Callable[[], SearchService] = lambda: SearchService.open(settings, store)  # noqa: E731
            yield Services(settings=settings, store=store, clock=clock, open_search=open_search)

    return examine(services)


def _without_log(path: Path) -> None:
    for end in _BESIDE:
        path.with_name(path.name + end).unlink(missing_ok=True)


def _rows(path: Path) -> dict[str, int]:
    """Return what each table says, as one number; what cannot be read is left out."""
    found: dict[str, int] = {}
    with closing(sqlite3.connect(path)) as database:
        database.text_factory = bytes
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for name in (one[0].decode() for one in names):
            rows = database.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - names of our own tables
            found[name] = hash(tuple(sorted(map(repr, rows))))
    return found


def _bit(content: bytearray, chance: Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _bytes(content: bytearray, chance: Random) -> None:
    place, length = chance.randrange(len(content) - 512), chance.randint(8, 512)
    content[place : place + length] = chance.randbytes(length)


def _zeroed(content: bytearray, chance: Random) -> None:
    page = chance.randrange(len(content) // _PAGE)
    content[page * _PAGE : (page + 1) * _PAGE] = bytes(_PAGE)


def _exchanged(content: bytearray, chance: Random) -> None:
    one, other = chance.sample(range(len(content) // _PAGE), 2)
    content[one * _PAGE : (one + 1) * _PAGE] = content[other * _PAGE : (other + 1) * _PAGE]


def _cut(content: bytearray, chance: Random) -> None:
    del content[chance.randrange(len(content)) :]


_WAYS = {"a bit": _bit, "some bytes": _bytes, "a page zeroed": _zeroed, "another page": _exchanged, "cut off": _cut}
_ALWAYS_FOUND = {"a page zeroed", "another page", "cut off"}
"""What destroys the order of the file; a page that nothing stands on may be zeroed without harm."""


@pytest.mark.timeout(3600)
def test_the_doctor_stands_any_damage(own: Settings) -> None:
    """Damaged anywhere in any way, the doctor answers; what destroys the order of the file is always found."""
    path = _file(own)
    _without_log(path)
    whole, expected = path.read_bytes(), _rows(path)
    chance, counts = Random(17), Counter[tuple[str, str]]()  # noqa: S311 - any places
    for number in range(_DAMAGES):
        how = list(_WAYS)[number % len(_WAYS)]
        content = bytearray(whole)
        _WAYS[how](content, chance)
        _without_log(path)
        path.write_bytes(content)
        errors = [one for one in _examined(own) if one.severity == ERROR]
        if errors:
            said = " ".join(f"{one.message} {one.remedy}" for one in errors)
            assert "rappel restore --force" in said or "not a Rappel store" in said, (how, said)
            counts[how, "found"] += 1
            continue
        _without_log(path)
        path.write_bytes(content)
        counts[how, "nothing it says changed" if _rows(path) == expected else "other words, unseen"] += 1
    print(f"\n{_DAMAGES} damages; the doctor broke over none:")
    for (how, what), times in sorted(counts.items()):
        print(f"  {how}: {what} {times}")
    assert not [pair for pair in counts if pair[0] in _ALWAYS_FOUND and pair[1] == "other words, unseen"]
    assert sum(times for (_, what), times in counts.items() if what == "found") >= _DAMAGES // 2


def test_the_commands_that_the_doctor_names(own: Settings, tmp_path: Path) -> None:
    """On a store with a destroyed page the doctor names commands; typed as they stand they bring everything back."""
    expected = store_state(own), index_state(own)
    backup = tmp_path / "last.backup"
    back_up(own, backup, clock)
    _without_log(_file(own))
    content = bytearray(_file(own).read_bytes())
    content[5 * _PAGE : 60 * _PAGE] = bytes(55 * _PAGE)
    _file(own).write_bytes(content)
    ill = _rappel(own, "doctor")
    assert (ill.returncode, "Traceback" in ill.stderr) == (3, False)
    assert "rappel restore --force FILE" in ill.stdout
    assert _rappel(own, "search", "brug").returncode in (0, 3)
    assert _rappel(own, "restore", "--force", str(backup)).returncode == 0
    assert _rappel(own, "rebuild").returncode == 0
    well = _rappel(own, "doctor")
    assert (well.returncode, "ERROR" in well.stdout) == (0, False), well.stdout
    assert (store_state(own), index_state(own)) == expected
    assert list(own.data.glob("replaced-*/rappel.sqlite"))


def _rappel(settings: Settings, *words: str) -> "subprocess.CompletedProcess[str]":
    own = {"RAPPEL_DATA": str(settings.data), "RAPPEL_MODEL": "lexical"}
    command = [sys.executable, str(_ROOT / "rappel.py"), *words]
    return subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=False, timeout=240)


def _empty(settings: Settings, _other: Settings) -> None:
    _without_log(_file(settings))
    _file(settings).write_bytes(b"")


def _missing(settings: Settings, _other: Settings) -> None:
    _without_log(_file(settings))
    _file(settings).unlink()


def _log_of_another(settings: Settings, other: Settings) -> None:
    """Put the log of a store that was killed beside this one, as a careless copy of files does."""
    _without_log(_file(settings))
    with Store.open(other, clock=clock) as store:
        run_ingest(store, other, clock, sorted(sample_folder().iterdir())[:4], backfill=True, quiet=True)
        shutil.copyfile(f"{_file(other)}-wal", f"{_file(settings)}-wal")


def _log_destroyed(settings: Settings, _other: Settings) -> None:
    Path(f"{_file(settings)}-wal").write_bytes(Random(3).randbytes(20_000))  # noqa: S311 - any bytes


@pytest.mark.parametrize("how", [_empty, _missing, _log_of_another, _log_destroyed])
def test_files_that_do_not_belong(own: Settings, tmp_path: Path, how: Callable[[Settings, Settings], None]) -> None:
    """A lost file is told by the index, which knows more; a destroyed log changes nothing; another's log is found."""
    before = store_state(own)
    how(own, Settings(data=tmp_path / "other"))
    found = _examined(own)
    errors = [one.message for one in found if one.severity == ERROR]
    print(f"\n{how.__name__.strip('_')}: {errors or 'no error'}")
    if how in (_empty, _missing):
        assert ["more than the store" in one for one in errors] == [True]
    elif how is _log_destroyed:
        assert (store_state(own), errors) == (before, [])
    else:
        assert errors


def test_every_file_of_the_index_while_others_search(own: Settings) -> None:
    """Whatever file of the index is spoilt: a search answers or says what to do, and a rebuild heals."""
    with Store.open(own, clock=clock) as store:
        expected, kept_index = index_state(own), own.data.parent / "index"
        shutil.copytree(own.index_folder, kept_index)
        chance, counts = Random(23), Counter[str]()  # noqa: S311 - any places
        files = sorted(path.relative_to(kept_index) for path in kept_index.rglob("*") if path.is_file())
        for file in (one for one in files if one.suffix != ".lock" and (kept_index / one).stat().st_size):
            for way in (_bit, _cut):
                shutil.rmtree(own.index_folder)
                shutil.copytree(kept_index, own.index_folder)
                content = bytearray((kept_index / file).read_bytes())
                way(content, chance)
                (own.index_folder / file).write_bytes(content)
                counts[_searched(own, store)] += 1
                assert store.documents.list()
        SearchService.open(own, store).rebuild()
        assert index_state(own) == expected
    print(f"\n{counts.total()} spoilt files of the index: {dict(counts)}; healed by one rebuild")
    assert counts["told"] > 0
    assert set(counts) <= {"told", "answered"}


def _searched(settings: Settings, store: Store) -> str:
    try:
        SearchService.open(settings, store).search(SearchRequest(text="stand van zaken", limit=100))
    except RappelError as error:
        return "told" if "rappel rebuild" in str(error) else str(error)
    return "answered"
