"""Figures as data: the list of the page, series over the years, and figures that differ."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from corpus.facts import FigureKind
from corpus.store import FigureOrder, StoredFigure
from tracker.comparison import Contradiction, Series, Statement
from tracker.figure_outline import FigureOutline
from web.api.paging import CursorAsked, Listing, PageAsked, Paging, listed, page_of, place_asked, placed
from web.figures.asked import FigureQuestion, SeriesQuestion
from web.figures.found import found_figures
from web.figures.known import known_figures
from web.figures.shown import passage
from web.render import services_of
from web.searching.answers import figures_about

router = APIRouter(prefix="/api/v1", tags=["v1"])


class StatedFigure(BaseModel):
    """A figure as a document states it."""

    value: Decimal = Field(description="In base units.", examples=["4267"])
    low: Decimal | None = Field(description="Lower end of a range.")
    high: Decimal | None = Field(description="Upper end of a range.")
    unit: str = Field(description="ISO code for money, % or the counted noun.", examples=["dossiers"])
    quote: str = Field(description="Number and unit as printed.", examples=["4.267 dossiers"])
    sentence: str = Field(description="Its sentence, on one line.")
    planned: bool = Field(description="Whether it is a plan or an estimate.")
    document: str = Field(description="Id of the document.")
    title: str | None = Field(description="Title of the document.")
    minister: str | None = Field(description="Who answered.")
    office: str | None = Field(description="The office that answered.")
    day: date | None = Field(description="Day of the answer, else of the question.")
    url: str = Field(description="Path of the passage.", examples=["/d/1234?s=10-24#s10-24"])

    @classmethod
    def of(cls, one: Statement) -> "StatedFigure":
        """Return a statement as data."""
        stored, figure = one.stored, one.figure
        return cls(
            value=figure.value,
            low=figure.low,
            high=figure.high,
            unit=figure.unit,
            quote=" ".join(stored.quote.split()),
            sentence=one.sentence,
            planned=one.planned,
            document=stored.document,
            title=stored.title,
            minister=stored.minister,
            office=stored.office,
            day=stored.day,
            url=passage(stored),
        )


class YearValue(BaseModel):
    """One year of a series."""

    year: int = Field(examples=[2023])
    period: str = Field(description="The year, or first and last day of what is known of it.", examples=["2023"])
    value: Decimal = Field(description="The value that most documents state, else the one stated last.")
    stated: list[StatedFigure] = Field(description="Who states it, the oldest first.")
    differing: list[StatedFigure] = Field(description="Other values for the same period; both may be right.")


class FigureSeries(BaseModel):
    """The same figure over the years."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "key": "0a1b2c3d4e",
                "title": "Laadpunten",
                "phrase": "publieke laadpunten",
                "kind": "count",
                "unit": "laadpunten",
                "values": [],
                "planned": [],
                "gaps": [2020],
                "left_out": 0,
            }
        }
    )

    key: str = Field(description="Names the series: /figures/series?key=...")
    title: str = Field(description="Title of the latest document that states it.")
    phrase: str = Field(description="What is counted, as printed; empty where only the title says it.")
    kind: FigureKind
    unit: str
    values: list[YearValue] = Field(description="One a year, in order; outcomes only.")
    planned: list[StatedFigure] = Field(description="Plans and estimates of the same.")
    gaps: list[int] = Field(description="Years between the first and the last one without a value.")
    left_out: int = Field(description="Figures left out since their own answer gives several values for the year.")

    @classmethod
    def of(cls, one: Series) -> "FigureSeries":
        """Return a series as data."""
        values = [
            YearValue(
                year=point.year,
                period=point.period.words(),
                value=point.value,
                stated=[StatedFigure.of(two) for two in point.stated],
                differing=[StatedFigure.of(two) for two in point.contradicting],
            )
            for point in one.points
        ]
        return cls(
            key=one.key,
            title=one.title,
            phrase=one.phrase,
            kind=one.kind,
            unit=one.unit,
            values=values,
            planned=[StatedFigure.of(two) for two in one.planned],
            gaps=list(one.gaps),
            left_out=len(one.left_out),
        )


class DifferingFigures(BaseModel):
    """Figures for the same thing, unit and period whose values differ; both may be right."""

    period: str = Field(description="The year, or first and last day.", examples=["2016"])
    difference: Decimal = Field(description="How far the values are apart, in base units.", examples=["400"])
    share: float = Field(description="The difference as a part of the larger value.", examples=[0.0857])
    words: list[str] = Field(description="Stems of the words that both have in common.")
    statements: list[StatedFigure] = Field(description="The two, then others that agree with one of both.")

    @classmethod
    def of(cls, one: Contradiction) -> "DifferingFigures":
        """Return a pair as data."""
        return cls(
            period=one.period.words(),
            difference=one.difference,
            share=one.share,
            words=list(one.words),
            statements=[StatedFigure.of(two) for two in one.statements],
        )


@router.get("/figures", summary="List figures")
def figures(
    request: Request, response: Response, asked: Annotated[FigureQuestion, Query()], cursor: CursorAsked
) -> Listing[StoredFigure]:
    """Each with its quote and its document, those of the newest documents first; the same set as page and CSV."""
    paging = cursor(asked.limit, asked.offset)
    if asked.about or asked.planned is not None or asked.sort not in (None, FigureOrder.NEWEST):
        found = found_figures(request, asked)
        page = listed(response, paging, found.places(), name=lambda one: f"{one[0]} {one[1]}", shown=lambda one: one)
        return Listing(total=page.total, items=list(found.at(page.items)), next=page.next, next_url=page.next_url)
    return _newest(request, response, asked, paging)


def _newest(request: Request, response: Response, asked: FigureQuestion, paging: Paging) -> Listing[StoredFigure]:
    """Return a page of a list that the database orders, so that it is not read whole."""
    store, chosen = services_of(request).store, asked.filter()
    found = store.figures.list(chosen, paging.limit + 1, paging.offset, place_asked(paging))
    page = found[: paging.limit]
    last: tuple[object, ...] = ()
    if len(found) > len(page):
        last = placed(replace(store.documents.place(page[-1].document), position=page[-1].position))
    return page_of(response, paging, total=store.figures.count(chosen), items=page, last=last)


@router.get("/figures/about", summary="Find figures by what they are about")
def about(request: Request, asked: Annotated[FigureQuestion, Query()]) -> list[FigureOutline]:
    """Those that have most of the words of ``about`` first, each with its sentence and its age; none without words."""
    if not asked.about:
        return []
    return list(figures_about(request, asked.query(), services_of(request).today()))


@router.get("/figures/series", summary="Figures over the years")
def series(
    request: Request, response: Response, asked: Annotated[SeriesQuestion, Query()], paging: PageAsked
) -> Listing[FigureSeries]:
    """The series of a subject, the longest first; without any filter those that are found without doubt."""
    known = known_figures(request)
    wanted = asked.subject or asked.key or asked.unit or asked.office
    found = known.series(asked.subject, asked.unit, asked.office) if wanted else known.sure_series()
    kept = [one for one in found if asked.key in (None, one.key)]
    return listed(response, paging, kept, name=lambda one: one.key, shown=FigureSeries.of)


@router.get("/figures/contradictions", summary="Figures that differ for the same thing and period")
def contradictions(request: Request, response: Response, paging: PageAsked) -> Listing[DifferingFigures]:
    """Those furthest apart first; only what agrees in subject, unit and period for certain is compared."""
    found = known_figures(request).contradictions()
    return listed(response, paging, found, name=_name, shown=DifferingFigures.of)


def _name(one: Contradiction) -> str:
    return " ".join(f"{two.stored.document}:{two.stored.position}" for two in (one.one, one.other))
