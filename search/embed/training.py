"""Trains the built-in model from the corpus itself: latent semantic analysis of passages, repeatable by its seed."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from search.analysis import Analyser
from search.arrays import Matrix
from search.embed.builtin import BuiltinEmbedder

_DIMENSIONS = 256
_RANK_SHARE = 3  # of the rank: with as many dimensions as terms nothing is latent, and only equal words are near
_SEED = 20230614
_RAREST = 2  # texts in which a term must occur, in a corpus large enough to afford it
_SMALL = 200  # texts up to which every term is kept
_MOST_TERMS = 60_000
_MOST_TEXTS = 60_000  # the vocabulary's vectors hardly change beyond; they are taken from the first texts


def train(texts: Iterable[str], analyser: Analyser) -> BuiltinEmbedder | None:
    """Train the built-in model.

    Args:
        texts: Passages with their titles; the first 60,000 are used.
        analyser: The analysis of the generation.

    Returns:
        The model; None where the texts are too few or too short to learn from (fewer than three texts or terms).
    """
    counted = [Counter(analyser.index_terms(text)) for _, text in zip(range(_MOST_TEXTS), texts, strict=False)]
    counted = [counts for counts in counted if counts]
    frequency: Counter[str] = Counter(term for counts in counted for term in counts)
    rarest = 1 if len(counted) <= _SMALL else _RAREST
    common = sorted(frequency.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_TERMS]
    terms = sorted(term for term, texts_with in common if texts_with >= rarest)
    if len(terms) < 3 or len(counted) < 3:
        return None
    inverse = np.array([math.log((1 + len(counted)) / (1 + frequency[term])) + 1 for term in terms], dtype=np.float32)
    vectors = _term_vectors(counted, terms, inverse)
    steps = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / 127.0
    codes = np.rint(vectors / steps[:, None]).astype(np.int8)
    return BuiltinEmbedder(terms, codes, (steps * inverse).astype(np.float32), analyser)


def _term_vectors(counted: list[Counter[str]], terms: list[str], inverse: Matrix) -> Matrix:
    """Return the right singular vectors of the weighted matrix of texts by terms, shape (terms, dimensions)."""
    from sklearn.utils.extmath import randomized_svd  # type: ignore[import-untyped]

    matrix = _weighted(counted, terms, inverse)
    wanted = max(1, min(_DIMENSIONS, min(matrix.shape) // _RANK_SHARE))
    _, _, right = randomized_svd(matrix, n_components=wanted, n_iter=4, random_state=_SEED)
    return np.asarray(right.T, dtype=np.float32)


def _weighted(counted: list[Counter[str]], terms: list[str], inverse: Matrix) -> Any:  # noqa: ANN401 - scipy is untyped
    """Return sublinear counts times inverse document frequency, rows of unit length, as a sparse matrix."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    columns = {term: column for column, term in enumerate(terms)}
    data: list[float] = []
    indices: list[int] = []
    starts = [0]
    for counts in counted:
        known = [(columns[term], count) for term, count in counts.items() if term in columns]
        weights = np.array([(1.0 + math.log(count)) * inverse[column] for column, count in known])
        data += (weights / max(float(np.linalg.norm(weights)), 1e-9)).tolist()
        indices += [column for column, _ in known]
        starts.append(len(indices))
    return csr_matrix((data, indices, starts), shape=(len(counted), len(terms)), dtype=np.float32)
