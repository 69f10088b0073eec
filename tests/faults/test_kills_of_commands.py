"""Kills of the real program, with the processes that it starts: nothing is lost, outlives it, or is left lying.

``RAPPEL_TEST_KILLS`` says how many kills are dealt out: a quarter of them to each command.
"""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from corpus.samples import sample_folder
from corpus.settings import Settings
from ingest.isolation import Limits
from ingest.isolation_process import ReadingProcesses
from tests.faults.killing import KILLS, differences, index_state, killed, store_is_sound, store_state
from tests.faults.orphans import adopting
from tests.ingest.conftest import make_raw
from tests.sources.conftest import NAME
from tests.sources.flemish_questions import invented
from tests.sources.flemish_server import FlemishServer
from tests.sources.local_server import serving

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="orphans are adopted with a call of Linux"),
    pytest.mark.timeout(3600),
    pytest.mark.slow,
]

_ROOT = Path(__file__).parents[2]
_EACH = max(1, KILLS // 4)
_ENDED = 60.0  # seconds within which everything that the program started must have ended, what still starts too
_AT_ONCE = 5.0  # seconds within which a process that reads must have ended
_LONGEST = 300.0
_QUESTIONS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command of the program.

    Attributes:
        words: Its words; ``FOLDER`` stands for a folder beside the data.
        before: Makes the data folder as the command finds it.
        indexed: Whether what it leaves can be searched.
    """

    words: Sequence[str]
    before: Callable[[Path], None]
    indexed: bool = True


class Place:
    """A data folder, a folder for temporary files, and the program over them.

    Args:
        folder: Where both are made.
        command: What is run.
    """

    def __init__(self, folder: Path, command: Command) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.settings = Settings(data=folder / "data", model="lexical")
        self.aside = folder / "aside"
        self.temporary = folder / "temporary"
        for made in (self.aside, self.temporary):
            made.mkdir(parents=True)
        command.before(self.settings.data)
        self._words = [word.replace("FOLDER", str(self.aside)) for word in command.words]

    def run(self, after: float) -> bool:
        """Run the command and kill it after so many seconds; whether it was still at work."""
        own = {"RAPPEL_DATA": str(self.settings.data), "RAPPEL_MODEL": "lexical", "RAPPEL_READ_APART": "always"}
        environment = os.environ | own | {"TMPDIR": str(self.temporary), "OMP_NUM_THREADS": "1"}
        started = [sys.executable, str(_ROOT / "rappel.py"), *self._words]
        with subprocess.Popen(started, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as program:
            try:
                program.wait(after)
            except subprocess.TimeoutExpired:
                os.kill(program.pid, signal.SIGKILL)
            # Not to its end: a process that outlives the program would hold the pipe.
            program.wait()
            assert program.stderr is not None
            os.set_blocking(program.stderr.fileno(), False)
            said = program.stderr.read() or b""
        assert program.returncode in (0, -signal.SIGKILL), said.decode()
        return program.returncode != 0

    def litter(self) -> set[str]:
        """Return what lies in the folders, but for the index's own files, whose names are given by chance."""
        found = {path.relative_to(self.settings.data.parent) for path in self.settings.data.parent.rglob("*")}
        names = {re.sub(r"index/g\d{6}", "index/g", str(path)) for path in found}
        return {name for name in names if not re.match(r"data/index/g/(documents|passages)/", name)}

    def stored(self) -> int:
        """Return how many documents the store holds."""
        if not (self.settings.data / "rappel.sqlite").exists():
            return 0
        with closing(sqlite3.connect(self.settings.data / "rappel.sqlite")) as database:
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'documents'").fetchall():
                return 0
            return int(database.execute("SELECT count(*) FROM documents").fetchone()[0])

    def state(self, command: Command) -> object:
        """Return what the folder holds."""
        found = index_state(self.settings) if command.indexed else ()
        return store_state(self.settings), found, sorted(path.name for path in self.aside.iterdir())


@pytest.fixture(scope="module")
def addresses() -> Iterator[str]:
    """Return the settings that lead to a local parliament."""
    with serving(FlemishServer(questions=invented(_QUESTIONS))) as server:
        lines = "\n".join(f'{name} = "{place}"' for name, place in server.addresses().items())
        yield f"[{NAME}]\npause = 0\n[{NAME}.addresses]\n{lines}\n"


def _command(name: str, sample_data: Path, addresses: str) -> Command:
    def copied(data: Path) -> None:
        shutil.copytree(sample_data, data)

    def following(data: Path) -> None:
        data.mkdir()
        (data / "sources.toml").write_text(addresses, encoding="utf-8")

    commands = {
        "ingest": Command(words=("ingest", str(sample_folder())), before=lambda _data: None),
        "sync": Command(words=("sync", NAME), before=following),
        "rebuild": Command(words=("rebuild",), before=copied),
        "backup": Command(words=("backup", "FOLDER/copy.tar.gz"), before=copied, indexed=False),
    }
    return commands[name]


@pytest.mark.parametrize("name", ["ingest", "sync", "rebuild", "backup"])
def test_a_command_that_is_killed(name: str, tmp_path: Path, sample_data: Path, addresses: str) -> None:
    """A killed command is finished by the next one; none of its processes and none of its files is left over."""
    command, chance = _command(name, sample_data, addresses), Random(11)  # noqa: S311 - where to kill is no secret
    quiet = Place(tmp_path / "quiet", command)
    began = time.monotonic()
    assert not quiet.run(_LONGEST)
    whole, expected, everything = time.monotonic() - began, quiet.state(command), quiet.stored()
    tidy, fell, rounds, orphans = quiet.litter(), Counter[str](), 0, 0
    with adopting(_ENDED) as gone:
        while fell.total() < _EACH:
            here = Place(tmp_path / "killed", command)
            for number in range(chance.randint(1, min(4, _EACH - fell.total()))):
                began = time.monotonic()
                if not here.run(chance.uniform(0, whole)):
                    whole = whole if number else time.monotonic() - began
                    break
                orphans += gone()
                fell[_where(here.stored(), everything)] += 1
                if here.stored():
                    store_is_sound(here.settings)
            assert not here.run(_LONGEST)
            gone()
            found = here.state(command)
            assert found == expected, differences(expected, found)
            assert here.litter() == tidy
            rounds += 1
    told = ", ".join(f"{stage} {number}" for stage, number in fell.most_common())
    print(
        f"\nrappel {name}: {fell.total()} kills (documents stored: {told}) in {rounds} folders ({whole:.1f} s a run);",
        end="",
    )
    print(f" {orphans} processes lost their parent, all ended; the same in the end, nothing left over")


def _where(stored: int, of: int) -> str:
    return "none" if not stored else "all" if stored == of else "some"


def test_a_reader_does_not_outlive_its_parent() -> None:
    """The program is killed while a document is being read that takes minutes: the reading process ends at once."""
    endless = make_raw(b"Hoeveel bruggen zijn er in 2024? " * 150_000, name="slow.txt")

    def read() -> None:
        pool = ReadingProcesses(1, Limits(seconds=300, memory=1_000_000_000))
        threading.Thread(target=_die_reading, args=(pool,)).start()
        pool.submit([endless], "").result()

    with adopting(_AT_ONCE) as gone:
        assert killed(read, 120)
        began = time.monotonic()
        assert gone() >= 1
        print(f"\nthe reader ended within {time.monotonic() - began:.2f} s of its parent")


def _die_reading(pool: ReadingProcesses) -> None:
    """Kill this process as soon as its reader is deep in the document."""
    while not pool._started or _processor_seconds(pool._started[0]._process.pid or 0) < 2.0:
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGKILL)


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
