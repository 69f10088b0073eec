"""The tables of a document as rows and cells: for its page, bounded, and for a file, whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Cell, DocumentText, Table
from web.marking import Anchor, anchor

MOST_ROWS, MOST_COLUMNS, MOST_TABLES = 30, 24, 12
"""Rows and columns of a table, and tables of a document, that its page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A cell of a table as a page shows it.

    Attributes:
        words: Its words on one line.
        rows: How many rows it covers.
        columns: How many columns it covers.
        heading: Whether it heads its column.
        number: Whether it is a number, or heads one.
    """

    words: str
    rows: int
    columns: int
    heading: bool
    number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table as a page shows it.

    Attributes:
        number: Its place among the tables of the document, counted from 1.
        name: Its caption or the name of its sheet; empty where it has none.
        attachment: Name of the file that holds it; None in the document itself.
        page: Page on which it begins, None without pages.
        address: Where its words stand in the document.
        heads: Rows of headings, where the source marks any.
        rows: The other rows.
        row_count: Number of all its rows.
        cut: Whether rows or columns are left out.
    """

    number: int
    name: str
    attachment: str | None
    page: int | None
    address: Anchor
    heads: tuple[tuple[ShownCell, ...], ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    row_count: int
    cut: bool


def tables_of(text: DocumentText) -> tuple[ShownTable, ...]:
    """Return the tables of a document as its page shows them, the first few of many."""
    return tuple(_shown(text.text, one, number) for number, one in enumerate(text.tables[:MOST_TABLES], start=1))


def rows_of(text: str, table: Table) -> Iterator[list[str]]:
    """Yield all rows of a table with a place for every column; a merged cell stands in its first place."""
    height, width = _size(table)
    grid = [[""] * width for _ in range(height)]
    for cell in table.cells:
        grid[cell.row][cell.column] = _words(text, cell)
    yield from grid


def _size(table: Table) -> tuple[int, int]:
    return (
        max((cell.row + cell.rows for cell in table.cells), default=0),
        max((cell.column + cell.columns for cell in table.cells), default=0),
    )


def _words(text: str, cell: Cell) -> str:
    return " ".join(cell.span.quote(text).split())


def _shown(text: str, table: Table, number: int) -> ShownTable:
    height, width = _size(table)
    rows, columns = min(height, MOST_ROWS), min(width, MOST_COLUMNS)
    heading = min(table.header_rows if table.header_rows is not None else 1, rows)
    covered, made = set[tuple[int, int]](), list[tuple[ShownCell, ...]]()
    held = {(cell.row, cell.column): cell for cell in table.cells}
    for row in range(rows):
        limit = heading if row < heading else rows
        first = max(row, heading)
        made.append(tuple(_row(text, held, covered, row, (limit, columns), first)))
    return ShownTable(
        number=number,
        name=table.name,
        attachment=table.attachment,
        page=table.span.page,
        address=anchor(table.span),
        heads=tuple(made[:heading]),
        rows=tuple(made[heading:]),
        row_count=height,
        cut=height > rows or width > columns,
    )


def _row(
    text: str,
    held: dict[tuple[int, int], Cell],
    covered: set[tuple[int, int]],
    row: int,
    limits: tuple[int, int],
    first: int,
) -> Iterator[ShownCell]:
    """Yield the cells of a row; places that a merged cell covers have none, empty ones an empty cell.

    ``first`` is the first row under a heading, whose cells say how the column is set; the row itself elsewhere.
    """
    for column in range(limits[1]):
        if (row, column) in covered:
            continue
        cell = held.get((row, column))
        high = min(cell.rows, limits[0] - row) if cell else 1
        wide = min(cell.columns, limits[1] - column) if cell else 1
        covered.update((row + down, column + across) for down in range(high) for across in range(wide))
        number = wide == 1 and _is_number(text, held.get((first, column)))
        words = _words(text, cell) if cell else ""
        yield ShownCell(words=words, rows=high, columns=wide, heading=first > row, number=number)


def _is_number(text: str, cell: Cell | None) -> bool:
    words = _words(text, cell) if cell else ""
    return words[-1:].isdigit() and sum(map(str.isalpha, words)) <= 1
