"""The trainer learns vectors by which pairs find each other."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from search.training.contrastive import Recipe, _slope, train_vectors
from search.training.pairs import Collector
from search.training.shipped import joined_runs, main_directions

RECIPE = Recipe(dimensions=16, steps=60, batch=32, rate=0.05, seed=5)


def nothing(stage: str, done: int, of: int) -> None:
    """Report nothing."""


def collected(subjects: int = 40) -> Collector:
    """Return pairs of texts of two words each that share none: asked by a and b, answered by c and d."""
    into = Collector(terms=str.split)
    for n in range(subjects):
        for left, right in ((f"a{n} b{n}", f"c{n} d{n}"), (f"a{n}", f"d{n}"), (f"b{n}", f"c{n}")):
            into.pair("asked and told", 1.0, into.text(left), into.text(right), n)
    return into


def trained(
    recipe: Recipe = RECIPE, runs: int = 1
) -> tuple[list[str], np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    """Return vocabulary and vectors."""
    into = collected()
    vocabulary = into.vocabulary(rarest=1, most=1_000)
    bags, kinds = into.finished(vocabulary)
    return vocabulary, joined_runs(bags, kinds, len(vocabulary), recipe, nothing, runs=runs)


@pytest.mark.parametrize("runs", [1, 2])
def test_pairs_find_each_other(runs: int) -> None:
    """After training the two nearest words of the other side hold one that a word was paired with."""
    vocabulary, vectors = trained(runs=runs)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    told = [row for row, word in enumerate(vocabulary) if word[0] in "cd"]
    found = 0
    for row, word in enumerate(vocabulary):
        if word[0] in "ab":
            best = np.argsort(-(unit[told] @ unit[row]))[:2]
            found += word[1:] in {vocabulary[told[place]][1:] for place in best}
    assert found >= 76  # of 80


def test_repeatable() -> None:
    """The same seed gives the same vectors, another seed others."""
    _, one = trained()
    _, same = trained()
    _, other = trained(replace(RECIPE, seed=6))
    assert (one == same).all()
    assert not np.allclose(one, other)


def test_start_is_kept_where_nothing_is_learned() -> None:
    """Training starts from given vectors and leaves words alone that occur in no pair."""
    into = collected(4)
    into.bag(["unpaired"] * 3)
    vocabulary = into.vocabulary(rarest=1, most=100)
    bags, kinds = into.finished(vocabulary)
    start = np.full((len(vocabulary), 16), 0.5, dtype=np.float32)
    start += np.random.default_rng(2).normal(size=start.shape).astype(np.float32) * 0.1
    vectors = train_vectors(bags, kinds, len(vocabulary), replace(RECIPE, steps=3), nothing, start)
    row = vocabulary.index("unpaired")
    assert (vectors[row] == start[row]).all()
    assert not np.allclose(vectors, start)


def test_slope_is_that_of_the_loss() -> None:
    """The gradient agrees with the loss computed at two near points."""
    chance = np.random.default_rng(1)
    one, two = (chance.normal(size=(6, 8)) for _ in range(2))
    one, two = (side / np.linalg.norm(side, axis=1, keepdims=True) for side in (one, two))
    pairs = np.stack([np.arange(6), np.arange(6) + 10, np.array([0, 0, 1, 2, 3, 4])], axis=1)

    def loss(scores: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
        masked = 5.0 * scores
        masked[0, 1] = masked[1, 0] = -1e4
        across = masked.diagonal() - np.log(np.exp(masked).sum(axis=1))
        down = masked.diagonal() - np.log(np.exp(masked).sum(axis=0))
        return float(-(across + down).sum() / 12)

    slope = _slope(one.astype(np.float32), two.astype(np.float32), pairs, 5.0)
    scores = one @ two.T
    for row, column in ((0, 0), (2, 3), (5, 1)):
        moved = scores.copy()
        moved[row, column] += 1e-4
        assert slope[row, column] == pytest.approx((loss(moved) - loss(scores)) / 1e-4, abs=1e-2)
    assert slope[0, 1] == pytest.approx(0.0, abs=1e-6)


def test_main_directions_keep_likeness() -> None:
    """Vectors of few true dimensions lose nothing when turned into so few."""
    into = collected(10)
    vocabulary = into.vocabulary(rarest=1, most=100)
    bags, _ = into.finished(vocabulary)
    chance = np.random.default_rng(4)
    flat = (chance.normal(size=(len(vocabulary), 3)) @ chance.normal(size=(3, 12))).astype(np.float32)
    turned = main_directions(flat, bags, 3)
    assert turned.shape == (len(vocabulary), 3)
    assert np.allclose(turned @ turned.T, flat @ flat.T, atol=1e-2)


def test_collector() -> None:
    """A text is held once, pairs without terms are left out, rare terms are not in the vocabulary."""
    into = Collector(terms=str.split)
    one, again, empty = into.text("a b b"), into.text("a b b"), into.text("")
    two = into.text("a c")
    assert one == again
    into.pair("kind", 1.0, one, empty, 0)
    into.pair("kind", 1.0, one, two, 0)
    assert into.vocabulary(rarest=2, most=10) == ["a"]
    assert into.vocabulary(rarest=1, most=2) == ["a", "b"]
    bags, kinds = into.finished(["a", "b"])
    assert len(kinds[0].pairs) == 1
    places, terms, weights = bags.take(np.array([two, one]))
    assert places.tolist() == [0, 1, 1]
    assert Counter(terms.tolist()) == Counter({0: 2, 1: 1})
    assert weights.max() == pytest.approx(1 + np.log(2))


def test_pairs_without_known_terms() -> None:
    """A pair of which no term is in the vocabulary teaches nothing."""
    into = collected(2)
    assert into.finished(["other"])[1] == []
