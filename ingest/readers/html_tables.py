"""The grid of an HTML table: where each cell stands, as rows and columns are counted by a browser."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import Tag

from corpus.model import Cell, Span, Table
from ingest.readers.assembly import PlacedCell, is_tabular, one_line

CELLS = frozenset(("td", "th"))
_BLOCKS = ["table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "form", "input"]
# As in the HTML standard, 4.9.11.
_WIDEST_SPAN = 1000
MOST_COLUMNS = 500
_TALLEST_SPAN = 65_534


@dataclass(slots=True)
class OpenTable:
    """A table that is being written.

    Attributes:
        tag: The element.
        start: Where its text begins.
        places: Its cells by the identity of their element.
        header_rows: Number of rows at its top that are marked as headings.
        name: Its caption.
        last: Column of the cell written last in this row.
        cells: The cells that were written.
    """

    tag: Tag
    start: int
    places: dict[int, PlacedCell]
    header_rows: int
    name: str
    last: int = 0
    cells: list[Cell] = field(default_factory=list)

    def add(self, tag: Tag, start: int, end: int) -> None:
        """Keep a cell that was written, unless it is empty."""
        place = self.places[id(tag)]
        if start < end:
            span = Span(start=start, end=end)
            cell = Cell(row=place.row, column=place.column, span=span, rows=place.rows, columns=place.columns)
            self.cells.append(cell)

    def close(self, end: int) -> Table:
        """Return the table that ends here."""
        return Table(
            span=Span(start=self.start, end=end),
            cells=tuple(self.cells),
            name=self.name,
            header_rows=self.header_rows or None,
        )


def open_table(tag: Tag, start: int) -> OpenTable | None:
    """Return a table of short entries to be written; None for one that only lays out a page."""
    if tag.find(_BLOCKS) is not None:
        return None
    rows = [row for row in tag.find_all("tr") if isinstance(row, Tag)]
    places = {id(cell): place for cell, place in _places(rows)}
    width = max((place.column for place in places.values()), default=0)
    if width > MOST_COLUMNS or not is_tabular(list(places.values())):
        return None
    caption = tag.find("caption")
    return OpenTable(tag, start, places, _header_rows(rows), one_line(caption.get_text(" ")) if caption else "")


def _places(rows: list[Tag]) -> Iterator[tuple[Tag, PlacedCell]]:
    taken: dict[int, int] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in (cell for cell in row.find_all(CELLS) if isinstance(cell, Tag)):
            while taken.get(column, 0) > number:
                column += 1
            columns, height = _span(cell, "colspan", _WIDEST_SPAN), _span(cell, "rowspan", _TALLEST_SPAN)
            height = min(height, len(rows) - number)
            taken.update(dict.fromkeys(range(column, column + columns), number + height))
            text = cell.get_text(" ")
            yield cell, PlacedCell(row=number, column=column, text=text, rows=height, columns=columns)
            column += columns
            if column > MOST_COLUMNS + _WIDEST_SPAN:
                return


def _span(cell: Tag, name: str, most: int) -> int:
    value = str(cell.get(name, "1")).strip()
    return max(1, min(most, int(value))) if value.isascii() and value.isdigit() and len(value) < 9 else 1


def _header_rows(rows: list[Tag]) -> int:
    """Count the rows at the top that stand in a table head or hold only heading cells."""
    count = 0
    for row in rows:
        if row.find_parent("thead") is None and row.find("td") is not None:
            break
        count += 1
    return count if count < len(rows) else 0
