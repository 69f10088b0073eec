"""How good a ranking is, and how sure a difference between two systems is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

DEPTH = 10
"""Results that are looked at."""

_DRAWS = 2_000
_SEED = 20171


def ndcg(ranking: Sequence[str], judged: Mapping[str, int], depth: int = DEPTH) -> float:
    """Return the normalised discounted cumulative gain with gains ``2^grade - 1`` (Burges et al. 2005).

    Args:
        ranking: Documents, best first.
        judged: Grade of each relevant document: 2 answers the need, 1 treats the same matter.
        depth: Results that count.
    """
    gained = _discounted([judged.get(document, 0) for document in ranking[:depth]])
    best = _discounted(sorted(judged.values(), reverse=True)[:depth])
    return gained / best if best else 0.0


def first_found(ranking: Sequence[str], relevant: Mapping[str, int], depth: int = DEPTH) -> float:
    """Return the discounted gain of the first relevant document: any one of them is all that is wanted.

    Args:
        ranking: Documents, best first.
        relevant: The documents of which one is wanted.
        depth: Results that count.
    """
    for place, document in enumerate(ranking[:depth]):
        if document in relevant:
            return 1.0 / log2(place + 2)
    return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A mean difference with the bounds of its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the interval lies above 0."""
        return self.low > 0.0

    def __str__(self) -> str:
        """Return it as it is printed."""
        return f"{self.mean:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"


def paired_bootstrap(differences: Sequence[float], clusters: Sequence[str]) -> Interval:
    """Return the mean of paired differences with its 95 % interval.

    Queries of one cluster (those made from one document) are drawn together: they are no independent observations.

    Args:
        differences: What one system scored more than the other, a query.
        clusters: The cluster of each query.
    """
    if not differences:
        return Interval(mean=0.0, low=0.0, high=0.0)
    names, places = np.unique(np.array(clusters), return_inverse=True)
    sums = np.bincount(places, weights=np.array(differences), minlength=len(names))
    sizes = np.bincount(places, minlength=len(names))
    drawn = np.random.default_rng(_SEED).integers(0, len(names), size=(_DRAWS, len(names)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(mean=float(np.mean(differences)), low=float(low), high=float(high))


def _discounted(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / log2(place + 2) for place, grade in enumerate(grades))
