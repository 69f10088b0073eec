"""Lists as CSV (RFC 4180, UTF-8 with a byte order mark so that spreadsheets read the accents)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from fastapi.responses import StreamingResponse

_MARK = "\ufeff"
_PIECE = 1 << 16  # characters sent at once: a piece a line would cost more than making the line
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _safe(cell: object) -> object:
    """Keep a spreadsheet from running text as a formula; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a CSV file in pieces of many lines, the head first; None becomes an empty cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield _MARK
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if cell is None else _safe(cell) for cell in row])
        if buffer.tell() > _PIECE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingResponse:
    """Answer with a CSV file, written while it is sent."""
    return StreamingResponse(
        lines(columns, rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
