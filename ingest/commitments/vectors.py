"""Vectors of words, learned from the company that the words keep in texts without labels; used in training only.

Words that are used alike get like vectors, so that what the labels teach about one word
also counts for those that the labels hardly hold. The judge needs no vectors: training folds them into the weights of
words. The method is positive pointwise mutual information with smoothed context counts, reduced by a singular value
decomposition (Levy, Goldberg and Dagan 2015, "Improving Distributional Similarity").
"""

import gzip
import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from corpus.errors import WrongUse
from ingest.commitments.features import tokens
from ingest.commitments.rules import fold, lower

Matrix = Any

# None of them holds an answer that was labelled.
SOURCES = (
    "federal-oral-2024-2025.jsonl.gz",
    "federal-questions-2020-nl-fr.jsonl.gz",
    "federal-oral-leg56-paragraphs.jsonl.gz",
    "federal-oral-leg55-plenary-paragraphs.jsonl.gz",
)
_SHORTEST = 60
_ENOUGH = 9_000_000
_OWN_LANGUAGE = 0.25
_NEAR, _FAR = 2, 3
_GAP = [-1] * _FAR
_SMOOTHING = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """Vectors of words.

    Attributes:
        places: Row by word.
        rows: One vector of length 1 a row.
    """

    places: dict[str, int]
    rows: Matrix


def _strings(held: object) -> Iterator[str]:
    if isinstance(held, str):
        if len(held) > _SHORTEST:
            yield held
    elif isinstance(held, dict | list):
        for part in held.values() if isinstance(held, dict) else held:
            yield from _strings(part)


def texts_of(shared: Path) -> Iterator[str]:
    """Yield the longer strings of the files of ``data/`` that hold no labelled answer.

    Args:
        shared: Folder that holds ``data/``.

    Yields:
        Texts.

    Raises:
        WrongUse: If none of the files is there.
    """
    present = [path for name in SOURCES if (path := shared / "data" / name).is_file()]
    if not present:
        raise WrongUse(f"{shared / 'data'}: none of the texts is there: {', '.join(SOURCES)}")
    for path in present:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield from _strings(json.loads(line))


def _in_language(texts: Iterator[str], common: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Yield the words of texts in the language, which its common words show, until there are enough."""
    held = 0
    for text in texts:
        words = tokens(lower(fold(text)), None)
        if sum(word in common for word in words) >= _OWN_LANGUAGE * len(words):
            yield words
            held += len(words)
        if held >= _ENOUGH:
            return


def _company(flat: Matrix, words: int, contexts: int) -> Matrix:
    """Count how often each word stands with each context at each distance."""
    numpy, sparse = import_module("numpy"), import_module("scipy.sparse")
    counts = []
    for step in (*range(-_FAR, 0), *range(1, _FAR + 1)):
        own, other = flat[max(0, -step) : len(flat) - max(0, step)], flat[max(0, step) : len(flat) - max(0, -step)]
        reach = contexts if abs(step) <= _NEAR else contexts // 3
        kept = (own >= 0) & (other >= 0) & (other < reach)
        ones = numpy.ones(int(kept.sum()), dtype=numpy.float32)
        counts.append(sparse.coo_matrix((ones, (own[kept], other[kept])), shape=(words, contexts)).tocsr())
    return sparse.hstack(counts).tocoo()


def _informed(counts: Matrix) -> Matrix:
    """Return the positive pointwise mutual information of counts."""
    numpy, sparse = import_module("numpy"), import_module("scipy.sparse")
    whole = counts.sum()
    own = numpy.asarray(counts.sum(axis=1)).ravel()
    other = numpy.asarray(counts.sum(axis=0)).ravel() ** _SMOOTHING
    other *= whole / other.sum()
    values = numpy.log(counts.data * whole / (own[counts.row] * other[counts.col]))
    kept = values > 0
    return sparse.csr_matrix((values[kept], (counts.row[kept], counts.col[kept])), shape=counts.shape)


def learn(texts: Sequence[Sequence[str]], words: int = 12_000, contexts: int = 4_500, size: int = 80) -> Vectors:
    """Learn vectors.

    Args:
        texts: The words of each text.
        words: How many of the most frequent words get one.
        contexts: How many of the most frequent words count as company.
        size: Length of a vector.

    Returns:
        The vectors; the same for the same texts.
    """
    numpy, extmath = import_module("numpy"), import_module("sklearn.utils.extmath")
    counts = Counter(word for text in texts for word in text)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))[: max(words, contexts)]
    places = {word: place for place, word in enumerate(ranked)}
    numbers = [place for text in texts for place in (*(places.get(word, -1) for word in text), *_GAP)]
    flat = numpy.array(numbers, dtype=numpy.int32)
    informed = _informed(_company(flat, len(places), contexts))[: min(words, len(places))]
    size = min(size, *informed.shape)
    left, strengths, _ = extmath.randomized_svd(informed, size, n_iter=3, random_state=0)
    rows = left * numpy.sqrt(strengths)
    rows /= numpy.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    return Vectors(places={word: place for word, place in places.items() if place < len(rows)}, rows=rows)


def learn_from(shared: Path, common: Collection[str]) -> Vectors:
    """Learn vectors from the texts of a folder.

    Args:
        shared: Folder that holds ``data/``.
        common: Common words of the language, which tell it from another.

    Returns:
        The vectors.

    Raises:
        WrongUse: If none of the texts is there.
    """
    return learn(list(_in_language(texts_of(shared), common)))
