"""The API of editors: decisions on a commitment, and its history. Errors are problem+json (RFC 9457)."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from corpus.errors import NotFound, WrongUse
from corpus.register import Event
from tracker.outline import CommitmentHistory, history
from web.decisions import Decision, carry_out
from web.form import KnownOn
from web.i18n import Language
from web.render import services_of
from web.sign_in_gate import editor_of, must_be_own

router = APIRouter(prefix="/api/v1", tags=["v1"])
CommitmentKey = Annotated[str, Path(max_length=80, description="Id of the commitment, such as c-0123456789.")]
_PROBLEM = {"application/problem+json": {"schema": {"type": "object"}}}


class HistoryLine(BaseModel):
    """One line of a commitment's log, with what it says in words."""

    sentence: str
    event: Event


@router.get("/commitments/{commitment_id}/history", summary="History of a commitment")
def show_history(
    request: Request,
    commitment_id: CommitmentKey,
    known_on: KnownOn = None,
    language: Language = "nl",
) -> list[HistoryLine]:
    """Every event in order: found, confirmed, moved, undone and so on, with author, day and words."""
    parts = services_of(request)
    lines = parts.tracker.get(commitment_id, parts.today(), known_on).history
    return [HistoryLine(sentence=line.sentence(language), event=line.event) for line in lines]


@router.post(
    "/commitments/{commitment_id}/decisions",
    summary="Record a decision",
    status_code=HTTPStatus.CREATED,
    openapi_extra={"security": [{"session": []}]},
    responses={
        401: {"description": "Nobody is signed in.", "content": _PROBLEM},
        403: {"description": "The account may not decide, or another site sent this.", "content": _PROBLEM},
        404: {"description": "There is no such commitment.", "content": _PROBLEM},
        409: {"description": "Somebody else was first; nothing was written.", "content": _PROBLEM},
        422: {"description": "The decision is not possible, or lacks something.", "content": _PROBLEM},
    },
)
def record(
    request: Request, commitment_id: CommitmentKey, decision: Decision, language: Language = "nl"
) -> CommitmentHistory:
    """For signed-in editors; gives the commitment as it is then, or the one that took its place."""
    must_be_own(request)
    visitor, parts = editor_of(request), services_of(request)
    try:
        done = carry_out(parts.tracker, commitment_id, decision, visitor.name)
    except NotFound:
        raise
    except WrongUse as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
    return history(parts.tracker.get(done.id, parts.today()), language)
