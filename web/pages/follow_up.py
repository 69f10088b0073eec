"""The draft of a follow-up question: to be edited on the page, and taken away as edited."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from corpus.errors import WrongUse
from tracker.reports.files import LETTER_FORMS, report_bytes
from tracker.reports.letter import letter_report, letter_text
from web.render import render, services_of, speaker_of
from web.reports import desk_over, download, told_of
from web.sign_in_gate import must_be_own
from web.views import commitment_view, reckoned

router = APIRouter()
_LONGEST = 50_000


@router.get("/c/{commitment_id}/follow-up")
def show(request: Request, commitment_id: str, as_of: str | None = None, asker: str = "") -> HTMLResponse:
    """Show the draft in a box in which it can be edited."""
    parts, speaker = services_of(request), speaker_of(request)
    today = reckoned(as_of, parts)
    draft = desk_over(parts).follow_up(commitment_id, today, asker[:200])
    tracked = parts.tracker.get(commitment_id, today).tracked
    return render(
        request,
        "commitment/follow_up.html",
        view=commitment_view(tracked, speaker),
        told=told_of(parts, tracked, speaker),
        draft=draft,
        text=letter_text(draft.report()),
        rows=letter_text(draft.report(), 90).count("\n") + 2,
        remarks=draft.remarked(speaker.language),
        asker=asker[:200],
        as_of=as_of or "",
        today=today,
    )


@router.post("/c/{commitment_id}/follow-up")
def take_away(
    request: Request,
    commitment_id: str,
    text: Annotated[str, Form(max_length=_LONGEST)],
    title: Annotated[str, Form(max_length=1000)] = "",
    form: Annotated[str, Form()] = "docx",
) -> Response:
    """Give the edited letter as a file; nothing is kept here."""
    must_be_own(request)
    if form not in LETTER_FORMS:
        raise WrongUse(f"form: '{form}' is none of {', '.join(LETTER_FORMS)}")
    parts = services_of(request)
    parts.store.register.get(commitment_id)
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise WrongUse("text: the letter is empty")
    if form == "txt":
        return download((words + "\n").encode(), f"opvolging-{commitment_id}", form)
    content = report_bytes(letter_report(text, title), form, parts.clock())
    return download(content, f"opvolging-{commitment_id}", form)
