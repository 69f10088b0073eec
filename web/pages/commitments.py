"""The list of commitments with its timeline, and one commitment with its history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from pydantic import Field
from starlette.datastructures import FormData

from corpus.facts import CommitmentKind
from corpus.model import CommitmentId, DocumentId
from tracker.filters import Group, TrackerFilter
from tracker.timeline import timeline
from tracker.timeliness import Timeliness
from tracker.tracked import CommitmentDetail, TrackedCommitment
from tracker.words import explanation, fulfilment_name, record_name, timeliness_name
from web.csv_lines import csv_response
from web.decision_context import context_of
from web.decision_desk import desk_of
from web.decision_forms import Trouble, decide, read_form
from web.drawing import draw
from web.form import Form
from web.i18n import Speaker
from web.limits import MOST
from web.render import render, services_of, speaker_of
from web.reports import told_of
from web.sign_in_gate import editor_of, must_be_form, visitor_of
from web.views import commitment_view, day_of, reckoned, tone

router = APIRouter()


class CommitmentQuestion(Form):
    """Which commitments are asked for, as it stands in an address; an empty field is no filter."""

    state: Group | None = Field(default=None, description="How it stands: missed, due_now, due_soon, upcoming, ...")
    office: str | None = Field(default=None, description="Title or slug of the office.")
    minister: str | None = Field(default=None, description="The person then in office.")
    document: str | None = Field(default=None, description="Only stated in this document.")
    kind: CommitmentKind | None = Field(default=None, description="milestone, promise or ongoing.")
    text: str = Field(default="", max_length=500, description="Words of the sentence.")
    due_from: date | None = Field(default=None, description="First day on which the last day may fall.")
    due_to: date | None = Field(default=None, description="Last day on which the last day may fall.")
    as_of: date | None = Field(default=None, description="Reckon as of this day; today where empty.")
    known_on: date | None = Field(default=None, description="As the register was recorded by the end of this day.")
    offset: int = Field(default=0, ge=0, le=MOST, description="Leave out the first so many.")
    limit: int = Field(default=50, ge=1, le=500, description="How many.")

    def filter(self) -> TrackerFilter:
        """Return the tracker's own form, without limit."""
        return TrackerFilter(
            group=self.state,
            office=self.office,
            minister=self.minister,
            document=None if self.document is None else DocumentId(self.document),
            kind=self.kind,
            text=self.text,
            due_from=self.due_from,
            due_to=self.due_to,
        )

    def given(self) -> dict[str, object]:
        """Return what differs from the defaults, for the addresses of pages."""
        return self.model_dump(exclude_defaults=True, exclude={"offset"}, mode="json")


@router.get("/commitments")
def show(request: Request, asked: Annotated[CommitmentQuestion, Query()]) -> HTMLResponse:
    """Show the commitments that were asked for, as a picture and as a list."""
    parts, speaker = services_of(request), speaker_of(request)
    today = asked.as_of or parts.today()
    found = parts.standing.list(asked.filter(), today, asked.known_on)
    page = found[asked.offset : asked.offset + asked.limit]
    return render(
        request,
        "commitments.html",
        asked=asked,
        given=asked.given(),
        today=today,
        groups=[group for group in Group if group is not Group.REJECTED],
        kinds=list(CommitmentKind),
        offices=parts.store.people.offices(),
        total=len(found),
        found=[commitment_view(one, speaker) for one in page],
        picture=draw(timeline(page, today), speaker),
    )


COLUMNS = (
    "commitment", "milestone", "state", "record", "fulfilment", "first_day", "expected_day", "last_day", "moved",
    "days_moved", "time_quote", "quote", "kind", "strength", "actor", "office", "minister", "asker", "stated",
    "document", "start", "end", "page",
)  # fmt: skip


def cells(one: TrackedCommitment) -> Iterator[tuple[object, ...]]:
    """Yield a row for each milestone of a commitment, in the order of the columns."""
    held = one.commitment
    for milestone, now in one.milestone_states:
        yield (
            one.id, milestone.id, now.state, one.record, milestone.fulfilment, now.due.earliest, now.due.expected,
            now.due.latest, now.moved, now.days_moved, now.quote, " ".join(held.quote.split()), held.kind,
            held.strength, held.actor, held.office, held.minister, held.asker, held.stated, held.document,
            held.span.start, held.span.end, held.span.page,
        )  # fmt: skip


@router.get("/commitments.csv")
def as_csv(request: Request, asked: Annotated[CommitmentQuestion, Query()]) -> StreamingResponse:
    """Give every commitment that was asked for, a line a milestone."""
    parts = services_of(request)
    found = parts.standing.list(asked.filter(), asked.as_of or parts.today(), asked.known_on)
    return csv_response("commitments.csv", COLUMNS, (row for one in found for row in cells(one)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMilestone:
    """A milestone as the page of its commitment shows it: how it stands, and the computation in words."""

    deliverable: str
    state: str
    tone: str
    now: Timeliness
    lines: tuple[str, ...]


def milestones_shown(tracked: TrackedCommitment, language: str) -> tuple[ShownMilestone, ...]:
    """Return the milestones of a commitment with their computation in words."""
    return tuple(
        ShownMilestone(
            deliverable=milestone.deliverable,
            state=timeliness_name(now.state, language),
            tone=tone(now.state),
            now=now,
            lines=explanation(now, language),
        )
        for milestone, now in tracked.milestone_states
    )


@router.get("/c/{commitment_id}")
def show_one(
    request: Request, commitment_id: str, as_of: str | None = None, known_on: str | None = None
) -> HTMLResponse:
    """Show one commitment with its milestones, their computation, and its history; to an editor with its forms."""
    parts = services_of(request)
    day, known = reckoned(as_of, parts), day_of(known_on, "known_on")
    return _page(request, commitment_id, day, known, past=bool(as_of or known_on))


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
    return render(
        request,
        "commitment.html",
        status=int(trouble.status) if trouble else 200,
        past=past,
        today=today,
        known_on=known_on,
        document=document,
        desk=desk_of(parts, speaker, visitor, detail, document, address=f"/c/{held.id}", form=form, trouble=trouble)
        if visitor is not None and decides
        else None,
        done=request.query_params.get("done", "") if decides else "",
        context=None if held.attached else context_of(document, held),
        told=told_of(parts, detail.tracked, speaker),
        **_shown(detail, speaker),
    )


def _shown(detail: CommitmentDetail, speaker: Speaker) -> dict[str, object]:
    tracked = detail.tracked
    return {
        "view": commitment_view(tracked, speaker),
        "held": tracked.commitment,
        "state": tracked.state,
        "milestones": milestones_shown(tracked, speaker.language),
        "record_state": record_name(tracked.record, speaker.language),
        "fulfilment": fulfilment_name(tracked.fulfilment, speaker.language),
        "evidence": tracked.state.evidence,
        "history": [(entry.event, entry.sentence(speaker.language)) for entry in detail.history],
        "whole": commitment_view(detail.whole, speaker) if detail.whole else None,
        "members": [commitment_view(one, speaker) for one in detail.parts],
    }
