"""Makers of office files for the tests of their readers."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from odfdo import Document as OpenDocument

from corpus.model import DocumentText
from ingest.readers import read
from tests.ingest.conftest import make_raw

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_bytes(document: WordDocument) -> bytes:
    """Return a Word document as a file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def add_xml(document: WordDocument, xml: str) -> None:
    """Add a paragraph or table to a Word document as XML; ``w:`` names are known."""
    root = xml.index(">") if "/>" not in xml[: xml.index(">") + 1] else xml.index("/>")
    document.element.body.insert(len(document.element.body) - 1, parse_xml(f"{xml[:root]} {W}{xml[root:]}"))


def word_table(document: WordDocument, rows: Sequence[Sequence[str]]) -> Any:  # noqa: ANN401 - the library's own type
    """Add a table to a Word document."""
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    return table


def read_word(document: WordDocument) -> DocumentText:
    """Read a Word document as a file."""
    return read(make_raw(word_bytes(document), "application/octet-stream"))


def numbered(
    document: WordDocument, levels: str, nums: str = '<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
) -> None:
    """Give a Word document one more list, named 90, with these levels."""
    part = document.part.numbering_part.element
    first = next(iter(part.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}num")))
    xml = f'<w:numbering {W}><w:abstractNum w:abstractNumId="90">{levels}</w:abstractNum>{nums}</w:numbering>'
    for child in list(parse_xml(xml)):
        if child.tag.endswith("}abstractNum"):
            first.addprevious(child)
        else:
            part.append(child)


def item(document: WordDocument, text: str, level: int = 0, number: int = 90) -> None:
    """Add an item of a list to a Word document."""
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    add_xml(document, f"<w:p><w:pPr>{place}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")


def sheet_bytes(
    sheets: Mapping[str, Sequence[Sequence[object]]],
    formats: Mapping[str, str] | None = None,
    merged: Sequence[str] = (),
) -> bytes:
    """Make an Excel file.

    Args:
        sheets: Rows of each sheet.
        formats: Number formats of cells of the first sheet.
        merged: Ranges of the first sheet that are merged.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for place, code in (formats or {}).items():
        book.worksheets[0][place].number_format = code
    for place in merged:
        book.worksheets[0].merge_cells(place)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def open_bytes(document: OpenDocument) -> bytes:
    """Return an OpenDocument as a file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def repacked(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return an office file with some of its parts replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry, old.read(entry.filename))
        for name, part in parts.items():
            new.writestr(name, part)
    return buffer.getvalue()


def grid(document: DocumentText, number: int = 0) -> list[tuple[int, int, str]]:
    """Return row, column and words of each cell of a table."""
    return [(cell.row, cell.column, cell.span.quote(document.text)) for cell in document.tables[number].cells]
