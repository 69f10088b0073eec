"""The commands that list figures, gather them over the years and show where they contradict each other."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from corpus.errors import WrongUse
from tracker.commands import Json

if TYPE_CHECKING:
    from rich.console import Console

    from corpus.store import FigureFilter, Store, StoredFigure
    from search.service import SearchService
    from tracker.comparison import Contradiction, Series, Statement
    from tracker.figure_search import FigureQuery

_WIDE = 160

figures = typer.Typer()
"""The commands; the program that adds them puts its ``Face`` into the context."""


class Parts(Protocol):
    """What these commands need of the program's parts."""

    @property
    def store(self) -> "Store":
        """The store."""
        ...  # pragma: no cover - a protocol

    @property
    def search(self) -> "SearchService":
        """The search."""
        ...  # pragma: no cover - a protocol

    def today(self) -> date:
        """Return the day of the parliament."""
        ...  # pragma: no cover - a protocol


class Face(Protocol):
    """What these commands need of the program that adds them."""

    def services(self) -> AbstractContextManager[Parts]:
        """Open the parts and close them at the end."""
        ...  # pragma: no cover - a protocol

    def show(self, value: object, *, as_json: bool, text: Any) -> None:  # noqa: ANN401 - any function without arguments
        """Print a value as JSON or for people."""
        ...  # pragma: no cover - a protocol


@figures.command("figures")
def list_figures(
    context: typer.Context,
    subject: Annotated[str | None, typer.Option(help="Words of what is counted.")] = None,
    unit: Annotated[str | None, typer.Option(help="Unit: EUR, %, or the noun that is counted.")] = None,
    kind: Annotated[str | None, typer.Option(help="money, percent, count, duration or measure.")] = None,
    year: Annotated[int | None, typer.Option(min=1800, max=2200, help="Only figures about this year.")] = None,
    office: Annotated[str | None, typer.Option(help="Only of this office (its whole title).")] = None,
    document: Annotated[str | None, typer.Option(help="Only of this document.")] = None,
    over_years: Annotated[
        bool, typer.Option("--series", help="Gather what is counted alike, one value a year.")
    ] = False,
    about: Annotated[str | None, typer.Option("--about", help="Words of what is counted, in any form.")] = None,
    begins: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="With --about: a time from here on.")
    ] = None,
    ends: Annotated[str | None, typer.Option("--to", metavar="DATE", help="With --about: a time up to here.")] = None,
    at_least: Annotated[
        str | None, typer.Option("--at-least", metavar="N", help="With --about: smallest value.")
    ] = None,
    at_most: Annotated[str | None, typer.Option("--at-most", metavar="N", help="With --about: largest value.")] = None,
    planned: Annotated[
        bool | None, typer.Option("--planned/--realised", help="With --about: plans or outcomes only.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="How many figures.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV with every column.")] = False,
    json: Json = False,
) -> None:
    """List the figures of all documents, or gather them as series over the years."""
    if csv and (json or over_years):
        raise WrongUse("--csv goes with neither --json nor --series")
    if about is not None:
        if csv or over_years or subject or office or document:
            raise WrongUse("--about goes with neither --subject, --office, --document, --series nor --csv")
        wanted = _about(about, unit, kind, year, begins, ends, at_least, at_most, planned=planned, limit=limit)
        _show_about(context.obj, wanted, json=json)
        return
    if any(value is not None for value in (begins, ends, at_least, at_most, planned)):
        raise WrongUse("--from, --to, --at-least, --at-most and --planned go with --about")
    if over_years:
        _show_series(context.obj, subject, unit, office, json=json)
        return
    chosen = _filter(subject=subject, unit=unit, kind=kind, year=year, office=office, document=document)
    with context.obj.services() as parts:
        found = parts.store.figures.list(chosen, limit)
        if csv:
            print_csv(found)
            return
        context.obj.show(found, as_json=json, text=lambda: print_figures(found))


@figures.command("contradictions")
def list_contradictions(
    context: typer.Context,
    document: Annotated[str | None, typer.Option(help="Only those in which this document has a part.")] = None,
    json: Json = False,
) -> None:
    """Show figures of the same thing, unit and period whose values differ, with both quotes and the reason."""
    from tracker.comparison import contradictions, contradictions_of
    from tracker.figures_outline import contradiction_outline

    with context.obj.services() as parts:
        if document is None:
            found = contradictions(parts.store)
        else:
            parts.store.documents.versions(document)
            found = contradictions_of(parts.store, document)
        outlines = [contradiction_outline(one) for one in found] if json else []
        context.obj.show(outlines, as_json=json, text=lambda: print_contradictions(found))


def _show_series(face: Face, subject: str | None, unit: str | None, office: str | None, *, json: bool) -> None:
    from tracker.comparison import series
    from tracker.figures_outline import series_outline

    if not subject:
        raise WrongUse("--series needs --subject: words of what is counted, such as 'laadpunten'")
    with face.services() as parts:
        found = series(parts.store, subject, unit, office=office)
        outlines = [series_outline(one) for one in found] if json else []
        face.show(outlines, as_json=json, text=lambda: print_series(found))


def _about(
    about: str,
    unit: str | None,
    kind: str | None,
    year: int | None,
    begins: str | None,
    ends: str | None,
    at_least: str | None,
    at_most: str | None,
    *,
    planned: bool | None,
    limit: int | None,
) -> "FigureQuery":
    """Return the query for words of the command line.

    Raises:
        WrongUse: If a kind, day or number is none.
    """
    from tracker.commands import day
    from tracker.figure_search import FigureQuery

    chosen = _filter(subject=None, unit=unit, kind=kind, year=year, office=None, document=None)
    return FigureQuery(
        about=about,
        unit=unit,
        kind=chosen.kind,
        year=year,
        begins=day(begins, "--from"),
        ends=day(ends, "--to"),
        at_least=_number(at_least, "--at-least"),
        at_most=_number(at_most, "--at-most"),
        planned=planned,
        limit=limit or 20,
    )


def _number(text: str | None, option: str) -> Decimal | None:
    try:
        number = None if text is None else Decimal(text)
    except InvalidOperation as error:
        raise WrongUse(f"{option}: '{text}' is not a number like 1500.5") from error
    if number is not None and not number.is_finite():
        raise WrongUse(f"{option}: '{text}' is not a number like 1500.5")
    return number


def _show_about(face: Face, query: "FigureQuery", *, json: bool) -> None:
    from tracker.figure_outline import figure_outline, print_figure
    from tracker.figure_search import FigureSearch

    with face.services() as parts:
        found = FigureSearch(parts.store, parts.search).find(query, parts.today())
    outlines = [figure_outline(one) for one in found]

    def text() -> None:
        for one in outlines:
            print_figure(one)
        print(f"{len(outlines)} figures")

    face.show(outlines, as_json=json, text=text)


def _filter(
    *,
    subject: str | None,
    unit: str | None,
    kind: str | None,
    year: int | None,
    office: str | None,
    document: str | None,
) -> "FigureFilter":
    """Return the store's filter for words of the command line.

    Raises:
        WrongUse: If the kind is none.
    """
    from corpus.facts import FigureKind
    from corpus.model import DocumentId
    from corpus.store import FigureFilter

    if kind is not None and kind not in set(FigureKind):
        raise WrongUse(f"--kind: '{kind}' is none of {', '.join(FigureKind)}")
    return FigureFilter(
        subject=subject,
        unit=unit,
        kind=None if kind is None else FigureKind(kind),
        year=year,
        office=office,
        document=None if document is None else DocumentId(document),
    )


def print_csv(found: Iterable["StoredFigure"]) -> None:
    """Print figures as CSV, one a line, with a line of headings."""
    import csv

    from tracker.figures_outline import COLUMNS, cells

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(["" if cell is None else cell for cell in cells(one)] for one in found)


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
