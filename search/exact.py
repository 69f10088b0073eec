"""Scores of rows: exact ones over the 8-bit vectors, and distances over the one-bit codes that choose what is scored.

Vectors are widened and multiplied by numpy, codes are compared by FAISS, in place and on one thread: no index has to be
trained or filled, so rows are appended to the files. FAISS is imported where codes are first compared.
"""

from typing import Any

import numpy as np

from search.arrays import Distances, Matrix, Scores, Serials
from search.rows import Rows, bits

_CHUNK = 256  # rows whose vectors are widened at a time: .25 MB at 256 dimensions stays in the cache of a core


def row_scores(rows: Rows, vector: Matrix, chosen: Serials) -> Scores:
    """Return the inner product of a query with the chosen rows.

    Args:
        rows: The rows.
        vector: The query, shape (dimensions,).
        chosen: Numbers of rows.
    """
    scores = np.empty(len(chosen), dtype=np.float32)
    narrow = np.empty((min(_CHUNK, len(chosen)), len(vector)), dtype=np.int8)
    wide = np.empty(narrow.shape, dtype=np.float32)
    for start in range(0, len(chosen), _CHUNK):
        part = chosen[start : start + _CHUNK]
        count = len(part)
        # Told to clip, it writes where it is to; none of the numbers needs it.
        np.take(rows.steps, part, axis=0, out=narrow[:count], mode="clip")
        np.copyto(wide[:count], narrow[:count])
        np.dot(wide[:count], vector, out=scores[start : start + count])
    scores *= rows.scales[chosen]
    return scores.astype(np.float64)


def bit_distances(rows: Rows, vector: Matrix) -> Distances:
    """Return in how many bits the code of every row differs from the query's.

    Args:
        rows: Rows that have codes.
        vector: The query, shape (dimensions,).

    Raises:
        ValueError: If the rows have no codes.
    """
    if rows.codes is None or rows.centre is None:
        raise ValueError("these rows have no codes")
    import faiss

    wanted = bits(vector.reshape(1, -1), rows.centre)
    count, width = rows.codes.shape
    distances: Distances = np.empty(count, dtype=np.int32)
    engine: Any = faiss  # it tells its types to nobody
    pointer = engine.swig_ptr
    engine.hammings(pointer(wanted), pointer(rows.codes), 1, count, width, pointer(distances))
    return distances
