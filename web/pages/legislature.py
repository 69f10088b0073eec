"""The end of a legislature: an editor decides about everything that is still open, after looking at it."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import Field, ValidationError
from starlette.datastructures import FormData

from tracker.legislature import BulkDecision, Ending, LegislatureEnd, decide_all, legislature_end
from tracker.tracked import TrackedCommitment
from web.decision_forms import read_form
from web.form import Form
from web.i18n import Speaker
from web.render import render, services_of, speaker_of
from web.reports import desk_over
from web.services import Services
from web.sign_in_gate import editor_of, must_be_form, sign_in_address, visitor_of
from web.views import CommitmentView, commitment_view

router = APIRouter()
AT_ONCE = 200
"""How many commitments one form decides on: each is an event of its own, and the visitor waits for them."""
_LISTED = 25


class LegislatureQuestion(Form):
    """Which commitments of which legislature, as it stands in an address or a form."""

    ended: date | None = Field(default=None, description="Last day of the legislature.")
    office: str | None = Field(default=None, max_length=300)
    text: str = Field(default="", max_length=500, description="Only where the sentence contains this.")
    ending: Ending | None = Field(default=None, description="carry_over or lapse.")
    note: str = Field(default="", max_length=4000, description="Why; kept in the history of each.")

    def given(self) -> dict[str, object]:
        """Return what chooses the commitments, for addresses and forms."""
        return self.model_dump(exclude_defaults=True, include={"ended", "office", "text"}, mode="json")


@router.get("/review/legislature")
def show(request: Request, asked: Annotated[LegislatureQuestion, Query()]) -> Response:
    """Ask which legislature, then show what is still open of it with the form to decide."""
    if visitor_of(request) is None:
        return RedirectResponse(sign_in_address(request), status_code=303)
    editor_of(request)
    return _page(request, asked)


@router.post("/review/legislature")
def decide(request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Ask once more with the count, then write the decision on each commitment and tell what was done."""
    visitor, parts = editor_of(request), services_of(request)
    must_be_form(request, visitor, str(form.get("csrf", "")))
    asked = _read(form)
    found = None if _early(parts, asked) else _found(parts, asked)
    if found is None or asked.ending is None or not asked.note.strip():
        return _page(request, asked, trouble="incomplete")
    if form.get("sure") != "1":
        return _page(request, asked, confirming=True)
    if form.get("count") != str(len(found.undecided)):
        return _page(request, asked, trouble="count", confirming=True)
    chosen = desk_over(parts).open_at_end(found.undecided[:AT_ONCE])
    done = decide_all(parts.tracker, chosen, asked.ending, author=visitor.name, note=asked.note)
    return _page(request, asked, done=done)


def _read(form: FormData) -> LegislatureQuestion:
    try:
        return LegislatureQuestion.model_validate({name: value for name, value in form.items() if value})
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from error


def _early(parts: Services, asked: LegislatureQuestion) -> bool:
    return asked.ended is not None and asked.ended > parts.today()


def _found(parts: Services, asked: LegislatureQuestion) -> LegislatureEnd | None:
    if asked.ended is None:
        return None
    return legislature_end(parts.tracker, asked.ended, parts.today(), office=asked.office, text=asked.text)


def _page(
    request: Request,
    asked: LegislatureQuestion,
    *,
    trouble: str = "",
    confirming: bool = False,
    done: BulkDecision | None = None,
) -> HTMLResponse:
    parts, speaker, visitor = services_of(request), speaker_of(request), editor_of(request)
    early = _early(parts, asked)
    found = None if early else _found(parts, asked)
    return render(
        request,
        "commitment/legislature.html",
        status=int(_status(trouble)),
        asked=asked,
        given=asked.given(),
        offices=parts.store.people.offices(),
        endings=list(Ending),
        found=found,
        early=early,
        listed=_listed(parts, found.undecided[:_LISTED], speaker) if found else (),
        at_once=min(AT_ONCE, len(found.undecided)) if found else 0,
        trouble=trouble,
        confirming=confirming,
        done=done,
        csrf=visitor.csrf,
    )


def _status(trouble: str) -> HTTPStatus:
    if trouble == "count":
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK


def _listed(
    parts: Services, undecided: tuple[TrackedCommitment, ...], speaker: Speaker
) -> tuple[tuple[CommitmentView, str], ...]:
    """Return commitments with who answers for them now."""
    open_ones = desk_over(parts).open_at_end(undecided)
    return tuple((commitment_view(one.tracked, speaker), one.now.why(speaker.language)) for one in open_ones)
