"""Rows of the dense side on disk: one vector a row, and the document that owns it. All files only grow.

A document's rows are contiguous: first the vector of the whole document, then one a passage. Its serial number is
its first row, so no serial is ever given twice in one generation. Rows whose owner is no longer in the lexical index
are dead: they are left out on reading and disappear with the next rebuild.

A vector is kept as 8-bit steps of the largest of its values (``vectors.i8`` and ``scales.f32``), and once more as one
bit a dimension: whether it lies above the mean of the generation (``codes.u8``, ``centre.f32``). The mean is taken when
the generation is complete; rows that are appended later are coded by the same one.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np

from corpus.errors import SearchIndexError
from search.arrays import Codes, Matrix, Scales, Serials, Steps
from search.printed import PrintedWriter

_OWNERS = "owners.i64"
_VECTORS = "vectors.i8"
_SCALES = "scales.f32"
_CODES = "codes.u8"
_CENTRE = "centre.f32"
_CHUNK = 16_384  # rows
_SAMPLE = 8_192  # rows over which the mean is taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a generation.

    Attributes:
        owners: Serial number of the document of every row.
        steps: The vectors in 8-bit steps, shape (rows, dimensions); mapped from the file, not read.
        scales: What one step of a row is worth.
        codes: One bit a dimension, eight to a byte, whole 64-bit words, shape (rows, bytes); mapped from the file; None
            where the generation has none yet.
        centre: The value above which a bit is set, shape (dimensions,); None without codes.
    """

    owners: Serials
    steps: Steps
    scales: Scales
    codes: Codes | None = None
    centre: Matrix | None = None

    def until(self, count: int) -> "Rows":
        """Return the first rows alone: those after them may be cut by the next writer, and are not touched."""
        return Rows(
            owners=self.owners[:count],
            steps=self.steps[:count],
            scales=self.scales[:count],
            codes=None if self.codes is None else self.codes[:count],
            centre=self.centre,
        )

    @classmethod
    def of(cls, owners: Serials, vectors: Matrix) -> "Rows":
        """Return rows held in memory, with codes."""
        steps, scales = quantised(vectors)
        centre = _centre(steps, scales)
        return cls(owners=owners, steps=steps, scales=scales, codes=bits(vectors, centre), centre=centre)


class RowWriter:
    """Appends rows to a generation, and with each what is shown of it (``search.printed``).

    Args:
        folder: The generation's folder.
        dimensions: Length of a vector; 0 where the generation has no embedding model.

    Raises:
        SearchIndexError: If the files cannot be opened.
    """

    def __init__(self, folder: Path, dimensions: int) -> None:
        self._widths = {_OWNERS: 8, _SCALES: 4, _VECTORS: dimensions}
        with _writing(), ExitStack() as opened:
            self._centre = _read_centre(folder)
            if self._centre is not None:
                self._widths[_CODES] = _code_bytes(dimensions)
            self._files: dict[str, IO[bytes]] = {
                name: opened.enter_context((folder / name).open("ab")) for name in self._widths
            }
            self._printed = PrintedWriter(folder)
            for file in self._printed.files:
                opened.enter_context(file)
            self._rows = self._align()
            opened.pop_all()

    def append(self, vectors: Matrix, records: Sequence[bytes]) -> int:
        """Append the rows of one document.

        Args:
            vectors: Shape (rows, dimensions); one row at least.
            records: What is shown of each row.

        Returns:
            The document's serial number.

        Raises:
            SearchIndexError: If they cannot be written, as on a full disk.
        """
        serial = self._rows
        steps, scales = quantised(vectors)
        with _writing():
            self._files[_VECTORS].write(steps.tobytes())
            self._files[_SCALES].write(scales.tobytes())
            self._files[_OWNERS].write(np.full(len(vectors), serial, dtype=np.int64).tobytes())
            if self._centre is not None:
                self._files[_CODES].write(bits(vectors, self._centre).tobytes())
            self._printed.append(records)
        self._rows += len(vectors)
        return serial

    def flush(self) -> None:
        """Make every row durable.

        Raises:
            SearchIndexError: If they cannot be written, as on a full disk.
        """
        with _writing():
            for file in self._all:
                file.flush()
                os.fsync(file.fileno())

    def __enter__(self) -> "RowWriter":
        """Return the writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files, all of them, also where the disk is full.

        Raises:
            SearchIndexError: If one cannot be written to its end, and no other error is on its way.
        """
        failed = None
        for file in self._all:
            try:
                file.close()
            except OSError as reason:
                failed = reason
        if failed is not None and error is None:
            raise SearchIndexError(f"the index cannot be written: {failed}") from failed

    def _align(self) -> int:
        """Cut rows that a crash left half written, and return how many whole rows there are.

        The files never shrink below a row that a commit names: a commit follows the flush of its rows.
        """
        rows = min(self._files[name].tell() // width for name, width in self._widths.items() if width)
        rows = min(rows, self._printed.rows)
        for name, width in self._widths.items():
            self._files[name].truncate(rows * width)
        self._printed.cut(rows)
        return rows

    @property
    def _all(self) -> tuple[IO[bytes], ...]:
        return (*self._files.values(), *self._printed.files)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SearchIndexError(f"the index cannot be written: {error}") from error


def rows_until(folder: Path, serial: int) -> int:
    """Return how many rows there are up to the last one of a document.

    Args:
        folder: The generation's folder.
        serial: The document.

    Raises:
        SearchIndexError: If its rows are not there.
    """
    try:
        owners = np.fromfile(folder / _OWNERS, dtype=np.int64)
    except OSError as error:
        raise SearchIndexError(f"the index in {folder} cannot be read: {error}; run 'rappel rebuild'") from error
    if not len(owners) > serial or owners[serial] != serial:
        raise SearchIndexError(f"the index is damaged ({_OWNERS} lacks documents): run 'rappel rebuild'")
    others = np.flatnonzero(owners[serial:] != serial)
    return serial + int(others[0]) if len(others) else len(owners)


def read_rows(folder: Path, dimensions: int) -> Rows:
    """Open the rows of a generation; vectors are mapped, all else is read.

    Args:
        folder: The generation's folder.
        dimensions: Length of a vector.

    Returns:
        The rows; those half written are left out.

    Raises:
        SearchIndexError: If the files cannot be read.
    """
    try:
        owners = np.fromfile(folder / _OWNERS, dtype=np.int64)
        scales = np.fromfile(folder / _SCALES, dtype=np.float32)
        values = _mapped(folder / _VECTORS, np.int8)
        centre = _read_centre(folder)
        coded = None if centre is None else _mapped(folder / _CODES, np.uint8)
    except OSError as error:
        raise SearchIndexError(f"the index in {folder} cannot be read: {error}; run 'rappel rebuild'") from error
    rows = min(len(owners), len(scales), len(values) // dimensions if dimensions else len(owners))
    if coded is not None:
        width = _code_bytes(dimensions)
        rows = min(rows, len(coded) // width)
        coded = coded[: rows * width].reshape(rows, width)
    return Rows(
        owners=owners[:rows],
        steps=values[: rows * dimensions].reshape(rows, dimensions),
        scales=scales[:rows],
        codes=coded,
        centre=centre,
    )


def write_codes(folder: Path, dimensions: int) -> None:
    """Take the mean of a generation that is complete, and code all its rows by it.

    Raises:
        SearchIndexError: If they cannot be read or written.
    """
    rows = read_rows(folder, dimensions)
    if not dimensions or not len(rows.owners):
        return
    centre = _centre(rows.steps, rows.scales)
    try:
        with (folder / _CODES).open("wb") as file:
            for start in range(0, len(rows.owners), _CHUNK):
                part = slice(start, start + _CHUNK)
                file.write(bits(rows.steps[part] * rows.scales[part, None], centre).tobytes())
            file.flush()
            os.fsync(file.fileno())
        (folder / _CENTRE).write_bytes(centre.tobytes())
    except OSError as error:
        raise SearchIndexError(f"the index cannot be written: {error}") from error


def quantised(vectors: Matrix) -> tuple[Steps, Scales]:
    """Return vectors in 8-bit steps, and what a step of each row is worth."""
    largest = np.abs(vectors).max(axis=1, initial=0.0)
    scales: Scales = (largest / 127.0).astype(np.float32)
    safe = np.where(scales > 0, scales, 1.0)
    return np.rint(vectors / safe[:, None]).astype(np.int8), scales


def bits(vectors: Matrix, centre: Matrix) -> Any:  # noqa: ANN401 - an array of bytes
    """Return one bit a dimension: whether each value lies above the centre; whole 64-bit words, as bytes."""
    packed = np.packbits(vectors > centre, axis=1)
    return np.pad(packed, ((0, 0), (0, _code_bytes(len(centre)) - packed.shape[1])))


def _code_bytes(dimensions: int) -> int:
    return -(-dimensions // 64) * 8


def _centre(steps: Steps, scales: Scales) -> Matrix:
    every = max(1, -(-len(steps) // _SAMPLE))
    sample = steps[::every] * scales[::every, None]
    return np.asarray(sample.mean(axis=0) if len(sample) else np.zeros(steps.shape[1]), dtype=np.float32)


def _read_centre(folder: Path) -> Matrix | None:
    path = folder / _CENTRE
    return np.fromfile(path, dtype=np.float32) if path.is_file() else None


def _mapped(path: Path, kind: type[np.int8 | np.uint8]) -> Any:  # noqa: ANN401 - an array of bytes of that kind
    """Map a file; an empty one cannot be mapped."""
    if not path.stat().st_size:
        return np.empty(0, dtype=kind)
    return np.asarray(np.memmap(path, dtype=kind, mode="r"))  # a plain view: slices of a memmap cost more
