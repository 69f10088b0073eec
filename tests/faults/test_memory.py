"""A document that takes more memory than it may: it alone is given up, through the whole of an ingest and of a sync."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.settings import Settings
from corpus.store import Store
from ingest.isolation import protections
from search.request import SearchRequest
from search.service import SearchService
from tests.conftest import clock
from tests.sources.conftest import NAME
from tests.sources.flemish_questions import Question, invented
from tests.sources.flemish_server import FlemishServer
from tests.sources.local_server import serving

_ROOT = Path(__file__).parents[2]
_MEMORY = 256
_HUNGRY = b"Hoeveel bruggen zijn er in 2024? " * 150_000

pytestmark = [
    pytest.mark.skipif(not protections()["limits"], reason="no limits on memory on this platform"),
    pytest.mark.timeout(600),
]


def _rappel(settings: Settings, *words: str) -> "subprocess.CompletedProcess[str]":
    own = {
        "RAPPEL_DATA": str(settings.data),
        "RAPPEL_MODEL": "lexical",
        "RAPPEL_READ_APART": "always",
        "RAPPEL_DOCUMENT_MEMORY_MB": str(_MEMORY),
    }
    command = [sys.executable, str(_ROOT / "rappel.py"), *words]
    return subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=False, timeout=400)


def _good(folder: Path, name: str, subject: str) -> None:
    folder.mkdir(exist_ok=True)
    text = (
        f"Vraag nr. {len(name)} van An Peeters\n{subject}\n\nHoeveel {subject} zijn er?\n\nAntwoord\nEr zijn er 12.\n"
    )
    (folder / name).write_text(text, encoding="utf-8")


def _checked(settings: Settings, words: str, others: int) -> None:
    """Fail unless one document is in quarantine for its memory, the others are stored and found, and all is sound."""
    with Store.open(settings, clock=clock) as store:
        (problem,) = store.problems.list()
        assert problem.reason == "out_of_memory"
        assert f"reading it takes more than {_MEMORY} MB of memory" in problem.message
        assert len(store.documents.list()) == others
        assert [one for one in store.check() if one.severity == "error"] == []
        assert SearchService.open(settings, store).search(SearchRequest(text=words, limit=50)).total > 0


def test_through_an_ingest(tmp_path: Path) -> None:
    """The command ends with the others stored and indexed, names the one and its reason, and can be asked again."""
    settings, folder = Settings(data=tmp_path / "data", model="lexical"), tmp_path / "files"
    _good(folder, "a.txt", "bruggen")
    (folder / "b.txt").write_bytes(_HUNGRY)
    _good(folder, "cc.txt", "tunnels")
    done = _rappel(settings, "ingest", str(folder))
    assert done.returncode == 1, done.stderr
    assert "out_of_memory" in done.stdout
    assert "Traceback" not in done.stderr
    _checked(settings, "tunnels", others=2)
    assert "out_of_memory" in _rappel(settings, "problems").stdout
    print(f"\ningest of 3 files, one of which takes more than {_MEMORY} MB: 2 stored, 1 in quarantine")


@dataclass(kw_only=True)
class _Hungry(FlemishServer):
    """Services one of whose files takes much memory."""

    def _kept(self, one: Question) -> tuple[bytes, str]:
        first = min(self.questions)
        return (_HUNGRY, "text/plain") if one.key == first else super()._kept(one)


def test_through_a_sync(tmp_path: Path) -> None:
    """A run over a source brings the others, keeps the one in quarantine, and counts the source as read."""
    settings = Settings(data=tmp_path / "data", model="lexical")
    settings.data.mkdir()
    with serving(_Hungry(questions=invented(6))) as server:
        lines = "\n".join(f'{name} = "{place}"' for name, place in server.addresses().items())
        (settings.data / "sources.toml").write_text(f"[{NAME}]\npause = 0\n[{NAME}.addresses]\n{lines}\n")
        written = sum(one.written and not one.gone for one in server.questions.values())
        done = _rappel(settings, "sync", NAME)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        _checked(settings, "de", others=written - 1)
        calls = len(server.calls)
        again = _rappel(settings, "sync", NAME)
        assert again.returncode == 0, again.stdout + again.stderr
    with Store.open(settings, clock=clock) as store:
        health = store.health.get(NAME)
    assert health is not None
    assert (health.failures, health.read_until is not None) == (0, True)
    print(f"\nsync of {written} questions, one of which takes too much: the others stored; {calls} calls")
