"""Sources and how they are doing, what is held of each session, and what could not be read."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from corpus.spreadsheets import csv_pieces
from web.about.coverage_picture import coverage_picture
from web.about.sources import source_views
from web.feeds import site
from web.pictures import Form, download
from web.render import render, services_of, speaker_of

router = APIRouter()
_PICTURED = 2
"""Sessions from which on a picture says more than the table."""
_AT_ONCE = 12
"""Sessions, the latest first, of which the page says which numbers are missing: those of one are 2 kB."""

_COLUMNS = (
    "parliament",
    "session",
    "documents",
    "answered",
    "unanswered",
    "undated",
    "with_commitments",
    "figures",
    "numbered",
    "missing",
    "first",
    "last",
    "withdrawn",
)


@router.get("/sources")
def show(request: Request) -> HTMLResponse:
    """Show how far each source was read, and what is held."""
    parts, speaker = services_of(request), speaker_of(request)
    held = parts.store.health.coverage()
    pictured = len({one.session for one in held if one.session}) >= _PICTURED
    return render(
        request,
        "about/sources.html",
        sources=source_views(parts),
        sessions=held,
        at_once=_AT_ONCE,
        picture=coverage_picture(held, parts.today(), speaker) if pictured else None,
        refusals=parts.store.health.refusals(),
        silent_after=parts.settings.silent_after_days,
        today=parts.today(),
    )


@router.get("/sources/coverage.csv")
def table(request: Request) -> Response:
    """Give what is held of each session as CSV."""
    held = services_of(request).store.health.coverage()
    rows = ([getattr(one, name) for name in _COLUMNS] for one in held)
    headers = {"Content-Disposition": 'attachment; filename="coverage.csv"'}
    return Response("".join(csv_pieces(_COLUMNS, rows)), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/sources/sessions.{form}")
def picture(request: Request, form: Form) -> Response:
    """Give the picture of what is held as a file."""
    parts = services_of(request)
    drawn = coverage_picture(parts.store.health.coverage(), parts.today(), speaker_of(request))
    return download(drawn, form, base=site(request))
