"""How near new documents are to many queries at once, on the search's own scale.

The score of a document and the floor are those of ``search.dense``: mostly the best passage, and the whole text, read
against the query's mean over a fixed sample of the documents held.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from search.dense import PASSAGE_SHARE
from tracker.alerts.matching.engine import Engine, Vectors

if TYPE_CHECKING:
    from search.arrays import Matrix

_AT_ONCE = 256  # queries of one product: with a thousand documents some 10 MB


def near(engine: Engine, vectors: Vectors, texts: Sequence[str]) -> list[dict[int, float]]:
    """Return for each query the documents that are near it, by place, with their likeness.

    Args:
        engine: Gives the vectors of queries, the sample and the floor.
        vectors: The documents.
        texts: The words and phrases of the queries.

    Returns:
        Likeness on the scale of the search: 0 for an ordinary document, 1 for the query itself.
    """
    found: list[dict[int, float]] = []
    for start in range(0, len(texts), _AT_ONCE):
        queries = engine.queries(texts[start : start + _AT_ONCE])
        found += _near(queries, engine, vectors)
    return found


def _near(queries: "Matrix", engine: Engine, vectors: Vectors) -> list[dict[int, float]]:
    sample = document_scores(queries, engine.sample)
    means, deviations = sample.mean(axis=1), np.maximum(sample.std(axis=1), 1e-6)
    scores = document_scores(queries, vectors)
    floors = means + engine.deviations * deviations
    floors[~queries.any(axis=1)] = np.inf  # nothing can be said of words that the model does not know
    likeness = np.clip((scores - means[:, None]) / np.maximum(1.0 - means[:, None], 1e-6), 0.0, 1.0)
    found: list[dict[int, float]] = [{} for _ in range(len(queries))]
    for query, place in np.argwhere(scores >= floors[:, None]).tolist():
        found[query][place] = round(float(likeness[query, place]), 3)
    return found


def document_scores(queries: "Matrix", vectors: Vectors) -> "Matrix":
    """Return the score of every document for every query, shape (queries, documents)."""
    rows = queries @ vectors.rows.T
    whole = rows[:, vectors.starts]
    counts = np.diff(vectors.starts, append=rows.shape[1])
    rows[:, vectors.starts[counts > 1]] = -1.0  # the whole text is not one of its own passages
    best = np.maximum.reduceat(rows, vectors.starts, axis=1)
    scores: Matrix = PASSAGE_SHARE * best + (1.0 - PASSAGE_SHARE) * whole
    return scores
