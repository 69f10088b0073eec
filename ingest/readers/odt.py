"""OpenDocument texts and sheets (ODT, ODS), opened by odfdo: paragraphs, list numbers, tables, links, footnotes."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from corpus.model import DocumentText, RawDocument
from ingest.readers.archive import check_archive
from ingest.readers.assembly import Piece, PlacedCell, TextAssembly, is_tabular
from ingest.readers.list_labels import Level, ListCounter
from ingest.readers.sheets import write_sheet

if TYPE_CHECKING:
    from odfdo import Document, Element

# The format folds white space in its XML; blanks that count are elements.
_BLANKS = re.compile(r"[ \t\r\n]+")
_PARAGRAPHS = frozenset(("text:p", "text:h"))
_UNPRINTED = frozenset(("office:annotation", "text:note", "text:tracked-changes", "text:change", "draw:frame"))
_HEADING_ROWS = "table:table-header-rows"
_ROW_GROUPS = frozenset((_HEADING_ROWS, "table:table-rows", "table:table-row-group"))
_CELLS = frozenset(("table:table-cell", "table:covered-table-cell"))
_FORMATS: Mapping[str, str] = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "": "none",
}
# Programs that write sheets state empty rows and columns as one that is repeated to the end of the sheet.
_MOST_REPEATED = 1000
_LARGEST_EXPONENT = 30


def read_odt(raw: RawDocument) -> DocumentText:
    """Read an OpenDocument text, by the same rules as a Word file.

    Raises:
        UnreadableDocument: If the file is unsafe (``too_large``, ``hostile``), ``encrypted`` or ``empty``.
    """
    document = _open(raw)
    writer = _Writer(document)
    writer.blocks(document.body)
    return writer.assembly.finish("odt")


def read_ods(raw: RawDocument) -> DocumentText:
    """Read an OpenDocument sheet: each of its sheets with its tables.

    Raises:
        UnreadableDocument: If the file is unsafe (``too_large``, ``hostile``), ``encrypted`` or ``empty``.
    """
    assembly = TextAssembly()
    for sheet in _open(raw).body.children:
        if sheet.tag == "table:table":
            write_sheet(assembly, str(sheet.attributes.get("table:name", "")), _Grid().cells(sheet))
    return assembly.finish("ods", sections=True)


def _open(raw: RawDocument) -> "Document":
    from odfdo import Document

    check_archive(raw.content)
    return Document(io.BytesIO(raw.content))


class _Writer:
    """Walks the body of a document."""

    def __init__(self, document: "Document") -> None:
        self.assembly = TextAssembly()
        self._lists = _Lists(document)

    def blocks(self, parent: "Element") -> None:
        """Write what stands in a body, a section or a cell."""
        for child in parent.children:
            if child.tag in _PARAGRAPHS:
                self._paragraph(child, "")
            elif child.tag == "text:list":
                self._list(child, self._lists.open(child), 0)
            elif child.tag == "table:table":
                self._table(child)
            elif child.tag not in _UNPRINTED:
                self.blocks(child)

    def _paragraph(self, paragraph: "Element", label: str) -> None:
        self.assembly.paragraph([Piece(label), *_pieces(paragraph)], tight=bool(label))
        for box in paragraph.get_elements("descendant::draw:text-box"):
            self.blocks(box)
        for note in paragraph.get_elements("descendant::text:note"):
            self._note(note)

    def _note(self, note: "Element") -> None:
        sign = "".join(part.text for part in note.children if part.tag == "text:note-citation")
        body = [piece for line in note.get_elements("text:note-body/text:p") for piece in _pieces(line)]
        self.assembly.paragraph([Piece(f"[{sign}] "), *body])

    def _list(self, element: "Element", counter: ListCounter, level: int) -> None:
        for item in element.children:
            start = item.attributes.get("text:start-value", "")
            if start.isdigit():
                counter.restart(level, int(start))
            label = counter.label(level) if item.tag == "text:list-item" and _has_words(item) else ""
            for child in item.children:
                if child.tag == "text:list":
                    self._list(child, counter, level + 1)
                elif child.tag in _PARAGRAPHS:
                    self._paragraph(child, label)
                    label = ""

    def _table(self, table: "Element") -> None:
        grid = _Grid()
        cells = grid.cells(table)
        nested = bool(table.get_elements("descendant::table:table"))
        if not nested and is_tabular(cells):
            self.assembly.table(cells, header_rows=grid.header_rows or None)
            return
        for cell in _own_cells(table):
            self.blocks(cell)


class _Lists:
    """The list styles of a document, and the counter of each list."""

    def __init__(self, document: "Document") -> None:
        self._levels: dict[tuple[str, int], Level] = {}
        self._by_name: dict[str, ListCounter] = {}
        self._by_style: dict[str, ListCounter] = {}
        for part in (document.get_part("styles.xml"), document.get_part("content.xml")):
            root: Any = part
            for style in root.root.get_elements("descendant::text:list-style"):
                for level in style.children:
                    self._add(str(style.attributes.get("style:name", "")), level)

    def open(self, element: "Element") -> ListCounter:
        """Return the counter of a list: that of the one it goes on from, else a new one."""
        given = element.attributes
        style = str(given.get("text:style-name", ""))
        before = self._by_name.get(given["text:continue-list"]) if "text:continue-list" in given else None
        if before is None and given.get("text:continue-numbering") == "true":
            before = self._by_style.get(style)
        counter = before or ListCounter(lambda level: self._levels.get((style, level), Level(pattern=f"%{level + 1}.")))
        self._by_style[style] = counter
        self._by_name[str(given.get("xml:id", ""))] = counter
        return counter

    def _add(self, style: str, level: "Element") -> None:
        given = level.attributes
        number = _integer(given.get("text:level"), 1)
        if level.tag == "text:list-level-style-number":
            shown = _integer(given.get("text:display-levels"), 1)
            places = ".".join(f"%{at}" for at in range(max(1, number - shown + 1), number + 1))
            self._levels[style, number - 1] = Level(
                style=_FORMATS.get(given.get("style:num-format", ""), "decimal"),
                pattern=given.get("style:num-prefix", "") + places + given.get("style:num-suffix", ""),
                start=_integer(given.get("text:start-value"), 1),
            )
        elif level.tag.startswith("text:list-level-style-"):
            self._levels[style, number - 1] = Level(style="bullet", pattern="")


class _Grid:
    """Places the cells of one table."""

    def __init__(self) -> None:
        self.header_rows = 0
        self._row = 0

    def cells(self, table: "Element") -> list[PlacedCell]:
        """Return the cells that hold something."""
        return list(self._rows(table, heading=False))

    def _rows(self, parent: "Element", *, heading: bool) -> Iterator[PlacedCell]:
        for child in parent.children:
            if child.tag in _ROW_GROUPS:
                yield from self._rows(child, heading=heading or child.tag == _HEADING_ROWS)
            elif child.tag == "table:table-row":
                repeated = _integer(child.attributes.get("table:number-rows-repeated"), 1)
                made = list(self._row_cells(child))
                for at in range(min(repeated, _MOST_REPEATED) if made else 0):
                    yield from (replace(cell, row=self._row + at) for cell in made)
                self._row += repeated
                self.header_rows += heading

    def _row_cells(self, row: "Element") -> Iterator[PlacedCell]:
        column = 0
        for cell in row.children:
            if cell.tag not in _CELLS:
                continue
            given = cell.attributes
            repeated = _integer(given.get("table:number-columns-repeated"), 1)
            text = _cell_words(cell) if cell.tag == "table:table-cell" else ""
            if text.strip():
                value, unit = _value(given)
                for at in range(min(repeated, _MOST_REPEATED)):
                    yield PlacedCell(
                        row=0,
                        column=column + at,
                        text=text,
                        rows=_integer(given.get("table:number-rows-spanned"), 1),
                        columns=_integer(given.get("table:number-columns-spanned"), 1),
                        value=value,
                        unit=unit,
                    )
            column += repeated


def _value(given: Mapping[str, str]) -> tuple[Decimal | None, str | None]:
    """Return number and unit that a cell states beside its words."""
    kind = given.get("office:value-type")
    try:
        value = Decimal(given.get("office:value", ""))
    except InvalidOperation:
        return None, None
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_EXPONENT:
        return None, None
    if kind == "percentage":
        return value * 100, "%"
    return value, given.get("office:currency") if kind == "currency" else None


def _pieces(element: "Element", target: str | None = None) -> Iterator[Piece]:
    """Yield the words of a paragraph with the links they stand in."""
    yield Piece(_BLANKS.sub(" ", element.text), target)
    for child in element.children:
        inner = child.attributes.get("xlink:href", target) if child.tag == "text:a" else target
        if child.tag == "text:a":
            yield Piece("".join(piece.text for piece in _pieces(child)), inner)
        elif child.tag == "text:s":
            yield Piece(" " * min(_integer(child.attributes.get("text:c"), 1), 100), target)
        elif child.tag == "text:tab":
            yield Piece("\t")
        elif child.tag == "text:line-break":
            yield Piece("\n")
        elif child.tag not in _UNPRINTED:
            yield from _pieces(child, target)
        yield Piece(_BLANKS.sub(" ", child.tail or ""), target)


def _own_cells(parent: "Element") -> Iterator["Element"]:
    for child in parent.children:
        if child.tag == "table:table-cell":
            yield child
        elif child.tag in _ROW_GROUPS or child.tag == "table:table-row":
            yield from _own_cells(child)


def _cell_words(cell: "Element") -> str:
    lines = cell.get_elements("descendant::text:p") + cell.get_elements("descendant::text:h")
    return " ".join("".join(piece.text for piece in _pieces(line)) for line in lines)


def _has_words(item: "Element") -> bool:
    return any(child.tag in _PARAGRAPHS for child in item.children)


def _integer(value: str | None, otherwise: int) -> int:
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 8 else otherwise
