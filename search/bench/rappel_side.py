"""What is measured of Rappel's own search."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from corpus.settings import Settings
from search.arrays import Matrix, Scores, Serials
from search.bench.corpus import PASSAGES_PER_DOCUMENT, SyntheticStore
from search.bench.figures import Latency, Rate, Stopwatch, resident_megabytes, timed
from search.bench.queries import BenchQuery, bench_queries, one_percent
from search.builder import Progress
from search.clauses import clauses_of
from search.dense import PASSAGE_SHARE, DenseLimits, Nearness
from search.passages import index_document
from search.prepared import prepare
from search.request import SearchRequest
from search.service import SearchService
from search.snapshot import Snapshot

SHOWN = 20
ADDED = 1_000
_WARMING = 30
_RECALL_FILTERS = 4
_BEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be measured: where, on how many documents, by how many queries, from which seed."""

    folder: Path
    documents: int
    queries: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The building of an index.

    Attributes:
        build: All passages.
        added: 1,000 documents that come after, until they can be searched.
        megabytes: Size of the index on disk.
        resident: Memory of the process at the end.
    """

    build: Rate
    added: Rate
    megabytes: float
    resident: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """The searching of an index.

    Attributes:
        plain: Hybrid searches, the best 20 documents with their best passage and its highlights.
        three: The same with three passages a document.
        filtered: The first with a filter that leaves one document in a hundred.
        kinds: ``plain`` by kind of query.
        first: Milliseconds of the first search of a process, model and index being loaded.
        recall: Share of the ten nearest documents that the dense side finds, against scoring every row.
        filtered_recall: The same behind the filter, against vectors of full precision.
        resident: Megabytes of memory after all searches.
    """

    plain: Latency
    three: Latency
    filtered: Latency
    kinds: dict[str, Latency]
    first: float
    recall: float
    filtered_recall: float
    resident: float


def build(task: Task, progress: Progress) -> Built:
    """Build an index of the synthetic corpus, then add 1,000 documents."""
    store = SyntheticStore(task.documents, task.seed)
    service = SearchService.open(Settings(data=task.folder), store)
    built = timed(task.documents * PASSAGES_PER_DOCUMENT, lambda: service.rebuild(progress))
    store.size += ADDED

    def add() -> None:
        service.update(progress)
        service.search(SearchRequest(text="water"))

    added = timed(ADDED, add)
    size = sum(path.stat().st_size for path in task.folder.rglob("*") if path.is_file()) / 1e6
    return Built(build=built, added=added, megabytes=round(size, 1), resident=round(resident_megabytes(), 1))


def search(task: Task, progress: Progress) -> Searched:
    """Measure searches of the index that ``build`` made."""
    store = SyntheticStore(task.documents + ADDED, task.seed)
    queries = bench_queries(store, task.queries + _WARMING, task.seed)
    generator = np.random.default_rng(task.seed)
    service = SearchService.open(Settings(data=task.folder), store)
    begun = Stopwatch()
    begun.run(lambda: service.search(SearchRequest(text=queries[0].text, limit=SHOWN)))
    for query in queries[:_WARMING]:
        service.search(SearchRequest(text=query.text, limit=SHOWN, filters=one_percent(generator)))
    measured = queries[_WARMING:]
    kinds: dict[str, Stopwatch] = {}
    plain, three, filtered = Stopwatch(), Stopwatch(), Stopwatch()
    for done, query in enumerate(measured, 1):
        requests = (
            (plain, SearchRequest(text=query.text, limit=SHOWN, passages=1)),
            (filtered, SearchRequest(text=query.text, limit=SHOWN, passages=1, filters=one_percent(generator))),
            (three, SearchRequest(text=query.text, limit=SHOWN, passages=3)),
            (kinds.setdefault(query.kind, Stopwatch()), SearchRequest(text=query.text, limit=SHOWN, passages=1)),
        )
        for watch, request in requests:
            watch.run(lambda request=request: service.search(request))  # type: ignore[misc]
        progress("searches", done, len(measured))
    resident = resident_megabytes()
    snapshot = service._current()
    assert snapshot is not None  # noqa: S101 - it was just searched
    return Searched(
        plain=plain.latency(),
        three=three.latency(),
        filtered=filtered.latency(),
        kinds={kind: watch.latency() for kind, watch in sorted(kinds.items())},
        first=begun.latency().p50,
        recall=_recall(snapshot, measured),
        filtered_recall=_filtered_recall(snapshot, store, measured[:50], generator),
        resident=round(resident, 1),
    )


def _nearnesses(snapshot: Snapshot, queries: Iterable[BenchQuery]) -> list[Nearness]:
    vectors = snapshot.embedder.encode_queries([query.text for query in queries])
    return [near for vector in vectors if (near := snapshot.dense.nearness(vector)) is not None]


def _recall(snapshot: Snapshot, queries: Iterable[BenchQuery]) -> float:
    """Return the recall of the ten best that pass the floor, against scoring every row."""
    exact = snapshot.dense_with(DenseLimits(exact_rows=2**62))
    shares: list[float] = []
    for near in _nearnesses(snapshot, queries):
        best = _best(*exact.matches(near))
        if best:
            shares.append(len(best & _best(*snapshot.dense.matches(near))) / len(best))
    return round(float(np.mean(shares or [1.0])), 4)


def _filtered_recall(
    snapshot: Snapshot, store: SyntheticStore, queries: Iterable[BenchQuery], generator: np.random.Generator
) -> float:
    """Return the recall of the ten best behind filters, against vectors that were never rounded."""
    shares: list[float] = []
    for _ in range(_RECALL_FILTERS):
        clauses = clauses_of(one_percent(generator), ())
        allowed = snapshot.lexical.kept(clauses)
        truth = _Unrounded(snapshot, store, allowed)
        for near in _nearnesses(snapshot, queries):
            open_near = replace(near, floor=-1.0)
            best = _best(allowed, truth.scores(near.vector))
            shares.append(len(best & _best(*snapshot.dense.matches(open_near, allowed))) / len(best))
    return round(float(np.mean(shares or [1.0])), 4)


class _Unrounded:
    """The scores of some documents by vectors of full precision."""

    def __init__(self, snapshot: Snapshot, store: SyntheticStore, serials: Serials) -> None:
        headers = snapshot.lexical.headers(serials)
        self._vectors: list[Matrix] = []
        for serial in serials.tolist():
            document = index_document(store.get(headers[serial]["id"]))  # type: ignore[arg-type]
            texts = list(prepare(document, snapshot.analyser).texts())
            self._vectors.append(snapshot.embedder.encode_passages(texts))

    def scores(self, vector: Matrix) -> Scores:
        """Return the shares of whole text and best passage of each document."""
        rows = [vectors @ vector for vectors in self._vectors]
        return np.array(
            [(1.0 - PASSAGE_SHARE) * held[0] + PASSAGE_SHARE * held[1:].max() for held in rows], dtype=np.float64
        )


def _best(serials: Serials, scores: Scores) -> set[int]:
    return {int(serial) for serial in serials[np.lexsort((serials, -scores))[:_BEST]]}
