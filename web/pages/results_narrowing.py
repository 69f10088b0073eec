"""What a list of results can be narrowed down to: all values of a field, and its months as files."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from corpus.spreadsheets import csv_pieces
from search.request import SearchResults
from web.pictures.downloads import Form, download
from web.render import render, speaker_of
from web.searching.asked import SearchQuestion
from web.searching.facets import FacetValue, values_of
from web.searching.finding import counted, tongue
from web.searching.months import months_picture
from web.searching.names import names_of

router = APIRouter()
FacetName = Literal["session", "minister", "office", "asker", "party", "theme", "kind", "language", "parliament"]


class FacetQuestion(SearchQuestion):
    """A search, and the field whose values are asked for."""

    facet: FacetName = Field(default="theme", description="The field.")

    def given(self) -> dict[str, object]:
        """Return the search alone."""
        return {name: value for name, value in super().given().items() if name != "facet"}


def _values(request: Request, asked: FacetQuestion) -> tuple[SearchResults, tuple[FacetValue, ...]]:
    results = counted(request, asked)
    return results, values_of(asked.facet, results.facets.get(asked.facet, ()), asked, names_of(request))


@router.get("/search/values")
def values(request: Request, asked: Annotated[FacetQuestion, Query()]) -> HTMLResponse:
    """Show all values of a field with how many documents of a list have each, the most frequent first."""
    results, shown = _values(request, asked)
    return render(
        request,
        "searching/values.html",
        asked=asked,
        given=asked.given(),
        title=names_of(request).field(asked.facet),
        total=results.total,
        tongue=tongue(results.facets),
        values=shown,
    )


@router.get("/search/values.csv")
def values_as_csv(request: Request, asked: Annotated[FacetQuestion, Query()]) -> Response:
    """Give the same as a table."""
    rows = counted(request, asked).facets.get(asked.facet, ())
    body = "".join(csv_pieces((asked.facet, "documents"), rows))
    return Response(
        body,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="search-{asked.facet}.csv"'},
    )


@router.get("/search/months.{form}")
def months(request: Request, form: Form, asked: Annotated[SearchQuestion, Query()]) -> Response:
    """Give the months in which the questions of a list were asked, as a picture or a table."""
    return download(months_picture(asked, counted(request, asked), speaker_of(request)), form)
