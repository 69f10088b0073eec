"""Offices: who held them, what they were asked, and what they promised."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from corpus.store import DocumentFilter
from tracker.filters import TrackerFilter
from tracker.offices import statistics
from web.limits import MOST
from web.render import render, services_of, speaker_of
from web.views import commitment_view, reckoned

router = APIRouter()
_SHOWN = 10
_PAGE = 25


@router.get("/offices")
def show(request: Request) -> HTMLResponse:
    """List the offices."""
    return render(request, "offices.html", offices=services_of(request).store.people.offices())


@router.get("/offices/{slug}")
def show_one(
    request: Request, slug: str, as_of: str | None = None, offset: Annotated[int, Query(ge=0, le=MOST)] = 0
) -> HTMLResponse:
    """Show one office."""
    parts, speaker = services_of(request), speaker_of(request)
    office = parts.store.people.office(slug)
    tracked = parts.standing.list(TrackerFilter(office=slug), reckoned(as_of, parts))
    chosen = DocumentFilter(office=slug)
    numbers = statistics(tracked)
    return render(
        request,
        "office.html",
        office=office,
        numbers=numbers[0] if numbers else None,
        found=[commitment_view(one, speaker) for one in tracked[:_SHOWN]],
        more=len(tracked) > _SHOWN,
        documents=parts.store.documents.list(chosen, _PAGE, offset),
        total=parts.store.documents.count(chosen),
        offset=offset,
        limit=_PAGE,
    )
