"""Words that may stand for one another: near in the static model, or translated by the same French word."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from search.arrays import Matrix
from search.embed.lexicon import Lexicon

_LEAST_LIKENESS = 0.4  # cosine of two words
_NEAR_WEIGHT = 0.7  # what a perfect likeness is worth beside the word itself
_MOST_NEAR = 5
_LEAST_SHARED = 0.04  # probability that a word becomes the other one through French
_PIVOT_WEIGHT = 1.12  # what a certain pair would be worth; the root of the probability counts, as in French queries
_MOST_SHARED = 6
_MOST_WORTH = 0.9  # no word is worth as much as the one that was typed
_ROWS = 1_000  # words that are compared at a time

Related = dict[str, tuple[tuple[str, float], ...]]
"""Term to the terms that may stand for it, with what each is worth beside the term itself, best first."""


def related_words(terms: Sequence[str], vectors: Matrix, lexicon: Lexicon, dutch: AbstractSet[str]) -> Related:
    """Return the related words of every Dutch term.

    Args:
        terms: The vocabulary of the model.
        vectors: Its vectors, shape (terms, dimensions).
        lexicon: The learned word table.
        dutch: Terms of Dutch words; the model knows French ones too.
    """
    weights: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for first, other, weight in (*_near(terms, vectors, dutch), *_shared(lexicon)):
        weights[first][other] = max(weight, weights[first].get(other, 0.0))
    return {term: tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))) for term, found in weights.items()}


def _near(terms: Sequence[str], vectors: Matrix, dutch: AbstractSet[str]) -> Iterator[tuple[str, str, float]]:
    rows = [row for row, term in enumerate(terms) if term in dutch]
    held = vectors[rows] / np.maximum(np.linalg.norm(vectors[rows], axis=1, keepdims=True), 1e-9)
    for start in range(0, len(rows), _ROWS):
        likeness = held[start : start + _ROWS] @ held.T
        likeness[np.arange(len(likeness)), np.arange(start, start + len(likeness))] = 0.0
        best = np.argsort(-likeness, axis=1, kind="stable")[:, :_MOST_NEAR]
        for place, others in enumerate(best):
            for other in others:
                if likeness[place, other] >= _LEAST_LIKENESS:
                    weight = _NEAR_WEIGHT * float(likeness[place, other])
                    yield terms[rows[start + place]], terms[rows[other]], weight


def _shared(lexicon: Lexicon) -> Iterator[tuple[str, str, float]]:
    """Yield the pairs that have French words in common, both ways."""
    translated: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for unit, known in lexicon.items():
        if " " not in unit:
            for term, probability in known:
                translated[term][unit] = probability
    for term, units in translated.items():
        found = _through_french(term, units, lexicon)
        for other, probability in found.most_common(_MOST_SHARED):
            if probability >= _LEAST_SHARED:
                yield term, other, min(_MOST_WORTH, _PIVOT_WEIGHT * probability**0.5)


def _through_french(term: str, units: Mapping[str, float], lexicon: Lexicon) -> Counter[str]:
    whole = sum(units.values())
    found: Counter[str] = Counter()
    for unit, probability in units.items():
        for other, back in lexicon[unit]:
            if other != term:
                found[other] += probability / whole * back  # type: ignore[assignment] # a counter of shares
    return found
