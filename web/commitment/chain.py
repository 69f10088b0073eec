"""What became of a commitment, step by step: promised, repeated, moved, judged, each with its document and words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.model import DocumentId, Span
from corpus.register import Commitment, Decision, Event, EventKind, Evidence, Relation
from corpus.store import CommitmentFilter, DocumentFilter, DocumentSummary
from tracker.state import Revision
from tracker.tracked import CommitmentDetail
from tracker.undoing import undone
from web.i18n import Speaker
from web.marking import anchor
from web.render import time_range
from web.services import Services


class StepKind(StrEnum):
    """What a step of a chain is."""

    PROMISED = "promised"
    REPEATED = "repeated"
    MOVED = "moved"
    PARTLY = "partly"
    FULFILLED = "fulfilled"
    CONTRADICTED = "contradicted"
    ENDED = "ended"
    REOPENED = "reopened"


TONES = {
    StepKind.PROMISED: "next",
    StepKind.REPEATED: "quiet",
    StepKind.MOVED: "now",
    StepKind.PARTLY: "done",
    StepKind.FULFILLED: "done",
    StepKind.CONTRADICTED: "missed",
    StepKind.ENDED: "quiet",
    StepKind.REOPENED: "next",
}
"""The colour and sign of each step."""
_JUDGED = {
    EventKind.FULFILLED: StepKind.FULFILLED,
    EventKind.PARTLY_FULFILLED: StepKind.PARTLY,
    EventKind.WITHDRAWN: StepKind.ENDED,
    EventKind.SUPERSEDED: StepKind.ENDED,
    EventKind.LAPSED: StepKind.ENDED,
    EventKind.CARRIED_OVER: StepKind.ENDED,
    EventKind.UNCLEAR: StepKind.ENDED,
    EventKind.REOPENED: StepKind.REOPENED,
}
_SHOWN_EVIDENCE = {Relation.REPEATS: StepKind.REPEATED, Relation.CONTRADICTS: StepKind.CONTRADICTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step.

    Attributes:
        kind: What it is.
        day: When it happened in the world; None where unknown.
        time: The time that holds from then on, in words; empty where it changes none.
        quote: Its words in the document, or those of the person who recorded it.
        sentence: What the log says of it; empty where the step needs no more.
        title: Title of the document; empty where there is none.
        href: The passage in it.
        of_question: Whether the day is that of the question, as the answer has none.
    """

    kind: StepKind
    day: date | None
    time: str = ""
    quote: str = ""
    sentence: str = ""
    title: str = ""
    href: str = ""
    of_question: bool = False

    @property
    def tone(self) -> str:
        """Its colour and sign."""
        return TONES[self.kind]


def chain(parts: Services, detail: CommitmentDetail, speaker: Speaker) -> tuple[Step, ...]:
    """Return the steps of a commitment in the order of the days."""
    state = detail.tracked.state
    absorbed = parts.store.register.list(CommitmentFilter(ids=state.absorbed)) if state.absorbed else ()
    gone = undone([entry.event for entry in detail.history])
    judged = [entry for entry in detail.history if entry.event.kind in _JUDGED and entry.event.id not in gone]
    pieces = [one for one in state.accepted if one.relation in _SHOWN_EVIDENCE]
    moves = [revision for milestone in state.milestones for revision in milestone.revisions]
    named: list[DocumentId | None] = [one.document for one in (state.commitment, *absorbed)]
    named += [*(one.document for one in pieces), *(one.document for one in moves)]
    heads = _heads(parts, [*named, *(entry.event.document for entry in judged)])
    steps = [
        _promise(state.commitment, StepKind.PROMISED, heads, _first_time(detail, speaker)),
        *(_promise(one, StepKind.REPEATED, heads, "") for one in absorbed),
        *(_evidence(one, heads) for one in pieces),
        *(_move(one, heads, speaker) for one in moves),
        *(_judgement(entry.event, entry.sentence(speaker.language), heads) for entry in judged),
    ]
    return tuple(sorted(steps, key=lambda step: (step.kind is not StepKind.PROMISED, step.day or date.min)))


def _heads(parts: Services, named: list[DocumentId | None]) -> Mapping[DocumentId, DocumentSummary]:
    ids = tuple({name for name in named if name is not None})
    return {one.id: one for one in parts.store.documents.list(DocumentFilter(ids=ids))}


def _first_time(detail: CommitmentDetail, speaker: Speaker) -> str:
    times = [one for one in detail.tracked.state.milestones if one.original.latest or one.original.earliest]
    return "; ".join(time_range(speaker, one.original) for one in times)


def _promise(one: Commitment, kind: StepKind, heads: Mapping[DocumentId, DocumentSummary], time: str) -> Step:
    return Step(
        kind=kind,
        day=one.stated,
        time=time,
        quote=" ".join(one.quote.split()),
        title=_title(one.document, heads),
        href=_passage(one.document, one.span),
        of_question=_of_question(one.stated, heads.get(one.document)),
    )


def _evidence(one: Evidence, heads: Mapping[DocumentId, DocumentSummary]) -> Step:
    head = heads.get(one.document) if one.document is not None else None
    return Step(
        kind=_SHOWN_EVIDENCE[one.relation],
        day=(head.answered or head.asked) if head is not None else one.recorded.date(),
        quote=" ".join(one.quote.split()),
        title=_title(one.document, heads),
        href=_passage(one.document, one.span),
        of_question=head is not None and _of_question(head.asked, head),
    )


def _move(one: Revision, heads: Mapping[DocumentId, DocumentSummary], speaker: Speaker) -> Step:
    head = heads.get(one.document) if one.document is not None else None
    return Step(
        kind=StepKind.MOVED,
        day=one.occurred,
        time=time_range(speaker, one.after) if one.after.latest or one.after.earliest else one.quote,
        quote=one.note or one.quote,
        title=_title(one.document, heads),
        href=_passage(one.document, None),
        of_question=_of_question(one.occurred, head),
    )


def _judgement(event: Event, sentence: str, heads: Mapping[DocumentId, DocumentSummary]) -> Step:
    return Step(
        kind=_JUDGED[event.kind],
        day=event.occurred,
        sentence=sentence,
        title=_title(event.document, heads),
        href=_passage(event.document, None),
    )


def _of_question(day: date | None, head: DocumentSummary | None) -> bool:
    return day is not None and head is not None and head.answered is None and day == head.asked


def _title(document: DocumentId | None, heads: Mapping[DocumentId, DocumentSummary]) -> str:
    head = heads.get(document) if document is not None else None
    return (head.title or head.name) if head is not None else (document or "")


def _passage(document: DocumentId | None, span: Span | None) -> str:
    if document is None:
        return ""
    return f"/d/{document}?s={anchor(span)[1:]}#{anchor(span)}" if span is not None else f"/d/{document}"


def decided(pieces: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return evidence with what was accepted first and what was dismissed last."""
    order = (Decision.ACCEPTED, Decision.PROPOSED, Decision.REJECTED)
    return tuple(sorted(pieces, key=lambda one: (order.index(one.decision), one.recorded)))
