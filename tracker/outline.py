"""Commitments as plain data, the same on the command line (``--json``) and in the API."""

from dataclasses import dataclass
from datetime import date

from corpus.register import Commitment, Event
from tracker.timeliness import Timeliness
from tracker.tracked import CommitmentDetail, DueGroups, TrackedCommitment
from tracker.words import explanation, timeliness_name, verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneOutline:
    """How a milestone stands on a day.

    Attributes:
        id: Its id.
        deliverable: The words that name it.
        state: How it stands, as a stable word.
        state_name: The same in the reader's language.
        earliest: First day of the time that holds now.
        expected: Last day in the plain reading.
        latest: Last day under any common reading.
        quote: That time as printed or typed.
        original_latest: Last day first promised.
        moved: How often it was moved.
        days_moved: By how many days in all.
        days_left: Days until the last day.
        days_over: Days since it became overdue.
        overdue_from: First day on which it is overdue if nothing is found.
        computation: How all this was computed, a sentence a step.
    """

    id: str
    deliverable: str
    state: str
    state_name: str
    earliest: date | None
    expected: date | None
    latest: date | None
    quote: str
    original_latest: date | None
    moved: int
    days_moved: int | None
    days_left: int | None
    days_over: int | None
    overdue_from: date | None
    computation: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentOutline:
    """A commitment as it stands on a day.

    Attributes:
        id: Its id.
        as_of: The day asked about.
        state: How its worst milestone stands, as a stable word.
        verdict: One sentence that sums it up.
        record: First axis: candidate, confirmed, rejected.
        fulfilment: Second axis: open, partly, fulfilled, withdrawn.
        last_event: Number of its last event; an edit names it to notice that another came first.
        quote: Its sentence.
        document: The document that states it.
        page: Page of that document.
        start: First character of the quote in the document's text.
        end: One past the last.
        commitment: Everything that ingest found.
        milestones: Its milestones.
    """

    id: str
    as_of: date
    state: str
    verdict: str
    record: str
    fulfilment: str
    last_event: int | None
    quote: str
    document: str
    page: int | None
    start: int
    end: int
    commitment: Commitment
    milestones: tuple[MilestoneOutline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentHistory:
    """A commitment with all its events, and the ids of the whole it belongs to and of its parts."""

    outline: CommitmentOutline
    events: tuple[Event, ...]
    history: tuple[str, ...]
    whole: str | None
    parts: tuple[str, ...]


def _milestone(identity: str, deliverable: str, now: Timeliness, language: str) -> MilestoneOutline:
    return MilestoneOutline(
        id=identity,
        deliverable=deliverable,
        state=now.state,
        state_name=timeliness_name(now.state, language),
        earliest=now.due.earliest,
        expected=now.due.expected,
        latest=now.due.latest,
        quote=now.quote,
        original_latest=now.original.latest,
        moved=now.moved,
        days_moved=now.days_moved,
        days_left=now.days_left,
        days_over=now.days_over,
        overdue_from=now.overdue_from,
        computation=explanation(now, language),
    )


def outline(one: TrackedCommitment, language: str) -> CommitmentOutline:
    """Return a commitment as plain data, its sentences in a language (``nl`` or ``en``)."""
    held = one.commitment
    return CommitmentOutline(
        id=one.id,
        as_of=one.today,
        state=one.timeliness.state,
        verdict=verdict(one.timeliness, language),
        record=one.record,
        fulfilment=one.fulfilment,
        last_event=one.state.last_event,
        quote=held.quote,
        document=held.document,
        page=held.span.page,
        start=held.span.start,
        end=held.span.end,
        commitment=held,
        milestones=tuple(
            _milestone(milestone.id, milestone.deliverable, now, language) for milestone, now in one.milestone_states
        ),
    )


def history(detail: CommitmentDetail, language: str) -> CommitmentHistory:
    """Return a commitment with its history as plain data."""
    return CommitmentHistory(
        outline=outline(detail.tracked, language),
        events=tuple(entry.event for entry in detail.history),
        history=tuple(entry.sentence(language) for entry in detail.history),
        whole=detail.whole.id if detail.whole else None,
        parts=tuple(part.id for part in detail.parts),
    )


def due_outline(groups: DueGroups, language: str) -> dict[str, tuple[CommitmentOutline, ...]]:
    """Return what is due as plain data, by group; every group is there, empty or not."""
    names = ("overdue", "cannot_tell", "in_grace", "in_window", "due_soon", "upcoming")
    return {name: tuple(outline(one, language) for one in getattr(groups, name)) for name in names}
