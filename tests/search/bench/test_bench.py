"""The benchmark of the search, on a small corpus."""

import json

import pytest
from typer.testing import CliRunner

from corpus.errors import NotFound, WrongUse
from corpus.model import DocumentId
from search.bench.commands import bench
from search.bench.corpus import SyntheticStore
from search.bench.figures import Stopwatch
from search.bench.queries import bench_queries
from search.passages import index_document


def test_corpus_is_repeatable() -> None:
    """The same seed gives the same documents whatever the size of the corpus; another seed gives others."""
    small, large, other = SyntheticStore(3, 5), SyntheticStore(30, 5), SyntheticStore(3, 6)
    name = small.changed_since(2, 1)[0].document_id
    assert small.get(name) == large.get(name)
    assert small.get(name).text != other.get(name).text
    assert [change.seq for change in large.changed_since(25, 100)] == [26, 27, 28, 29, 30]
    with pytest.raises(NotFound):
        small.get(DocumentId("synthetic-0000003"))


def test_every_item_is_a_passage() -> None:
    """A synthetic document has ten passages of prose, four of them of the question."""
    store = SyntheticStore(2, 1)
    held = index_document(store.get(store.changed_since(0, 1)[0].document_id))
    assert [passage.side.value for passage in held.passages] == ["question"] * 4 + ["answer"] * 6
    assert all(65 <= len(passage.text.split()) <= 91 for passage in held.passages)


def test_queries_are_different_and_repeatable() -> None:
    """Queries of every kind are made, all different, the same ones for the same seed."""
    store = SyntheticStore(40, 1)
    queries = bench_queries(store, 60, 9)
    assert queries == bench_queries(store, 60, 9)
    assert len({query.text for query in queries}) == 60
    assert {query.kind for query in queries} == {"word", "keywords", "question", "phrase"}


def test_percentiles() -> None:
    """Latencies are told by their median and their slow end."""
    watch = Stopwatch()
    for size in (1, 1, 400_000):
        watch.run(lambda size=size: sum(range(size)))  # type: ignore[misc]
    latency = watch.latency()
    assert latency.count == 3
    assert latency.p50 < latency.p99


def test_small_run() -> None:
    """A run measures both engines, finds what scoring every row finds, and says it as JSON."""
    result = CliRunner().invoke(
        bench, ["search", "--passages", "600", "--queries", "12", "--against", "fts5-faiss", "--json"]
    )
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["passages"] == 600
    assert report["searched"]["recall"] >= 0.98
    assert report["searched"]["filtered_recall"] >= 0.98
    assert report["built"]["build"]["items"] == 600
    assert report["compared"]["plain"]["count"] == 12


def test_unknown_engine() -> None:
    """An engine that is not known is wrong use."""
    result = CliRunner().invoke(bench, ["search", "--against", "other"])
    assert isinstance(result.exception, WrongUse)
