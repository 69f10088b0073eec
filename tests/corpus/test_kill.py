"""A kill at any moment loses nothing and doubles nothing."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.register import EventKind
from corpus.settings import Settings
from corpus.store import Store
from tests.corpus.building import ROOT, Clock, stating

_NUMBER = 60
_INGEST = """
import sys
from pathlib import Path
from corpus.settings import Settings
from corpus.store import Store
from tests.corpus.building import Clock
from tests.corpus.test_kill import ingest
with Store.open(Settings(data=Path(sys.argv[1])), clock=Clock()) as store:
    ingest(store, sys.argv[2], lambda: print("one", flush=True))
"""


def ingest(store: Store, edition: str, tell: Callable[[], None] = lambda: None) -> None:
    """Store sixty documents in one of two editions, and tell after each."""
    with store.writing():
        for number in range(_NUMBER):
            promises = [f"Wij bouwen brug {number}.", f"Wij leggen weg {number} aan.", f"Editie {edition}."]
            stating(promises, f"file:/{number}", number=number).put(store)
            tell()


def state(store: Store) -> tuple[object, ...]:
    """Return what a store holds, without the times at which it was written."""
    texts = {row.id: (row.version, store.documents.get(row.id).text.text) for row in store.documents.list()}
    entries = sorted(store.register.list(), key=lambda entry: entry.id)
    events = [(event.kind, event.document, event.commitment) for event in store.register.events()]
    return sorted(texts.items()), entries, events


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """Return what a store holds after both editions, if nobody disturbs them."""
    with Store.open(Settings(data=tmp_path_factory.mktemp("whole")), clock=Clock()) as store:
        ingest(store, "A")
        ingest(store, "B")
        return state(store)


def start(folder: Path, edition: str) -> subprocess.Popen[str]:
    """Start an ingest in a process of its own."""
    command = [sys.executable, "-c", _INGEST, str(folder), edition]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


@pytest.mark.parametrize("seed", range(2))
def test_an_ingest_killed_at_random_points_completes(tmp_path: Path, whole: tuple[object, ...], seed: int) -> None:
    """However often an ingest is killed, the store is sound each time, and the last run ends as if never killed."""
    chance = random.Random(seed)  # noqa: S311 - where to kill is no secret
    for edition in "AB":
        for _ in range(2):
            with start(tmp_path / "data", edition) as process:
                assert process.stdout is not None
                for _ in range(chance.randrange(_NUMBER)):
                    process.stdout.readline()
                time.sleep(chance.uniform(0, 0.004))
                process.kill()
            with Store.open(Settings(data=tmp_path / "data"), clock=Clock()) as store:
                assert store.check() == ()
                added = store.register.events(kinds=[EventKind.DOCUMENT_ADDED])
                assert len(added) == store.documents.count() <= _NUMBER
        with start(tmp_path / "data", edition) as process:
            process.communicate()
            assert process.returncode == 0
    with Store.open(Settings(data=tmp_path / "data"), clock=Clock()) as store:
        assert store.check() == ()
        assert state(store) == whole


def test_a_kill_while_the_store_is_made(tmp_path: Path) -> None:
    """A kill while the tables are made leaves a folder in which the next run makes them."""
    for pause in (0.2, 0.35, 0.45, 0.55):
        with start(tmp_path / "data", "A") as process:
            time.sleep(pause)
            process.kill()
    with Store.open(Settings(data=tmp_path / "data"), clock=Clock()) as store:
        assert store.check() == ()
        ingest(store, "A")
        assert store.documents.count() == _NUMBER
