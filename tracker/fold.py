"""The pure fold from events to state.

Nothing is edited: the register holds what ingest found, the log what happened since, and the current state is
computed from both. Folding the same events twice gives the same state, and folding fewer gives the state as known then.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date

from corpus.facts import Basis, CommitmentKind, TimeRange
from corpus.model import MilestoneId
from corpus.register import Cause, Commitment, Event, Evidence
from tracker.changes import CHANGES
from tracker.state import CommitmentState, MilestoneState
from tracker.undoing import in_order, last_decision, undone


def initial(commitment: Commitment) -> CommitmentState:
    """Return the state of a commitment to which nothing has happened yet."""
    # Until when something is kept up is no day by which it must be done: it cannot be missed, only reviewed.
    ongoing = commitment.kind is CommitmentKind.ONGOING
    milestones = tuple(
        MilestoneState(
            id=found.id,
            deliverable=_on_one_line(found.deliverable),
            original=replace(found.due, expected=None, latest=None) if ongoing else found.due,
            original_quote=_on_one_line(found.due_quote),
            kept_up=ongoing,
        )
        for found in commitment.milestones
    )
    return CommitmentState(commitment=commitment, milestones=milestones or (_implicit(commitment),))


def _implicit(commitment: Commitment) -> MilestoneState:
    return MilestoneState(
        id=MilestoneId(f"{commitment.id}.0"),
        deliverable=_on_one_line(commitment.quote),
        original=TimeRange(basis=Basis.VAGUE if commitment.vague else Basis.NONE),
        original_quote=_on_one_line(commitment.vague or ""),
        implicit=True,
    )


def _on_one_line(words: str) -> str:
    """Return words without the line ends of the page; the commitment keeps them as printed."""
    return " ".join(words.split())


def fold(commitment: Commitment, events: Sequence[Event], evidence: Sequence[Evidence] = ()) -> CommitmentState:
    """Compute the state of a commitment from its events.

    Args:
        commitment: What ingest found.
        events: Its events; their order in the log counts, not their order here.
        evidence: What was put beside it.

    Returns:
        The state. Events of other kinds and of milestones that no longer exist change nothing but ``last_event``.
    """
    state = initial(commitment)
    if evidence:
        state = replace(state, evidence=tuple(evidence))
    ordered = in_order(events)
    gone = undone(ordered)
    for event in ordered:
        change = CHANGES.get(event.kind)
        if change is not None and event.id not in gone:
            state = change(state, event)
    return _seen(state, ordered)


def state_as_of(
    commitment: Commitment, events: Sequence[Event], day: date, evidence: Sequence[Evidence] = ()
) -> CommitmentState:
    """Compute the state as it was known at the end of a day (UTC), whatever was written down since.

    Args:
        commitment: What ingest found.
        events: All its events.
        day: The day asked about; ``recorded`` decides, not ``occurred``.
        evidence: What was put beside it.
    """
    known = [event for event in events if event.recorded.astimezone(UTC).date() <= day]
    pieces = [piece for piece in evidence if piece.recorded.astimezone(UTC).date() <= day]
    return fold(commitment, known, pieces)


def _seen(state: CommitmentState, ordered: Sequence[Event]) -> CommitmentState:
    """Return the state with what the log as a whole says: its first and last line, and what people did."""
    if not ordered:
        return state
    by_person = [event for event in ordered if event.cause is Cause.PERSON]
    return replace(
        state,
        first_recorded=ordered[0].recorded,
        last_event=next((event.id for event in reversed(ordered) if event.id is not None), None),
        last_looked_at=max((event.occurred for event in by_person), default=None),
        notes=tuple(event for event in by_person if event.note),
        last_decision=last_decision(ordered),
    )
