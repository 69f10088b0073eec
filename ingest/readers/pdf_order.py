"""Reading order: from the words of pages to lines, column by column, with notes after the body of their page."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.readers.furniture import without_furniture
from ingest.readers.pdf_columns import blocks
from ingest.readers.pdf_rows import Row, RowDocument, RowPage, printed_line
from ingest.readers.pdf_rules import Rulings
from ingest.readers.printed import PrintedDocument, PrintedLine, PrintedPage

# Notes are set at least this much smaller than the body.
_NOTE_SIZE = 0.9
_NOTE_MARK = re.compile(r"\s*(?:[0-9⁰¹²³⁴-⁹]{1,3}|\*{1,3}|[†‡§])[.)\s]*\w?")


def in_reading_order(document: RowDocument) -> PrintedDocument:
    """Put the rows of a document into lines in reading order, running heads and footers taken out."""
    pages, furniture = without_furniture(document.pages)
    body = body_size(pages)
    return PrintedDocument(
        pages=tuple(_printed_page(page, body) for page in pages),
        attachments=document.attachments,
        furniture=furniture,
    )


def body_size(pages: Sequence[RowPage]) -> float:
    """Return the size of letters in which most words are set."""
    counted: Counter[float] = Counter()
    for page in pages:
        for row in page.rows:
            counted[round(row.size, 1)] += len(row.words)
    return max(counted, key=lambda size: (counted[size], size)) if counted else 0.0


def parts_in_order(page: RowPage, body: float) -> tuple[list[Sequence[Row]], list[Sequence[Row]]]:
    """Return the blocks of a page's body and the notes at their feet, each in reading order."""
    bodies: list[Sequence[Row]] = []
    notes: list[Sequence[Row]] = []
    rulings = Rulings(page.drawn)
    for part in blocks(page.rows, rulings):
        first_note = _first_note(part, body)
        bodies.append(rulings.table_rows(part[:first_note]))
        notes.append(part[first_note:])
    return bodies, notes


def _printed_page(page: RowPage, body: float) -> PrintedPage:
    bodies, notes = parts_in_order(page, body)
    lines: list[PrintedLine] = []
    for part in bodies:
        lines += _lines(part, jumps=bool(lines))
    for part in notes:
        lines += _lines(part, jumps=True, note=True)
    lines += [printed_line(row, jumps=True) for row in page.turned]
    return PrintedPage(
        number=page.number,
        height=page.height,
        lines=tuple(line for line in lines if line.text.strip()),
        pictures=page.pictures,
        links=page.links,
    )


def _lines(part: Sequence[Row], *, jumps: bool, note: bool = False) -> Iterator[PrintedLine]:
    for place, row in enumerate(part):
        yield printed_line(row, jumps=jumps and not place, note=note)


def _first_note(part: Sequence[Row], body: float) -> int:
    """Return where the notes at the foot of a block begin: small rows up to its end, the first with a mark."""
    first = len(part)
    for place in range(len(part) - 1, -1, -1):
        row = part[place]
        if row.size > _NOTE_SIZE * body:
            break
        if _NOTE_MARK.match(row.text):
            first = place
    return first
