"""The fold: what events make of a commitment."""

from dataclasses import replace
from datetime import date

import pytest

from corpus.facts import Basis, TimeRange
from corpus.model import CommitmentId, MilestoneId
from corpus.register import Cause, Decision, Event, EventKind, Evidence, Fulfilment, RecordState, Relation
from tests.tracker.fakes import commitment, event, moment, window
from tracker.fold import fold, initial, state_as_of
from tracker.state import joint_fulfilment

AUTUMN = window(date(2023, 9, 1), date(2023, 12, 21))
SPRING = window(date(2024, 3, 1), date(2024, 6, 21))
BRIDGE = commitment((AUTUMN, "najaar 2023"))
TWO = commitment((AUTUMN, "najaar 2023"), (SPRING, "voorjaar 2024"))
FIRST, SECOND = MilestoneId("c-1.1"), MilestoneId("c-1.2")
DAY = date(2024, 1, 10)


def test_nothing_happened_yet() -> None:
    """Without events a commitment is an open candidate with its own milestones."""
    state = initial(TWO)
    assert (state.record, state.fulfilment, state.last_event) == (RecordState.CANDIDATE, Fulfilment.OPEN, None)
    assert [milestone.due for milestone in state.milestones] == [AUTUMN, SPRING]
    assert state.moves == 0


def test_an_undated_promise_has_an_implicit_milestone() -> None:
    """A promise without a date gets one milestone without dates, vague where its words are."""
    vague, none = initial(commitment(vague="binnenkort")), initial(commitment())
    assert [milestone.id for milestone in vague.milestones] == ["c-1.0"]
    assert (vague.milestones[0].due.basis, vague.milestones[0].quote) == (Basis.VAGUE, "binnenkort")
    assert (none.milestones[0].due.basis, none.milestones[0].implicit) == (Basis.NONE, True)


def test_line_ends_of_the_page_are_no_part_of_a_name() -> None:
    """Names and times of milestones are on one line, however the page broke them."""
    (dated,) = initial(commitment((AUTUMN, "najaar \n2023"))).milestones
    (undated,) = initial(commitment(quote="We bouwen\nde brug.", vague="op korte\ntermijn")).milestones
    assert (dated.original_quote, undated.deliverable) == ("najaar 2023", "We bouwen de brug.")
    assert undated.original_quote == "op korte termijn"


@pytest.mark.parametrize(
    ("kinds", "record", "fulfilment"),
    [
        ([EventKind.CONFIRMED], RecordState.CONFIRMED, Fulfilment.OPEN),
        ([EventKind.REJECTED], RecordState.REJECTED, Fulfilment.OPEN),
        ([EventKind.REJECTED, EventKind.REOPENED], RecordState.CANDIDATE, Fulfilment.OPEN),
        ([EventKind.FULFILLED], RecordState.CONFIRMED, Fulfilment.FULFILLED),
        ([EventKind.PARTLY_FULFILLED], RecordState.CONFIRMED, Fulfilment.PARTLY),
        ([EventKind.PARTLY_FULFILLED, EventKind.FULFILLED], RecordState.CONFIRMED, Fulfilment.FULFILLED),
        ([EventKind.WITHDRAWN], RecordState.CONFIRMED, Fulfilment.WITHDRAWN),
        ([EventKind.WITHDRAWN, EventKind.REOPENED], RecordState.CONFIRMED, Fulfilment.OPEN),
        ([EventKind.FULFILLED, EventKind.REOPENED], RecordState.CONFIRMED, Fulfilment.OPEN),
        ([EventKind.FULFILLED, EventKind.PARTLY_FULFILLED], RecordState.CONFIRMED, Fulfilment.FULFILLED),
        ([EventKind.MOVED], RecordState.CONFIRMED, Fulfilment.OPEN),
        ([EventKind.NOTED, EventKind.REANCHORED, EventKind.DEADLINE_MISSED], RecordState.CANDIDATE, Fulfilment.OPEN),
    ],
)
def test_events_change_the_axes(kinds: list[EventKind], record: RecordState, fulfilment: Fulfilment) -> None:
    """Each kind of event changes the two stored axes as the design says."""
    events = [event(kind, DAY, number) for number, kind in enumerate(kinds, start=1)]
    state = fold(BRIDGE, events)
    assert (state.record, state.fulfilment, state.last_event) == (record, fulfilment, len(kinds))


def test_a_machine_confirms_nothing() -> None:
    """A move that ingest found leaves a candidate a candidate."""
    moved = event(EventKind.MOVED, DAY, 1, cause=Cause.INGEST, data={"to": "2024-12-31"})
    state = fold(BRIDGE, [moved])
    assert (state.record, state.moves, state.last_looked_at) == (RecordState.CANDIDATE, 1, None)


def test_moves_keep_the_original() -> None:
    """Every move keeps where it came from; the first promise never changes."""
    events = [
        event(EventKind.MOVED, date(2023, 12, 1), 1, data={"to": "2024-03-31", "quote": "in maart"}, note="traag"),
        event(EventKind.MOVED, date(2024, 3, 1), 2, data={"to": None, "quote": "later"}),
        event(EventKind.MOVED, date(2024, 4, 1), 3, data={"to": "2024-06-30"}, author="Tom"),
    ]
    (held,) = fold(BRIDGE, events).milestones
    assert held.original == AUTUMN
    assert held.original_quote == "najaar 2023"
    assert [revision.number for revision in held.revisions] == [1, 2, 3]
    assert [revision.days_moved for revision in held.revisions] == [101, None, None]
    assert [revision.quote for revision in held.revisions] == ["in maart", "later", ""]
    assert [revision.author for revision in held.revisions] == ["Lies", "Lies", "Tom"]
    assert held.revisions[0].note == "traag"
    assert held.due.latest == date(2024, 6, 30)
    assert held.days_moved == 192


def test_a_move_reads_its_whole_range() -> None:
    """The range in the event's data wins over its bare last day."""
    data = {"to": "2024-06-21", "range": {"earliest": "2024-03-01", "expected": "2024-06-21", "latest": "2024-06-21"}}
    (held,) = fold(BRIDGE, [event(EventKind.MOVED, DAY, 1, data=data)]).milestones
    assert held.due == TimeRange(earliest=date(2024, 3, 1), expected=date(2024, 6, 21), latest=date(2024, 6, 21))


def test_a_verdict_on_one_milestone_leaves_the_other() -> None:
    """A commitment is fulfilled only when all its milestones are."""
    one = event(EventKind.FULFILLED, DAY, 1, milestone=FIRST)
    two = event(EventKind.FULFILLED, DAY, 2, milestone=SECOND)
    assert fold(TWO, [one]).fulfilment is Fulfilment.PARTLY
    assert fold(TWO, [one, two]).fulfilment is Fulfilment.FULFILLED


def test_a_later_verdict_on_the_whole_keeps_the_earlier_day() -> None:
    """What was settled stays settled on its own day when the rest follows."""
    one = event(EventKind.FULFILLED, date(2023, 12, 1), 1, milestone=FIRST)
    rest = event(EventKind.FULFILLED, DAY, 2)
    assert [milestone.settled for milestone in fold(TWO, [one, rest]).milestones] == [date(2023, 12, 1), DAY]


def test_settled_milestones_do_not_move() -> None:
    """A move of the whole leaves what is settled."""
    events = [event(EventKind.WITHDRAWN, DAY, 1, milestone=FIRST), event(EventKind.MOVED, DAY, 2, data={"to": None})]
    assert [len(milestone.revisions) for milestone in fold(TWO, events).milestones] == [0, 1]


def test_unknown_milestones_change_nothing() -> None:
    """An event about a milestone that is no longer there stays in the log and changes no other."""
    state = fold(TWO, [event(EventKind.WITHDRAWN, DAY, 7, milestone=MilestoneId("c-1.9"))])
    assert (state.fulfilment, state.last_event) == (Fulfilment.OPEN, 7)


@pytest.mark.parametrize(
    ("verdicts", "joint"),
    [
        (["open", "open"], "open"),
        (["open", "fulfilled"], "partly"),
        (["partly", "open"], "partly"),
        (["fulfilled", "withdrawn"], "fulfilled"),
        (["open", "withdrawn"], "open"),
        (["withdrawn", "withdrawn"], "withdrawn"),
        (["superseded", "lapsed"], "superseded"),
        (["unclear", "open"], "open"),
        (["unclear", "unclear"], "unclear"),
    ],
)
def test_joint_fulfilment(verdicts: list[str], joint: str) -> None:
    """Parts join to a whole; what is no longer promised does not count."""
    assert joint_fulfilment([Fulfilment(verdict) for verdict in verdicts]) == joint


def test_order_is_the_log_s() -> None:
    """The order in which events are given does not matter, their numbers do."""
    events = [event(EventKind.REJECTED, DAY, 1), event(EventKind.REOPENED, DAY, 2), event(EventKind.CONFIRMED, DAY, 3)]
    assert fold(BRIDGE, events[::-1]) == fold(BRIDGE, events)
    unstored: Event = replace(events[0], id=None)
    assert fold(BRIDGE, [unstored, events[2]]).record is RecordState.REJECTED


def test_as_known_on_a_day() -> None:
    """What was written down later is not known yet, whenever it happened."""
    late = replace(event(EventKind.FULFILLED, date(2023, 12, 1), 2), recorded=moment(date(2024, 2, 1)))
    events = [event(EventKind.CONFIRMED, date(2023, 8, 1), 1), late]
    piece = Evidence(
        commitment=CommitmentId("c-1"),
        relation=Relation.FULFILS,
        score=1.0,
        proposed_by="Lies",
        decision=Decision.ACCEPTED,
        recorded=moment(date(2024, 2, 1)),
    )
    before = state_as_of(BRIDGE, events, date(2024, 1, 31), [piece])
    after = state_as_of(BRIDGE, events, date(2024, 2, 1), [piece])
    assert (before.fulfilment, before.evidence) == (Fulfilment.OPEN, ())
    assert (after.fulfilment, after.accepted) == (Fulfilment.FULFILLED, (piece,))


def test_evidence_by_decision() -> None:
    """Accepted and proposed evidence are told apart; rejected evidence is kept."""
    pieces = [
        Evidence(
            commitment=CommitmentId("c-1"),
            relation=Relation.MENTIONS,
            score=0.5,
            proposed_by="search",
            decision=decision,
            recorded=moment(DAY),
        )
        for decision in Decision
    ]
    state = fold(BRIDGE, [], pieces)
    assert [len(group) for group in (state.evidence, state.proposed, state.accepted)] == [3, 1, 1]


def test_notes_are_people_s_words() -> None:
    """Notes hold the words of people, not of the program."""
    events = [
        event(EventKind.FOUND, DAY, 1, cause=Cause.INGEST, note="rule 4"),
        event(EventKind.NOTED, DAY, 2, note="asked by mail"),
        event(EventKind.CONFIRMED, DAY, 3),
    ]
    state = fold(BRIDGE, events)
    assert [note.note for note in state.notes] == ["asked by mail"]
    assert state.last_looked_at == DAY
