"""Joins the lexical and the dense scores of documents: BM25 / best BM25 x certainty + weight x likeness.

The certainty is the square root of what the best document reached of what the query's words could give: where no
document holds most of the words, they say little, and the likeness counts for more.

Scores are fused, never ranks: reciprocal rank fusion with equal weights made results worse than BM25 alone, since it
throws away how certain BM25 is (SEMANTICS.md, section 3).
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from search.arrays import Scores, Serials
from search.request import Why

_SHORT = 12  # words up to which a query is a search, with the full dense weight
_QUESTION = 25  # words from which it is a whole question, where the dense weight is halved to protect rank 1
POOL = 300
"""Lexical matches, best first, that are fused; those after them follow in the order of BM25."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """The documents that match a query, in order.

    Attributes:
        serials: The documents, best first.
        scores: Their scores.
        by_word: Whether each matches by its words.
        by_meaning: Whether each matches by its meaning.
    """

    serials: Serials
    scores: Scores
    by_word: np.ndarray[tuple[int], np.dtype[np.bool_]]
    by_meaning: np.ndarray[tuple[int], np.dtype[np.bool_]]

    def why(self, place: int) -> Why:
        """Return why the document at ``place`` matches."""
        if self.by_word[place]:
            return Why.BOTH if self.by_meaning[place] else Why.WORD
        return Why.MEANING if self.by_meaning[place] else Why.LISTED

    def taken(self, places: Serials) -> "Matches":
        """Return the matches at ``places``, in that order."""
        return Matches(
            serials=self.serials[places],
            scores=self.scores[places],
            by_word=self.by_word[places],
            by_meaning=self.by_meaning[places],
        )

    def kept(self, serials: Serials) -> "Matches":
        """Return those matches that are among ``serials``, in the same order."""
        return self.taken(np.flatnonzero(np.isin(self.serials, serials)))

    def in_order_of(self, serials: Serials) -> "Matches":
        """Return the matches in the order of ``serials``, which holds the same documents."""
        by_serial = np.argsort(self.serials)
        return self.taken(by_serial[np.searchsorted(self.serials[by_serial], serials)])

    def page(self, offset: int, limit: int) -> "Matches":
        """Return ``limit`` matches from ``offset`` on."""
        return self.taken(np.arange(offset, min(offset + limit, len(self.serials))))

    @classmethod
    def listed(cls, serials: Serials) -> "Matches":
        """Return documents that match nothing in particular, in their order."""
        none = np.zeros(len(serials), dtype=bool)
        return cls(serials=serials, scores=np.zeros(len(serials)), by_word=none, by_meaning=none)


def dense_weight(words: int, trust: float) -> float:
    """Return the weight of the likeness for a query of so many words.

    Args:
        words: Words of the query that carry meaning.
        trust: The model's weight for a query of ordinary length.

    Returns:
        ``trust`` up to 12 words, half of it from 25, evenly less between (SEMANTICS.md, section 7: 1.0 for searches,
        at most .5 for whole questions).
    """
    shorter = (words - _SHORT) / (_QUESTION - _SHORT)
    return trust * (1.0 - 0.5 * min(1.0, max(0.0, shorter)))


def normalised(scores: Scores, attainable: float = 0.0) -> Scores:
    """Return BM25 scores divided by the best one, times the certainty of the best.

    Args:
        scores: BM25 scores.
        attainable: What a document could score that holds every word of the query once, at average length; 0 where
            that is not known: the best then scores 1.

    Returns:
        Scores whose best is ``sqrt(best / attainable)``. Chosen on titles, sub-questions, loose words and masked
        titles of documents that no model was trained on: against a best of 1 it gains only where words are missing.
    """
    best = float(scores.max()) if len(scores) else 0.0
    if best <= 0:
        return np.zeros(len(scores))
    divided: Scores = scores / best
    return divided * sqrt(best / attainable) if attainable > 0 else divided


def fuse(lexical: Scores, likeness: Scores, weight: float) -> Scores:
    """Return the fused scores of the same documents.

    Args:
        lexical: BM25 divided by the best, 0 for documents without a word of the query.
        likeness: Calibrated likeness between 0 and 1.
        weight: Weight of the likeness.
    """
    fused: Scores = lexical + weight * likeness
    return fused


def best_first(serials: Serials, scores: Scores) -> Serials:
    """Return the places in order of score, highest first, equal ones by serial number."""
    return np.lexsort((serials, -scores))
