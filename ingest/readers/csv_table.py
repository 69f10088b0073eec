"""Comma-separated values: the sign between cells found in the file itself, then one sheet."""

import csv
import io
from collections.abc import Iterator

from corpus.errors import UnreadableDocument
from corpus.model import DocumentText, RawDocument
from ingest.readers.assembly import PlacedCell, TextAssembly
from ingest.readers.sheets import write_sheet
from ingest.readers.text import decode

DELIMITERS = (";", "\t", ",", "|")
_LINES_TRIED = 50
_STATED = "sep="
# A spreadsheet has no more columns either.
MOST_COLUMNS = 16_384


def read_csv(raw: RawDocument) -> DocumentText:
    """Read a table of lines whose cells are parted by semicolons, tabs, commas or bars.

    Raises:
        UnreadableDocument: If the bytes are no text (``binary``), hold no words (``empty``) or a quote in them never
            ends (``damaged``), or have more columns than a spreadsheet can (``too_large``).
    """
    decoded, warnings = decode(raw.content)
    text = decoded.replace("\r\n", "\n").replace("\r", "\n")
    stated = text.startswith(_STATED) and text[len(_STATED) + 1 : len(_STATED) + 2] == "\n"
    delimiter = text[len(_STATED)] if stated else find_delimiter(text)
    assembly = TextAssembly()
    for warning in warnings:
        assembly.warn(warning)
    write_sheet(assembly, "", list(_cells(text[len(_STATED) + 2 :] if stated else text, delimiter)))
    return assembly.finish("csv", sections=True)


def find_delimiter(text: str) -> str:
    """Return the sign that parts the cells of a text: the one that gives most lines the same number, above one.

    Args:
        text: The text, of which the first 50 lines are tried.
    """
    head = "\n".join(text.split("\n", _LINES_TRIED)[:_LINES_TRIED])
    return max(DELIMITERS, key=lambda sign: (_agreement(head, sign), -DELIMITERS.index(sign)))


def _agreement(head: str, delimiter: str) -> tuple[int, int]:
    """Return how many lines have the most frequent number of cells, and that number; zero where it is one."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(head), delimiter=delimiter) if row]
    except csv.Error:
        return (0, 0)
    several = [width for width in widths if width > 1]
    if not several:
        return (0, 0)
    usual = max(set(several), key=lambda width: (several.count(width), width))
    return (several.count(usual), usual)


def _cells(text: str, delimiter: str) -> Iterator[PlacedCell]:
    try:
        for row, entries in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter)):
            if len(entries) > MOST_COLUMNS:
                message = f"line {row + 1} of the table has {len(entries)} cells, more than a table can have"
                raise UnreadableDocument(message, reason="too_large")
            for column, entry in enumerate(entries):
                if entry.strip():
                    yield PlacedCell(row=row, column=column, text=entry)
    except csv.Error as error:
        raise UnreadableDocument(f"the table cannot be read: {error}", reason="damaged") from error
