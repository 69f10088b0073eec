"""Lists as CSV, sent while they are written."""

from collections.abc import Iterable, Sequence

from fastapi.responses import StreamingResponse

from corpus.spreadsheets import csv_pieces


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingResponse:
    """Answer with a CSV file, written while it is sent."""
    return StreamingResponse(
        csv_pieces(columns, rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
