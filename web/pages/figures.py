"""Figures over all documents as a table, and as CSV with every column."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import Field

from corpus.facts import FigureKind
from corpus.model import DocumentId
from corpus.store import FigureFilter
from tracker.figure_search import FigureQuery
from tracker.figures_outline import COLUMNS, cells
from web.csv_lines import csv_response
from web.form import Form
from web.limits import MOST
from web.render import render, services_of
from web.searching.answers import figures_about

router = APIRouter()
_AT_ONCE = 5000


class FigureQuestion(Form):
    """Which figures are asked for, as it stands in an address; an empty field is no filter."""

    subject: str | None = Field(default=None, description="Words that stand in the subject.")
    unit: str | None = Field(default=None, description="Unit as stored, such as EUR, % or dossiers.")
    kind: FigureKind | None = Field(default=None, description="money, percent, count, duration or measure.")
    year: int | None = Field(default=None, ge=1800, le=2200, description="Year that the figure is about.")
    minimum: Decimal | None = Field(default=None, description="Smallest value, in base units.")
    maximum: Decimal | None = Field(default=None, description="Largest value, in base units.")
    document: str | None = Field(default=None, description="Only of this document.")
    about: str | None = Field(default=None, max_length=1000, description="Words of what is counted, in any form.")
    begins: date | None = Field(default=None, description="About a time from this day on.")
    ends: date | None = Field(default=None, description="About a time up to this day.")
    planned: bool | None = Field(default=None, description="true: plans only; false: outcomes only.")
    offset: int = Field(default=0, ge=0, le=MOST, description="Leave out the first so many.")
    limit: int = Field(default=50, ge=1, le=500, description="How many.")

    def filter(self) -> FigureFilter:
        """Return the store's own form."""
        return FigureFilter(
            subject=self.subject,
            unit=self.unit,
            kind=self.kind,
            year=self.year,
            at_least=self.minimum,
            at_most=self.maximum,
            document=None if self.document is None else DocumentId(self.document),
        )

    def query(self) -> FigureQuery:
        """Return the form of a search for what figures are about."""
        return FigureQuery(
            about=self.about or "",
            unit=self.unit,
            kind=self.kind,
            year=self.year,
            at_least=self.minimum,
            at_most=self.maximum,
            begins=self.begins,
            ends=self.ends,
            planned=self.planned,
            limit=self.limit,
        )


@router.get("/figures")
def show(request: Request, asked: Annotated[FigureQuestion, Query()]) -> HTMLResponse:
    """Show the figures that were asked for."""
    parts, chosen = services_of(request), asked.filter()
    figures, searched = parts.store.figures, bool(asked.about)
    return render(
        request,
        "figures.html",
        asked=asked,
        about=figures_about(request, asked.query(), parts.today()) if searched else None,
        given=asked.model_dump(exclude_defaults=True, exclude={"offset"}, mode="json"),
        kinds=list(FigureKind),
        found=() if searched else figures.list(chosen, asked.limit, asked.offset),
        total=0 if searched else figures.count(chosen),
    )


@router.get("/figures.csv")
def as_csv(request: Request, asked: Annotated[FigureQuestion, Query()]) -> StreamingResponse:
    """Give every figure that was asked for, not only one page of them."""
    figures, chosen = services_of(request).store.figures, asked.filter()

    def rows() -> Iterator[tuple[object, ...]]:
        offset = 0
        while found := figures.list(chosen, _AT_ONCE, offset):
            yield from map(cells, found)
            offset += len(found)

    return csv_response("figures.csv", COLUMNS, rows())
