"""A table as a grid: what stands where, which rows and columns are headings, and the heading words of each cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from corpus.model import Cell, DocumentText, Table
from ingest.tables.cells import CellKind, CellReading, decimal_point, read_cell
from ingest.tables.rules import TableRules, fold

MOST_HEADING_ROWS = 5
# Merged cells that claim more places than this in all are a mistake or an attack: they head only their first place.
MOST_MERGED = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """A cell with its words and what they say."""

    cell: Cell
    text: str
    reading: CellReading

    @property
    def kind(self) -> CellKind:
        """What kind of thing it holds."""
        return self.reading.kind


class Grid:
    """A table read cell by cell, with its headings found.

    Args:
        text: The document.
        table: The table.
        rules: Words of the language.
    """

    def __init__(self, text: DocumentText, table: Table, rules: TableRules) -> None:
        self._rules = rules
        self._table = table
        words = [cell.span.quote(text.text) for cell in table.cells]
        point = decimal_point(words)
        self.cells = [
            GridCell(cell=cell, text=given, reading=read_cell(cell, given, rules, point=point))
            for cell, given in zip(table.cells, words, strict=True)
        ]
        self.rows: dict[int, list[GridCell]] = {}
        for held in self.cells:
            self.rows.setdefault(held.cell.row, []).append(held)
        self._at = _places(self.cells)
        self.order = sorted(self.rows)
        self.width = max((held.cell.column + held.cell.columns for held in self.cells), default=0)

    def at(self, row: int, column: int) -> GridCell | None:
        """Return what stands in a place, a merged cell in all its places."""
        return self._at.get((row, column))

    @cached_property
    def titles(self) -> tuple[int, ...]:
        """Rows at the top that hold one line of words over the whole width."""
        found: list[int] = []
        for row in self.order[:-1]:
            held = self.rows[row]
            if len(held) > 1 or held[0].kind is not CellKind.WORDS or self.width < 2 or held[0].cell.column:
                break
            found.append(row)
        return tuple(found)

    @cached_property
    def headings(self) -> tuple[int, ...]:
        """Rows of headings below the titles."""
        rows = self.order[len(self.titles) :]
        stated = self._table.header_rows
        if stated:
            return tuple(row for row in rows if row < stated)
        found: list[int] = []
        for row in rows[:-1][:MOST_HEADING_ROWS]:
            if not self._is_heading(row, found):
                break
            found.append(row)
        return tuple(found)

    @cached_property
    def body(self) -> tuple[int, ...]:
        """Rows below the headings."""
        return tuple(self.order[len(self.titles) + len(self.headings) :])

    @cached_property
    def stub(self) -> int:
        """Number of columns at the left that hold the headings of rows."""
        column = 0
        while column < self.width - 1 and self._names_rows(column):
            column += 1
        return column

    @cached_property
    def is_data(self) -> bool:
        """Whether the table holds numbers: a table of words is read like any text."""
        return any(self.figures())

    def figures(self) -> Iterator[GridCell]:
        """Yield the cells of the body that hold a figure, in reading order."""
        named = {column for column in range(self.stub, self.width) if self._is_identifier(column)}
        years = {column for column in range(self.stub, self.width) if self._holds_years(column)}
        for row in self.body:
            for held in self.rows[row]:
                column = held.cell.column
                if column < self.stub or column in named:
                    continue
                if held.kind is CellKind.NUMBER or (held.kind is CellKind.YEAR and column not in years):
                    yield held

    def column_words(self, column: int) -> tuple[str, ...]:
        """Return the headings of a column, the outermost first."""
        found: list[str] = []
        for row in self.headings:
            held = self.at(row, column)
            if held is None and row != self.headings[-1]:
                held = self._left_of(row, column)
            if held is not None and held.text not in found:
                found.append(held.text)
        return tuple(found)

    def row_words(self, row: int, *, codes: bool = True) -> tuple[str, ...]:
        """Return the headings of a row, the outermost first: those of its section, then its own.

        Args:
            row: The row.
            codes: Whether headings that are codes, numbers of rows or years of building are among them.
        """
        found = [self._sections[row]] if row in self._sections else []
        for column in range(self.stub):
            if not codes and self._is_identifier(column):
                continue
            held = self.at(row, column)
            if held is None and column < self.stub - 1:
                held = self._above.get((row, column))
            if held is not None and held.text not in found:
                found.append(held.text)
        return tuple(found)

    def _left_of(self, row: int, column: int) -> GridCell | None:
        """Return the heading that reaches over the empty places at its right, as in a table of two heading rows."""
        for at in range(column - 1, max(self.stub, column - 50) - 1, -1):
            held = self.at(row, at)
            if held is not None:
                return held
        return None

    @cached_property
    def _above(self) -> dict[tuple[int, int], GridCell]:
        """For empty places in the columns of row headings: the heading above, which is printed once for its group."""
        found: dict[tuple[int, int], GridCell] = {}
        for column in range(self.stub - 1):
            last: GridCell | None = None
            for row in self.body:
                held = self.at(row, column)
                if held is not None:
                    last = held
                elif last is not None and row not in self._section_rows:
                    found[row, column] = last
        return found

    @cached_property
    def _section_rows(self) -> frozenset[int]:
        """Rows of the body that only name what follows them."""
        single = [row for row in self.body if len(self.rows[row]) == 1 and self.rows[row][0].kind is CellKind.WORDS]
        first_is = bool(single) and bool(self.body) and single[0] == self.body[0]
        return frozenset(
            row
            for row in single
            if (held := self.rows[row][0]).cell.column == 0
            and (first_is or held.cell.columns > 1 or held.text.rstrip().endswith(":"))
        )

    @cached_property
    def _sections(self) -> dict[int, str]:
        found: dict[int, str] = {}
        section = ""
        for row in self.body:
            if row in self._section_rows:
                section = self.rows[row][0].text
            elif section:
                found[row] = section
        return found

    def _is_heading(self, row: int, before: Sequence[int]) -> bool:
        held = self.rows[row]
        kinds = {cell.kind for cell in held}
        if CellKind.NUMBER in kinds or kinds == {CellKind.MISSING}:
            return False
        years = [cell.reading.value for cell in held if cell.kind is CellKind.YEAR]
        if years:
            # Figures can look like years; headings of years run up or down.
            steady = all(a < b for a, b in pairwise(years)) or all(a > b for a, b in pairwise(years))  # type: ignore[operator]
            repeated = len(set(years)) < len(years)
            return (repeated and self._under(row, before)) or (steady and (len(years) > 1 or not before))
        if not before:
            return len(held) > 1 or held[0].cell.column > 0
        return self._under(row, before) or self._says_units(held)

    def _under(self, row: int, before: Sequence[int]) -> bool:
        """Tell whether a row divides headings above it: its first place is empty, or belongs to a merged one."""
        corner = self.at(row, 0)
        return bool(before) and (corner is None or corner.cell.row < row)

    def _says_units(self, held: Sequence[GridCell]) -> bool:
        rules = self._rules
        patterns = (rules.any_money, rules.any_percent, rules.any_multiplied, rules.any_multiplier, rules.counting)
        words = [fold(cell.text) for cell in held]
        return all(any(pattern.search(word) for pattern in patterns) for word in words)

    def _names_rows(self, column: int) -> bool:
        held = [cell for row in self.body if (cell := self.at(row, column)) is not None]
        kinds = {cell.kind for cell in held}
        if self._is_identifier(column) or self._holds_years(column):
            return True
        if CellKind.NUMBER in kinds:
            return column == 0 and self._counts_up(held)
        return not kinds or CellKind.WORDS in kinds or (column == 0 and CellKind.YEAR in kinds)

    def _counts_up(self, held: Sequence[GridCell]) -> bool:
        """Tell whether a first column numbers its rows: whole numbers, each one more than the last."""
        values = [cell.reading.value for cell in held if cell.kind is CellKind.NUMBER and cell.reading.unit is None]
        whole = len(values) == len(held) > 2
        return whole and all(b - a == 1 for a, b in pairwise(values))  # type: ignore[operator]

    def _is_identifier(self, column: int) -> bool:
        return any(fold(words).strip(" .:") in self._rules.identifiers for words in self._own_headings(column))

    def _holds_years(self, column: int) -> bool:
        named = any(fold(words).strip(" .:") in self._rules.years for words in self._own_headings(column))
        return named and not any(
            held.kind is CellKind.NUMBER for row in self.body if (held := self.at(row, column)) is not None
        )

    def _own_headings(self, column: int) -> list[str]:
        """Return the headings of one column, not those that reach over several."""
        held = (self.at(row, column) for row in self.headings)
        return [cell.text for cell in held if cell is not None and cell.cell.columns == 1]


def _places(cells: Sequence[GridCell]) -> dict[tuple[int, int], GridCell]:
    """Return what stands in each place, merged cells in all of theirs."""
    found: dict[tuple[int, int], GridCell] = {}
    left = MOST_MERGED
    for held in cells:
        cell = held.cell
        size = cell.rows * cell.columns
        if 1 < size <= left:
            left -= size
            columns = range(cell.column, cell.column + cell.columns)
            found.update(((row, at), held) for row in range(cell.row, cell.row + cell.rows) for at in columns)
        else:
            found[cell.row, cell.column] = held
    return found
