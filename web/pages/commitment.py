"""One commitment: its words, how it stands and why, what became of it, and what can be done with it."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from corpus.model import CommitmentId, QuestionRecord
from tracker.filters import is_not_yet
from tracker.slips import moved_into_past
from tracker.tracked import CommitmentDetail
from tracker.words import fulfilment_name, record_name
from web.commitment.chain import chain, decided
from web.commitment.chain_picture import chain_picture
from web.commitment.citing import citation
from web.commitment.milestones import milestones_shown
from web.decision_context import context_of
from web.decision_desk import desk_of
from web.decision_forms import Trouble, decide, read_form
from web.decisions import DecisionKind
from web.feeds import site
from web.i18n import Speaker
from web.pictures import Form, download
from web.render import render, services_of, speaker_of
from web.reports import told_of
from web.sign_in_gate import editor_of, must_be_form, visitor_of
from web.views import commitment_view, day_of, reckoned

router = APIRouter()


@router.get("/c/{commitment_id}")
def show(request: Request, commitment_id: str, as_of: str | None = None, known_on: str | None = None) -> HTMLResponse:
    """Show one commitment with its milestones, their computation, and its history; to an editor with its forms."""
    parts = services_of(request)
    day, known = reckoned(as_of, parts), day_of(known_on, "known_on")
    return _page(request, commitment_id, day, known, past=bool(as_of or known_on))


@router.get("/c/{commitment_id}/times.{form}")
def as_picture(request: Request, commitment_id: str, form: Form, as_of: str | None = None) -> Response:
    """Give the picture of the times that were promised as a file."""
    parts = services_of(request)
    today = reckoned(as_of, parts)
    tracked = parts.tracker.get(CommitmentId(commitment_id), today).tracked
    held = tracked.commitment
    record = parts.store.documents.get(held.document, None if held.attached else held.version).record
    picture = chain_picture(tracked, today, speaker_of(request), of_question=_of_question(record))
    return download(picture, form, base=site(request))


@router.post("/c/{commitment_id}")
def decide_one(request: Request, commitment_id: str, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Record an editor's decision and show the commitment as it is then; a refused one keeps what was filled in."""
    visitor, parts = editor_of(request), services_of(request)
    must_be_form(request, visitor, str(form.get("csrf", "")))
    done = decide(parts, speaker_of(request), visitor, commitment_id, form)
    if isinstance(done, Trouble):
        return _page(request, commitment_id, parts.today(), None, form=form, trouble=done)
    return RedirectResponse(f"/c/{done.id}?done={form.get('action')}#history", status_code=303)


def _page(
    request: Request,
    commitment_id: str,
    today: date,
    known_on: date | None,
    *,
    past: bool = False,
    form: FormData | None = None,
    trouble: Trouble | None = None,
) -> HTMLResponse:
    parts, speaker, visitor = services_of(request), speaker_of(request), visitor_of(request)
    detail = parts.tracker.get(CommitmentId(commitment_id), today, known_on)
    held = detail.tracked.commitment
    document = parts.store.documents.get(held.document, None if held.attached else held.version)
    decides = visitor is not None and visitor.decides and not past
    done = request.query_params.get("done", "") if decides else ""
    return render(
        request,
        "commitment/one.html",
        status=int(trouble.status if trouble else HTTPStatus.OK),
        past=past,
        as_of=today if past else None,
        today=today,
        known_on=known_on,
        not_yet=is_not_yet(detail.tracked),
        document=document,
        desk=desk_of(parts, speaker, visitor, detail, document, address=f"/c/{held.id}", form=form, trouble=trouble)
        if visitor is not None and decides
        else None,
        done=done,
        past_date=done == DecisionKind.MOVE and moved_into_past(detail.tracked.state, today),
        context=context_of(document, held),
        told=told_of(parts, detail.tracked, speaker),
        steps=chain(parts, detail, speaker),
        picture=chain_picture(detail.tracked, today, speaker, of_question=_of_question(document.record)),
        cited=citation(held, document.record, speaker, site(request)),
        **_shown(detail, speaker),
    )


def _of_question(record: QuestionRecord) -> date | None:
    return None if record.answered else record.asked


def _shown(detail: CommitmentDetail, speaker: Speaker) -> dict[str, Any]:
    tracked = detail.tracked
    return {
        "view": commitment_view(tracked, speaker),
        "held": tracked.commitment,
        "state": tracked.state,
        "milestones": milestones_shown(tracked, speaker.language),
        "record_state": record_name(tracked.record, speaker.language),
        "fulfilment": fulfilment_name(tracked.fulfilment, speaker.language),
        "evidence": decided(tracked.state.evidence),
        "history": [(entry.event, entry.sentence(speaker.language)) for entry in detail.history],
        "whole": commitment_view(detail.whole, speaker) if detail.whole else None,
        "members": [commitment_view(one, speaker) for one in detail.parts],
    }
