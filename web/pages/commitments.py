"""Commitments as a board, as a list and over time, with the same set as CSV, calendar and feed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from corpus.facts import CommitmentKind, Strength
from tracker.filters import BOARD, Sort
from web.calendar import calendar_of
from web.commitment.asked import CommitmentQuestion, View
from web.commitment.board import TONES, board
from web.commitment.chips import chips
from web.commitment.files import feed_of
from web.commitment.grouping import asked_for, dated_for, day_of_question, grouped
from web.commitment.rows import COLUMNS, cells
from web.commitment.timeline import AT_ONCE, picture, years
from web.csv_lines import csv_response
from web.feeds import site
from web.pictures import Form, Picture, download
from web.render import render, services_of, speaker_of
from web.views import commitment_view

__all__ = ["CommitmentQuestion", "router"]

router = APIRouter()
Asked = Annotated[CommitmentQuestion, Query()]


@router.get("/commitments")
def show(request: Request, asked: Asked) -> HTMLResponse:
    """Show the commitments that were asked for: as a board, as a list, or over time."""
    parts, speaker, view = services_of(request), speaker_of(request), asked.shown_as()
    found, given = grouped(parts, asked), asked.given()
    offices = parts.standing.derived("offices", parts.store.people.offices)
    return render(
        request,
        f"commitment/{view}.html",
        view=view,
        views=list(View),
        asked=asked,
        given=given,
        bare={name: value for name, value in given.items() if name not in ("view", "state", "sort")},
        today=day_of_question(parts, asked),
        offices=offices,
        kinds=list(CommitmentKind),
        strengths=list(Strength),
        chips=chips(asked, offices, speaker),
        counts=[(group, TONES[group], len(found.groups[group])) for group in BOARD],
        everything=len(found.everything),
        wholes=found.wholes,
        **_shown(request, asked, view),
    )


def _shown(request: Request, asked: CommitmentQuestion, view: View) -> dict[str, Any]:
    """Return what only one of the three ways of looking needs."""
    parts, speaker = services_of(request), speaker_of(request)
    if view is View.BOARD:
        return {"sections": board(grouped(parts, asked), speaker)}
    found = asked_for(parts, asked)
    if view is View.LIST:
        page = found[asked.offset : asked.offset + asked.limit]
        shown = [commitment_view(one, speaker) for one in page]
        return {"total": len(found), "found": shown, "sorts": list(Sort), "order": asked.order()}
    known = dated_for(parts, asked)
    return {
        "total": len(known),
        "undated": len(found) - len(known),
        "at_once": AT_ONCE,
        "picture": _picture(request, asked),
        "years": years(known) if len(known) > AT_ONCE else (),
    }


def _picture(request: Request, asked: CommitmentQuestion) -> Picture:
    parts = services_of(request)
    return picture(dated_for(parts, asked), asked, day_of_question(parts, asked), speaker_of(request))


@router.get("/commitments/timeline.{form}")
def as_picture(request: Request, form: Form, asked: Asked) -> Response:
    """Give the picture of the commitments that were asked for as a file."""
    return download(_picture(request, asked), form, base=site(request))


@router.get("/commitments.csv")
def as_csv(request: Request, asked: Asked) -> StreamingResponse:
    """Give every commitment that was asked for, a line a milestone."""
    found = asked_for(services_of(request), asked)
    return csv_response("commitments.csv", COLUMNS, (row for one in found for row in cells(one)))


@router.get("/commitments.ics")
def as_calendar(request: Request, asked: Asked) -> Response:
    """Give the last days of the commitments that were asked for as a calendar."""
    return calendar_of(request, asked, asked_for(services_of(request), asked))


@router.get("/commitments.atom")
def as_feed(request: Request, asked: Asked) -> Response:
    """Give the commitments that were asked for as a feed, the latest promised first."""
    return feed_of(request, asked_for(services_of(request), asked))
