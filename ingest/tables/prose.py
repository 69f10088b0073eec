"""The running text of a document: its data tables blanked out, with every other character in its place."""

from corpus.model import DocumentText
from ingest.tables.cells import CellKind
from ingest.tables.grid import Grid
from ingest.tables.rules import table_rules

# Unicode's sign for an embedded object: neither blank nor letter, and no text has it for anything else.
OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"


def prose(text: DocumentText, *, language: str | None = None, sign: str = " ") -> str:
    """Return the document's text with blanks, or another sign, in place of its figures and their headings.

    A table without figures stays: a planning in a table is read like any text. So do rows of a data table that hold
    words beside their figures, such as a remark; only their numbers are blanked.

    Args:
        text: The document with its tables.
        language: Two-letter code of its language.
        sign: What stands for each character; ``OBJECT`` keeps the place of the table visible to whoever looks for
            the end of a text.

    Returns:
        A text of the same length.
    """
    rules = table_rules(language)
    parts: list[str] = []
    at = 0
    for table in text.tables:
        for start, end in _blanked(Grid(text, table, rules)) if table.cells else ():
            parts += (text.text[at:start], sign * (end - start))
            at = end
    return "".join((*parts, text.text[at:]))


def _blanked(grid: Grid) -> list[tuple[int, int]]:
    """Return the cells that are no running text, in order."""
    if not grid.is_data:
        return []
    found: list[tuple[int, int]] = []
    body = frozenset(grid.body)
    for row in grid.order:
        held = grid.rows[row]
        speaks = row in body and any(cell.kind is CellKind.WORDS and cell.cell.column >= grid.stub for cell in held)
        found += [
            (cell.cell.span.start, cell.cell.span.end) for cell in held if not speaks or cell.kind is not CellKind.WORDS
        ]
    return sorted(found)
