"""Runs a benchmark: every part in a process of its own, so that memory is told apart."""

import multiprocessing
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from search.bench import rappel_side
from search.bench.corpus import PASSAGES_PER_DOCUMENT
from search.bench.figures import Latency, Rate, Stopwatch, resident_megabytes, timed
from search.bench.queries import bench_queries, one_percent
from search.bench.rappel_side import SHOWN, Built, Searched, Task
from search.request import Filters

FTS5_FAISS = "fts5-faiss"
Result = TypeVar("Result")
_EVERY = 5.0  # seconds between two lines of progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """SQLite FTS5 with flat FAISS on the same passages, by the same queries."""

    build: Rate
    plain: Latency
    filtered: Latency
    resident: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All figures of a run.

    Attributes:
        passages: Size of the corpus.
        machine: The machine, in words.
        built: The building of the index.
        searched: The searches.
        compared: The other engine; None where it was not asked for.
    """

    passages: int
    machine: str
    built: Built
    searched: Searched
    compared: Compared | None


def run(passages: int, *, queries: int, seed: int, against: bool, quiet: bool) -> Report:
    """Measure the search on a synthetic corpus.

    Args:
        passages: Size of the corpus; ten passages make a document.
        queries: Number of different queries.
        seed: Equal seeds give equal corpora and queries.
        against: Whether SQLite FTS5 with flat FAISS is measured beside it.
        quiet: Whether progress is kept back; else it goes to the error output.
    """
    with tempfile.TemporaryDirectory(prefix="rappel-bench-") as folder:
        documents = max(1, passages // PASSAGES_PER_DOCUMENT)
        task = Task(folder=Path(folder) / "rappel", documents=documents, queries=queries, seed=seed)
        built = _apart(build_side, task, quiet)
        searched = _apart(search_side, task, quiet)
        other = replace(task, folder=Path(folder) / "baseline")
        compared = _apart(compare_side, other, quiet) if against else None
    return Report(
        passages=documents * PASSAGES_PER_DOCUMENT,
        machine=machine(),
        built=built,
        searched=searched,
        compared=compared,
    )


def _apart(work: Callable[[Task, bool], Result], task: Task, quiet: bool) -> Result:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, task, quiet).result()


def build_side(task: Task, quiet: bool) -> Built:
    """Build Rappel's index; runs in a process of its own."""
    return rappel_side.build(task, _Teller(quiet))


def search_side(task: Task, quiet: bool) -> Searched:
    """Search Rappel's index; runs in a process of its own."""
    return rappel_side.search(task, _Teller(quiet))


def compare_side(task: Task, quiet: bool) -> Compared:
    """Build and search the other engine; runs in a process of its own."""
    from search.bench.baseline import Baseline
    from search.bench.corpus import SyntheticStore

    tell = _Teller(quiet)
    tell("other engine", 0, 1)
    baseline = Baseline(task.folder, task.documents, task.seed)
    built = timed(task.documents * PASSAGES_PER_DOCUMENT, baseline.build)
    queries = bench_queries(SyntheticStore(task.documents, task.seed), task.queries, task.seed)
    generator = np.random.default_rng(task.seed)
    plain, filtered = Stopwatch(), Stopwatch()
    for done, query in enumerate(queries, 1):
        plain.run(lambda query=query: baseline.search(query, Filters(), SHOWN))  # type: ignore[misc]
        narrow = one_percent(generator)
        filtered.run(lambda query=query, narrow=narrow: baseline.search(query, narrow, SHOWN))  # type: ignore[misc]
        tell("other engine", done, len(queries))
    return Compared(
        build=built, plain=plain.latency(), filtered=filtered.latency(), resident=round(resident_megabytes(), 1)
    )


class _Teller:
    """Writes what is being done to the error output, now and then."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._told = 0.0

    def __call__(self, stage: str, done: int, of: int) -> None:
        """Tell it where some seconds have passed."""
        if self._quiet or time.monotonic() - self._told < _EVERY:
            return
        self._told = time.monotonic()
        print(f"{stage}: {done} of {of}", file=sys.stderr, flush=True)


def machine() -> str:
    """Return the machine in words."""
    name = platform.processor() or platform.machine()
    told = Path("/proc/cpuinfo")
    if told.is_file():
        models = [line.partition(":")[2].strip() for line in told.read_text().splitlines() if "model name" in line]
        name = models[0] if models else name
    return f"{name}, {multiprocessing.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def as_json(report: Report) -> dict[str, object]:
    """Return a report as plain values, rates included."""
    plain = asdict(report)
    plain["built"]["build"]["per_second"] = report.built.build.per_second
    if report.compared is not None:
        plain["compared"]["build"]["per_second"] = report.compared.build.per_second
    return plain


def as_lines(report: Report) -> list[str]:
    """Return a report as a table of Markdown."""
    built, searched, other = report.built, report.searched, report.compared
    rows = [
        ("search, p50 / p95 / p99 ms", _latency(searched.plain), _latency(other.plain) if other else ""),
        ("with a 1 % filter", _latency(searched.filtered), _latency(other.filtered) if other else ""),
        ("three passages a document", _latency(searched.three), ""),
        *((f"only {kind}", _latency(latency), "") for kind, latency in searched.kinds.items()),
        ("first search of a process, ms", f"{searched.first:.0f}", ""),
        ("dense recall@10", f"{searched.recall:.4f}", ""),
        ("dense recall@10, 1 % filter", f"{searched.filtered_recall:.4f}", ""),
        ("resident memory, MB", f"{searched.resident:.0f}", f"{other.resident:.0f}" if other else ""),
        ("built, passages/s", f"{built.build.per_second:.0f}", f"{other.build.per_second:.0f}" if other else ""),
        ("1,000 documents added, s", f"{built.added.processor:.1f}", ""),
        ("index on disk, MB", f"{built.megabytes:.0f}", ""),
    ]
    head = [
        f"{report.passages:,} passages; {report.machine}; processor time",
        "",
        "| | Rappel | FTS5 + flat FAISS |",
        "|---|---|---|",
    ]
    return [*head, *(f"| {name} | {one} | {two} |" for name, one, two in rows)]


def _latency(latency: Latency) -> str:
    return f"{latency.p50:.1f} / {latency.p95:.1f} / {latency.p99:.1f}"
