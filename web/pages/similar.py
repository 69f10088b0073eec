"""Was this asked before? A draft question beside the questions held, part by part, with what was answered."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from corpus.errors import WrongUse
from search.similar.service import MOST_LETTERS
from web.render import render
from web.searching.comparing import compared
from web.sign_in_gate import must_be_own

router = APIRouter()
_MOST_IN_ADDRESS = 4_000


@router.get("/already-asked")
def show(request: Request, text: str = "") -> HTMLResponse:
    """Show the form; a short draft may stand in the address itself."""
    return _page(request, text, most=_MOST_IN_ADDRESS)


@router.post("/already-asked")
def compare(request: Request, text: Annotated[str, Form()] = "") -> HTMLResponse:
    """Compare a draft. Nothing of it is kept."""
    must_be_own(request)
    return _page(request, text, most=MOST_LETTERS)


def _page(request: Request, text: str, *, most: int) -> HTMLResponse:
    """Return the page; a draft that cannot be compared stays in the form, with the reason above it."""
    found, wrong = None, ""
    if text.strip():
        try:
            found = compared(request, text, limit=3) if len(text) <= most else None
            wrong = "" if found else "long"
        except WrongUse:
            wrong = "parts" if len(text) <= most else "long"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, "searching/similar.html", status=status, text=text, found=found, wrong=wrong, most=most)
