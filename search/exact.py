"""Exact scan over vectors with FAISS. No other module imports faiss."""

from typing import Any, Protocol

import numpy as np

from search.arrays import Matrix, Scores, Serials


class VectorScan(Protocol):
    """Finds the rows whose inner product with a vector passes a floor."""

    def above(self, vector: Matrix, floor: float, allowed: Serials | None = None) -> tuple[Serials, Scores]:
        """Return the rows that score ``floor`` or more, in any order, with their scores.

        Args:
            vector: The query, shape (dimensions,).
            floor: Lowest score.
            allowed: Rows that may be returned; None for all.
        """
        ...


class ExactScan:
    """Compares a query with every row, or with the allowed ones: nothing is ever missed.

    Args:
        vectors: Shape (rows, dimensions).
    """

    def __init__(self, vectors: Matrix) -> None:
        import faiss

        self._faiss: Any = faiss
        self._rows = len(vectors)
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        if self._rows:
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def above(self, vector: Matrix, floor: float, allowed: Serials | None = None) -> tuple[Serials, Scores]:
        """Return the rows that score ``floor`` or more, in any order, with their scores."""
        self._faiss.omp_set_num_threads(1)  # two threads were slower for single queries (PERFORMANCE.md, section 3)
        # FAISS keeps what lies strictly above its threshold.
        threshold = float(np.nextafter(np.float32(floor), np.float32(-np.inf)))
        parameters = None if allowed is None else self._faiss.SearchParameters(sel=self._selector(allowed))
        query = np.ascontiguousarray(vector.reshape(1, -1), dtype=np.float32)
        _, scores, rows = self._index.range_search(query, threshold, params=parameters)
        return rows.astype(np.int64), scores.astype(np.float64)

    def _selector(self, allowed: Serials) -> Any:  # noqa: ANN401 - faiss ships no types
        mask = np.zeros(self._rows, dtype=bool)
        mask[allowed] = True
        return self._faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
