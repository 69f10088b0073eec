"""Search results: documents with the passages that match, facets, how the query was read, and the list to take away."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from search.export import MEDIA_TYPES, Form, exported
from search.request import SearchRequest
from web.render import render, services_of, speaker_of
from web.searching.answers import answer_to
from web.searching.asked import SearchQuestion
from web.searching.histogram import bars
from web.views import reckoned

router = APIRouter()
_SHOWN = 2  # passages of each document


def _request(request: Request, asked: SearchQuestion) -> SearchRequest:
    parts = services_of(request)
    only = parts.standing.overdue_documents(reckoned(None, parts)) if asked.overdue else None
    return replace(asked.request(only, parts.today()), passages=_SHOWN)


@router.get("/search")
def show(request: Request, asked: Annotated[SearchQuestion, Query()]) -> HTMLResponse:
    """Show the results of a search; without words, the box and how it can be used."""
    results = services_of(request).search.search(_request(request, asked)) if asked.asks() else None
    return render(
        request,
        "searching/results.html",
        asked=asked,
        given=asked.given(),
        results=results,
        answer=answer_to(request, asked) if results else None,
        limit=asked.limit,
        bars=bars(results.months, speaker_of(request)) if results else (),
    )


@router.get("/search.{form}")
def take_away(request: Request, form: Form, asked: Annotated[SearchQuestion, Query()]) -> StreamingResponse:
    """Give the whole list, a line a document: the set that the page counts."""
    hits = services_of(request).search.every_hit(_request(request, asked))
    return StreamingResponse(
        exported(form, hits),
        media_type=MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="search.{form}"'},
    )
