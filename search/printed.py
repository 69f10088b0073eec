"""The passages of a generation as they are shown: as printed, with the places of their terms. Both files only grow.

A row of the dense side (``search.rows``) has one record here, with the same number: of a document's first row its
title, of the others its passages. ``printed.bin`` holds the records one after the other, ``printed.u64`` where each
ends.

A record names the terms of its words, so that what a query asks for is found in a page of results by comparing numbers:
no text is cut into words and no word is analysed when it is shown. A term is named by a checksum; that two terms have
the same one is found out where the word itself is looked at (``search.snippets``).
"""

import mmap
import struct
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any
from zlib import crc32

import numpy as np

from corpus.errors import SearchIndexError
from corpus.model import Side, Span
from search.analysis import Analyser, fold_printed, printed_words
from search.arrays import Serials, held_in
from search.passages import Passage

_RECORDS = "printed.bin"
_ENDS = "printed.u64"
_WIDTH = 8
_HEAD = struct.Struct("<IIIIIIiB")  # terms, borders of sentences, bytes of item and attachment, start, end, page, side
_NO_PAGE = -1
TITLE = -1
"""The place of a title among the passages of its document."""
_SIDES = (Side.QUESTION, Side.ANSWER)  # by their numbers in a record

Terms = np.ndarray[Any, np.dtype[np.uint32]]


def record(passage: Passage, analyser: Analyser) -> bytes:
    """Return the record of a passage.

    Args:
        passage: The passage.
        analyser: Gives the terms of its words; those of a passage that was analysed are looked up.
    """
    names: list[int] = []
    places: list[int] = []
    for word, start, _ in printed_words(passage.text):
        folded = fold_printed(word)
        found = _names(analyser.terms(folded)) if folded else ()
        names += found
        places += [start] * len(found)
    borders = [border for sentence in passage.sentences for border in sentence]
    item, attachment = passage.item.encode(), passage.attachment.encode()
    page = _NO_PAGE if passage.span.page is None else passage.span.page
    sizes = (len(names), len(borders), len(item), len(attachment))
    head = _HEAD.pack(*sizes, passage.span.start, passage.span.end, page, _SIDES.index(passage.side))
    numbers = np.array([*names, *places, *borders], dtype="<u4")
    return b"".join((head, numbers.tobytes(), item, attachment, passage.text.encode()))


def title_record(title: str, analyser: Analyser) -> bytes:
    """Return the record of a title."""
    span = Span(start=0, end=len(title))
    return record(Passage(ordinal=TITLE, side=Side.QUESTION, item="", span=span, text=title), analyser)


def terms_named(terms: Iterable[str]) -> Terms:
    """Return the numbers by which records name terms, ascending."""
    # Not kept: queries are all different.
    return np.array(sorted({crc32(term.encode()) for term in terms}), dtype=np.uint32)


@lru_cache(maxsize=100_000)
def _names(terms: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(crc32(term.encode()) for term in terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A passage as it is shown, with where terms that were asked for stand in it.

    Attributes:
        passage: The passage.
        places: Where words begin that may have such a term, ascending; several times where several terms fit.
    """

    passage: Passage
    places: Sequence[int]


class PrintedWriter:
    """Appends records to a generation.

    Args:
        folder: The generation's folder.

    Attributes:
        rows: How many whole records there are.

    Raises:
        OSError: If the files cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        with ExitStack() as opened:
            records = opened.enter_context((folder / _RECORDS).open("ab"))
            ends = opened.enter_context((folder / _ENDS).open("ab"))
            self._ends, self._end = np.fromfile(folder / _ENDS, dtype="<u8"), 0
            self.rows = _whole(self._ends, records.tell())
            opened.pop_all()
        self.files: tuple[IO[bytes], IO[bytes]] = (records, ends)

    def cut(self, rows: int) -> None:
        """Keep only so many records: those after them were left half written by a crash.

        Raises:
            OSError: If the files cannot be cut.
        """
        records, ends = self.files
        self.rows = rows
        self._end = int(self._ends[rows - 1]) if rows else 0
        self._ends = self._ends[:0]
        records.truncate(self._end)
        ends.truncate(rows * _WIDTH)

    def append(self, records: Sequence[bytes]) -> None:
        """Append records; ``cut`` was called before.

        Raises:
            OSError: If they cannot be written, as on a full disk.
        """
        ends = self._end + np.cumsum([len(one) for one in records], dtype="<u8")
        self.files[0].write(b"".join(records))
        self.files[1].write(ends.tobytes())
        self.rows, self._end = self.rows + len(records), int(ends[-1])


class PrintedRows:
    """The records of a generation, mapped. Safe to use from several threads.

    Args:
        folder: The generation's folder.

    Raises:
        SearchIndexError: If they cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._ends = np.fromfile(folder / _ENDS, dtype="<u8")
            self._records = _mapped(folder / _RECORDS)
        except OSError as error:
            raise SearchIndexError(f"the index in {folder} cannot be read: {error}; run 'rappel rebuild'") from error

    def check(self, rows: int) -> None:
        """Look whether so many records are there.

        Raises:
            SearchIndexError: If they are not.
        """
        if _whole(self._ends[:rows], len(self._records)) < rows:
            raise SearchIndexError(f"the index is damaged ({_RECORDS} lacks passages): run 'rappel rebuild'")

    def passage(self, row: int, ordinal: int) -> Passage:
        """Return the passage of a row.

        Raises:
            ValueError: If the files are damaged.
        """
        return self._read(row, ordinal)[0]

    def found(self, rows: Serials, ordinals: Serials, wanted: Terms) -> list[Printed]:
        """Return passages with the places of terms.

        Args:
            rows: Their rows.
            ordinals: Their places among the passages of their documents; ``TITLE`` for a title.
            wanted: The terms, as ``terms_named`` names them.

        Raises:
            ValueError: If the files are damaged.
        """
        read = [self._read(row, ordinal) for row, ordinal in zip(rows.tolist(), ordinals.tolist(), strict=True)]
        if not read:
            return []
        terms = np.concatenate([numbers[0] for _, numbers in read])
        places = np.concatenate([numbers[1] for _, numbers in read])
        ends = np.cumsum([numbers.shape[1] for _, numbers in read])
        hits = np.flatnonzero(held_in(terms, wanted))
        cuts = np.searchsorted(hits, ends)
        standing = places[hits].tolist()
        return [
            Printed(passage=passage, places=standing[start:end])
            for (passage, _), start, end in zip(read, (0, *cuts.tolist()), cuts.tolist(), strict=False)
        ]

    def _read(self, row: int, ordinal: int) -> tuple[Passage, Terms]:
        """Return a passage, and its terms with their places, shape (2, terms)."""
        place, end = self._borders(row)
        terms, borders, item, attachment, first, last, page, side = _HEAD.unpack_from(self._records, place)
        place += _HEAD.size
        numbers = np.frombuffer(self._records, dtype="<u4", count=2 * terms + borders, offset=place)
        words = place + numbers.nbytes
        text = words + item + attachment
        if text > end or side >= len(_SIDES):
            raise ValueError(f"record {row} is none")
        sentences = numbers[2 * terms :].tolist()
        passage = Passage(
            ordinal=ordinal,
            side=_SIDES[side],
            item=str(self._records[words : words + item], "utf-8"),
            span=Span(start=first, end=last, page=None if page == _NO_PAGE else page),
            text=str(self._records[text:end], "utf-8"),
            attachment=str(self._records[words + item : text], "utf-8"),
            sentences=tuple(zip(sentences[::2], sentences[1::2], strict=True)),
        )
        return passage, numbers[: 2 * terms].reshape(2, terms)

    def _borders(self, row: int) -> tuple[int, int]:
        if not 0 <= row < len(self._ends):
            raise ValueError(f"no record {row}")
        start = int(self._ends[row - 1]) if row else 0
        end = int(self._ends[row])
        if not start + _HEAD.size <= end <= len(self._records):
            raise ValueError(f"record {row} is none")
        return start, end


def _whole(ends: "np.ndarray[Any, np.dtype[np.uint64]]", length: int) -> int:
    """Return how many records are whole: what a power cut left of the ends need not ascend."""
    lengths = np.diff(ends.astype(np.int64), prepend=0)
    broken = np.flatnonzero((lengths < _HEAD.size) | (ends > length))
    return int(broken[0]) if len(broken) else len(ends)


def _mapped(path: Path) -> memoryview:
    """Map a file; an empty one cannot be mapped."""
    if not path.stat().st_size:
        return memoryview(b"")
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
