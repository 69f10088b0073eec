"""Rows as they stand in the database, to JSON and back: for moving them, not for reading what they mean."""

import base64
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Date, LargeBinary, MetaData, Select, String, Table, Text, collate, select

from corpus.store.columns import ExactDecimal, Moment, Packed

Row = Mapping[str, Any]
_Change = Callable[[Any], Any]


def _bytes_out(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _bytes_in(value: str) -> bytes:
    return base64.b64decode(value, validate=True)


class PlainTable:
    """A table whose typed texts are taken as the texts they are.

    Args:
        table: The table.
    """

    def __init__(self, table: Table) -> None:
        self.name = table.name
        self.big = any(isinstance(column.type, LargeBinary) for column in table.columns)
        keys = list(table.primary_key.columns)
        self.counted = len(keys) == 1 and isinstance(keys[0].type, BigInteger)
        self.table = Table(table.name, MetaData(), *(_plain(column) for column in table.columns))
        self._out: dict[str, _Change] = {}
        self._in: dict[str, _Change] = {}
        for column in table.columns:
            if isinstance(column.type, LargeBinary):
                self._out[column.name], self._in[column.name] = _bytes_out, _bytes_in
            elif isinstance(column.type, Moment):
                self._out[column.name], self._in[column.name] = datetime.isoformat, datetime.fromisoformat
            elif isinstance(column.type, Date):
                self._out[column.name], self._in[column.name] = date.isoformat, date.fromisoformat

    def rows(self, *, bytewise: bool) -> Select[Any]:
        """Return the query of all rows in the order of their key.

        Args:
            bytewise: Whether the database must be told to compare texts by their bytes, as SQLite does.
        """
        keys = [
            collate(column, "C") if bytewise and isinstance(column.type, String) else column
            for column in self.table.primary_key.columns
        ]
        return select(self.table).order_by(*keys)

    def to_json(self, row: Row) -> dict[str, Any]:
        """Return a row as JSON can hold it."""
        return {
            name: self._out[name](value) if value is not None and name in self._out else value
            for name, value in row.items()
        }

    def from_json(self, row: Row) -> dict[str, Any]:
        """Return a row as the database takes it.

        Raises:
            ValueError: If a column is missing, too many, or holds something else than it must.
        """
        if set(row) != set(self.table.columns.keys()):
            wrong = sorted(set(row) ^ set(self.table.columns.keys()))
            raise ValueError(f"the columns of '{self.name}' do not fit: {', '.join(wrong)}")
        try:
            return {
                name: self._in[name](value) if value is not None and name in self._in else value
                for name, value in row.items()
            }
        except (TypeError, ValueError) as error:
            raise ValueError(f"a value of '{self.name}' has the wrong form: {error}") from error


def _plain(column: Column[Any]) -> Column[Any]:
    kind: Any = column.type
    if isinstance(kind, Packed):
        kind = Text()
    elif isinstance(kind, ExactDecimal):
        kind = String()
    return Column(column.name, kind, primary_key=column.primary_key)
