"""Search results: documents with the passages that match, facets, and how the query was read."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from web.asked import SearchQuestion
from web.render import render, services_of
from web.views import reckoned

router = APIRouter()


@router.get("/search")
def show(request: Request, asked: Annotated[SearchQuestion, Query()]) -> HTMLResponse:
    """Show the results of a search; without words, the box and how it can be used."""
    parts = services_of(request)
    only = parts.standing.overdue_documents(reckoned(None, parts)) if asked.overdue else None
    given = asked.given()
    results = parts.search.search(asked.request(only)) if asked.asks() else None
    return render(request, "results.html", asked=asked, given=given, results=results, limit=asked.limit)
