"""Names of the array types that the search passes around."""

from typing import Any

import numpy as np

Serials = np.ndarray[tuple[int], np.dtype[np.int64]]
"""Serial numbers of documents or numbers of rows, shape (n,)."""

Scores = np.ndarray[tuple[int], np.dtype[np.float64]]
"""One score a document or row, shape (n,)."""

Matrix = np.ndarray[Any, np.dtype[np.float32]]
"""Vectors of unit length, one a row, shape (n, dimensions)."""

Steps = np.ndarray[Any, np.dtype[np.int8]]
"""Vectors in 8-bit steps, one a row, shape (n, dimensions)."""

Scales = np.ndarray[Any, np.dtype[np.float32]]
"""What one step of each row is worth, shape (n,)."""

Codes = np.ndarray[Any, np.dtype[np.uint8]]
"""One bit a dimension, eight to a byte, shape (n, bytes)."""

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
"""One truth value a document or row, shape (n,)."""

Distances = np.ndarray[Any, np.dtype[np.int32]]
"""Number of differing bits, one a row or document, shape (n,)."""
