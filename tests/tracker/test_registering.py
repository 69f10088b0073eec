"""Corrections, merging, splitting, evidence, carrying over and undoing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from corpus.errors import EditConflict, NotFound, WrongUse
from corpus.facts import CommitmentKind, Strength
from corpus.model import CommitmentId, DocumentId, QuestionRecord
from corpus.register import Decision, Event, EventKind, Evidence, Fulfilment, RecordState, Relation
from tests.tracker.fakes import Clock, FakeDocument, FakeStore, commitment, event, moment, window
from tracker.ranges import range_to_data
from tracker.registering import Passage
from tracker.service import Tracker, TrackerFilter

AUTUMN = window(date(2023, 9, 1), date(2023, 12, 21))
LATER = window(date(2024, 9, 1), date(2024, 12, 21))
TODAY = date(2024, 7, 1)
BY: dict[str, Any] = {"author": "Lies"}


@pytest.fixture
def filled(store: FakeStore) -> FakeStore:
    """Two commitments of two documents, one of them with two milestones, and a later answer."""
    store.put(
        commitment((AUTUMN, "najaar 2023"), name="c-1", document="d-1"),
        commitment((AUTUMN, "najaar 2023"), (LATER, "najaar 2024"), name="c-2", document="d-2"),
    )
    store.documents.held["d-9"] = FakeDocument(record=QuestionRecord(answered=date(2024, 6, 3)))
    return store


def proposal(
    store: FakeStore, relation: Relation, *, document: str | None = "d-9", data: dict[str, object] | None = None
) -> int:
    """Put a proposed passage beside c-1 and return its number."""
    piece = Evidence(
        commitment=CommitmentId("c-1"),
        document=DocumentId(document) if document is not None else None,
        quote="De brug ligt er.",
        relation=relation,
        score=0.8,
        proposed_by="evidence",
        recorded=moment(date(2024, 6, 4)),
    )
    said = event(EventKind.EVIDENCE_PROPOSED, date(2024, 6, 4), author="evidence", data=data or {})
    store.evidence.propose([(piece, said)])
    return len(store.register.pieces)


def last(store: FakeStore, kind: EventKind) -> Event:
    """Return the last event of a kind."""
    return [one for one in store.register.log if one.kind is kind][-1]


def test_a_correction_is_no_move(tracker: Tracker, filled: FakeStore) -> None:
    """Fields and the promised time are corrected; the words stay, nothing counts as moved, the history tells both."""
    fixed = tracker.edit(
        "c-1", fields={"actor": "Agentschap Wegen", "strength": "intention"}, due="2024-06-30", note="juni", **BY
    )
    held = fixed.state.commitment
    assert (held.actor, held.strength, held.quote) == ("Agentschap Wegen", Strength.INTENTION, "We leggen de brug aan.")
    assert fixed.state.edited == ("actor", "strength", "due")
    assert fixed.last_day == date(2024, 6, 30)
    assert (fixed.state.moves, fixed.is_overdue) == (0, False)
    said = last(filled, EventKind.EDITED)
    assert said.data["before"] == {"actor": "", "strength": "firm"}
    cleared = tracker.edit("c-1", fields={"actor": ""}, **BY)
    assert cleared.state.commitment.actor is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"fields": {}}, "nothing of commitment c-2 would change"),
        ({"fields": {"actor": ""}}, "nothing of commitment c-2"),
        ({"fields": {"quote": "x"}}, "'quote' cannot be corrected; these can: actor"),
        ({"fields": {"kind": "wish"}}, "'wish' is no kind; choose one of milestone"),
        ({"fields": {"strength": ""}}, "'strength' cannot be empty"),
        ({"due": "2024-06-30"}, r"several milestones: say whose time is corrected \(c-2.1, c-2.2\)"),
        ({"due": "ooit"}, "holds no time"),
    ],
)
def test_wrong_corrections(tracker: Tracker, filled: FakeStore, given: dict[str, Any], told: str) -> None:
    """A correction that changes nothing, or cannot be, says why and writes nothing."""
    before = list(filled.register.log)
    with pytest.raises(WrongUse, match=told):
        tracker.edit("c-2", **given, **BY)
    assert filled.register.log == before


def test_a_merge_and_its_undo(tracker: Tracker, filled: FakeStore) -> None:
    """The same promise stated twice becomes one entry with a mention; undoing brings both back."""
    kept = tracker.merge("c-1", into="c-2", note="dezelfde brug", **BY)
    assert kept.state.absorbed == ("c-1",)
    gone = tracker.get("c-1", TODAY).tracked
    assert (gone.record, gone.state.merged_into) == (RecordState.MERGED, "c-2")
    assert not gone.is_overdue
    assert "c-1" not in {one.id for one in tracker.due(TODAY).overdue}
    with pytest.raises(WrongUse, match="cannot take 'merge'"):
        tracker.merge("c-1", into="c-2", **BY)
    back = tracker.undo("c-1", reason="toch niet", **BY)
    assert back.record is RecordState.CANDIDATE
    assert tracker.get("c-2", TODAY).tracked.state.absorbed == ()
    with pytest.raises(WrongUse, match="itself"):
        tracker.merge("c-2", into="c-2", **BY)
    assert filled.register.log[-1].kind is EventKind.UNDONE


def test_a_merge_is_undone_from_either_side(tracker: Tracker, filled: FakeStore) -> None:
    """Who undoes on the entry that stayed brings the other back as well."""
    tracker.merge("c-1", into="c-2", **BY)
    tracker.undo("c-2", reason="toch niet", **BY)
    assert tracker.get("c-1", TODAY).tracked.record is RecordState.CANDIDATE
    assert len([one for one in filled.register.log if one.kind is EventKind.UNDONE]) == 2


@pytest.mark.usefixtures("filled")
def test_a_split_and_its_undo(tracker: Tracker) -> None:
    """A commitment of two deliverables becomes two; undoing brings it back and rejects the two, with the reason."""
    bridge = Passage(start=0, end=22, due="2024-06-30")
    road = Passage(start=23, end=42, actor="Agentschap Wegen", subject="de weg")
    first, second = tracker.split("c-1", parts=[bridge, road], note="twee werken", **BY)
    assert [one.record for one in (first, second)] == [RecordState.CONFIRMED] * 2
    assert (first.state.commitment.quote, first.last_day) == ("We leggen de brug aan.", date(2024, 6, 30))
    assert (second.state.commitment.kind, second.state.commitment.subject) == (CommitmentKind.PROMISE, "de weg")
    whole = tracker.get("c-1", TODAY).tracked
    assert (whole.record, whole.state.split_into) == (RecordState.SPLIT, (first.id, second.id))
    back = tracker.undo("c-1", reason="toch één werk", **BY)
    assert back.record is RecordState.CANDIDATE
    parts = [tracker.get(one.id, TODAY).tracked for one in (first, second)]
    assert [one.record for one in parts] == [RecordState.REJECTED] * 2


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([Passage(start=0, end=5)], "two parts or more"),
        ([Passage(start=0, end=5), Passage(start=40, end=999)], "no words from 40 to 999"),
        ([Passage(start=0, end=5), Passage(start=5, end=5)], "no words from 5 to 5"),
    ],
)
def test_wrong_splits(tracker: Tracker, filled: FakeStore, parts: list[Passage], told: str) -> None:
    """A split into one, or into words that are not there, writes nothing."""
    with pytest.raises(WrongUse, match=told):
        tracker.split("c-1", parts=parts, **BY)
    assert len(filled.register.held) == 2


def test_a_missed_commitment_is_added(tracker: Tracker, filled: FakeStore) -> None:
    """A person adds what the program did not find; adding it twice is refused."""
    added = tracker.add("c-1", passage=Passage(start=23, end=42, due="2024-06-21"), note="gemist", **BY)
    assert (added.record, added.state.commitment.reading.rule) == (RecordState.CONFIRMED, "person")
    assert added.state.commitment.office == filled.register.held["c-1"].office
    with pytest.raises(WrongUse, match="already"):
        tracker.add("c-1", passage=Passage(start=23, end=42), **BY)


def test_other_verdicts(tracker: Tracker, filled: FakeStore) -> None:
    """Superseded, unclear, carried over and lapsed are verdicts with their details."""
    replaced = tracker.supersede("c-1", by="c-2", **BY)
    assert (replaced.fulfilment, replaced.state.superseded_by) == (Fulfilment.SUPERSEDED, "c-2")
    tracker.undo("c-1", reason="nee", **BY)
    assert tracker.unclear("c-1", note="drie verslagen gelezen", **BY).fulfilment is Fulfilment.UNCLEAR
    carried = tracker.carry_over("c-1", office="Vlaams minister van Mobiliteit", **BY)
    assert carried.fulfilment is Fulfilment.CARRIED_OVER
    assert carried.state.commitment.office == "Vlaams minister van Mobiliteit"
    assert carried.is_overdue
    assert tracker.carry_over("c-2", **BY).state.commitment.office == filled.register.held["c-2"].office
    assert tracker.lapse("c-1", **BY).fulfilment is Fulfilment.LAPSED
    assert not tracker.get("c-1", TODAY).tracked.is_overdue
    with pytest.raises(WrongUse, match="its own place"):
        tracker.supersede("c-2", by="c-2", **BY)
    with pytest.raises(NotFound, match="c-7"):
        tracker.supersede("c-2", by="c-7", **BY)
    with pytest.raises(WrongUse, match="what was looked at"):
        tracker.unclear("c-2", note=" ", **BY)


def test_undo_takes_back_one_after_the_other(tracker: Tracker, filled: FakeStore) -> None:
    """Each undo takes back the last decision that holds, until nothing is left; the log keeps everything."""
    tracker.confirm("c-1", **BY)
    tracker.move("c-1", to="2024-12-31", **BY)
    tracker.fulfil("c-1", evidence="d-9", **BY)
    steps = [tracker.undo("c-1", reason="vergissing", **BY) for _ in range(3)]
    assert [one.fulfilment for one in steps] == [Fulfilment.OPEN] * 3
    assert [one.state.moves for one in steps] == [1, 0, 0]
    assert [one.record for one in steps] == [RecordState.CONFIRMED, RecordState.CONFIRMED, RecordState.CANDIDATE]
    with pytest.raises(WrongUse, match="nobody has decided"):
        tracker.undo("c-1", reason="nog eens", **BY)
    tracker.confirm("c-2", **BY)
    with pytest.raises(WrongUse, match="needs a reason"):
        tracker.undo("c-2", reason=" ", **BY)
    assert len(filled.register.events("c-1")) == 7


@pytest.mark.parametrize(
    ("relation", "verdict"),
    [
        (Relation.FULFILS, Fulfilment.FULFILLED),
        (Relation.PARTLY, Fulfilment.PARTLY),
        (Relation.WITHDRAWS, Fulfilment.WITHDRAWN),
        (Relation.REPEATS, Fulfilment.OPEN),
        (Relation.MENTIONS, Fulfilment.OPEN),
    ],
)
def test_accepted_evidence_and_its_undo(
    tracker: Tracker, filled: FakeStore, relation: Relation, verdict: Fulfilment
) -> None:
    """Accepting evidence gives the verdict that follows, on the evidence's day; one undo takes back both."""
    number = proposal(filled, relation)
    done = tracker.accept_evidence(number, note="gelezen", **BY)
    assert done.fulfilment is verdict
    assert last(filled, EventKind.EVIDENCE_ACCEPTED).occurred == date(2024, 6, 3)
    assert filled.evidence.get(number).decision is Decision.ACCEPTED
    with pytest.raises(WrongUse, match="was accepted already, by Lies"):
        tracker.accept_evidence(number, **BY)
    back = tracker.undo("c-1", reason="ander project", **BY)
    assert back.fulfilment is Fulfilment.OPEN
    assert filled.evidence.get(number).decision is Decision.PROPOSED


def test_evidence_of_a_move(tracker: Tracker, filled: FakeStore) -> None:
    """A move takes the time that was read in the passage, or the one that the person gives."""
    read: dict[str, object] = {"new_due": range_to_data(LATER), "new_due_quote": "najaar 2024"}
    moved = tracker.accept_evidence(proposal(filled, Relation.MOVES, data=read), **BY)
    assert moved.last_day == date(2024, 12, 21)
    assert moved.state.milestones[0].revisions[0].document == "d-9"
    without = proposal(filled, Relation.MOVES)
    with pytest.raises(WrongUse, match="names no new time"):
        tracker.accept_evidence(without, **BY)
    assert tracker.accept_evidence(without, to="2025-03-31", **BY).last_day == date(2025, 3, 31)


def test_another_relation_and_a_rejection(tracker: Tracker, filled: FakeStore) -> None:
    """The person's relation counts; rejected evidence changes nothing and is kept."""
    number = proposal(filled, Relation.FULFILS, document=None)
    assert tracker.accept_evidence(number, relation="partly", **BY).fulfilment is Fulfilment.PARTLY
    assert filled.evidence.get(number).relation is Relation.PARTLY
    other = proposal(filled, Relation.FULFILS)
    assert tracker.reject_evidence(other, note="ander project", **BY).fulfilment is Fulfilment.PARTLY
    assert filled.evidence.get(other).decision is Decision.REJECTED
    with pytest.raises(WrongUse, match="'likes' is no relation"):
        tracker.accept_evidence(proposal(filled, Relation.FULFILS), relation="likes", **BY)
    with pytest.raises(NotFound, match="evidence 99"):
        tracker.accept_evidence(99, **BY)


@pytest.mark.parametrize(
    "act",
    [
        lambda t, seen: t.edit("c-1", fields={"actor": "x"}, expected_last=seen, **BY),
        lambda t, seen: t.merge("c-1", into="c-2", expected_last=seen, **BY),
        lambda t, seen: t.lapse("c-1", expected_last=seen, **BY),
        lambda t, seen: t.undo("c-1", reason="x", expected_last=seen, **BY),
        lambda t, seen: t.split(
            "c-1", parts=[Passage(start=0, end=5), Passage(start=6, end=9)], expected_last=seen, **BY
        ),
    ],
)
def test_two_editors(tracker: Tracker, filled: FakeStore, act: Callable[[Tracker, int], object]) -> None:
    """The second of two editors sees the conflict, and nothing is overwritten."""
    seen = filled.register.events("c-1")[-1].id or 0
    tracker.confirm("c-1", author="Jan")
    before = list(filled.register.log)
    with pytest.raises(EditConflict, match="somebody else changed commitment c-1 first"):
        act(tracker, seen)
    assert filled.register.log == before


@pytest.mark.usefixtures("filled")
def test_as_known_on_a_day(tracker: Tracker, clock: Clock) -> None:
    """The register of a past day holds what was written down by then, whatever is known now."""
    clock.day = date(2024, 2, 1)
    tracker.move("c-1", to="2025-06-30", **BY)
    clock.day = TODAY
    assert tracker.get("c-1", TODAY).tracked.last_day == date(2025, 6, 30)
    assert tracker.get("c-1", TODAY, known_on=date(2024, 1, 31)).tracked.last_day == date(2023, 12, 21)
    known = tracker.list(TrackerFilter(), TODAY, known_on=date(2024, 1, 31))
    assert [one.state.moves for one in known] == [0, 0]
    assert tracker.list(TrackerFilter(), TODAY, known_on=date(2023, 7, 1)) == ()
    with pytest.raises(NotFound, match="not known on 2023-07-01"):
        tracker.get("c-1", TODAY, known_on=date(2023, 7, 1))
