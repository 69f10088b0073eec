"""Was this asked before? A draft question beside the questions held, part by part, with what was answered."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from corpus.errors import WrongUse
from search.similar.service import MOST_LETTERS
from tracker.already_asked import AskedBefore
from web.feeds import site
from web.render import render, speaker_of
from web.searching.ages import age_said
from web.searching.asked_before import as_text, sentences
from web.searching.comparing import compared
from web.searching.examples import draft_example
from web.sign_in_gate import must_be_own

router = APIRouter()
_MOST_IN_ADDRESS = 4_000
_SHOWN = 3  # earlier questions of each part


@router.get("/already-asked")
def show(request: Request, text: str = "", example: str = "") -> HTMLResponse:
    """Show the form; a short draft may stand in the address itself, and an example can be put in."""
    if example and not text:
        return _page(request, draft_example(), None, "")
    return _compared(request, text, most=_MOST_IN_ADDRESS)


@router.post("/already-asked")
def compare(request: Request, text: Annotated[str, Form()] = "") -> HTMLResponse:
    """Compare a draft. Nothing of it is kept."""
    must_be_own(request)
    return _compared(request, text, most=MOST_LETTERS)


def _compared(request: Request, text: str, *, most: int) -> HTMLResponse:
    """Return the page; a draft that cannot be compared stays in the form, with the reason above it."""
    if not text.strip():
        return _page(request, text, None, "")
    if len(text) > most:
        return _page(request, text, None, "long", most)
    try:
        return _page(request, text, compared(request, text, limit=_SHOWN), "")
    except WrongUse:
        return _page(request, text, None, "parts")


def _page(request: Request, text: str, found: AskedBefore | None, wrong: str, most: int = 0) -> HTMLResponse:
    speaker = speaker_of(request)
    return render(
        request,
        "searching/similar.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        text=text,
        found=found,
        wrong=wrong,
        most=most,
        told=sentences(found.summary, speaker) if found else (),
        plain=as_text(found, speaker, site(request)) if found else "",
        age=lambda days: age_said(speaker, days),
    )
