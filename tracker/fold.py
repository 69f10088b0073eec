"""The pure fold from events to state.

Nothing is edited: the register holds what ingest found, the log what happened since, and the current state is
computed from both. Folding the same events twice gives the same state, and folding fewer gives the state as known then.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date
from types import MappingProxyType

from corpus.facts import Basis, TimeRange
from corpus.model import MilestoneId
from corpus.register import Cause, Commitment, Event, EventKind, Evidence, Fulfilment, RecordState
from tracker.ranges import range_of_event
from tracker.state import SETTLED, CommitmentState, MilestoneState, Revision, days_between


def initial(commitment: Commitment) -> CommitmentState:
    """Return the state of a commitment to which nothing has happened yet."""
    milestones = tuple(
        MilestoneState(
            id=found.id,
            deliverable=_on_one_line(found.deliverable),
            original=found.due,
            original_quote=_on_one_line(found.due_quote),
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
    state = replace(initial(commitment), evidence=tuple(evidence))
    for event in in_order(events):
        state = _seen(state, event)
        change = _CHANGES.get(event.kind)
        if change is not None:
            state = change(state, event)
    return state


def in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return events as the log holds them; those not stored yet come last, as given."""
    return tuple(sorted(events, key=lambda event: (event.id is None, event.id or 0)))


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


def _seen(state: CommitmentState, event: Event) -> CommitmentState:
    by_person = event.cause is Cause.PERSON
    return replace(
        state,
        first_recorded=state.first_recorded or event.recorded,
        last_event=event.id if event.id is not None else state.last_event,
        last_looked_at=max(state.last_looked_at or event.occurred, event.occurred)
        if by_person
        else state.last_looked_at,
        notes=(*state.notes, event) if event.note and by_person else state.notes,
    )


def _confirmed(state: CommitmentState, event: Event) -> CommitmentState:  # noqa: ARG001 - one form for all changes
    return replace(state, record=RecordState.CONFIRMED)


def _rejected(state: CommitmentState, event: Event) -> CommitmentState:  # noqa: ARG001
    return replace(state, record=RecordState.REJECTED)


def _reopened(state: CommitmentState, event: Event) -> CommitmentState:
    if state.record is RecordState.REJECTED:
        return replace(state, record=RecordState.CANDIDATE)
    return _each(state, event, lambda milestone: replace(milestone, fulfilment=Fulfilment.OPEN, settled=None))


def _verdict(fulfilment: Fulfilment) -> "_Change":
    def change(state: CommitmentState, event: Event) -> CommitmentState:
        settled = event.occurred if fulfilment in SETTLED else None
        return _acknowledged(
            _each(
                state,
                event,
                lambda milestone: (
                    milestone
                    if milestone.fulfilment in SETTLED
                    else replace(milestone, fulfilment=fulfilment, settled=settled)
                ),
            ),
            event,
        )

    return change


def _moved(state: CommitmentState, event: Event) -> CommitmentState:
    after = range_of_event(event)
    quote = str(event.data.get("quote") or "")

    def move(milestone: MilestoneState) -> MilestoneState:
        revision = Revision(
            number=len(milestone.revisions) + 1,
            event=event.id,
            occurred=event.occurred,
            recorded=event.recorded,
            author=event.author,
            cause=event.cause,
            note=event.note,
            quote=quote,
            document=event.document,
            before=milestone.due,
            after=after,
            days_moved=days_between(milestone.due, after),
        )
        return replace(milestone, revisions=(*milestone.revisions, revision))

    return _acknowledged(
        _each(state, event, lambda milestone: milestone if milestone.fulfilment in SETTLED else move(milestone)), event
    )


def _acknowledged(state: CommitmentState, event: Event) -> CommitmentState:
    """Confirm a candidate on which a person gave a verdict: who judges a commitment says that it is one."""
    if event.cause is Cause.PERSON and state.record is RecordState.CANDIDATE:
        return replace(state, record=RecordState.CONFIRMED)
    return state


def _each(state: CommitmentState, event: Event, change: Callable[[MilestoneState], MilestoneState]) -> CommitmentState:
    """Change the milestone that the event names, or all where it names none."""
    return replace(
        state,
        milestones=tuple(
            change(milestone) if event.milestone in (None, milestone.id) else milestone
            for milestone in state.milestones
        ),
    )


_Change = Callable[[CommitmentState, Event], CommitmentState]
_CHANGES: Mapping[EventKind, _Change] = MappingProxyType(
    {
        EventKind.CONFIRMED: _confirmed,
        EventKind.REJECTED: _rejected,
        EventKind.REOPENED: _reopened,
        EventKind.FULFILLED: _verdict(Fulfilment.FULFILLED),
        EventKind.PARTLY_FULFILLED: _verdict(Fulfilment.PARTLY),
        EventKind.WITHDRAWN: _verdict(Fulfilment.WITHDRAWN),
        EventKind.MOVED: _moved,
    }
)
