"""Figures over all documents: a table, series over the years, and figures that differ for the same thing."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from corpus.errors import NotFound
from corpus.facts import FigureKind
from corpus.store import FigureOrder
from tracker.comparison import Contradiction
from tracker.figures_outline import COLUMNS, cells
from web.csv_lines import csv_response
from web.figures.asked import FigureQuestion, SeriesQuestion
from web.figures.differing import CONTRADICTION_COLUMNS, Differing, differing, differing_cells
from web.figures.found import MOST_ABOUT, found_figures
from web.figures.known import known_figures
from web.figures.over_years import Together, picture_of, source_line, together
from web.figures.shown import in_sentence
from web.pictures import Form, Picture, download
from web.render import render, services_of, speaker_of

router = APIRouter()
_DRAWN = 3
_SERIES = 12
_SUGGESTED = 60
_UNITS = 40


@router.get("/figures")
def show(request: Request, asked: Annotated[FigureQuestion, Query()]) -> HTMLResponse:
    """Show the figures that were asked for."""
    parts, found = services_of(request), found_figures(request, asked)
    figures, today = parts.store.figures, parts.today()
    names = parts.standing.derived("units of figures", lambda: [name for name, _ in figures.units() if name][:_UNITS])
    offices = parts.standing.derived("offices of figures", parts.store.people.offices)
    return render(
        request,
        "figures/list.html",
        asked=asked,
        given=asked.given(),
        kinds=list(FigureKind),
        orders=list(FigureOrder),
        units=names,
        offices=offices,
        found=[in_sentence(one, today) for one in found.read(asked.offset, asked.limit)],
        planned=known_figures(request).planned(),
        total=found.total,
        most=MOST_ABOUT if asked.about and found.total >= MOST_ABOUT else None,
    )


@router.get("/figures.csv")
def as_csv(request: Request, asked: Annotated[FigureQuestion, Query()]) -> StreamingResponse:
    """Give every figure that was asked for, not only one page of them."""
    return csv_response("figures.csv", COLUMNS, map(cells, found_figures(request, asked).all()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """Series with their picture."""

    together: Together
    picture: Picture
    drawn: bool


@router.get("/figures/series")
def series(request: Request, asked: Annotated[SeriesQuestion, Query()]) -> HTMLResponse:
    """Show the series of a subject; without one, those that are known."""
    groups = _groups(request, asked)
    speaker, today = speaker_of(request), services_of(request).today()
    shown = [
        _Drawn(together=one, picture=picture_of(one, speaker, source_line(speaker, today)), drawn=place < _DRAWN)
        for place, one in enumerate(groups[:_SERIES])
    ]
    return render(
        request,
        "figures/series.html",
        asked=asked,
        given=asked.given(),
        shown=shown,
        total=len(groups),
        suggested=() if shown else together(known_figures(request).sure_series())[:_SUGGESTED],
    )


@router.get("/figures/series.{form}")
def series_file(request: Request, form: Form, asked: Annotated[SeriesQuestion, Query()]) -> Response:
    """Give the picture of a series, or its numbers, as a file; the first one where the address names none.

    Raises:
        NotFound: If no series fits.
    """
    groups = _groups(request, asked)
    if not groups:
        raise NotFound("no series of figures fits")
    speaker, parts = speaker_of(request), services_of(request)
    picture = picture_of(groups[0], speaker, source_line(speaker, parts.today()))
    return download(picture, form, base=(parts.settings.base_url or str(request.base_url)).rstrip("/"))


@router.get("/figures/contradictions")
def contradictions(request: Request) -> HTMLResponse:
    """Show figures for the same thing and time whose values differ, side by side."""
    today = services_of(request).today()
    shown: list[Differing] = [differing(one, today) for one in _contradictions(request)]
    return render(request, "figures/contradictions.html", shown=shown)


@router.get("/figures/contradictions.csv")
def contradictions_csv(request: Request) -> StreamingResponse:
    """Give them as rows, a statement each."""
    rows = (row for number, one in enumerate(_contradictions(request), 1) for row in differing_cells(number, one))
    return csv_response("figures-contradictions.csv", CONTRADICTION_COLUMNS, rows)


def _contradictions(request: Request) -> tuple[Contradiction, ...]:
    return known_figures(request).contradictions()


def _groups(request: Request, asked: SeriesQuestion) -> tuple[Together, ...]:
    """Return the series that were asked for; none without a question."""
    if not (asked.subject or asked.key or asked.unit or asked.office):
        return ()
    groups = together(known_figures(request).series(asked.subject, asked.unit, asked.office))
    return groups if asked.key is None else tuple(one for one in groups if one.key == asked.key)
