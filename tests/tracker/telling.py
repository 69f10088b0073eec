"""Documents of one text with the figures that the program reads in it, for the tests that compare figures."""

from dataclasses import replace
from datetime import date

from corpus.facts import Figure
from corpus.model import DocumentId, Side, Span
from corpus.store import FigureInContext, StoredFigure
from ingest.figures import FigureMatch, read_figures
from ingest.times import read_times
from tracker.comparison.statements import Statement, statements

OFFICE = "Minister van Mobiliteit"
TITLE = "Fietspaden - Lengte en middelen"
DAY = date(2024, 3, 1)


def figures(text: str, side: Side = Side.ANSWER, item: str = "1", day: date | None = DAY) -> tuple[Figure, ...]:
    """Return the figures that the program reads in a text."""
    times = read_times(text, day)
    return tuple(_figure(one, side, item) for one in read_figures(text, times=times))


def _figure(one: FigureMatch, side: Side, item: str) -> Figure:
    same = ("value", "low", "high", "unit", "kind", "qualifier", "subject", "period", "planned", "reading")
    return Figure(
        span=Span(start=one.start, end=one.end), side=side, item=item, **{name: getattr(one, name) for name in same}
    )


def told(
    text: str,
    document: str = "a",
    *,
    title: str | None = TITLE,
    office: str | None = OFFICE,
    day: date | None = DAY,
    side: Side = Side.ANSWER,
) -> tuple[FigureInContext, ...]:
    """Return the figures of a document of this text, with their surroundings."""
    return tuple(
        FigureInContext(
            stored=StoredFigure(
                figure=figure,
                quote=figure.span.quote(text),
                document=DocumentId(document),
                version=1,
                position=position,
                title=title,
                session=None,
                number=None,
                minister=None,
                office=office,
                day=day,
            ),
            before=text[: figure.span.start],
            after=text[figure.span.end :],
        )
        for position, figure in enumerate(figures(text, side, day=day))
    )


def cell(value: Figure, text: str, **headings: str) -> FigureInContext:
    """Return a figure as a cell of a table with headings."""
    made = replace(value, **headings)  # type: ignore[arg-type]
    return replace(told(text)[0], stored=replace(told(text)[0].stored, figure=made))


def said(text: str, document: str = "a", **given: object) -> tuple[Statement, ...]:
    """Return the statements of a document of this text."""
    return statements(told(text, document, **given))  # type: ignore[arg-type]
