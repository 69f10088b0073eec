"""The dense side of the index: which documents are near a query in meaning, and how near.

The score of a document is mostly its best passage, and its whole text (``PASSAGE_SHARE``). A document matches
where that score lies further above the query's mean over a fixed sample of documents than ``threshold`` standard
deviations; the threshold is calibrated at build time on titles against documents that are not theirs.

Few rows (a small index, or what a filter leaves) are all scored. Of more rows the documents are scored whose one-bit
codes differ least from the query's, best first, until hardly one of them still matches.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from search.arrays import Distances, Matrix, Scores, Serials, held_in
from search.exact import bit_distances, row_scores
from search.rows import Rows

_SAMPLE = 300  # documents over which a query's mean and deviation are taken
_UNRELATED_SHARE = 0.995  # share of unrelated (title, document) pairs that the threshold keeps out
PASSAGE_SHARE = 0.6
"""Share of the best passage in a document's score; the rest is its whole text.

Chosen on dev: loose words gain over equal shares (.7: +.012 [+.002, +.022]); titles, sub-questions and questions do
not move. From .7 on, the candidates of large indexes (by codes of all rows) miss more of the best ten.
"""

DEFAULT_THRESHOLD = 3.0
"""Standard deviations above the mean where too few documents are held to calibrate."""

_STEP = 512  # documents scored between two looks at whether there are more, at least
_STEP_SHARE = 100  # one in so many documents is scored at least: of more documents more have like codes
_TOO_FAR = 3.0  # deviations of a code's distance from a document's nearest: such a passage is hardly ever its best
_FRUITLESS = 0.02  # share of matches in such a step below which the search ends


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseLimits:
    """From where on the dense side is approximate, measured in docs/search-speed.md.

    Attributes:
        exact_rows: Rows up to which all are scored.
        most_documents: Documents that are scored at most where not all are.
    """

    exact_rows: int = 10_000
    most_documents: int = 2_048


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScores:
    """The scores of the documents of a page.

    Attributes:
        documents: The score of each document; 0 for one without vectors.
        rows: The scores of the rows of those that have vectors, one document after the other.
        held: These documents, ascending.
        offsets: Where the rows of each begin: that of its whole text, then those of its passages.
        counts: How many passages each has.
    """

    documents: Scores
    rows: Scores
    held: Serials
    offsets: Serials
    counts: Serials

    def passages_at(self, serials: Serials, ordinals: Serials) -> Scores:
        """Return the score of each passage, given by its document and its place there; -1 for one without a vector."""
        result = np.full(len(serials), -1.0)
        known = np.flatnonzero(held_in(serials, self.held))
        places = np.searchsorted(self.held, serials[known])
        inside = ordinals[known] < self.counts[places]
        result[known[inside]] = self.rows[self.offsets[places[inside]] + 1 + ordinals[known[inside]]]
        return result


class DenseIndex:
    """The vectors of a generation, as far as their documents are still in the lexical index.

    Args:
        rows: The rows of all documents, the dead ones too.
        live: Serial numbers of the documents in the lexical index, ascending.
        threshold: Standard deviations above the mean from which a document matches.
        limits: From where on it is approximate.
    """

    def __init__(self, rows: Rows, live: Serials, threshold: float, limits: DenseLimits | None = None) -> None:
        self._rows = rows
        self._limits = limits or DenseLimits()
        self._threshold = threshold
        owners = rows.owners
        # The rows of a document stand together: a document begins where the owner changes.
        starts = np.flatnonzero(np.diff(owners, prepend=-1)).astype(np.int64)
        counts = np.diff(starts, append=len(owners))
        held = np.isin(starts, live, assume_unique=True)
        self._starts: Serials = starts[held]
        self._counts: Serials = counts[held]
        self._borders = _borders(self._starts, self._counts, len(owners))
        self._dead_rows = int(len(owners) - self._counts.sum())
        step = max(1, -(-len(self._starts) // _SAMPLE))
        self._sampled = np.arange(0, len(self._starts), step, dtype=np.int64)
        self._sample_rows, self._sample_offsets = self._rows_at(self._sampled)
        # Narrow, as in the file: reading them widened from memory takes as long as widening them.
        self._sample = Rows(
            owners=rows.owners[self._sample_rows],
            steps=rows.steps[self._sample_rows],
            scales=rows.scales[self._sample_rows],
        )
        self._sample_order = np.arange(len(self._sample_rows), dtype=np.int64)

    @property
    def dead_share(self) -> float:
        """Share of the rows whose documents are gone or were replaced."""
        return self._dead_rows / max(1, len(self._rows.owners))

    @property
    def sample(self) -> Serials:
        """Documents over which a query's mean and deviation are taken."""
        return self._starts[self._sampled]

    def nearness(self, vector: Matrix) -> Nearness | None:
        """Return how the scores of a query are read; None where nothing can be said (no vectors, an empty query)."""
        if not len(self._sampled) or not np.any(vector):
            return None
        scores = _document_scores(row_scores(self._sample, vector, self._sample_order), self._sample_offsets)
        mean, deviation = float(scores.mean()), float(scores.std())
        return Nearness(vector=vector, mean=mean, floor=mean + self._threshold * max(deviation, 1e-6))

    def matches(self, near: Nearness, allowed: Serials | None = None) -> tuple[Serials, Scores]:
        """Return the documents at or above the floor, with their scores, by serial number.

        Args:
            near: The query.
            allowed: Documents that may be returned; None for all.
        """
        places = np.arange(len(self._starts)) if allowed is None else self._places(np.unique(allowed))[1]
        if int(self._counts[places].sum()) <= self._limits.exact_rows or self._rows.codes is None:
            scores = self._scores(near.vector, places)
        else:
            places, scores = self._nearest(near, places)
        keep = scores >= near.floor
        return self._starts[places[keep]], scores[keep]

    def documents(self, vector: Matrix, serials: Serials) -> Scores:
        """Return the score of each document; 0 for one without vectors."""
        result = np.zeros(len(serials))
        known, places = self._places(serials)
        result[known] = self._scores(vector, places)
        return result

    def passages(self, vector: Matrix, serial: int) -> Scores:
        """Return the score of every passage of a document, in order; empty where it has no vectors."""
        _, places = self._places(np.array([serial], dtype=np.int64))
        rows, _ = self._rows_at(places)
        return row_scores(self._rows, vector, rows[1:])

    def page(self, vector: Matrix, serials: Serials) -> "PageScores":
        """Return the scores of a few documents and of their passages, all from one look at their vectors.

        Args:
            vector: The query.
            serials: The documents, each once, in any order.
        """
        order = np.argsort(serials)
        ascending = serials[order]
        known, places = self._places(ascending)
        rows, offsets = self._rows_at(places)
        scores = row_scores(self._rows, vector, rows)
        documents = np.zeros(len(serials))
        documents[order[known]] = _document_scores(scores, offsets)
        return PageScores(
            documents=documents,
            rows=scores,
            held=ascending[known],
            offsets=offsets,
            counts=self._counts[places] - 1,
        )

    def _nearest(self, near: Nearness, places: Serials) -> tuple[Serials, Scores]:
        """Score documents in the order of their codes' likeness until hardly one matches; return them by place."""
        bits = bit_distances(self._rows, near.vector)
        nearest_bits = self._nearest_bits(bits)
        most = min(self._limits.most_documents, len(places))
        # Equal distances are told apart by their places, so that every machine chooses alike.
        keys = self._distances(bits, nearest_bits)[places].astype(np.int64) * len(places) + np.arange(len(places))
        nearest = places[np.sort(np.partition(keys, most - 1)[:most]) % len(places)]
        found: list[Scores] = []
        step = max(_STEP, len(places) // _STEP_SHARE)
        for start in range(0, most, step):
            chosen = nearest[start : start + step]
            rows, offsets = self._likely_rows(chosen, bits, nearest_bits)
            found.append(_document_scores(row_scores(self._rows, near.vector, rows), offsets))
            if float((found[-1] >= near.floor).mean()) < _FRUITLESS:
                break
        scores = np.concatenate(found)
        order = np.argsort(nearest[: len(scores)])
        return nearest[order], scores[order]

    def _nearest_bits(self, bits: Distances) -> Distances:
        """Return the distance of the nearest passage of every document."""
        nearest: Distances = np.minimum.reduceat(bits, self._borders)[: 2 * len(self._starts) : 2]
        return nearest

    def _distances(self, bits: Distances, nearest: Distances) -> Distances:
        """Return the distance of every document: bits of its nearest passage and of its whole text, as they count."""
        tenths = round(10 * PASSAGE_SHARE)
        distances: Distances = tenths * nearest + (10 - tenths) * bits[self._starts]
        return distances

    def _likely_rows(self, places: Serials, bits: Distances, nearest: Distances) -> tuple[Serials, Serials]:
        """Return rows as ``_rows_at`` does, without passages whose codes are too far for the best of their document."""
        rows, offsets = self._rows_at(places)
        # Each bit of an unlike code differs by chance: the distance deviates by half the root of their number.
        far = round(_TOO_FAR * sqrt(self._rows.steps.shape[1]) / 2)
        likely = bits[rows] <= np.repeat(nearest[places] + far, self._counts[places])
        likely[offsets] = True
        kept = np.cumsum(likely)
        return rows[likely], kept[offsets] - 1

    def _scores(self, vector: Matrix, places: Serials) -> Scores:
        rows, offsets = self._rows_at(places)
        return _document_scores(row_scores(self._rows, vector, rows), offsets)

    def _places(self, serials: Serials) -> tuple[Serials, Serials]:
        """Return which of the documents are held, and their places among the held ones."""
        if not len(self._starts):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        places = np.minimum(np.searchsorted(self._starts, serials), len(self._starts) - 1)
        known = np.flatnonzero(self._starts[places] == serials)
        return known, places[known]

    def _rows_at(self, places: Serials) -> tuple[Serials, Serials]:
        """Return the rows of documents one after the other, and where each document begins among them."""
        starts, counts = self._starts[places], self._counts[places]
        offsets = np.cumsum(counts) - counts
        rows = np.repeat(starts - offsets, counts) + np.arange(int(counts.sum()))
        return rows.astype(np.int64), offsets.astype(np.int64)


def _borders(starts: Serials, counts: Serials, rows: int) -> Serials:
    """Return where the passages of each document begin and end; the end of the last row is left out."""
    borders = np.empty(2 * len(starts), dtype=np.int64)
    borders[0::2] = starts + (counts > 1)
    borders[1::2] = starts + counts
    return borders[:-1] if len(borders) and borders[-1] == rows else borders


def _document_scores(rows: Scores, offsets: Serials) -> Scores:
    """Return the shares of whole text and best passage, of rows that begin with the whole text at each offset."""
    if not len(offsets):
        return np.empty(0)
    passages = rows.copy()
    counts = np.diff(offsets, append=len(rows))
    passages[offsets[counts > 1]] = -1.0  # the whole text is not one of its own passages
    best = np.maximum.reduceat(passages, offsets)
    scores: Scores = PASSAGE_SHARE * best + (1.0 - PASSAGE_SHARE) * rows[offsets]
    return scores


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
