"""A whole load test: corpus, service, rounds of the usual load, then ten times as much, then the usual again."""

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import WrongUse
from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from web.bench.load.corpus import DAY, make_corpus, requests, searches
from web.bench.load.measuring import Bench, Round
from web.bench.load.serving import running

USUAL, REPEATED, CROWD, FLOOD, AFTER = "usual", "repeated", "ten times the clients", "4,000 a second", "afterwards"
"""The rounds."""
_MOST_SEARCHES = 20_000
_A_SECOND = 500
"""Searches a second that there shall be enough different ones for."""
_POPULAR = 100
"""Searches that are asked again and again in the round of repeated ones."""
_WARM_SECONDS = 15.0
_OVERLOAD, _OPEN_CLIENTS, _OPEN_RATE = 10, 900, 4_000.0
_EVERY = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is to be measured.

    Attributes:
        passages: Size of the corpus.
        processes: Processes that answer.
        clients: Clients of the usual load.
        seconds: Length of a round.
        rounds: Rounds of the usual load.
        seed: Equal seeds give equal corpora and searches.
        more: Further parameters of every search.
        warm: Seconds that the service gets to warm up.
    """

    passages: int
    processes: int
    clients: int
    seconds: float
    rounds: int
    seed: int = 1
    more: Mapping[str, str] = field(default_factory=dict)
    warm: float = _WARM_SECONDS


def run(load: Load, folder: Path | None = None) -> tuple[Round, ...]:
    """Measure.

    Args:
        load: What.
        folder: Where the corpus is kept; a temporary folder where None.

    Raises:
        WrongUse: If the folder holds a smaller corpus, or the service does not start.
    """
    with _folder(folder) as data:
        held = _held(data, load)
        wanted = min(_MOST_SEARCHES, round(_A_SECOND * load.seconds * (load.rounds + 1)))
        asked = requests(searches(held, wanted, load.seed, load.more), "127.0.0.1")
        with running(data, processes=load.processes) as server:
            bench = Bench(server, asked)
            bench.round("warming up", clients=load.clients, seconds=load.warm)
            return tuple(_rounds(bench, asked, load))


def _rounds(bench: Bench, asked: Sequence[bytes], load: Load) -> Iterator[Round]:
    for _ in range(load.rounds):
        yield bench.round(USUAL, clients=load.clients, seconds=load.seconds)
    yield bench.only(asked[:_POPULAR]).round(REPEATED, clients=load.clients, seconds=load.seconds)
    yield bench.round(CROWD, clients=load.clients * _OVERLOAD, seconds=load.seconds)
    yield bench.round(FLOOD, clients=_OPEN_CLIENTS, seconds=load.seconds, rate=_OPEN_RATE)
    yield bench.round(AFTER, clients=load.clients, seconds=load.seconds)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="rappel-load-") as made:
        yield Path(made)


def _held(data: Path, load: Load) -> int:
    """Return how many passages the folder holds; they are made where it holds none."""
    settings = Settings(data=data, model="builtin")
    if not settings.index_folder.exists():
        return make_corpus(data, load.passages, load.seed, _Teller())
    with Store.open(settings, clock=lambda: DAY) as store:
        held = SearchService.open(settings, store).status().passages
    if held < load.passages:
        raise WrongUse(f"{data} holds {held:,} passages, not {load.passages:,}: name another folder")
    return held


class _Teller:
    """Says what is being done now and then, on the error output."""

    def __init__(self) -> None:
        self._told = time.monotonic()

    def __call__(self, stage: str, done: int, of: int) -> None:
        """Say it where some seconds have passed."""
        if time.monotonic() - self._told >= _EVERY:
            self._told = time.monotonic()
            print(f"{stage}: {done} of {of}", file=sys.stderr, flush=True)


def missed(found: Sequence[Round]) -> tuple[str, ...]:
    """Return the bars that are missed: by the best of the usual rounds, and by what follows too many requests."""
    best = max((one for one in found if one.name == USUAL), key=lambda one: one.per_second)
    bars = list(best.over)
    for one in found:
        if one.errors:
            bars.append(f"{one.name}: errors")
        if one.name in (CROWD, FLOOD) and (not one.refused_per_second or one.polite < 1.0):
            bars.append(f"{one.name}: not asked to come back")
    return tuple(bars)


def as_lines(found: Sequence[Round]) -> Iterator[str]:
    """Yield a table in Markdown."""
    columns = (
        "", "/s", "ms p50 / p95 / p99", "429 /s", "their p99", "errors", "not sent /s", "server ms", "client ms", "MB",
        "files", "load",
    )  # fmt: skip
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for one in found:
        cells = (
            one.name,
            one.per_second,
            f"{one.accepted.p50} / {one.accepted.p95} / {one.accepted.p99}",
            one.refused_per_second,
            one.refused.p99,
            one.errors,
            round(one.unsent / one.seconds),
            one.server_ms,
            one.client_ms,
            one.megabytes,
            one.handles,
            one.load,
        )
        yield f"| {' | '.join(map(str, cells))} |"
    yield from (f"missed: {bar}" for bar in missed(found))
