"""Runs every measurement of the search: the judged queries, and questions whose own answers are known."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from time import process_time

from corpus.errors import WrongUse
from search.evaluation.measures import DEPTH, first_found, ndcg
from search.evaluation.memory import MemoryStore, only_answer
from search.evaluation.tasks import (
    HELD_BUCKET,
    Query,
    answer_of,
    item_queries,
    judged_queries,
    question_queries,
    title_queries,
)
from search.passages import StoredLike
from search.request import Mode, SearchRequest
from search.service import SearchService

Told = Callable[[str], None]
HELD = frozenset({HELD_BUCKET})


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSettings:
    """The settings of a search that lives as long as its measurement.

    Attributes:
        data: Its folder.
        model: Name of the embedding model.
        lock_wait_seconds: How long a writer waits for another; there is none.
        dense_exact_rows: Vectors up to which all are compared, as in the settings.
        dense_most_documents: Documents compared at most beyond, as in the settings.
        reranker: Name of the cross-encoder, empty for none.
    """

    data: Path
    model: str
    lock_wait_seconds: float = 1.0
    dense_exact_rows: int = 10_000
    dense_most_documents: int = 2_048
    reranker: str = ""

    @property
    def index_folder(self) -> Path:
        """Folder of the generations."""
        return self.data / "index"

    @property
    def models_folder(self) -> Path:
        """Folder of trained models."""
        return self.data / "models"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one query reached.

    Attributes:
        query: The query.
        ranking: Documents found, best first.
        score: nDCG@10; of queries for one known answer, the discounted gain of the first that is right.
    """

    query: Query
    ranking: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that was measured.

    Attributes:
        outcomes: One a query.
        milliseconds: Processor time of a query, median and 95th percentile.
    """

    outcomes: tuple[Outcome, ...]
    milliseconds: tuple[float, float]

    @property
    def scores(self) -> dict[str, tuple[float, int]]:
        """Mean score and number of queries by type; ``judged`` is the mean of all judged queries."""
        by_type: defaultdict[str, list[float]] = defaultdict(list)
        for outcome in self.outcomes:
            by_type[outcome.query.type].append(outcome.score)
            if outcome.query.type not in KNOWN_ANSWER:
                by_type["judged"].append(outcome.score)
        return {name: (fmean(values), len(values)) for name, values in sorted(by_type.items())}

    def worst(self, count: int) -> tuple[Outcome, ...]:
        """Return the judged queries that reached least."""
        judged = [outcome for outcome in self.outcomes if outcome.query.type not in KNOWN_ANSWER]
        return tuple(sorted(judged, key=lambda outcome: outcome.score)[:count])


KNOWN_ANSWER = frozenset({"title", "sub-question", "question"})
"""Types of queries made from documents: the answers to those documents are what they ought to find."""


@contextmanager
def opened(documents: Iterable[StoredLike], model: str) -> Iterator[SearchService]:
    """Build a search of documents in a temporary folder, as the program builds it from a store."""
    with TemporaryDirectory(prefix="rappel-evaluation-") as folder:
        service = SearchService.open(EvaluationSettings(data=Path(folder), model=model), MemoryStore(documents))
        service.rebuild()
        yield service


def asked(service: SearchService, queries: Iterable[Query], mode: Mode) -> tuple[list[Outcome], list[float]]:
    """Ask every query; return outcomes and the processor time of each in milliseconds."""
    outcomes, times = [], []
    for query in queries:
        begun = process_time()
        results = service.search(SearchRequest(text=query.text, mode=mode, limit=DEPTH, passages=0))
        times.append((process_time() - begun) * 1000.0)
        ranking = tuple(str(hit.document_id) for hit in results.hits)
        measure = first_found if query.type in KNOWN_ANSWER else ndcg
        outcomes.append(Outcome(query=query, ranking=ranking, score=measure(ranking, query.judged)))
    return outcomes, times


def measure(
    documents: Sequence[StoredLike],
    judged: Path,
    *,
    model: str,
    mode: Mode = Mode.HYBRID,
    told: Told = lambda _: None,
) -> Measured:
    """Measure the search on a corpus.

    Two indexes are built: one of the documents as they are, for the judged queries, and one of the answers alone, in
    which titles, sub-questions and whole questions of the held documents look for their own answers.

    Args:
        documents: The corpus.
        judged: The file of judged queries.
        model: Name of the embedding model.
        mode: By words, meaning or both.
        told: Told what is being done.

    Returns:
        The outcome of every query.

    Raises:
        WrongUse: If the queries cannot be read, or no document has an answer.
    """
    answered = [document for document in documents if answer_of(document)]
    if not answered:
        raise WrongUse("no document has an answer: nothing can be measured")
    queries = judged_queries(judged)
    told(f"judged queries over {len(answered):,} documents")
    with opened(answered, model) as service:
        outcomes, times = asked(service, queries, mode)
    told("questions that look for their own answers")
    own = (*title_queries(answered, HELD), *item_queries(answered, HELD), *question_queries(answered, HELD))
    with opened(map(only_answer, answered), model) as service:
        found, more = asked(service, own, mode)
    ordered = sorted([*times, *more])
    median, slow = ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]
    return Measured(outcomes=(*outcomes, *found), milliseconds=(median, slow))
