"""What each kind of event changes in a commitment's state."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from corpus.facts import CommitmentKind, Strength
from corpus.model import CommitmentId
from corpus.register import Cause, Event, EventKind, Fulfilment, RecordState
from tracker.ranges import range_from_data, range_of_event
from tracker.state import SETTLED, CommitmentState, MilestoneState, Revision, days_between

EDITABLE: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "actor": str,
        "subject": str,
        "condition": str,
        "office": str,
        "kind": CommitmentKind,
        "strength": Strength,
    }
)
"""What a person can correct in a commitment, and how its words become a value."""


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


def _edited(state: CommitmentState, event: Event) -> CommitmentState:
    """Correct what was read wrongly. A corrected time was always so: it is no move."""
    fields = event.data.get("fields")
    given = fields if isinstance(fields, Mapping) else {}
    read = {name: EDITABLE[name](str(value)) if value else None for name, value in given.items() if name in EDITABLE}
    corrected = event.data.get("range")
    names = (*state.edited, *read, *(("due",) if isinstance(corrected, Mapping) else ()))
    state = replace(
        state,
        commitment=replace(state.commitment, **read),  # type: ignore[arg-type]
        edited=tuple(dict.fromkeys(names)),
    )
    if not isinstance(corrected, Mapping):
        return state
    quote, due = str(event.data.get("quote") or ""), range_from_data(corrected)
    return _each(state, event, lambda milestone: replace(milestone, original=due, original_quote=quote))


def _merged(state: CommitmentState, event: Event) -> CommitmentState:
    absorbs = event.data.get("absorbs")
    if isinstance(absorbs, str):
        return _acknowledged(replace(state, absorbed=(*state.absorbed, CommitmentId(absorbs))), event)
    return replace(state, record=RecordState.MERGED, merged_into=CommitmentId(str(event.data.get("into"))))


def _split(state: CommitmentState, event: Event) -> CommitmentState:
    parts = event.data.get("into")
    into = tuple(CommitmentId(str(part)) for part in parts) if isinstance(parts, list | tuple) else ()
    return replace(state, record=RecordState.SPLIT, split_into=into)


def _superseded(state: CommitmentState, event: Event) -> CommitmentState:
    by = event.data.get("by")
    state = _verdict(Fulfilment.SUPERSEDED)(state, event)
    return replace(state, superseded_by=CommitmentId(by) if isinstance(by, str) else None)


def _carried_over(state: CommitmentState, event: Event) -> CommitmentState:
    """Carry over to another office where one is named; the commitment's own words stay."""
    office = event.data.get("office")
    state = _verdict(Fulfilment.CARRIED_OVER)(state, event)
    return replace(state, commitment=replace(state.commitment, office=office)) if isinstance(office, str) else state


_Change = Callable[[CommitmentState, Event], CommitmentState]
CHANGES: Mapping[EventKind, _Change] = MappingProxyType(
    {
        EventKind.CONFIRMED: _confirmed,
        EventKind.REJECTED: _rejected,
        EventKind.REOPENED: _reopened,
        EventKind.FULFILLED: _verdict(Fulfilment.FULFILLED),
        EventKind.PARTLY_FULFILLED: _verdict(Fulfilment.PARTLY),
        EventKind.WITHDRAWN: _verdict(Fulfilment.WITHDRAWN),
        EventKind.UNCLEAR: _verdict(Fulfilment.UNCLEAR),
        EventKind.LAPSED: _verdict(Fulfilment.LAPSED),
        EventKind.SUPERSEDED: _superseded,
        EventKind.CARRIED_OVER: _carried_over,
        EventKind.EDITED: _edited,
        EventKind.MERGED: _merged,
        EventKind.SPLIT: _split,
        EventKind.MOVED: _moved,
    }
)
"""The change that each kind of event makes; other kinds change nothing."""
