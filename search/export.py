"""The whole list of a search as a table: CSV, XLSX and JSON from one definition of its columns."""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from corpus.spreadsheets import XLSX_OPTIONS, csv_pieces
from search.request import Hit

_MOST_ROWS = 1_048_575  # of a sheet, under its head

Cell = str | int | float | bool | date | None


class Form(StrEnum):
    """Forms in which a list can be taken away."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


MEDIA_TYPES: Mapping[Form, str] = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.JSON: "application/json",
}

Row = tuple[int, str, Hit]
"""Place in the list, id of the first document of the family, and the hit."""

COLUMNS: Mapping[str, Callable[[Row], Cell]] = {
    "place": lambda row: row[0],
    "document": lambda row: row[2].document_id,
    "family": lambda row: row[1],
    "title": lambda row: row[2].title,
    "parliament": lambda row: row[2].parliament,
    "session": lambda row: row[2].session,
    "number": lambda row: row[2].number,
    "asker": lambda row: row[2].asker,
    "party": lambda row: row[2].party,
    "minister": lambda row: row[2].minister,
    "office": lambda row: row[2].office,
    "asked": lambda row: row[2].asked,
    "answered": lambda row: row[2].answered,
    "kind_of_answer": lambda row: row[2].kind,
    "commitment": lambda row: row[2].has_commitment,
    "why": lambda row: str(row[2].why),
    "words": lambda row: ", ".join(row[2].reason.words),
    "likeness": lambda row: row[2].reason.likeness,
    "score": lambda row: round(row[2].score, 4),
    "passage": lambda row: (
        " ".join("".join(one.text for one in row[2].passages[0].snippet).split()) if row[2].passages else None
    ),
    "passage_start": lambda row: row[2].passages[0].snippet_span.start if row[2].passages else None,
    "passage_end": lambda row: row[2].passages[0].snippet_span.end if row[2].passages else None,
    "passage_page": lambda row: row[2].passages[0].page if row[2].passages else None,
}
"""Columns by name. ``family`` is the id of the first document of the list that holds the same question."""


def rows(hits: Iterable[tuple[str, Hit]]) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of every document of a list, from ``SearchService.every_hit``."""
    for place, (family, hit) in enumerate(hits, 1):
        yield tuple(cell((place, family, hit)) for cell in COLUMNS.values())


def exported(form: Form, hits: Iterable[tuple[str, Hit]]) -> Iterator[bytes]:
    """Yield a list in a form, in pieces.

    Args:
        form: The form.
        hits: The documents, from ``SearchService.every_hit``.
    """
    made = {Form.CSV: _csv, Form.XLSX: _xlsx, Form.JSON: _json}
    return made[form](rows(hits))


def _csv(cells: Iterable[tuple[Cell, ...]]) -> Iterator[bytes]:
    return (piece.encode() for piece in csv_pieces(tuple(COLUMNS), cells))


def _xlsx(cells: Iterable[tuple[Cell, ...]]) -> Iterator[bytes]:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    with Workbook(buffer, dict(XLSX_OPTIONS)) as book:
        sheet = book.add_worksheet("search")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, list(COLUMNS), book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for place, row in zip(range(1, _MOST_ROWS + 1), cells, strict=False):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(place, column, cell, day)
                elif cell is not None:
                    sheet.write(place, column, cell)
    yield buffer.getvalue()


def _json(cells: Iterable[tuple[Cell, ...]]) -> Iterator[bytes]:
    yield b"["
    for number, row in enumerate(cells):
        held = {
            name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in zip(COLUMNS, row, strict=True)
        }
        yield (b",\n" if number else b"\n") + json.dumps(held, ensure_ascii=False).encode()
    yield b"\n]\n"
