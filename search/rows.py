"""Rows of the dense side on disk: one vector a row, and the document that owns it. Both files only grow.

A document's rows are contiguous: first the vector of the whole document, then one a passage. Its serial number is
its first row, so no serial is ever given twice in one generation. Rows whose owner is no longer in the lexical index
are dead: they are left out on reading and disappear with the next rebuild.
"""

import os
from pathlib import Path
from types import TracebackType
from typing import IO

import numpy as np

from corpus.errors import SearchIndexError
from search.arrays import Matrix, Serials

_OWNERS = "owners.i64"
_VECTORS = "vectors.f16"


class RowWriter:
    """Appends rows to a generation.

    Args:
        folder: The generation's folder.
        dimensions: Length of a vector; 0 where the generation has no embedding model.

    Raises:
        SearchIndexError: If the files cannot be opened.
    """

    def __init__(self, folder: Path, dimensions: int) -> None:
        self._dimensions = dimensions
        try:
            self._owners: IO[bytes] = (folder / _OWNERS).open("ab")
            self._vectors: IO[bytes] = (folder / _VECTORS).open("ab")
        except OSError as error:
            raise SearchIndexError(f"the index in {folder} cannot be written: {error}") from error
        self._rows = self._align()

    def append(self, vectors: Matrix) -> int:
        """Append the rows of one document.

        Args:
            vectors: Shape (rows, dimensions); one row at least.

        Returns:
            The document's serial number.
        """
        serial = self._rows
        self._vectors.write(np.asarray(vectors, dtype=np.float16).tobytes())
        self._owners.write(np.full(len(vectors), serial, dtype=np.int64).tobytes())
        self._rows += len(vectors)
        return serial

    def flush(self) -> None:
        """Make every row durable.

        Raises:
            SearchIndexError: If they cannot be written, as on a full disk.
        """
        try:
            for file in (self._vectors, self._owners):
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise SearchIndexError(f"the index cannot be written: {error}") from error

    def __enter__(self) -> "RowWriter":
        """Return the writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files."""
        self._owners.close()
        self._vectors.close()

    def _align(self) -> int:
        """Cut rows that a crash left half written, and return how many whole rows there are.

        The files never shrink below a row that a commit names: a commit follows the flush of its rows.
        """
        rows = self._owners.tell() // 8
        if self._dimensions:
            rows = min(rows, self._vectors.tell() // (2 * self._dimensions))
        self._owners.truncate(rows * 8)
        self._vectors.truncate(rows * 2 * self._dimensions)
        return rows


def read_rows(folder: Path, dimensions: int) -> tuple[Serials, Matrix]:
    """Read the rows of a generation.

    Args:
        folder: The generation's folder.
        dimensions: Length of a vector.

    Returns:
        Owners, shape (rows,), and vectors, shape (rows, dimensions); rows half written are left out.

    Raises:
        SearchIndexError: If the files cannot be read.
    """
    try:
        owners = np.fromfile(folder / _OWNERS, dtype=np.int64)
        values = np.fromfile(folder / _VECTORS, dtype=np.float16)
    except OSError as error:
        raise SearchIndexError(f"the index in {folder} cannot be read: {error}; run 'rappel rebuild'") from error
    rows = min(len(owners), len(values) // dimensions) if dimensions else len(owners)
    vectors = values[: rows * dimensions].reshape(rows, dimensions).astype(np.float32)
    return owners[:rows], vectors
