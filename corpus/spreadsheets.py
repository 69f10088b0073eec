"""Rows for spreadsheets: CSV (RFC 4180, UTF-8 with a byte order mark), and what keeps words from being run.

A spreadsheet runs a cell that begins like a formula, and a document may say anything: such a cell is quoted.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

_MARK = "\ufeff"  # so that spreadsheets read the accents
_PIECE = 1 << 16  # characters given at once: a piece a line would cost more than making the line
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

XLSX_OPTIONS: Mapping[str, bool] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Options of an XLSX workbook under which words stay words: neither formulas nor links nor numbers are made of them."""


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a CSV file in pieces of many lines, the mark and the head first.

    Args:
        columns: Names of the columns; those of a table in a document are words of a stranger.
        rows: One cell a column; None becomes an empty cell, numbers and days stay what they are.
    """
    buffer = io.StringIO()
    buffer.write(_MARK)
    writer = csv.writer(buffer)
    writer.writerow(safe_cells(columns))
    for row in rows:
        writer.writerow(safe_cells(row))
        if buffer.tell() > _PIECE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def safe_cells(row: Iterable[object]) -> list[object]:
    """Return the cells of a row of CSV: words that a spreadsheet would run are quoted, None becomes empty."""
    return ["" if cell is None else _safe(cell) for cell in row]


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
