"""The dense side of the index: which documents are near a query in meaning, and how near.

The score of a document is half its best passage and half its whole text (SEMANTICS.md, protocol). A document matches
where that score lies further above the query's mean over a fixed sample of documents than ``threshold`` standard
deviations; the threshold is calibrated at build time on titles against documents that are not theirs.
"""

from dataclasses import dataclass

import numpy as np

from search.arrays import Matrix, Scores, Serials
from search.exact import ExactScan, VectorScan

_SAMPLE = 300  # documents over which a query's mean and deviation are taken
_UNRELATED_SHARE = 0.995  # share of unrelated (title, document) pairs that the threshold keeps out
DEFAULT_THRESHOLD = 3.0
"""Standard deviations above the mean where too few documents are held to calibrate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """How a query's scores are read.

    Attributes:
        vector: The query, shape (dimensions,), of unit length.
        mean: Mean score over the sample.
        floor: Score from which a document matches.
    """

    vector: Matrix
    mean: float
    floor: float

    def calibrated(self, scores: Scores) -> Scores:
        """Return scores on a scale where the query's mean is 0 and a perfect likeness 1; never below 0.

        Models differ in where their cosines lie; only this scale is fused with BM25.
        """
        span = max(1.0 - self.mean, 1e-6)
        calibrated: Scores = np.clip((scores - self.mean) / span, 0.0, 1.0)
        return calibrated


class DenseIndex:
    """The vectors of a generation, as far as their documents are still in the lexical index.

    Args:
        owners: Serial number of the document of every row.
        vectors: Shape (rows, dimensions).
        live: Serial numbers of the documents in the lexical index, ascending.
        threshold: Standard deviations above the mean from which a document matches.
    """

    def __init__(self, owners: Serials, vectors: Matrix, live: Serials, threshold: float) -> None:
        self._vectors = vectors
        self._owners = owners
        self._scan: VectorScan = ExactScan(vectors)
        starts, counts = np.unique(owners, return_counts=True)
        held = np.isin(starts, live)
        self._starts, self._counts = starts[held], counts[held]
        self._dead_rows = int(len(owners) - self._counts.sum())
        self._threshold = threshold
        step = max(1, -(-len(self._starts) // _SAMPLE))
        self._sample = self._starts[::step]

    @property
    def dead_share(self) -> float:
        """Share of the rows whose documents are gone or were replaced."""
        return self._dead_rows / max(1, len(self._owners))

    @property
    def sample(self) -> Serials:
        """Documents over which a query's mean and deviation are taken."""
        return self._sample

    def nearness(self, vector: Matrix) -> Nearness | None:
        """Return how the scores of a query are read; None where nothing can be said (no vectors, an empty query)."""
        if not len(self._sample) or not np.any(vector):
            return None
        scores = self.documents(vector, self._sample)
        mean, deviation = float(scores.mean()), float(scores.std())
        return Nearness(vector=vector, mean=mean, floor=mean + self._threshold * max(deviation, 1e-6))

    def matches(self, near: Nearness, allowed: Serials | None = None) -> tuple[Serials, Scores]:
        """Return the documents at or above the floor, with their scores.

        Args:
            near: The query.
            allowed: Documents that may be returned; None for all.
        """
        rows = None if allowed is None else self._rows_of(allowed)[0]
        # A document's score is a mean of two of its rows: one of them is at the floor or above.
        found, _ = self._scan.above(near.vector, near.floor, rows)
        serials = np.unique(self._owners[found])
        serials = serials[np.isin(serials, self._starts)]
        scores = self.documents(near.vector, serials)
        keep = scores >= near.floor
        return serials[keep], scores[keep]

    def documents(self, vector: Matrix, serials: Serials) -> Scores:
        """Return the score of each document; 0 for one without vectors."""
        result = np.zeros(len(serials))
        known = np.isin(serials, self._starts)
        if not known.any():
            return result
        rows, offsets = self._rows_of(serials[known])
        scores = (self._vectors[rows] @ vector).astype(np.float64)
        counts = np.diff(np.append(offsets, len(rows)))
        whole = scores[offsets]
        passages = scores.copy()
        passages[offsets[counts > 1]] = -1.0  # the whole text is not one of its own passages
        result[known] = 0.5 * np.maximum.reduceat(passages, offsets) + 0.5 * whole
        return result

    def passages(self, vector: Matrix, serial: int) -> Scores:
        """Return the score of every passage of a document, in order; empty where it has no vectors."""
        rows, _ = self._rows_of(np.array([serial], dtype=np.int64))
        scores: Scores = (self._vectors[rows[1:]] @ vector).astype(np.float64)
        return scores

    def _rows_of(self, serials: Serials) -> tuple[Serials, Serials]:
        """Return the rows of documents one after the other, and where each document begins among them."""
        places = np.searchsorted(self._starts, serials)
        places = places[places < len(self._starts)]
        places = places[np.isin(self._starts[places], serials)]
        starts, counts = self._starts[places], self._counts[places]
        offsets = np.cumsum(counts) - counts
        rows = np.repeat(starts - offsets, counts) + np.arange(int(counts.sum()))
        return rows.astype(np.int64), offsets.astype(np.int64)


def calibrate(index: DenseIndex, titles: Matrix, own: Serials) -> float:
    """Return the threshold that keeps out 99.5 % of unrelated pairs.

    Args:
        index: The vectors.
        titles: Vectors of titles as queries, shape (n, dimensions).
        own: Serial number of the document of each title.

    Returns:
        Standard deviations above the mean of a title's scores over the sample.
    """
    deviations: list[float] = []
    for vector, serial in zip(titles, own, strict=True):
        scores = index.documents(vector, index.sample)
        others = scores[index.sample != serial]
        if len(others) > 1 and np.any(vector):
            deviations += ((others - scores.mean()) / max(float(scores.std()), 1e-6)).tolist()
    if len(deviations) < 200:
        return DEFAULT_THRESHOLD
    return float(np.clip(np.quantile(deviations, _UNRELATED_SHARE), 2.0, 6.0))
