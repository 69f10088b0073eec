"""Sheets of cells: the tables on them, parted by empty rows, with the lines of words above them as their names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.readers.assembly import Piece, PlacedCell, TextAssembly, one_line

_NUMBER = re.compile(r"[^\w]*\d[\d\s.,'’%€$-]*")
_YEAR = re.compile(r"(?:19|20)\d\d")


def write_sheet(assembly: TextAssembly, name: str, cells: Sequence[PlacedCell]) -> None:
    """Write a sheet: its name, its lines of words as paragraphs, its tables as tables.

    Empty rows part tables, unless what follows goes on with numbers and has no headings of its own; empty columns
    are left out.

    Args:
        assembly: Where to.
        name: Name of the sheet; empty for none.
        cells: Its cells by row and column.
    """
    filled = [cell for cell in cells if one_line(cell.text)]
    if not filled:
        return
    assembly.paragraph([Piece(name)])
    title = ""
    for block in _blocks(filled):
        if block.is_table:
            assembly.table(_compact(block.cells), name=": ".join(filter(None, (name, title))))
            title = ""
        else:
            for line in block.lines:
                assembly.paragraph([Piece("\t".join(one_line(cell.text) for cell in line))], tight=True)
            title = " ".join(filter(None, (title, *(one_line(cell.text) for cell in block.cells))))[:300]


def _blocks(cells: Sequence[PlacedCell]) -> Iterator["_Block"]:
    """Yield the rows that belong together: lines of one entry above a table are apart from it."""
    block = _Block()
    last = -1
    for row, members in groupby(cells, key=lambda cell: cell.row):
        line = list(members)
        if block.lines and _parted(block, line, empty_row=row - last > 1):
            yield block
            block = _Block()
        block.add(line)
        last = max(last, *(row + cell.rows - 1 for cell in line))
    yield block


class _Block:
    """Rows of a sheet that belong together."""

    def __init__(self) -> None:
        self.lines: list[list[PlacedCell]] = []
        self.several = False
        self._columns: set[int] = set()

    def add(self, line: list[PlacedCell]) -> None:
        """Take one more row."""
        self.lines.append(line)
        self.several = self.several or len(line) > 1
        self._columns.update(cell.column for cell in line)

    @property
    def cells(self) -> list[PlacedCell]:
        """All cells, by row and column."""
        return [cell for line in self.lines for cell in line]

    @property
    def is_table(self) -> bool:
        """Whether there are two rows and two columns."""
        return len(self.lines) > 1 and len(self._columns) > 1


def _parted(block: _Block, line: Sequence[PlacedCell], *, empty_row: bool) -> bool:
    if empty_row:
        return not (block.is_table and len(line) > 1 and any(map(_is_number, line)))
    # A title stands right above its table.
    return len(line) > 1 and not block.several


def _is_number(cell: PlacedCell) -> bool:
    text = one_line(cell.text)
    return (cell.value is not None or _NUMBER.fullmatch(text) is not None) and _YEAR.fullmatch(text) is None


def _compact(block: Sequence[PlacedCell]) -> list[PlacedCell]:
    """Number rows and columns from 0, without those that are empty."""
    rows = {row: at for at, row in enumerate(sorted({cell.row for cell in block}))}
    columns = {column: at for at, column in enumerate(sorted({cell.column for cell in block}))}
    return [
        replace(
            cell,
            row=rows[cell.row],
            column=columns[cell.column],
            rows=_covered(rows, cell.row, cell.rows),
            columns=_covered(columns, cell.column, cell.columns),
        )
        for cell in block
    ]


def _covered(places: dict[int, int], first: int, size: int) -> int:
    if size == 1:
        return 1
    return sum(1 for place in places if first <= place < first + size)
