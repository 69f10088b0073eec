"""The commands that list figures, gather them over the years and show where they contradict each other."""

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import WrongUse
from tracker.commands import Json
from tracker.figures_printing import print_contradictions, print_csv, print_figures, print_series
from tracker.searching_face import Face

if TYPE_CHECKING:
    from corpus.store import FigureFilter
    from tracker.figure_search import FigureQuery

figures = typer.Typer()
"""The commands; the program that adds them puts its ``Face`` into the context."""


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
    limit: Annotated[int | None, typer.Option(min=1, help="How many figures; else all, with --about 20.")] = None,
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
