"""The queries of a benchmark: words that stand together in a document, in the mixture in which people search."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from search.analysis import folded_words
from search.bench.corpus import SyntheticDocument, SyntheticStore
from search.request import Filters
from search.rule_files import load_language

_KINDS = (("word", 0.15), ("keywords", 0.45), ("question", 0.25), ("phrase", 0.15))
_SENTENCE_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchQuery:
    """A query of the benchmark.

    Attributes:
        kind: ``word`` (one), ``keywords`` (two to four), ``question`` (twelve running words) or ``phrase`` (three
            running words in quotes).
        text: What is typed.
        words: Its words without stop words, for engines without a query language.
    """

    kind: str
    text: str
    words: tuple[str, ...]


def bench_queries(store: SyntheticStore, count: int, seed: int) -> tuple[BenchQuery, ...]:
    """Make queries, all different, each from the words of a document of its own.

    Args:
        store: The corpus.
        count: Their number.
        seed: Equal seeds give equal queries.
    """
    generator = np.random.default_rng([seed, 3])
    made: dict[str, BenchQuery] = {}
    for query in _drawn(store, generator):
        if len(made) == count:
            break
        made.setdefault(query.text, query)
    return tuple(made.values())


def _drawn(store: SyntheticStore, generator: np.random.Generator) -> Iterator[BenchQuery]:
    stops = load_language().stop_words
    kinds, shares = [kind for kind, _ in _KINDS], [share for _, share in _KINDS]
    while True:
        number = int(generator.integers(store.size))
        change = store.changed_since(number, 1)[0]
        kind = str(generator.choice(kinds, p=shares))
        words = _running(store.get(change.document_id), generator)
        content = [word for word in words if word not in stops]
        if len(content) < 4:
            continue
        if kind == "question":
            text = " ".join(words)
        elif kind == "phrase":
            content = words[:3]
            text = f'"{" ".join(content)}"'
        else:
            content = content[: 1 if kind == "word" else int(generator.integers(2, 5))]
            text = " ".join(content)
        yield BenchQuery(kind=kind, text=text, words=tuple(content))


def _running(document: SyntheticDocument, generator: np.random.Generator) -> list[str]:
    """Return running words of a document, folded."""
    item = document.record.items[int(generator.integers(len(document.record.items)))]
    words = list(folded_words(item.span.quote(document.text.text)))
    start = int(generator.integers(max(1, len(words) - _SENTENCE_WORDS)))
    return words[start : start + _SENTENCE_WORDS]


def one_percent(generator: np.random.Generator) -> Filters:
    """Return a filter that leaves about one document in a hundred."""
    from search.bench.corpus import ASKERS, asker_name

    return Filters(asker=asker_name(int(generator.integers(ASKERS))))
