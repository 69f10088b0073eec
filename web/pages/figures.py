"""Figures over all documents as a table, and as CSV with every column."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import Field

from corpus.facts import FigureKind
from corpus.model import DocumentId
from corpus.store import FigureFilter
from tracker.figures_outline import COLUMNS, cells
from web.csv_lines import csv_response
from web.form import Form
from web.limits import MOST
from web.render import render, services_of

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


@router.get("/figures")
def show(request: Request, asked: Annotated[FigureQuestion, Query()]) -> HTMLResponse:
    """Show the figures that were asked for."""
    figures, chosen = services_of(request).store.figures, asked.filter()
    return render(
        request,
        "figures.html",
        asked=asked,
        given=asked.model_dump(exclude_defaults=True, exclude={"offset"}, mode="json"),
        kinds=list(FigureKind),
        found=figures.list(chosen, asked.limit, asked.offset),
        total=figures.count(chosen),
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
