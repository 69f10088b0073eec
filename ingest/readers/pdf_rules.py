"""Lines drawn on a page: they tell a table from columns of text, and part its rows and cells."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf_rows import Row
from ingest.readers.printed import Rect, Word

# A drawn line is thinner than this and longer than that, in points; lines nearer to each other are one.
_THIN = 2.5
_LONG = 12.0
_TALL = 6.0
_SAME = 3.0
# A table has at least two columns.
_EDGES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A row of a ruled table: its place, and the edges of its cells from left to right."""

    place: Rect
    edges: tuple[float, ...]

    def holds(self, row: Row) -> bool:
        """Tell whether a row of words stands inside."""
        across = row.left >= self.place.left - _SAME and row.right <= self.place.right + _SAME
        return across and self.place.bottom < row.baseline < self.place.top

    def cell(self, word: Word) -> int:
        """Return the number of the cell in which a word stands."""
        return bisect(self.edges, (word.left + word.right) / 2)


class Rulings:
    """The horizontal and upright lines among what is drawn on a page."""

    def __init__(self, drawn: Sequence[Rect]) -> None:
        self._flat = [line for line in drawn if line.top - line.bottom <= _THIN and line.right - line.left >= _LONG]
        self._upright = [line for line in drawn if line.right - line.left <= _THIN and line.top - line.bottom >= _TALL]

    def __call__(self, place: Rect) -> bool:
        """Tell whether at least two lines are drawn across a narrow upright place."""
        return len({round(line.top) for line in self._flat if _crosses(line, place)}) > 1

    def table_rows(self, part: Sequence[Row]) -> list[Row]:
        """Return rows with those of one row of a ruled table joined, cell by cell, a tab before each next cell."""
        bands = list(self._bands()) if self._flat and len(self._upright) >= _EDGES else []
        joined: list[Row] = []
        open_band: Band | None = None
        inside: list[Row] = []
        for row in part:
            band = next((band for band in bands if band.holds(row)), None)
            if inside and band is not open_band:
                joined.append(_joined(inside, open_band))
                inside = []
            open_band = band
            if band is None:
                joined.append(row)
            else:
                inside.append(row)
        return [*joined, _joined(inside, open_band)] if inside else joined

    def _bands(self) -> Iterable[Band]:
        """Yield the spaces between two neighbouring horizontal lines that upright lines part into cells."""
        levels = _apart(line.top for line in self._flat)
        for low, high in pairwise(levels):
            middle = (low + high) / 2
            edges = _apart(line.left for line in self._upright if line.bottom < middle < line.top)
            # Tables side by side, as in two columns, share no horizontal line.
            for group in _groups(edges, [line for line in self._flat if abs(line.top - low) <= _SAME]):
                if len(group) >= _EDGES:
                    yield Band(place=Rect(group[0], low, group[-1], high), edges=tuple(group))


def _crosses(line: Rect, place: Rect) -> bool:
    return line.left <= place.left and line.right >= place.right and place.bottom < line.bottom < place.top


def _apart(values: Iterable[float]) -> list[float]:
    """Return values in order without those that hardly differ from the one before."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _SAME:
            kept.append(value)
    return kept


def _groups(edges: Sequence[float], below: Sequence[Rect]) -> list[list[float]]:
    """Part edges of cells where no horizontal line runs from one to the next."""
    groups: list[list[float]] = []
    for edge in edges:
        middle = (groups[-1][-1] + edge) / 2 if groups else edge
        if groups and any(line.left <= middle <= line.right for line in below):
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return groups


def _joined(inside: Sequence[Row], band: Band | None) -> Row:
    """Return the rows of one row of a table as one, its words cell by cell."""
    if band is None:
        return inside[0]
    placed = [(band.cell(word), number, word) for number, row in enumerate(inside) for word in row.words]
    placed.sort(key=lambda entry: entry[:2])
    words = [placed[0][2]]
    for (before, _, _), (cell, _, word) in pairwise(placed):
        words.append(word if cell == before else word._replace(gap="\t"))
    first = inside[0]
    return first._replace(words=tuple(words), right=max(row.right for row in inside), cells=True)
