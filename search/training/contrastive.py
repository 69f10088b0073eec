"""Trains vectors of terms so that texts that belong together lie near each other, with numpy and scipy alone.

A text is the weighted sum of its terms' vectors, of unit length; every other text of a batch is a negative
(InfoNCE, van den Oord and others 2018), pairs of one group excepted. Only rows that a batch uses are updated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from search.training.pairs import Bags, Floats, Kind, Numbers

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a model is trained.

    Attributes:
        dimensions: Length of a vector.
        steps: Batches.
        batch: Pairs of a batch.
        rate: Largest step of Adam; it falls to a tenth along a cosine.
        scale: What the cosine is multiplied by before the softmax.
        dropout: Share of the terms that are left out at random.
        shared_dropout: Share of the terms on both sides of a pair that are left out of the left side: what BM25 finds
            by itself need not be learned.
        seed: Start of the random numbers.
    """

    dimensions: int = 256
    steps: int = 1000
    batch: int = 1024
    rate: float = 0.01
    scale: float = 20.0
    dropout: float = 0.2
    shared_dropout: float = 0.3
    seed: int = 20230614


Side = tuple[Numbers, Numbers, Floats]
"""Place in the batch, term and weight of every entry of one side."""


def train_vectors(
    bags: Bags, kinds: Sequence[Kind], terms: int, recipe: Recipe, progress: Progress, start: Floats | None = None
) -> Floats:
    """Train the vectors of a vocabulary.

    Args:
        bags: The texts.
        kinds: The pairs.
        terms: Size of the vocabulary.
        recipe: How.
        progress: Told after every batch.
        start: Vectors to start from; None for small random ones.

    Returns:
        The vectors, shape (terms, dimensions).
    """
    chance = np.random.default_rng(recipe.seed)
    vectors = _started(bags, terms, recipe, chance) if start is None else start.astype(np.float32).copy()
    adam = _LazyAdam(vectors, recipe.rate)
    shares = np.array([kind.share for kind in kinds])
    for step in range(recipe.steps):
        kind = kinds[int(chance.choice(len(kinds), p=shares / shares.sum()))]
        chosen = chance.choice(len(kind.pairs), size=min(recipe.batch, len(kind.pairs)), replace=False)
        pairs = kind.pairs[chosen]
        left, right = _sides(bags, pairs, recipe, chance)
        rows, gradient = _gradient(vectors, left, right, pairs, recipe.scale)
        adam.step(rows, gradient, 0.1 + 0.45 * (1 + np.cos(np.pi * step / recipe.steps)))
        progress("train", step + 1, recipe.steps)
    return vectors


def _started(bags: Bags, terms: int, recipe: Recipe, chance: np.random.Generator) -> Floats:
    """Return random vectors, shorter for frequent terms (Arora and others 2017: a / (a + p))."""
    share = np.bincount(bags.terms, minlength=terms) / max(1, len(bags.starts))
    lengths = (1e-2 / (1e-2 + share)).astype(np.float32)
    random = chance.standard_normal((terms, recipe.dimensions), dtype=np.float32)
    return np.asarray(random * (lengths / np.sqrt(recipe.dimensions))[:, None], dtype=np.float32)


def _sides(bags: Bags, pairs: Numbers, recipe: Recipe, chance: np.random.Generator) -> tuple[Side, Side]:
    left, right = bags.take(pairs[:, 0]), bags.take(pairs[:, 1])
    stride = int(bags.terms.max()) + 1
    shared = np.isin(left[0] * stride + left[1], right[0] * stride + right[1])
    chosen = np.where(shared, chance.random(len(shared)) >= recipe.shared_dropout, True)
    left = _kept(left, chosen & (chance.random(len(shared)) >= recipe.dropout))
    return left, _kept(right, chance.random(len(right[0])) >= recipe.dropout)


def _kept(side: Side, keep: np.ndarray[Any, np.dtype[np.bool_]]) -> Side:
    return side[0][keep], side[1][keep], side[2][keep]


def _gradient(vectors: Floats, left: Side, right: Side, pairs: Numbers, scale: float) -> tuple[Numbers, Floats]:
    """Return the used rows and the gradient of the symmetric loss for each."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    rows, columns = np.unique(np.concatenate((left[1], right[1])), return_inverse=True)
    shape = (len(pairs), len(rows))
    sparse_left = csr_matrix((left[2], (left[0], columns[: len(left[1])])), shape=shape)
    sparse_right = csr_matrix((right[2], (right[0], columns[len(left[1]) :])), shape=shape)
    used = vectors[rows]
    (one, one_length), (two, two_length) = (_unit(sparse @ used) for sparse in (sparse_left, sparse_right))
    slope = _slope(one, two, pairs, scale)
    to_one, to_two = slope @ two, slope.T @ one
    to_one = (to_one - one * (one * to_one).sum(axis=1, keepdims=True)) / one_length
    to_two = (to_two - two * (two * to_two).sum(axis=1, keepdims=True)) / two_length
    return rows, np.asarray(sparse_left.T @ to_one + sparse_right.T @ to_two, dtype=np.float32)


def _unit(summed: Floats) -> tuple[Floats, Floats]:
    lengths = np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-6)
    return summed / lengths, lengths


def _slope(one: Floats, two: Floats, pairs: Numbers, scale: float) -> Floats:
    """Return how the loss changes with each cosine, shape (pairs, pairs)."""
    scores = scale * (one @ two.T)
    alike = np.zeros(scores.shape, dtype=bool)
    for column in range(3):
        alike |= pairs[:, column][:, None] == pairs[:, column][None, :]
    np.fill_diagonal(alike, val=False)
    scores[alike] = -1e4
    across, down = (np.exp(scores - scores.max(axis=axis, keepdims=True)) for axis in (1, 0))
    across /= across.sum(axis=1, keepdims=True)
    down /= down.sum(axis=0, keepdims=True)
    slope = across + down
    slope[np.diag_indices(len(pairs))] -= 2.0
    return np.asarray(slope * (scale / (2 * len(pairs))), dtype=np.float32)


class _LazyAdam:
    """Adam that touches only the rows of a batch (Kingma and Ba 2015; one step count for all rows)."""

    def __init__(self, vectors: Floats, rate: float) -> None:
        self._vectors = vectors
        self._rate = rate
        self._mean = np.zeros_like(vectors)
        self._square = np.zeros(len(vectors), dtype=np.float32)
        self._steps = np.zeros(len(vectors), dtype=np.float32)

    def step(self, rows: Numbers, gradient: Floats, share: float) -> None:
        """Move some rows against their gradient."""
        self._steps[rows] += 1
        steps = self._steps[rows]
        mean = 0.9 * self._mean[rows] + 0.1 * gradient
        square = 0.999 * self._square[rows] + 0.001 * (gradient**2).mean(axis=1)
        self._mean[rows], self._square[rows] = mean, square
        size = self._rate * share / (1 - 0.9**steps) / (np.sqrt(square / (1 - 0.999**steps)) + 1e-8)
        self._vectors[rows] -= size[:, None] * mean
