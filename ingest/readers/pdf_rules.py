"""Lines drawn on a page: they tell a table from columns of text, and part its rows and cells."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from ingest.readers.pdf_rows import Row
from ingest.readers.printed import Rect, RuledCell, Word

# A drawn line is thinner than this and longer than that, in points; lines nearer to each other are one.
_THIN = 2.5
_LONG = 12.0
_TALL = 6.0
_SAME = 3.0
# A row of a table has at least two cells, but for one merged over the whole width, of few lines.
_EDGES = 3
_WHOLE = 2
_MERGED_LINES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A row of a ruled table: its place, and the edges of its cells from left to right.

    Attributes:
        place: Its place on the page.
        edges: Left edge of each cell, and the right edge of the last.
        table: Number of its table on the page.
        row: Its number in the table.
    """

    place: Rect
    edges: tuple[float, ...]
    table: int = 0
    row: int = 0

    def holds(self, row: Row) -> bool:
        """Tell whether a row of words stands inside."""
        across = row.left >= self.place.left - _SAME and row.right <= self.place.right + _SAME
        return across and self.place.bottom < row.baseline < self.place.top

    def cell(self, word: Word) -> int:
        """Return the number of the cell in which a word stands, counted from 1."""
        return min(max(1, bisect(self.edges, (word.left + word.right) / 2)), len(self.edges) - 1)

    def stands_on(self, lower: "Band") -> bool:
        """Tell whether another band is the next row of the same table."""
        one, other = self.place, lower.place
        near = (one.bottom - other.top, one.left - other.left, one.right - other.right)
        return all(abs(distance) <= _SAME for distance in near)


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
        bands = self._bands() if self._flat and len(self._upright) >= _EDGES else []
        made: list[Row] = []
        held = [(next((number for number, band in enumerate(bands) if band.holds(row)), None), row) for row in part]
        for number, group in groupby(held, key=lambda entry: entry[0]):
            inside = [row for _, row in group]
            made += inside if number is None else self._in_band(inside, bands[number], bands)
        return made

    def _in_band(self, inside: Sequence[Row], band: Band, bands: Sequence[Band]) -> Iterator[Row]:
        if len(band.edges) == _WHOLE and len(inside) > _MERGED_LINES:
            yield from inside
        elif _rows_without_lines(inside, band):
            for row in inside:
                yield _joined([row], band, self._cells([row], band, ()))
        else:
            yield _joined(inside, band, self._cells(inside, band, bands))

    def _cells(self, inside: Sequence[Row], band: Band, bands: Sequence[Band]) -> tuple[RuledCell, ...]:
        """Return the cells that hold words; one that no line parts from the next row is merged with it."""
        table = {other.row: other for other in bands if other.table == band.table}
        found: list[RuledCell] = []
        for number in sorted({band.cell(word) for row in inside for word in row.words}):
            left, right = band.edges[number - 1], band.edges[number]
            middle, first, last = (left + right) / 2, band.row, band.row
            while first - 1 in table and not self._parted(middle, table[first].place.top):
                first -= 1
            while last + 1 in table and not self._parted(middle, table[last].place.bottom):
                last += 1
            found.append(RuledCell(band.table, left, right, band.row - first, last - band.row))
        return tuple(found)

    def _parted(self, x: float, height: float) -> bool:
        """Tell whether a horizontal line is drawn through a place."""
        return any(abs(line.top - height) <= _SAME and line.left <= x <= line.right for line in self._flat)

    def _bands(self) -> list[Band]:
        """Return the rows of the tables of the page, from its top, with the number of each in its table."""
        found = _with_whole_rows(list(self._spaces()))
        numbered: list[Band] = []
        tables = 0
        for band in sorted(found, key=lambda band: (-band.place.top, band.place.left)):
            above = next((other for other in reversed(numbered) if other.stands_on(band)), None)
            tables += above is None
            place = (above.table, above.row + 1) if above else (tables, 0)
            numbered.append(replace(band, table=place[0], row=place[1]))
        return numbered

    def _spaces(self) -> Iterator[Band]:
        """Yield the spaces between two neighbouring horizontal lines that upright lines part into cells."""
        levels = _apart(line.top for line in self._flat)
        for low, high in pairwise(levels):
            middle = (low + high) / 2
            edges = _apart(line.left for line in self._upright if line.bottom < middle < line.top)
            flat = [line for line in self._flat if abs(line.top - low) <= _SAME or abs(line.top - high) <= _SAME]
            # Tables side by side, as in two columns, share no horizontal line.
            for group in _groups(edges, flat):
                if len(group) >= _WHOLE:
                    yield Band(place=Rect(group[0], low, group[-1], high), edges=tuple(group))


def _with_whole_rows(bands: Sequence[Band]) -> list[Band]:
    """Leave out boxes of one cell that are no row of a table, merged over its whole width."""
    kept = [band for band in bands if len(band.edges) >= _EDGES]
    whole = [band for band in bands if len(band.edges) == _WHOLE]
    return kept + [box for box in whole if any(box.stands_on(row) or row.stands_on(box) for row in kept)]


def _rows_without_lines(inside: Sequence[Row], band: Band) -> bool:
    """Tell whether rows of words are rows of the table, though no line is drawn between them.

    That is so where all fill the same cells, and one cell holds a number in each.
    """
    filled = [{band.cell(word) for word in row.words} for row in inside]
    if len(inside) < _EDGES or len(filled[0]) < _WHOLE or any(cells != filled[0] for cells in filled):
        return False
    numeric = ({band.cell(word) for word in row.words if word.text[:1].isdigit()} for row in inside)
    return bool(set.intersection(*numeric))


def _crosses(line: Rect, place: Rect) -> bool:
    return line.left <= place.left and line.right >= place.right and place.bottom < line.bottom < place.top


def _apart(values: Iterable[float]) -> list[float]:
    """Return values in order without those that hardly differ from the one before."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _SAME:
            kept.append(value)
    return kept


def _groups(edges: Sequence[float], flat: Sequence[Rect]) -> list[list[float]]:
    """Part edges of cells where no horizontal line runs from one to the next."""
    groups: list[list[float]] = []
    for edge in edges:
        middle = (groups[-1][-1] + edge) / 2 if groups else edge
        if groups and any(line.left <= middle <= line.right for line in flat):
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return groups


def _joined(inside: Sequence[Row], band: Band, cells: tuple[RuledCell, ...]) -> Row:
    """Return the rows of one row of a table as one, its words cell by cell."""
    placed = [(band.cell(word), number, word) for number, row in enumerate(inside) for word in row.words]
    placed.sort(key=lambda entry: entry[:2])
    words = [placed[0][2]]
    for (before, _, _), (cell, _, word) in pairwise(placed):
        words.append(word._replace(gap=word.gap.replace("\t", " ") if cell == before else "\t"))
    first = inside[0]
    return first._replace(words=tuple(words), right=max(row.right for row in inside), cells=cells)
