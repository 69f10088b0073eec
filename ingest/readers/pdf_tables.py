"""Ruled tables of a PDF as tables: which cell of which row and column each part of a line is, also over pages."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from corpus.model import Cell, Span, Table
from ingest.readers.assembly import LARGEST_TABLE, PlacedCell, is_tabular
from ingest.readers.printed import PrintedLine, RuledCell

# Edges of columns nearer to each other than this are one, in points.
_SAME = 3.0
# So many rows at the top of a table may be printed again on its next page.
_MOST_HEADINGS = 5


class _Words(NamedTuple):
    """The words of a cell, the number of their line in the table, and their place on the page and in the text."""

    text: str
    row: int
    column: int
    columns: int
    place: RuledCell
    span: Span


@dataclass(slots=True, kw_only=True)
class _Piece:
    """The part of a table that one page holds.

    Attributes:
        page: Number of the page.
        lines: Its lines, with the place in the text where each begins.
        follows: Whether nothing of the body stands between it and the table line before it.
    """

    page: int
    lines: list[tuple[PrintedLine, int]] = field(default_factory=list)
    follows: bool = False

    @property
    def left(self) -> float:
        return min(line.cells[0].left for line, _ in self.lines)

    def edges(self) -> list[float]:
        """Return where its columns begin and the last one ends, counted from the left edge of the table."""
        cells = [cell for line, _ in self.lines for cell in line.cells]
        return [*_apart(cell.left - self.left for cell in cells), max(cell.right for cell in cells) - self.left]


def ruled_tables(lines: Sequence[tuple[int, PrintedLine]], starts: Sequence[int]) -> tuple[Table, ...]:
    """Make tables of the lines that are rows of ruled tables; the text stays as it is.

    A table that goes on at the top of the next page is one table; headings printed again there are no cells. A
    ruled box that lays out running text is no table.

    Args:
        lines: The lines of the document with their pages, in reading order.
        starts: Where in the text each line begins.
    """
    made = (_table(pieces) for pieces in _continued(_pieces(lines, starts)))
    return tuple(table for table in made if table is not None)


def _pieces(lines: Sequence[tuple[int, PrintedLine]], starts: Sequence[int]) -> Iterator[_Piece]:
    """Yield the tables of each page."""
    piece: _Piece | None = None
    key: tuple[int, int] | None = None
    follows = False
    for (page, line), start in zip(lines, starts, strict=True):
        if not line.cells:
            follows = follows and line.note
            if not line.note:
                yield from filter(None, (piece,))
                piece, key = None, None
            continue
        if piece is None or key != (page, line.cells[0].table):
            if piece is not None:
                yield piece
            piece, key = _Piece(page=page, follows=follows), (page, line.cells[0].table)
        piece.lines.append((line, start))
        follows = True
    if piece is not None:
        yield piece


def _continued(pieces: Iterator[_Piece]) -> Iterator[list[_Piece]]:
    """Yield the pieces of each table."""
    table: list[_Piece] = []
    for piece in pieces:
        if table and not _goes_on(table[-1], piece):
            yield table
            table = []
        table.append(piece)
    if table:
        yield table


def _goes_on(last: _Piece, piece: _Piece) -> bool:
    """Tell whether a table at the top of a page continues the one at the foot of the page before."""
    if not piece.follows or piece.page != last.page + 1:
        return False
    before, now = last.edges(), piece.edges()
    return abs(before[-1] - now[-1]) <= _SAME and all(any(abs(a - b) <= _SAME for b in before) for a in now)


def _table(pieces: Sequence[_Piece]) -> Table | None:
    columns = _apart(edge for piece in pieces for edge in piece.edges()[:-1])
    words: list[_Words] = []
    rows = 0
    for piece in pieces:
        kept = piece.lines if piece is pieces[0] else piece.lines[_repeated(pieces[0], piece) :]
        for line, start in kept:
            words += _words(line, start, rows, columns, piece)
            rows += 1
    if not is_tabular([PlacedCell(row=word.row, column=word.column, text=word.text) for word in words]):
        return None
    span = Span(start=words[0].span.start, end=words[-1].span.end, page=pieces[0].page)
    return Table(span=span, cells=_cells(words[:LARGEST_TABLE], rows))


def _repeated(first: _Piece, piece: _Piece) -> int:
    """Return how many rows at the top of a page are headings of the table's first page again.

    Not all need be there: what stands at the edge of several pages was taken out with the running heads.
    """
    headings = {line.text for line, _ in first.lines[:_MOST_HEADINGS]}
    return sum(1 for _ in takewhile(lambda placed: placed[0].text in headings, piece.lines))


def _words(line: PrintedLine, start: int, row: int, columns: Sequence[float], piece: _Piece) -> Iterator[_Words]:
    """Yield the words of a line's cells."""
    parts = line.text.split("\t")
    if len(parts) != len(line.cells):
        return
    for part, place in zip(parts, line.cells, strict=True):
        begin = start + len(part) - len(part.lstrip())
        start += len(part) + 1
        text = part.strip()
        if text:
            left, right = place.left - piece.left, place.right - piece.left
            inside = [number for number, edge in enumerate(columns) if left - _SAME <= edge < right - _SAME]
            span = Span(start=begin, end=begin + len(text), page=piece.page)
            yield _Words(text, row, inside[0], len(inside), place, span)


def _cells(words: Sequence[_Words], rows: int) -> tuple[Cell, ...]:
    """Return the cells; of a merged one whose words stand in several of its rows, each row has its own."""
    whole = [_cell(word, rows) for word in words]
    taken = Counter(place for cell in whole for place in _places(cell))
    return tuple(
        _cell(word, rows, merged=all(taken[place] == 1 for place in _places(cell)))
        for word, cell in zip(words, whole, strict=True)
    )


def _cell(word: _Words, rows: int, *, merged: bool = True) -> Cell:
    first = max(0, word.row - word.place.above) if merged else word.row
    last = min(rows - 1, word.row + word.place.below) if merged else word.row
    return Cell(row=first, column=word.column, span=word.span, rows=last - first + 1, columns=word.columns)


def _places(cell: Cell) -> Iterator[tuple[int, int]]:
    columns = range(cell.column, cell.column + cell.columns)
    return ((row, column) for row in range(cell.row, cell.row + cell.rows) for column in columns)


def _apart(values: Iterable[float]) -> list[float]:
    """Return places in order without those that hardly differ from the one before."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _SAME:
            kept.append(value)
    return kept
