"""Which action is possible in which state, as data.

`TRANSITIONS` is the whole graph: a row says from which record states and verdicts an action may be taken, and what
they become. A test walks it and proves that only merged and split entries are dead ends, which they are on purpose:
they come back when the last decision is undone (see ``tracker.undoing``), for which any state is right.
"""

from dataclasses import dataclass
from enum import StrEnum

from corpus.errors import NotFound, WrongUse
from corpus.model import MilestoneId
from corpus.register import EventKind, Fulfilment, RecordState
from tracker.state import SETTLED, CommitmentState, MilestoneState


class Action(StrEnum):
    """What a person can do with a commitment."""

    CONFIRM = "confirm"
    REJECT = "reject"
    FULFIL = "fulfil"
    FULFIL_PARTLY = "fulfil_partly"
    MOVE = "move"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    SPLIT = "split"
    SUPERSEDE = "supersede"
    UNCLEAR = "unclear"
    CARRY_OVER = "carry_over"
    LAPSE = "lapse"
    EDIT = "edit"
    REOPEN = "reopen"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the graph.

    Attributes:
        action: What is done.
        records: Record states from which it may be done.
        verdicts: Verdicts (of the milestone concerned, or of the whole) from which it may be done.
        record_after: Record state afterwards, None for the same.
        verdict_after: Verdict afterwards, None for the same.
        event: Kind of the event that it appends.
    """

    action: Action
    records: frozenset[RecordState]
    verdicts: frozenset[Fulfilment]
    record_after: RecordState | None = None
    verdict_after: Fulfilment | None = None
    event: EventKind


LIVE = frozenset({RecordState.CANDIDATE, RecordState.CONFIRMED})
ALL_RECORDS = frozenset(RecordState)
ALL_VERDICTS = frozenset(Fulfilment)
AWAITED = ALL_VERDICTS - SETTLED
FINAL_RECORDS = frozenset({RecordState.MERGED, RecordState.SPLIT})
"""Entries that live on under another id: a note can be added, and the merging or splitting undone."""


def _judging(action: Action, verdict_after: Fulfilment, event: EventKind) -> Transition:
    """Return the row of an action that gives a verdict on what is awaited.

    A verdict or a move on a candidate confirms it: who judges a commitment says that it is one.
    """
    return Transition(
        action=action,
        records=LIVE,
        verdicts=AWAITED - {verdict_after},
        record_after=RecordState.CONFIRMED,
        verdict_after=verdict_after,
        event=event,
    )


def _ending(action: Action, record_after: RecordState, event: EventKind) -> Transition:
    """Return the row of an action after which the entry lives on elsewhere, or not at all."""
    return Transition(action=action, records=LIVE, verdicts=AWAITED, record_after=record_after, event=event)


TRANSITIONS = (
    Transition(
        action=Action.CONFIRM,
        records=frozenset({RecordState.CANDIDATE}),
        verdicts=ALL_VERDICTS,
        record_after=RecordState.CONFIRMED,
        event=EventKind.CONFIRMED,
    ),
    _ending(Action.REJECT, RecordState.REJECTED, EventKind.REJECTED),
    _ending(Action.MERGE, RecordState.MERGED, EventKind.MERGED),
    _ending(Action.SPLIT, RecordState.SPLIT, EventKind.SPLIT),
    _judging(Action.FULFIL, Fulfilment.FULFILLED, EventKind.FULFILLED),
    _judging(Action.WITHDRAW, Fulfilment.WITHDRAWN, EventKind.WITHDRAWN),
    _judging(Action.SUPERSEDE, Fulfilment.SUPERSEDED, EventKind.SUPERSEDED),
    _judging(Action.UNCLEAR, Fulfilment.UNCLEAR, EventKind.UNCLEAR),
    _judging(Action.CARRY_OVER, Fulfilment.CARRIED_OVER, EventKind.CARRIED_OVER),
    _judging(Action.LAPSE, Fulfilment.LAPSED, EventKind.LAPSED),
    Transition(action=Action.EDIT, records=LIVE, verdicts=ALL_VERDICTS, event=EventKind.EDITED),
    Transition(
        action=Action.FULFIL_PARTLY,
        records=LIVE,
        verdicts=AWAITED,
        record_after=RecordState.CONFIRMED,
        verdict_after=Fulfilment.PARTLY,
        event=EventKind.PARTLY_FULFILLED,
    ),
    Transition(
        action=Action.MOVE,
        records=LIVE,
        verdicts=AWAITED,
        record_after=RecordState.CONFIRMED,
        event=EventKind.MOVED,
    ),
    Transition(
        action=Action.REOPEN,
        records=frozenset({RecordState.REJECTED}),
        verdicts=ALL_VERDICTS,
        record_after=RecordState.CANDIDATE,
        event=EventKind.REOPENED,
    ),
    Transition(
        action=Action.REOPEN,
        records=LIVE,
        verdicts=ALL_VERDICTS - {Fulfilment.OPEN},
        verdict_after=Fulfilment.OPEN,
        event=EventKind.REOPENED,
    ),
    Transition(action=Action.NOTE, records=ALL_RECORDS, verdicts=ALL_VERDICTS, event=EventKind.NOTED),
)


def transition(action: Action, record: RecordState, verdict: Fulfilment) -> Transition | None:
    """Return the row that allows an action from a state, None where none does."""
    return next(
        (row for row in TRANSITIONS if row.action is action and record in row.records and verdict in row.verdicts),
        None,
    )


def possible(record: RecordState, verdict: Fulfilment) -> tuple[Action, ...]:
    """Return the actions that are possible in a state."""
    return tuple(action for action in Action if transition(action, record, verdict) is not None)


def allowed(state: CommitmentState, action: Action, milestone: MilestoneId | None = None) -> Transition:
    """Return the row that allows an action on a commitment or on one of its milestones.

    Args:
        state: The commitment as it stands.
        action: What a person wants to do.
        milestone: The milestone concerned, None for the whole.

    Raises:
        NotFound: If the commitment has no such milestone; the text lists those it has.
        WrongUse: If the action is not possible; the text says why and what is.
    """
    verdict = chosen(state, milestone).fulfilment if milestone is not None else state.fulfilment
    row = transition(action, state.record, verdict)
    if row is None:
        what = f"milestone {milestone}" if milestone is not None else f"commitment {state.id}"
        options = ", ".join(option.value for option in possible(state.record, verdict))
        raise WrongUse(
            f"{what} cannot take '{action.value}': it is {state.record.value} and {verdict.value}; possible: {options}",
            code="not_now",
        )
    return row


def chosen(state: CommitmentState, milestone: MilestoneId) -> MilestoneState:
    """Return the milestone of that id.

    Raises:
        NotFound: If the commitment has none of that id; the text lists those it has.
    """
    found = state.milestone(milestone)
    if found is None:
        known = ", ".join(held.id for held in state.milestones)
        raise NotFound(f"commitment {state.id} has no milestone {milestone}; it has {known}")
    return found


def to_move(state: CommitmentState, milestone: MilestoneId | None) -> MilestoneState:
    """Return the milestone that a move concerns.

    Args:
        state: The commitment as it stands.
        milestone: The milestone named; None is enough where only one is still awaited.

    Raises:
        NotFound: If the commitment has no such milestone.
        WrongUse: If none was named and several are awaited, or it cannot be moved.
    """
    allowed(state, Action.MOVE, milestone)
    if milestone is not None:
        return chosen(state, milestone)
    awaited = [held for held in state.milestones if held.fulfilment not in SETTLED]
    if len(awaited) != 1:
        known = ", ".join(held.id for held in awaited)
        raise WrongUse(
            f"commitment {state.id} has several milestones: say which one moves ({known})", code="which_milestone"
        )
    return awaited[0]
