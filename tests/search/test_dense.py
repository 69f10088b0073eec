"""Vectors: exact scans, scores of documents, floors, fusion."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.arrays import Matrix, Serials
from search.dense import DEFAULT_THRESHOLD, DenseIndex, DenseLimits, Nearness, calibrate
from search.exact import bit_distances, row_scores
from search.fusion import Matches, best_first, dense_weight, fuse, normalised
from search.request import Why
from search.rows import Rows


def unit(rows: int, seed: int = 1) -> Matrix:
    """Return random unit vectors of eight dimensions."""
    drawn = np.random.default_rng(seed).normal(size=(rows, 8)).astype(np.float32)
    normed: Matrix = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return normed


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.integers(1, 300), st.integers(0, 1000))
def test_rows_keep_their_vectors(rows: int, dimensions: int, seed: int) -> None:
    """Scores over 8-bit rows lie within half a step of those over the vectors, whatever the dimensions."""
    drawn = np.random.default_rng(seed).normal(size=(rows + 1, dimensions)).astype(np.float32)
    drawn /= np.maximum(np.linalg.norm(drawn, axis=1, keepdims=True), 1e-6)
    vectors, query = drawn[:-1], drawn[-1]
    held = Rows.of(np.arange(rows), vectors)
    chosen = np.arange(0, rows, 2)
    bound = np.abs(query).sum() * np.abs(vectors).max() / 127 / 2 + 1e-5
    assert np.abs(row_scores(held, query, chosen) - vectors[chosen] @ query).max() <= bound


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 30), st.integers(1, 400), st.integers(0, 1000))
def test_codes_count_differing_signs(rows: int, dimensions: int, seed: int) -> None:
    """The distance of a row is the number of dimensions that lie on another side of the centre than the query's."""
    drawn = np.random.default_rng(seed).normal(size=(rows + 1, dimensions)).astype(np.float32)
    held = Rows.of(np.arange(rows), drawn[:-1])
    assert held.centre is not None
    expected = ((drawn[:-1] > held.centre) != (drawn[-1] > held.centre)).sum(axis=1)
    assert bit_distances(held, drawn[-1]).tolist() == expected.tolist()


def test_rows_without_codes_have_no_distances() -> None:
    """Codes are only compared where there are any."""
    held = Rows(owners=np.zeros(1, np.int64), steps=np.ones((1, 8), np.int8), scales=np.ones(1, np.float32))
    with pytest.raises(ValueError, match="no codes"):
        bit_distances(held, unit(1)[0])


def index_of(
    sizes: list[int], live: list[int] | None = None, threshold: float = 1.0, limits: DenseLimits | None = None
) -> DenseIndex:
    """Return an index of documents with so many rows each; ``live`` names those still held."""
    starts = np.cumsum([0, *sizes[:-1]])
    owners = np.repeat(starts, sizes).astype(np.int64)
    chosen = starts if live is None else starts[live]
    return DenseIndex(Rows.of(owners, unit(sum(sizes))), np.sort(chosen).astype(np.int64), threshold, limits)


def test_document_score() -> None:
    """A document scores half its best passage and half its whole text; one without passages its whole text twice."""
    index, vectors, query = index_of([3, 1, 2]), unit(6), unit(1, 9)[0]
    rows = vectors @ query
    scores = index.documents(query, np.array([4, 0, 3, 99]))
    expected = [
        0.6 * rows[5] + 0.4 * rows[4],
        0.6 * max(rows[1], rows[2]) + 0.4 * rows[0],
        0.6 * rows[3] + 0.4 * rows[3],
        0.0,
    ]
    assert np.allclose(scores, expected, atol=5e-3)
    assert np.allclose(index.passages(query, 0), rows[1:3], atol=5e-3)
    assert index.passages(query, 99).tolist() == []
    page = index.page(query, np.array([99, 0]))
    assert page.documents.tolist() == index.documents(query, np.array([99, 0])).tolist()
    assert np.allclose(page.passages_at(np.array([0, 0]), np.array([0, 1])), rows[1:3], atol=5e-3)
    assert page.passages_at(np.array([99, 0]), np.array([0, 2])).tolist() == [-1.0, -1.0]


@pytest.mark.parametrize("allowed", [None, [0, 3, 9]])
def test_matches_are_all_documents_above_the_floor(allowed: list[int] | None) -> None:
    """Exactly the live documents whose score passes the floor match, among all or the allowed ones."""
    index, query = index_of([3, 1, 2, 3, 4], live=[0, 1, 3, 4]), unit(1, 5)[0]
    near = index.nearness(query)
    assert near is not None
    everything = np.array([0, 3, 6, 9])
    scores = index.documents(query, everything)
    expected = {int(s) for s, score in zip(everything, scores, strict=True) if score >= near.floor}
    if allowed is not None:
        expected &= set(allowed)
    found, _ = index.matches(near, None if allowed is None else np.array(allowed))
    assert set(found.tolist()) == expected
    assert index.dead_share == pytest.approx(2 / 13)


def test_nothing_to_compare() -> None:
    """A query without a known word, or an index of nothing, has no nearness."""
    assert index_of([2, 2]).nearness(np.zeros(8, dtype=np.float32)) is None
    assert index_of([2, 2], live=[]).nearness(unit(1)[0]) is None


def test_calibrated_scale() -> None:
    """On the calibrated scale the mean is 0, a perfect likeness 1, and nothing lies outside."""
    near = index_of([2, 2, 2]).nearness(unit(1, 3)[0])
    assert near is not None
    scale = near.calibrated(np.array([near.mean, 1.0, near.mean - 1.0]))
    assert scale.tolist() == [0.0, pytest.approx(1.0), 0.0]


def test_calibration() -> None:
    """The threshold keeps out all but one in two hundred unrelated pairs; too few pairs give the default."""
    index = index_of([2] * 60)
    own = index.sample
    threshold = calibrate(index, unit(60, 4), own)
    deviations = []
    for vector, serial in zip(unit(60, 4), own, strict=True):
        scores = index.documents(vector, index.sample)
        deviations += ((scores[own != serial] - scores.mean()) / scores.std()).tolist()
    assert np.mean(np.array(deviations) > threshold) == pytest.approx(0.005, abs=0.001)
    assert calibrate(index_of([2] * 5), unit(5), np.arange(0, 10, 2)) == DEFAULT_THRESHOLD
    assert calibrate(index, np.zeros((60, 8), dtype=np.float32), own) == DEFAULT_THRESHOLD


@pytest.mark.parametrize(("words", "weight"), [(0, 1.0), (1, 1.0), (12, 1.0), (25, 0.5), (100, 0.5)])
def test_dense_weight(words: int, weight: float) -> None:
    """A search has the full weight, a whole question half of it."""
    assert dense_weight(words, 1.0) == weight
    assert dense_weight(words, 0.3) == pytest.approx(0.3 * weight)
    assert 0.5 < dense_weight(18, 1.0) < 1.0


def test_fusion_keeps_a_certain_word_match_first() -> None:
    """A document that BM25 is sure of stays before one that is only a little nearer in meaning."""
    lexical = normalised(np.array([12.0, 3.0, 0.0]))
    fused = fuse(lexical, np.array([0.2, 0.5, 0.9]), 0.5)
    assert best_first(np.array([7, 8, 9]), fused).tolist() == [0, 1, 2]
    assert normalised(np.array([])).tolist() == []
    assert normalised(np.array([0.0, 0.0])).tolist() == [0.0, 0.0]


def test_equal_scores_are_ordered_by_serial() -> None:
    """Equal scores have one order, always the same."""
    assert best_first(np.array([9, 7, 8]), np.array([1.0, 1.0, 2.0])).tolist() == [2, 1, 0]


def test_matches() -> None:
    """Matches are taken by page, kept and put in another order together with why they match."""
    matches = Matches(
        serials=np.array([5, 3, 8]),
        scores=np.array([3.0, 2.0, 1.0]),
        by_word=np.array([True, True, False]),
        by_meaning=np.array([False, True, True]),
    )
    assert [matches.why(place) for place in range(3)] == [Why.WORD, Why.BOTH, Why.MEANING]
    assert matches.page(1, 5).serials.tolist() == [3, 8]
    assert matches.page(7, 5).serials.tolist() == []
    assert matches.kept(np.array([8, 5])).serials.tolist() == [5, 8]
    ordered = matches.in_order_of(np.array([8, 5, 3]))
    assert ordered.scores.tolist() == [1.0, 3.0, 2.0]
    assert ordered.why(0) is Why.MEANING
    assert Matches.listed(np.array([4])).why(0) is Why.LISTED


def clustered(documents: int, seed: int = 3) -> Matrix:
    """Return unit vectors of 64 dimensions, four a document, documents in groups of ten."""
    generator = np.random.default_rng(seed)
    centres = generator.normal(size=(documents // 10, 64))
    owner = np.repeat(np.arange(documents) // 10, 4)
    drawn = (centres[owner] + generator.normal(size=(4 * documents, 64)) + 0.5).astype(np.float32)
    normed: Matrix = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return normed


@pytest.mark.parametrize("filtered", [False, True])
def test_nearest_by_codes_are_the_nearest(filtered: bool) -> None:
    """Where only the documents of the likest codes are scored, nearly all of the best ten are found."""
    vectors = clustered(2_000)
    owners = np.repeat(np.arange(0, 8_000, 4), 4).astype(np.int64)
    live = owners[::4][owners[::4] % 3 != 0]
    allowed = live[::2] if filtered else None
    exact = DenseIndex(Rows.of(owners, vectors), live, 2.0)
    coded = DenseIndex(Rows.of(owners, vectors), live, 2.0, DenseLimits(exact_rows=100, most_documents=300))
    shares: list[float] = []
    for query in vectors[1::160] + 0.05 * clustered(130, seed=9)[: len(vectors[1::160])]:
        near = exact.nearness(query)
        assert near is not None
        best = [best_ten(index, near, allowed) for index in (exact, coded)]
        shares.append(len(best[0] & best[1]) / len(best[0]))
    assert np.mean(shares) >= 0.97


def best_ten(index: DenseIndex, near: Nearness, allowed: Serials | None) -> set[int]:
    """Return the ten best matches."""
    serials, scores = index.matches(near, allowed)
    return {int(serial) for serial in serials[np.argsort(-scores)[:10]]}


def test_codes_leave_out_dead_rows() -> None:
    """A document that is gone never lends its nearest passage to the one before it."""
    generator = np.random.default_rng(1)
    vectors = generator.normal(size=(40, 64)).astype(np.float32)
    owners = np.repeat(np.arange(0, 40, 4), 4).astype(np.int64)
    index = DenseIndex(Rows.of(owners, vectors), owners[::8], -9.0, DenseLimits(exact_rows=1, most_documents=5))
    near = index.nearness(vectors[5])
    assert near is not None
    assert set(index.matches(near)[0].tolist()) == set(owners[::8].tolist())
    bits = bit_distances(index._rows, vectors[5])
    dead = index._distances(bits, index._nearest_bits(bits))
    assert dead.min() > 0


def test_passages_with_unlike_codes_are_passed_over() -> None:
    """Of a document with many passages only those near the best by their codes are scored, and its whole text."""
    generator = np.random.default_rng(4)
    vectors = generator.normal(size=(60, 256)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    owners = np.repeat(np.arange(0, 60, 20), 20).astype(np.int64)
    index = DenseIndex(Rows.of(owners, vectors), owners[::20], -9.0, DenseLimits(exact_rows=1))
    bits = bit_distances(index._rows, vectors[27])
    rows, offsets = index._likely_rows(np.arange(3), bits, index._nearest_bits(bits))
    assert rows[offsets].tolist() == [0, 20, 40]
    assert rows[offsets[1] : offsets[2]].tolist() == [20, 27]
    near = index.nearness(vectors[27])
    assert near is not None
    serials, scores = index.matches(near)
    exact = DenseIndex(Rows.of(owners, vectors), owners[::20], -9.0).matches(near)
    best = int(np.argmax(scores))
    assert serials[best] == exact[0][best] == 20
    assert scores[best] == pytest.approx(exact[1][best])
