"""Rows as JSONL and CSV, written while they are sent."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import islice

from pydantic_core import to_json

from corpus.spreadsheets import csv_pieces
from web.exports.tables import Row, Table
from web.services import Services

_PIECE = 1 << 16
_SAMPLE, _SAMPLE_WHOLE = 200, 20


class Form(StrEnum):
    """Forms of an export."""

    JSONL = "jsonl"
    CSV = "csv"


MEDIA_TYPES = {Form.JSONL: "application/x-ndjson; charset=utf-8", Form.CSV: "text/csv; charset=utf-8"}


def pieces(table: Table, form: Form, parts: Services) -> Iterator[bytes]:
    """Yield a table in pieces of some tens of kilobytes.

    Args:
        table: The table.
        form: JSONL: an object a line; CSV: with the names of the columns first.
        parts: What is held.
    """
    return written(table, form, table.rows(parts))


def written(table: Table, form: Form, rows: Iterator[Row]) -> Iterator[bytes]:
    """Yield rows of a table in pieces."""
    if form is Form.CSV:
        names = [column.name for column in table.columns]
        flat = (tuple(map(_flat, row)) for row in rows)
        yield from (piece.encode() for piece in csv_pieces(names, flat))
        return
    names = [column.name for column in table.columns]
    held: list[bytes] = []
    size = 0
    for row in rows:
        held.append(to_json(dict(zip(names, row, strict=True))))
        size += len(held[-1])
        if size > _PIECE:
            yield b"\n".join([*held, b""])
            held, size = [], 0
    yield b"\n".join([*held, b""])


def guessed_size(table: Table, form: Form, parts: Services, lines: int) -> int:
    """Return about how many bytes a table is, from its first lines; making it whole to know would cost too much."""
    first = list(islice(table.rows(parts), _SAMPLE if table.flat else _SAMPLE_WHOLE))
    size = sum(map(len, written(table, form, iter(first))))
    return round(size * lines / len(first)) if first else 0


def _flat(cell: object) -> object:
    """Return a cell of CSV: what has parts of its own as JSON."""
    return to_json(cell).decode() if isinstance(cell, (dict, tuple, list)) else cell
