"""The graph of states: no dead end, and refusals that say what is possible."""

from datetime import date

import pytest

from corpus.errors import NotFound, WrongUse
from corpus.model import MilestoneId
from corpus.register import EventKind, Fulfilment, RecordState
from tests.tracker.fakes import commitment, event, window
from tracker.fold import fold
from tracker.transitions import FINAL_RECORDS, TRANSITIONS, Action, allowed, possible, to_move, transition

Node = tuple[RecordState, Fulfilment]
AUTUMN = window(date(2023, 9, 1), date(2023, 12, 21))
DAY = date(2024, 1, 10)
NODES = [(record, verdict) for record in RecordState for verdict in Fulfilment]


def after(node: Node, action: Action) -> Node:
    """Return the state to which an action leads."""
    row = transition(action, *node)
    assert row is not None
    return (row.record_after or node[0], row.verdict_after or node[1])


def reachable(start: Node) -> set[Node]:
    """Walk the graph from a state."""
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        for action in possible(*node):
            following = after(node, action)
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return seen


@pytest.mark.parametrize("node", NODES)
def test_no_dead_end(node: Node) -> None:
    """From every state but merged and split ones a person can come back to an open commitment."""
    ways = reachable(node)
    if node[0] in FINAL_RECORDS:
        assert ways == {node}
    else:
        assert (RecordState.CONFIRMED, Fulfilment.OPEN) in ways


@pytest.mark.parametrize("node", NODES)
def test_a_note_is_always_possible(node: Node) -> None:
    """Whatever its state, something can be said about a commitment."""
    assert Action.NOTE in possible(*node)


def test_every_action_is_reachable_from_a_new_candidate() -> None:
    """Nothing in the graph is out of reach of a commitment that was just found."""
    ways = reachable((RecordState.CANDIDATE, Fulfilment.OPEN))
    assert {action for node in ways for action in possible(*node)} == set(Action)


def test_one_row_for_each_action_and_state() -> None:
    """No state allows the same action in two ways."""
    for record, verdict in NODES:
        rows = [row for row in TRANSITIONS if record in row.records and verdict in row.verdicts]
        assert len({row.action for row in rows}) == len(rows)


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("action", list(Action))
def test_the_fold_does_what_the_graph_says(node: Node, action: Action) -> None:
    """An action leads in the fold of its event to the state that the graph names."""
    makers = {
        (RecordState.CANDIDATE, Fulfilment.OPEN): [],
        (RecordState.CONFIRMED, Fulfilment.OPEN): [EventKind.CONFIRMED],
        (RecordState.REJECTED, Fulfilment.OPEN): [EventKind.REJECTED],
        (RecordState.CONFIRMED, Fulfilment.PARTLY): [EventKind.PARTLY_FULFILLED],
        (RecordState.CONFIRMED, Fulfilment.FULFILLED): [EventKind.FULFILLED],
        (RecordState.CONFIRMED, Fulfilment.WITHDRAWN): [EventKind.WITHDRAWN],
        (RecordState.CONFIRMED, Fulfilment.SUPERSEDED): [EventKind.SUPERSEDED],
        (RecordState.CONFIRMED, Fulfilment.UNCLEAR): [EventKind.UNCLEAR],
        (RecordState.CONFIRMED, Fulfilment.CARRIED_OVER): [EventKind.CARRIED_OVER],
        (RecordState.CONFIRMED, Fulfilment.LAPSED): [EventKind.LAPSED],
        (RecordState.REJECTED, Fulfilment.PARTLY): [EventKind.PARTLY_FULFILLED, EventKind.REJECTED],
        (RecordState.CANDIDATE, Fulfilment.PARTLY): [
            EventKind.PARTLY_FULFILLED,
            EventKind.REJECTED,
            EventKind.REOPENED,
        ],
    }
    row = transition(action, *node)
    if node not in makers or row is None:
        assert row is None or node not in makers
        return
    kinds = [*makers[node], row.event]
    held = commitment((AUTUMN, "najaar 2023"))
    state = fold(held, [event(kind, DAY, number) for number, kind in enumerate(kinds, start=1)])
    assert (state.record, state.fulfilment) == after(node, action)


def test_a_refusal_says_why_and_what_is_possible() -> None:
    """Who asks for the impossible reads the state and the ways out."""
    state = fold(commitment((AUTUMN, "najaar 2023")), [event(EventKind.REJECTED, DAY, 1)])
    with pytest.raises(WrongUse, match=r"c-1 cannot take 'fulfil': it is rejected and open; possible: reopen, note"):
        allowed(state, Action.FULFIL)


def test_milestones_are_judged_apart() -> None:
    """What is settled refuses alone; the rest goes on, and an unknown one is not found."""
    held = commitment((AUTUMN, "najaar 2023"), (AUTUMN, "najaar 2023"), (AUTUMN, "najaar 2023"))
    first, second = MilestoneId("c-1.1"), MilestoneId("c-1.2")
    state = fold(held, [event(EventKind.WITHDRAWN, DAY, 1, milestone=first)])
    assert allowed(state, Action.REOPEN, first).event is EventKind.REOPENED
    with pytest.raises(WrongUse, match=r"milestone c-1\.1 cannot take 'move'"):
        to_move(state, first)
    with pytest.raises(WrongUse, match=r"say which one moves \(c-1.2, c-1.3\)"):
        to_move(state, None)
    assert to_move(state, second).id == second
    with pytest.raises(NotFound, match=r"no milestone c-1.9; it has c-1.1, c-1.2, c-1.3"):
        allowed(state, Action.MOVE, MilestoneId("c-1.9"))
    alone = fold(held, [event(EventKind.WITHDRAWN, DAY, n, milestone=MilestoneId(f"c-1.{n}")) for n in (1, 3)])
    assert to_move(alone, None).id == second
