"""Reminder lists as tables: CSV (RFC 4180, UTF-8 with a byte order mark) and XLSX, a line a commitment and section."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any, TypeAlias

from corpus.spreadsheets import XLSX_OPTIONS, csv_pieces
from tracker.reminder_rows import ReminderRow
from tracker.reminders import ReminderReport, ReminderSection

Cell: TypeAlias = str | int | date | None

COLUMNS = (
    "section", "commitment", "state", "record", "question", "session", "title", "asked", "answered", "asker",
    "minister_then", "office_then", "minister_now", "office_now", "now_reason", "now_certain", "quote", "item", "page",
    "condition", "original_first", "original_last", "original_quote", "present_first", "present_last",
    "present_quote", "vague", "days_over", "days_left", "moved", "days_moved", "evidence_day", "evidence_relation",
    "evidence_decision", "evidence_quote", "evidence_document", "source_read_until", "as_of", "known_on", "document",
    "start", "end", "address",
)  # fmt: skip
_WIDE = {"quote": 60, "title": 40, "evidence_quote": 40, "address": 40}


def rows(report: ReminderReport) -> Iterator[tuple[Cell, ...]]:
    """Yield the lines of a list in the order of ``COLUMNS``; words of codes are the program's own, in English."""
    for section in report.sections:
        for row in section.rows:
            yield _cells(report, section, row)


def _cells(report: ReminderReport, section: ReminderSection, row: ReminderRow) -> tuple[Cell, ...]:
    found, now = row.evidence, row.now
    return (
        section.kind.value, row.commitment, row.state.value, row.record.value, row.number, row.session, row.title,
        row.asked, row.answered, row.asker, row.minister_then, row.office_then, now.person, now.office,
        now.reason.value, "yes" if now.certain or now.decided else "no", row.quote, row.item, row.span.page,
        row.condition, row.original.earliest, row.original.latest, row.original_quote, row.present.earliest,
        row.present.latest, row.present_quote, row.vague, row.days_over, row.days_left, len(row.moves),
        row.days_moved, found.day if found else None, found.relation.value if found else None,
        found.decision.value if found else None, found.quote if found else None, found.document if found else None,
        row.seen_until, report.on, report.known_on, row.document, row.span.start, row.span.end, row.address,
    )  # fmt: skip


def csv_text(report: ReminderReport) -> str:
    """Return a list as CSV."""
    return "".join(csv_pieces(COLUMNS, rows(report)))


def xlsx_bytes(report: ReminderReport) -> bytes:
    """Return a list as a spreadsheet, with days as days, the head frozen and a filter on every column."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    with Workbook(buffer, dict(XLSX_OPTIONS)) as book:
        sheet, head, day = book.add_worksheet(), book.add_format({"bold": True}), book.add_format()
        day.set_num_format("yyyy-mm-dd")
        sheet.write_row(0, 0, COLUMNS, head)
        last = 0
        for last, row in enumerate(rows(report), start=1):
            for column, cell in enumerate(row):
                _write(sheet, last, column, cell, day)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, _WIDE.get(name, 14))
    return buffer.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Cell, day: object) -> None:  # noqa: ANN401 - no types
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif cell is not None:
        sheet.write(row, column, cell)
