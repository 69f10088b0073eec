"""Word files (DOCX), opened by python-docx: paragraphs with their list numbers, tables in place, links, footnotes."""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from corpus.model import DocumentText, RawDocument
from ingest.readers.archive import check_archive
from ingest.readers.assembly import Piece, PlacedCell, TextAssembly, is_tabular
from ingest.readers.docx_numbering import Numbering, W, attribute

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What was deleted, moved away, or is a field's instruction is not printed; a text box has paragraphs of its own.
_UNPRINTED = frozenset((W + "del", W + "moveFrom", W + "pPr", W + "rPr", W + "txbxContent", _FALLBACK))
_SIGNS = {W + "tab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-", W + "softHyphen": "", W + "ptab": "\t"}
_WRAPPERS = frozenset((W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "smartTag"))


def read_docx(raw: RawDocument) -> DocumentText:
    """Read a Word file.

    Paragraphs are parted by a blank line, items of one list by a line end, with the numbers that Word prints. A table
    of short entries is kept as one; one that only lays out paragraphs gives its paragraphs. A footnote follows the
    paragraph that calls it. What was deleted under revision is left out.

    Raises:
        UnreadableDocument: If the file is unsafe (``too_large``, ``hostile``), ``encrypted`` or ``empty``.
    """
    import docx

    check_archive(raw.content)
    document = docx.Document(io.BytesIO(raw.content))
    writer = _Writer(document)
    writer.blocks(document.element.body)
    return writer.assembly.finish("docx", furniture=_furniture(document))


class _Writer:
    """Walks the body of a document."""

    def __init__(self, document: "Document") -> None:
        self.assembly = TextAssembly()
        self._numbering = Numbering(document)
        self._targets = {
            name: relation.target_ref for name, relation in document.part.rels.items() if relation.is_external
        }
        self._labels: dict[_Element, str] = {}
        self._notes = {kind: _notes(document, kind) for kind in ("footnote", "endnote")}

    def blocks(self, parent: "_Element") -> None:
        """Write the paragraphs and tables of a body, a cell or a content control."""
        for child in parent.iterchildren(tag="*"):
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag in _WRAPPERS:
                self.blocks(child)

    def _paragraph(self, paragraph: "_Element") -> None:
        label = self._label(paragraph)
        pieces = list(self._pieces(paragraph))
        if any(piece.text.strip() for piece in pieces):
            self.assembly.paragraph([Piece(label), *pieces], tight=bool(label))
        for box in paragraph.iter(W + "txbxContent"):
            outermost = next(box.iterancestors(W + "p")) is paragraph
            if outermost and not any(True for _ in box.iterancestors(_FALLBACK)):
                self.blocks(box)
        for sign, note in self._called(paragraph):
            self.assembly.paragraph([Piece(f"[{sign}] "), *note])

    def _pieces(self, element: "_Element", target: str | None = None) -> Iterator[Piece]:
        for child in element.iterchildren(tag="*"):
            if child.tag in _UNPRINTED:
                continue
            if child.tag == W + "t":
                yield Piece((child.text or "").replace("\n", " "), target)
            elif child.tag in _SIGNS:
                yield Piece(_SIGNS[child.tag], target)
            elif child.tag == W + "br":
                yield Piece("\n" if child.get(W + "type", "textWrapping") == "textWrapping" else "", target)
            elif child.tag == W + "hyperlink":
                inner = self._targets.get(child.get(_RELATION, ""), target)
                words = "".join(piece.text for piece in self._pieces(child))
                yield Piece(words, inner)
            else:
                yield from self._pieces(child, target)

    def _called(self, paragraph: "_Element") -> Iterator[tuple[str, list[Piece]]]:
        for kind, notes in self._notes.items():
            for call in paragraph.iter(f"{W}{kind}Reference"):
                note = notes.get(call.get(W + "id", ""))
                if note is not None:
                    yield call.get(W + "id", ""), list(self._pieces(note))

    def _table(self, table: "_Element") -> None:
        rows = list(_inside(table, "tr"))
        cells = [cell for number, row in enumerate(rows) for cell in self._cells(row, number)]
        nested = any(True for row in rows for _ in row.iter(W + "tbl"))
        if not nested and is_tabular(cells):
            headers = sum(1 for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None)
            self.assembly.table(_merged(cells), header_rows=headers or None)
        else:
            for row in rows:
                for cell in _inside(row, "tc"):
                    self.blocks(cell)

    def _cells(self, row: "_Element", number: int) -> Iterator[PlacedCell]:
        column = _integer(attribute(row, "trPr/gridBefore"))
        for cell in _inside(row, "tc"):
            columns = max(1, _integer(attribute(cell, "tcPr/gridSpan")))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(W + "val", "continue") == "continue"
            text = " ".join(self._words(paragraph) for paragraph in cell.iter(W + "p"))
            # A cell that goes on from above is marked by no rows of its own.
            yield PlacedCell(row=number, column=column, text=text, rows=0 if goes_on else 1, columns=columns)
            column += columns

    def _words(self, paragraph: "_Element") -> str:
        words = "".join(piece.text for piece in self._pieces(paragraph))
        return self._label(paragraph) + words if words.strip() else ""

    def _label(self, paragraph: "_Element") -> str:
        """Return a paragraph's number; each is counted once, however often it is asked for."""
        if paragraph not in self._labels:
            self._labels[paragraph] = self._numbering.label(paragraph)
        return self._labels[paragraph]


def _merged(cells: Sequence[PlacedCell]) -> list[PlacedCell]:
    """Give a cell that is merged downwards the rows of those that go on from it."""
    height: dict[tuple[int, int], int] = {}
    owner: dict[int, tuple[int, int]] = {}
    for cell in cells:
        if cell.rows:
            owner[cell.column] = (cell.row, cell.column)
        place = owner.get(cell.column, (cell.row, cell.column))
        height[place] = height.get(place, 0) + 1
    return [
        PlacedCell(
            row=cell.row, column=cell.column, text=cell.text, rows=height[cell.row, cell.column], columns=cell.columns
        )
        for cell in cells
        if cell.rows
    ]


def _inside(parent: "_Element", name: str) -> Iterator["_Element"]:
    """Yield the rows of a table or the cells of a row, those in content controls too."""
    for child in parent.iterchildren(tag="*"):
        if child.tag == W + name:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, name)


def _notes(document: "Document", kind: str) -> dict[str, "_Element"]:
    from docx.oxml import parse_xml

    notes: dict[str, _Element] = {}
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}s"):
            for note in parse_xml(relation.target_part.blob).iter(W + kind):
                if note.get(W + "type") is None:
                    notes[note.get(W + "id", "")] = note
    return notes


def _furniture(document: "Document") -> list[str]:
    """Return the texts of all running heads and footers."""
    found: list[str] = []
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.rsplit("/", 1)[-1] in ("header", "footer"):
            root = relation.target_part.element
            found += ["".join(text.text or "" for text in line.iter(W + "t")) for line in root.iter(W + "p")]
    return found


def _integer(value: str | None) -> int:
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 5 else 0
