"""Work that is done in a process of its own and killed at random moments until it has been done often enough."""

import multiprocessing
import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from corpus.settings import Settings
from corpus.store import Store
from search.request import SearchRequest
from search.service import SearchService
from tests.conftest import clock

KILLS = int(os.environ.get("RAPPEL_TEST_KILLS", "4"))
"""How many kills a test deals out; the issue's figure is 200."""

_LONGEST = 120.0  # seconds that one undisturbed run may take
_BEGINNING = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A piece of work on a data folder.

    Attributes:
        before: Makes the folder as the work finds it.
        run: Does the work; what was left by a kill is in the folder then.
        state: Returns what the folder holds in the end, without the times at which it was written.
        sound: Fails where a folder after a kill is not sound.
        stages: Where each stage of the work is, by its name: an owner, and the name of a function in it.
    """

    before: Callable[[Path], None]
    run: Callable[[Settings], object]
    state: Callable[[Settings], object]
    sound: Callable[[Settings], None]
    stages: Mapping[str, tuple[Any, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What was dealt out.

    Attributes:
        kills: Runs that were killed while they were at work.
        rounds: Folders that were brought to their end, and compared.
        whole: Seconds that an undisturbed run takes.
        fell: In which stage the kills fell.
    """

    kills: int
    rounds: int
    whole: float
    fell: Mapping[str, int]


class Stages:
    """Tells, from outside, in which stage a process was when it was killed: memory that both share.

    Args:
        places: The functions that are the stages, by name.
    """

    def __init__(self, places: Mapping[str, tuple[Any, str]]) -> None:
        self._places = places
        self._names: tuple[str, ...] = (_BEGINNING, *places)
        self._at = multiprocessing.RawValue("i", 0)

    def watch(self) -> None:
        """Note, in this process, which of the functions is at work: the innermost."""
        self._at.value = 0
        for number, (owner, name) in enumerate(self._places.values(), 1):
            setattr(owner, name, self._noting(getattr(owner, name), number))

    def last(self) -> str:
        """Return the stage in which the process was last."""
        return self._names[int(self._at.value)]

    def _noting(self, function: Callable[..., object], number: int) -> Callable[..., object]:
        @wraps(function)
        def noting(*given: object, **named: object) -> object:
            before, self._at.value = self._at.value, number
            try:
                return function(*given, **named)
            finally:
                self._at.value = before

        return noting


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

    What a program loads at its start is loaded once, before the first fork: each kill falls in the work itself. Kills
    of the real program, its start included, are in ``test_kills_of_commands``.

    Args:
        work: The work.
        folder: An empty folder.
        kills: How many kills are dealt out.
        seed: Chooses the moments.

    Returns:
        What was dealt out, also printed.
    """
    chance, stages = Random(seed), Stages(work.stages)  # noqa: S311 - where to kill is no secret
    expected, seconds = _undisturbed(work, folder / "quiet")
    fell: Counter[str] = Counter()
    rounds = 0

    def run(here: Settings) -> None:
        stages.watch()
        work.run(here)

    while fell.total() < kills:
        here = _fresh(work, folder / "killed")
        # At most so many in one folder: the last steps are to be hit as well as the first.
        for number in range(chance.randint(1, 5)):
            began = time.monotonic()
            if not killed(lambda at=here: run(at), chance.uniform(0, median(seconds[-9:]))):  # type: ignore[misc]
                # A machine that is busier or idler than at the start must not move all kills to one end.
                seconds += [time.monotonic() - began] if number == 0 else []
                break
            fell[stages.last()] += 1
            work.sound(here)
        assert not killed(lambda at=here: work.run(at), _LONGEST)  # type: ignore[misc]
        work.sound(here)
        found = work.state(here)
        assert found == expected, f"kill {fell.total()}: {differences(expected, found)}"
        rounds += 1
    toll = Toll(kills=fell.total(), rounds=rounds, whole=median(seconds), fell=dict(fell))
    told = ", ".join(f"{name} {number}" for name, number in fell.most_common())
    print(f"\n{toll.kills} kills ({told}) in {rounds} folders, each the same in the end as the quiet one", end="")
    print(f" ({toll.whole:.2f} s a run)")
    return toll


def _undisturbed(work: Work, folder: Path) -> tuple[object, list[float]]:
    """Return what the work leaves if nobody disturbs it, and the seconds that it takes twice."""
    work.run(_fresh(work, folder))
    seconds = []
    for _ in range(2):
        quiet = _fresh(work, folder)
        began = time.monotonic()
        assert not killed(lambda at=quiet: work.run(at), _LONGEST)  # type: ignore[misc]
        seconds.append(time.monotonic() - began)
    return work.state(quiet), seconds


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
