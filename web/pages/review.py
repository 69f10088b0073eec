"""The review queue: an entry a screen with passage, computation and forms; the next one comes by itself."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import Field
from starlette.datastructures import FormData

from corpus.model import CommitmentId
from tracker.review import LOG_KINDS, Certainty, Queue, Reason, ReviewFilter, Waiting, waiting
from tracker.slips import moved_into_past
from tracker.words import record_name
from web.commitment.milestones import milestones_shown
from web.decision_context import context_of
from web.decision_desk import desk_of
from web.decision_forms import Trouble, decide, read_form
from web.decisions import DecisionKind
from web.form import Form
from web.render import render, services_of, speaker_of
from web.services import Services
from web.sign_in import Visitor
from web.sign_in_gate import editor_of, must_be_form, sign_in_address, visitor_of
from web.views import commitment_view

router = APIRouter()

_STAYING = (DecisionKind.ADD, DecisionKind.ACCEPT_EVIDENCE, DecisionKind.REJECT_EVIDENCE)
"""Decisions after which there may be more to decide on the same entry."""


class ReviewQuestion(Form):
    """Which entries of the queue are asked for, as it stands in an address."""

    office: str | None = Field(default=None, max_length=300)
    reason: Reason | None = None
    certainty: Certainty | None = None
    at: str | None = Field(default=None, max_length=80, description="The entry to show; the first where empty.")
    done: str | None = Field(default=None, max_length=80, description="The entry decided on just now.")
    what: DecisionKind | None = Field(default=None, description="What was decided on it.")

    def filter(self) -> ReviewFilter:
        """Return the tracker's own form."""
        return ReviewFilter(office=self.office, reason=self.reason, certainty=self.certainty)

    def given(self) -> dict[str, object]:
        """Return the filters, for the addresses of other entries."""
        return self.model_dump(exclude_defaults=True, exclude={"at", "done", "what"}, mode="json")

    def address(self, **more: object) -> str:
        """Return the address of the queue with these filters."""
        given = {**self.given(), **{name: value for name, value in more.items() if value}}
        return f"/review?{urlencode(given)}" if given else "/review"


Asked = Annotated[ReviewQuestion, Query()]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDecision:
    """What was decided just now, and whether it can be undone from here.

    Attributes:
        id: The entry.
        quote: Its words.
        what: What was done.
        expected_last: Its last event, for the undo; None where there is nothing to take back.
        past_date: Whether it was moved to a time that is past already.
    """

    id: str
    quote: str
    what: DecisionKind
    expected_last: int | None
    past_date: bool = False


@router.get("/review")
def show(request: Request, asked: Asked) -> Response:
    """Show the first entry that waits, or the one asked for."""
    if visitor_of(request) is None:
        return RedirectResponse(sign_in_address(request), status_code=303)
    return _page(request, asked, editor_of(request))


@router.post("/review/{commitment_id}")
def decide_one(
    request: Request, commitment_id: str, asked: Asked, form: Annotated[FormData, Depends(read_form)]
) -> Response:
    """Record a decision and go on with the next entry; a refused one keeps what was filled in."""
    visitor, parts = editor_of(request), services_of(request)
    must_be_form(request, visitor, str(form.get("csrf", "")))
    following = held_queue(parts, asked).after(commitment_id)
    done = decide(parts, speaker_of(request), visitor, commitment_id, form)
    if isinstance(done, Trouble):
        return _page(request, asked.model_copy(update={"at": commitment_id}), visitor, form=form, trouble=done)
    action = str(form.get("action"))
    if action == DecisionKind.UNDO:
        return RedirectResponse(asked.address(at=commitment_id), status_code=303)
    if action in _STAYING and held_queue(parts, asked).place(commitment_id) is not None:
        following = CommitmentId(commitment_id)
    return RedirectResponse(asked.address(at=following or "end", done=commitment_id, what=action), status_code=303)


def held_queue(parts: Services, asked: ReviewQuestion) -> Queue:
    """Return what waits today."""
    standing, today, wanted = parts.standing, parts.today(), asked.filter()

    def judged(before: Waiting | None) -> Waiting:
        proposals, events = parts.store.evidence.proposals(), parts.store.register.events(kinds=LOG_KINDS)
        return waiting(standing.everything(today), proposals, events, before)

    def narrowed() -> Queue:
        return standing.renewed("waiting", today, judged).narrowed(wanted)

    return standing.derived(("queue", today, wanted), narrowed)


def _page(
    request: Request,
    asked: ReviewQuestion,
    visitor: Visitor,
    *,
    form: FormData | None = None,
    trouble: Trouble | None = None,
) -> HTMLResponse:
    parts = services_of(request)
    held = held_queue(parts, asked)
    place = held.place(asked.at) if asked.at else (0 if held.items else None)
    shown = asked.at if asked.at and asked.at != "end" else held.items[place].id if place is not None else None
    # One decided on meanwhile is shown all the same where a decision on it was refused, for what was typed is there.
    item = (
        _item(request, visitor, shown, held, asked, form, trouble) if shown and (place is not None or trouble) else {}
    )
    return render(
        request,
        "commitment/review.html",
        status=int(trouble.status) if trouble else 200,
        asked=asked,
        given=asked.given(),
        queue=held,
        place=place,
        previous=held.items[place - 1].id if place else None,
        following=held.after(shown) if shown else None,
        reasons=list(Reason),
        certainties=list(Certainty),
        last=_last(parts, asked, visitor),
        csrf=visitor.csrf,
        item=item,
    )


def _item(
    request: Request,
    visitor: Visitor,
    commitment: str,
    held_by: Queue,
    asked: ReviewQuestion,
    form: FormData | None,
    trouble: Trouble | None,
) -> dict[str, object]:
    parts, speaker = services_of(request), speaker_of(request)
    detail = parts.tracker.get(commitment, parts.today())
    tracked, held = detail.tracked, detail.tracked.commitment
    document = parts.store.documents.get(held.document, None if held.attached else held.version)
    place = held_by.place(commitment)
    return {
        "view": commitment_view(tracked, speaker),
        "held": held,
        "document": document,
        "context": context_of(document, held),
        "milestones": milestones_shown(tracked, speaker.language),
        "record_state": record_name(tracked.record, speaker.language),
        "reasons": () if place is None else held_by.items[place].reasons,
        "history": [(entry.event, entry.sentence(speaker.language)) for entry in detail.history],
        "desk": desk_of(
            parts,
            speaker,
            visitor,
            detail,
            document,
            address=f"/review/{held.id}{asked.address()[len('/review') :]}",
            form=form,
            trouble=trouble,
        ),
    }


def _last(parts: Services, asked: ReviewQuestion, visitor: Visitor) -> LastDecision | None:
    """Return what this editor decided just now; a decision of somebody else since is not offered for undoing."""
    if not asked.done or asked.what is None:
        return None
    tracked = parts.tracker.get(asked.done, parts.today()).tracked
    mine = tracked.state.last_decision is not None and tracked.state.last_decision.author == visitor.name
    undoable = mine and asked.what is not DecisionKind.NOTE
    return LastDecision(
        id=tracked.id,
        quote=" ".join(tracked.commitment.quote.split()),
        what=asked.what,
        expected_last=(tracked.state.last_event or 0) if undoable else None,
        past_date=asked.what is DecisionKind.MOVE and moved_into_past(tracked.state, parts.today()),
    )
