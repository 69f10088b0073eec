"""Work that is done in a process of its own and killed at random moments until it has been done often enough."""

import multiprocessing
import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from corpus.settings import Settings
from corpus.store import Store
from search.request import SearchRequest
from search.service import SearchService
from tests.conftest import clock

KILLS = int(os.environ.get("RAPPEL_TEST_KILLS", "4"))
"""How many kills a test deals out; the issue's figure is 200."""

_LONGEST = 120.0  # seconds that one undisturbed run may take


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A piece of work on a data folder.

    Attributes:
        before: Makes the folder as the work finds it.
        run: Does the work; what was left by a kill is in the folder then.
        state: Returns what the folder holds in the end, without the times at which it was written.
        sound: Fails where a folder after a kill is not sound.
    """

    before: Callable[[Path], None]
    run: Callable[[Settings], object]
    state: Callable[[Settings], object]
    sound: Callable[[Settings], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What was dealt out.

    Attributes:
        kills: Runs that were killed while they were at work.
        rounds: Folders that were brought to their end, and compared.
        whole: Seconds that an undisturbed run takes.
    """

    kills: int
    rounds: int
    whole: float


def killed(work: Callable[[], object], after: float) -> bool:
    """Do some work in another process and kill that after so many seconds; whether it was still at work.

    Raises:
        AssertionError: If the work itself failed.
    """
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join(after)
    alive = child.is_alive()
    if alive and child.pid is not None:
        os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL), f"the work itself failed: {child.exitcode}"
    return child.exitcode != 0


def survives(work: Work, folder: Path, kills: int = KILLS, seed: int = 7) -> Toll:
    """Kill the work so often, at any moment from its first to its last, and compare every end with a quiet one's.

    Args:
        work: The work.
        folder: An empty folder.
        kills: How many kills are dealt out.
        seed: Chooses the moments.

    Returns:
        What was dealt out, also printed.
    """
    chance = Random(seed)  # noqa: S311 - where to kill is no secret
    quiet = _fresh(work, folder / "quiet")
    began = time.monotonic()
    assert not killed(lambda: work.run(quiet), _LONGEST)
    whole, expected = time.monotonic() - began, work.state(quiet)
    dealt = rounds = 0
    while dealt < kills:
        here = _fresh(work, folder / "killed")
        # At most so many in one folder: the last steps are to be hit as well as the first.
        for _ in range(chance.randint(1, 5)):
            if not killed(lambda at=here: work.run(at), chance.uniform(0, whole)):  # type: ignore[misc]
                break
            dealt += 1
            work.sound(here)
        assert not killed(lambda at=here: work.run(at), _LONGEST)  # type: ignore[misc]
        work.sound(here)
        found = work.state(here)
        assert found == expected, f"kill {dealt}: {differences(expected, found)}"
        rounds += 1
    print(f"\n{dealt} kills in {rounds} folders, each the same in the end as the quiet one ({whole:.2f} s a run)")
    return Toll(kills=dealt, rounds=rounds, whole=whole)


def differences(expected: object, found: object, place: str = "") -> list[str]:
    """Return where two nested states differ, with both values."""
    alike = isinstance(expected, list | tuple) and isinstance(found, list | tuple) and len(expected) == len(found)
    if not alike:
        return [] if expected == found else [f"{place}: {expected!r} became {found!r}"[:1500]]
    pairs = enumerate(zip(expected, found, strict=True))  # type: ignore[call-overload]
    return [one for number, (old, new) in pairs for one in differences(old, new, f"{place}.{number}")]


def _fresh(work: Work, folder: Path) -> Settings:
    shutil.rmtree(folder, ignore_errors=True)
    work.before(folder)
    return Settings(data=folder, model="lexical", lock_wait_seconds=20)


def store_is_sound(settings: Settings) -> None:
    """Fail where the store finds an error in itself, or holds something twice."""
    with Store.open(settings, clock=clock) as store:
        assert [one for one in store.check() if one.severity == "error"] == []
        names = Counter((row.session, row.number, row.title) for row in store.documents.list())
        assert [name for name, times in names.items() if times > 1] == []


def store_state(settings: Settings) -> tuple[object, ...]:
    """Return documents, commitments and events of a store, without the times at which they were written."""
    with Store.open(settings, clock=clock) as store:
        rows = sorted(store.documents.list(), key=lambda row: row.id)
        texts = [(row.id, row.version, store.documents.get(row.id).text.text) for row in rows]
        entries = sorted(store.register.list(), key=lambda entry: entry.id)
        events = Counter(
            (event.kind, event.document, event.commitment, event.cause) for event in store.register.events()
        )
        problems = sorted(one.uri for one in store.problems.list())
        return texts, [(one.id, one.quote) for one in entries], events, problems


def index_state(settings: Settings) -> tuple[object, ...]:
    """Return what the index finds: its counts, every document, and the order of a search for words."""
    with Store.open(settings, clock=clock) as store:
        service = SearchService.open(settings, store)
        status = service.status()
        every = [str(hit.document_id) for hit in service.search(SearchRequest(limit=1000)).hits]
        ranked = service.search(SearchRequest(text="stand van zaken", limit=100)).hits
        found = sorted((str(hit.document_id), round(hit.score, 9)) for hit in ranked)
        return status.documents, status.passages, status.behind, status.message, Counter(every), found
