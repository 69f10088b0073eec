"""Figures, series and contradictions on the terminal, and as CSV."""

import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from corpus.store import StoredFigure
    from tracker.comparison import Contradiction, Series, Statement

_WIDE = 160


def print_csv(found: Iterable["StoredFigure"]) -> None:
    """Print figures as CSV, one a line, with a line of headings."""
    import csv

    from corpus.spreadsheets import safe_cells
    from tracker.figures_outline import COLUMNS, cells

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(safe_cells, map(cells, found)))


def _console() -> "Console":
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    return console if console.is_terminal else Console(highlight=False, markup=False, width=_WIDE)


def shown(value: Decimal) -> str:
    """Return a value without exponent or idle noughts, with blanks between thousands."""
    text = f"{value:,f}".replace(",", " ")
    return text.rstrip("0").rstrip(".") if "." in text else text


def print_figures(found: Sequence["StoredFigure"]) -> None:
    """Print figures as a table."""
    from rich.table import Table

    table = Table(box=None, header_style="bold")
    for heading in ("value", "unit", "what", "period", "quote", "document"):
        table.add_column(heading, overflow="fold")
    for one in found:
        period = one.figure.period
        days = (period.earliest, period.expected or period.latest) if period else ()
        between = " ".join(day.isoformat() if day else ".." for day in days)
        what = one.figure.subject or one.figure.row or ""
        quote = " ".join(one.quote.split())
        table.add_row(shown(one.figure.value), one.figure.unit, what, between, quote, one.document)
    console = _console()
    console.print(table)
    console.print(f"{len(found)} figures")


def _source(one: "Statement") -> str:
    span = one.figure.span
    page = f" p. {span.page}" if span.page else ""
    day = one.stored.day.isoformat() if one.stored.day else "undated"
    return f"{day} {one.stored.document}{page} [{span.start}:{span.end}]"


def print_contradictions(found: Sequence["Contradiction"]) -> None:
    """Print contradictions, each with its quotes and the reason."""
    console = _console()
    for one in found:
        first, second = shown(one.one.figure.value), shown(one.other.figure.value)
        apart = f"{shown(one.difference)} apart, {one.share:.1%}"
        console.print(f"{first} or {second} {one.one.figure.unit} in {one.period.words()} ({apart})", style="bold")
        for statement in one.statements:
            console.print(f"  {shown(statement.figure.value)}: {statement.sentence}")
            console.print(f"    {_source(statement)}", style="dim")
        console.print(f"  {one.why.en}")
    console.print(f"{len(found)} found")


def print_series(found: Sequence["Series"]) -> None:
    """Print series, one line a year, with what contradicts it."""
    console = _console()
    for one in found:
        console.print(f"{one.phrase or one.title} ({one.unit or one.kind}) - {one.title}", style="bold")
        for point in one.points:
            others = sorted({shown(two.figure.value) for two in point.contradicting})
            doubt = f"  contradicted by {', '.join(others)}" if others else ""
            sources = ", ".join(dict.fromkeys(two.stored.document for two in point.stated))
            console.print(f"  {point.year}  {shown(point.value)}  {sources}{doubt}")
    console.print(f"{len(found)} series")
