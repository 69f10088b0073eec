"""The corpus of a load test in a real store, and the searches asked of it: all different, some with a filter."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from corpus.model import RawDocument
from corpus.register import Cause
from corpus.settings import Settings
from corpus.store import Store
from search.bench.corpus import PASSAGES_PER_DOCUMENT, SyntheticStore, asker_name
from search.bench.queries import bench_queries
from search.service import SearchService

DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""The moment at which everything was fetched."""
_FILTERED = 0.25  # share of the searches that have a filter
_ASKERS, _MINISTERS, _FIRST_YEAR, _YEARS = 100, 20, 2004, 19

Progress = Callable[[str, int, int], None]


def make_corpus(folder: Path, passages: int, seed: int, progress: Progress) -> int:
    """Fill an empty data folder with synthetic documents and index them with the built-in model.

    Args:
        folder: The folder.
        passages: How many at least.
        seed: Equal seeds give equal documents.
        progress: Told about what is done.

    Returns:
        The number of passages in the index.
    """
    settings = Settings(data=folder, model="builtin")
    # One in a few thousand documents has number, day and parliament of another and is taken for a version of it.
    wanted = -(-passages // PASSAGES_PER_DOCUMENT)
    made = SyntheticStore(wanted + 10 + wanted // 200, seed)
    with Store.open(settings, clock=lambda: DAY) as store:
        for change in made.changed_since(0, made.size):
            document = made.get(change.document_id)
            raw = RawDocument(
                source="bench",
                uri=f"bench:{document.id}",
                name=f"{document.id}.txt",
                media_type="text/plain",
                content=document.text.text.encode(),
                fetched=DAY,
            )
            store.documents.put(raw, document.text, document.record, document.facts, cause=Cause.BACKFILL)
            progress("stored", change.seq, made.size)
        return SearchService.open(settings, store).rebuild(progress).passages


def searches(passages: int, count: int, seed: int, more: Mapping[str, str]) -> tuple[str, ...]:
    """Return addresses of searches, each of another text, made of the words of the corpus.

    Args:
        passages: Size of the corpus.
        count: How many.
        seed: Equal seeds give equal searches.
        more: Further parameters of each.
    """
    store = SyntheticStore(-(-passages // PASSAGES_PER_DOCUMENT), seed)
    generator = np.random.default_rng([seed, 9])
    return tuple(
        f"/api/v1/search?{urlencode({'q': query.text, **dict(_filters(generator)), **more})}"
        for query in bench_queries(store, count, seed)
    )


def _filters(generator: np.random.Generator) -> Iterator[tuple[str, str]]:
    if generator.random() >= _FILTERED:
        return
    kind = int(generator.integers(3))
    if kind == 0:
        yield "asker", asker_name(int(generator.integers(_ASKERS)))
    elif kind == 1:
        yield "minister", f"Minister Nummer {int(generator.integers(_MINISTERS)) + 1}"
    else:
        year = _FIRST_YEAR + int(generator.integers(_YEARS))
        yield "session", f"{year}-{year + 1}"


def requests(addresses: Sequence[str], host: str) -> tuple[bytes, ...]:
    """Return whole requests as a client sends them that keeps its connection and takes answers as they are."""
    said = f"HTTP/1.1\r\nHost: {host}\r\nUser-Agent: rappel-bench\r\nAccept: application/json\r\n\r\n"
    return tuple(f"GET {address} {said}".encode() for address in addresses)
