"""Everything that a store holds as lines of JSON, and back: from one kind of database to another, or to other programs.

The first line says what it is, each further line is a row (``{"table": ..., "row": {...}}``), the last one counts
them, so that a file that breaks off is noticed. Rows come in the order of their keys and bytes as base64: the same
store gives the same lines, whatever database it is in. Never more than some rows are held in memory.
"""

import gzip
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, func, insert, select, text

from corpus.errors import StoreUnavailable, WrongUse
from corpus.store import alert_tables, schema  # noqa: F401 - alert_tables adds its tables to the metadata
from corpus.store.database import Database
from corpus.store.plain_rows import PlainTable
from corpus.store.tables import metadata

FORMAT = 1
"""Version of the form of these lines."""
_ALERTS = frozenset({"subscribers", "endpoints", "subscriptions", "messages", "deliveries", "bounces", "marks"})
_ACCOUNTS = frozenset({"accounts"})
_NEVER = frozenset({"sign_ins", "leases"})
_AT_ONCE, _FEW, _BYTES_AT_ONCE = 500, 5, 4_000_000
_LONGEST_LINE = 100_000_000
_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What was written or read.

    Attributes:
        rows: Number of rows by table; tables without any left out.
        schema: The version of the tables.
    """

    rows: dict[str, int] = field(default_factory=dict)
    schema: str = schema.VERSION


def export_rows(database: Database, target: Path, *, subscriptions: bool, accounts: bool) -> Transfer:
    """Write everything into a file, as it stood at one moment, whatever is written meanwhile.

    Args:
        database: The database.
        target: The file; packed where its name ends in ``.gz``. It is there only once it is whole, for its owner alone.
        subscriptions: Whether to write subscribers with their addresses, and what is on its way to them.
        accounts: Whether to write accounts with their hashed passwords.

    Raises:
        StoreUnavailable: If the file cannot be written.
    """
    part = target.with_name(f"{target.name}.part")
    counts: Counter[str] = Counter()
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            with _packing(raw, target) as out, database.reading() as connection:
                for line in _lines(database, connection, _chosen(subscriptions, accounts), counts):
                    out.write(line)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(target)
    except OSError as error:
        raise StoreUnavailable(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    return Transfer(rows=dict(counts))


def import_rows(database: Database, source: Path) -> Transfer:
    """Read a file that ``export_rows`` wrote into an empty store, all of it or nothing.

    Args:
        database: The database, with the tables of this program.
        source: The file.

    Raises:
        WrongUse: If the store is not empty, or the file is not such a file, breaks off, or is of another version; the
            text names the line.
    """
    counts: Counter[str] = Counter()
    try:
        with _unpacking(source) as lines, database.changing() as connection:
            _must_be_empty(connection)
            _read(connection, _Lines(lines, source), counts)
            if not database.is_sqlite:
                _count_on(connection, counts)
    except (OSError, EOFError) as error:
        raise WrongUse(f"{source} cannot be read: {error}") from error
    return Transfer(rows=dict(counts))


def _chosen(subscriptions: bool, accounts: bool) -> tuple[PlainTable, ...]:
    left_out = _NEVER | (frozenset() if subscriptions else _ALERTS) | (frozenset() if accounts else _ACCOUNTS)
    return tuple(PlainTable(table) for table in metadata.sorted_tables if table.name not in left_out)


def _packing(raw: IO[bytes], target: Path) -> IO[bytes]:
    if target.suffix != ".gz":
        return os.fdopen(os.dup(raw.fileno()), "wb")
    # Without name and moment, so that the same lines are the same bytes.
    return gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=raw, mtime=0)  # type: ignore[return-value]


def _unpacking(source: Path) -> IO[bytes]:
    return gzip.open(source, "rb") if source.suffix == ".gz" else source.open("rb")  # type: ignore[return-value]


def _lines(
    database: Database, connection: Connection, tables: Sequence[PlainTable], counts: Counter[str]
) -> Iterator[bytes]:
    yield _line({"rappel": FORMAT, "schema": schema.VERSION, "tables": [one.name for one in tables]})
    for one in tables:
        options = {"stream_results": True, "yield_per": _FEW if one.big else _AT_ONCE}
        query = one.rows(bytewise=not database.is_sqlite)
        for row in connection.execution_options(**options).execute(query).mappings():
            counts[one.name] += 1
            yield _line({"table": one.name, "row": one.to_json(dict(row))})
    yield _line({"end": dict(counts)})


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class _Lines:
    """The lines of a file, with what is wrong named by its line."""

    def __init__(self, lines: IO[bytes], source: Path) -> None:
        self._lines, self._source, self._number = lines, source, 0

    def __iter__(self) -> Iterator[tuple[dict[str, Any], int]]:
        """Yield each line and how long it is."""
        while line := self._lines.readline(_LONGEST_LINE):
            self._number += 1
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise self.wrong(f"no JSON: {error}") from error
            if not isinstance(value, dict):
                raise self.wrong("no object")
            yield value, len(line)

    def wrong(self, what: str) -> WrongUse:
        """Return the error that says what is wrong with the line at hand."""
        return WrongUse(f"{self._source}, line {self._number}: {what}; nothing was read in")


def _read(connection: Connection, lines: _Lines, counts: Counter[str]) -> None:
    found = iter(lines)
    tables = _tables(next(found, ({}, 0))[0], lines)
    waiting: list[dict[str, Any]] = []
    size, last = 0, ""
    for value, length in found:
        if "end" in value:
            _write(connection, tables.get(last), waiting)
            if value["end"] != dict(counts) or next(found, None) is not None:
                raise lines.wrong("the number of rows is not what it says")
            return
        name, row = value.get("table"), value.get("row")
        if not isinstance(name, str) or name not in tables or not isinstance(row, dict):
            raise lines.wrong("neither a row of a known table nor the end")
        if name != last or len(waiting) >= _AT_ONCE or size > _BYTES_AT_ONCE:
            _write(connection, tables.get(last), waiting)
            waiting, size, last = [], 0, name
        try:
            waiting.append(tables[name].from_json(row))
        except ValueError as error:
            raise lines.wrong(str(error)) from error
        counts[name] += 1
        size += length
    raise lines.wrong("the file breaks off after this")


def _tables(head: dict[str, Any], lines: _Lines) -> dict[str, PlainTable]:
    if head.get("rappel") != FORMAT:
        raise lines.wrong("this is no export of Rappel")
    if head.get("schema") != schema.VERSION:
        raise lines.wrong(
            f"an export of schema {head.get('schema')}, this Rappel has {schema.VERSION}: "
            "read it with the release that wrote it, open that store with this one, and export again"
        )
    return {one.name: one for one in _chosen(subscriptions=True, accounts=True)}


def _write(connection: Connection, table: PlainTable | None, rows: list[dict[str, Any]]) -> None:
    if table is not None and rows:
        connection.execute(insert(table.table), rows)


def _must_be_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if table.name not in _NEVER and connection.execute(select(table).limit(1)).first() is not None:
            raise WrongUse(f"the store is not empty ('{table.name}' has rows): import into a new data folder")


def _count_on(connection: Connection, counts: Counter[str]) -> None:
    """Let numbers go on after the highest (PostgreSQL, which counts apart from the rows)."""
    for name in counts:
        table = metadata.tables[name]
        if PlainTable(table).counted:
            highest = connection.execute(select(func.max(table.c.id))).scalar_one()
            query = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :highest)")
            connection.execute(query, {"name": name, "highest": highest})
