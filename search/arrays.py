"""Names of the array types that the search passes around."""

from typing import Any

import numpy as np

Serials = np.ndarray[tuple[int], np.dtype[np.int64]]
"""Serial numbers of documents or numbers of rows, shape (n,)."""

Scores = np.ndarray[tuple[int], np.dtype[np.float64]]
"""One score a document or row, shape (n,)."""

Matrix = np.ndarray[Any, np.dtype[np.float32]]
"""Vectors of unit length, one a row, shape (n, dimensions)."""
