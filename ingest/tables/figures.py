"""The figures of a document's tables, each with its cell, its headings, unit and time."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpus.facts import Figure, FigureKind, Reading, TimeRange
from corpus.model import DocumentText, QuestionRecord, Side, Table
from ingest.tables.cells import CellKind, CellReading, kind_of
from ingest.tables.grid import Grid, GridCell
from ingest.tables.meaning import Unit, factor_in, period_of, planned_in, unit_in
from ingest.tables.rules import TableRules, fold, table_rules

RULE = "table_cell"
# The author's estimates, by what is known of a cell.
BOTH_HEADINGS, ONE_HEADING, NO_HEADING = 0.95, 0.8, 0.5
DOUBT = 0.15
_LONGEST_CAPTION = 200
_LONGEST_SUBJECT = 300
_SENTENCE_ENDS = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
_JOINT = " / "


def read_table_figures(text: DocumentText, record: QuestionRecord) -> tuple[Figure, ...]:
    """Read every number that stands in a table.

    Args:
        text: The document with its tables.
        record: Its question and answer: they say on which side and in which item a table stands. One outside both
            sides, as in an attachment, belongs to the answer and to no item.

    Returns:
        One figure a cell, in reading order. ``value`` has the multiplier of headings in it (``x 1.000``), the unit is
        that of the cell, else of the nearest heading or caption that states one, else empty.
    """
    rules = table_rules(record.language)
    found: list[Figure] = []
    for table in text.tables:
        found += _Reader(text, table, record, rules).figures()
    return tuple(found)


class _Reader:
    """Reads one table."""

    def __init__(self, text: DocumentText, table: Table, record: QuestionRecord, rules: TableRules) -> None:
        self._text = text
        self._record = record
        self._rules = rules
        self._grid = Grid(text, table, rules)
        self._caption = _caption(text, table, self._grid, rules)
        self._side, self._item = _place(record, table)

    def figures(self) -> Iterator[Figure]:
        """Yield the figures of the table."""
        columns: dict[int, tuple[str, ...]] = {}
        rows: dict[int, tuple[str, ...]] = {}
        times: dict[int, tuple[str, ...]] = {}
        for held in self._grid.figures():
            row, column = held.cell.row, held.cell.column
            if column not in columns:
                columns[column] = self._grid.column_words(column)
            if row not in rows:
                rows[row], times[row] = self._grid.row_words(row), self._grid.row_words(row, codes=False)
            period = period_of(times[row], columns[column], self._caption)
            yield self._figure(held, rows[row], columns[column], period)

    def _figure(
        self, held: GridCell, row: tuple[str, ...], column: tuple[str, ...], period: TimeRange | None
    ) -> Figure:
        reading, headings = held.reading, (*reversed(column), *reversed(row), self._caption)
        unit = self._unit(reading, headings)
        value = reading.value or Decimal(0)
        if not reading.whole and (unit is None or unit.kind in (FigureKind.MONEY, FigureKind.COUNT)):
            value *= next((f for words in headings if (f := factor_in(words, self._rules)) is not None), Decimal(1))
        return Figure(
            span=self._text.span(held.cell.span.start, held.cell.span.end),
            side=self._side,
            item=self._item,
            value=value.quantize(Decimal(1)) if value == value.to_integral_value() else value,
            unit=unit.unit if unit else "",
            kind=unit.kind if unit else FigureKind.COUNT,
            qualifier=reading.qualifier,
            subject=_subject((self._caption, *row, *column)),
            period=period,
            planned=planned_in(headings, self._rules),
            reading=Reading(rule=RULE, version=self._rules.version, certainty=_certainty(held, row, column, unit)),
            row=_JOINT.join(row) or None,
            column=_JOINT.join(column) or None,
            table=self._caption or None,
        )

    def _unit(self, reading: CellReading, headings: Sequence[str]) -> Unit | None:
        """Return the unit of the cell itself, else the printed one of the nearest heading, else an expected one."""
        if reading.unit is not None:
            return Unit(unit=reading.unit, kind=reading.of or kind_of(reading.unit))
        found = [unit for words in headings if (unit := unit_in(words, self._rules)) is not None]
        return next((unit for unit in found if unit.certain and unit.unit), found[0] if found else None)


def _certainty(held: GridCell, row: Sequence[str], column: Sequence[str], unit: Unit | None) -> float:
    known = bool(row) + bool(column)
    certainty = (NO_HEADING, ONE_HEADING, BOTH_HEADINGS)[known]
    doubts = held.reading.ambiguous + (unit is not None and not unit.certain) + (held.kind is CellKind.YEAR)
    return round(max(0.1, certainty - DOUBT * doubts), 2)


def _caption(text: DocumentText, table: Table, grid: Grid, rules: TableRules) -> str:
    """Return the table's own name and the lines of words at its top, else the line above it where that is a title."""
    named = [part for part in table.name.split(": ") if part and not rules.meaningless.fullmatch(part)]
    parts = [*named, *(grid.rows[row][0].text for row in grid.titles)]
    return ", ".join(dict.fromkeys(parts))[:_LONGEST_CAPTION] or _line_above(text, table, rules)


def _line_above(text: DocumentText, table: Table, rules: TableRules) -> str:
    begin = max(0, table.span.start - 2 * _LONGEST_CAPTION)
    before = text.text[begin : table.span.start].rstrip()
    at = begin + len(before) - 1
    line = before[before.rfind("\n") + 1 :].strip()
    if (begin and "\n" not in before) or any(other.span.start <= at < other.span.end for other in text.tables):
        return ""
    if not fold(line).startswith(rules.caption_openings):
        line = _SENTENCE_ENDS.split(line)[-1]
        line = "" if re.search(r"[.;,?!]$", line) else line
    return line.rstrip(" :.") if len(line) <= _LONGEST_CAPTION else ""


def _subject(words: Sequence[str]) -> str | None:
    joined = ", ".join(dict.fromkeys(word for word in words if word))
    return joined[:_LONGEST_SUBJECT] or None


def _place(record: QuestionRecord, table: Table) -> tuple[Side, str]:
    start, end = table.span.start, table.span.end
    side = next((s.side for s in record.sections if s.start <= start < s.end), None)
    if side is None or table.attachment is not None:
        return Side.ANSWER, ""
    holding = [item for item in record.items_of(side) if item.span.start <= start and end <= item.span.end]
    return side, min(holding, key=lambda item: item.span.end - item.span.start).label if holding else ""
