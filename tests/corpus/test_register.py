"""The register and its log."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from corpus.errors import EditConflict, NotFound, StoreError, WrongUse
from corpus.facts import CommitmentKind, Strength
from corpus.model import CommitmentId, DocumentId, MilestoneId, Span
from corpus.register import Cause, Decision, Event, EventKind, Evidence, Relation
from corpus.store import CommitmentFilter, Store
from tests.corpus.building import PROMISE, SECOND, START, made, stating


@pytest.fixture
def held(store: Store) -> CommitmentId:
    """Return a commitment that the store holds."""
    made().put(store)
    return store.register.list()[0].id


def confirmed(name: CommitmentId, **given: object) -> Event:
    """Return a person's confirmation."""
    known: dict[str, object] = {
        "kind": EventKind.CONFIRMED,
        "occurred": date(2024, 3, 2),
        "recorded": START,
        "cause": Cause.PERSON,
        "author": "Lotte",
        "note": "Gelezen in het verslag.",
        "commitment": name,
        "milestone": MilestoneId(f"{name}.1"),
        "data": {"to": "2024-12-31", "from": None, "list": [1, 2.5, True]},
    }
    return Event(**(known | given))  # type: ignore[arg-type]


def passage(name: CommitmentId, **given: object) -> Evidence:
    """Return a passage put beside a commitment."""
    known: dict[str, object] = {
        "commitment": name,
        "quote": "De brug is open.",
        "span": Span(start=3, end=9, page=2),
        "relation": Relation.FULFILS,
        "score": 1.0,
        "proposed_by": "Lotte",
        "decision": Decision.ACCEPTED,
        "decided_by": "Lotte",
        "recorded": START,
    }
    return Evidence(**(known | given))  # type: ignore[arg-type]


def test_an_event_comes_back_equal(store: Store, held: CommitmentId) -> None:
    """An appended event gets a number and comes back with everything it said."""
    given = confirmed(held)
    stored = store.register.append(given)
    assert stored.id is not None
    assert replace(stored, id=None) == given
    assert store.register.events(held)[-1] == stored


def test_events_are_chosen(store: Store, held: CommitmentId) -> None:
    """Events are chosen by commitment, document, kind and number, in the order in which they were written."""
    stored = store.register.append(confirmed(held))
    assert store.register.events(kinds=[EventKind.CONFIRMED]) == (stored,)
    assert store.register.events(since_id=stored.id - 1 if stored.id else 0) == (stored,)
    assert [event.kind for event in store.register.events(limit=1)] == [EventKind.DOCUMENT_ADDED]
    assert len(store.register.events(document_id=store.documents.list()[0].id)) == 3
    assert store.register.events(since_id=stored.id or 0) == ()


def test_an_event_need_not_have_a_commitment(store: Store) -> None:
    """A source that fell silent is an event of no commitment."""
    event = Event(
        kind=EventKind.SOURCE_SILENT, occurred=date(2024, 1, 1), recorded=START, cause=Cause.CLOCK, author="clock"
    )
    store.register.append(event, expected_last=0)
    assert [replace(line, id=None) for line in store.register.events()] == [event]


def test_somebody_else_was_first(store: Store, held: CommitmentId) -> None:
    """Who decides on what they saw is refused where a later event was written meanwhile; nothing is overwritten."""
    seen = store.register.events(held)[-1].id
    first = store.register.append(confirmed(held), expected_last=seen)
    with pytest.raises(EditConflict, match=held):
        store.register.append(confirmed(held, kind=EventKind.REJECTED), expected_last=seen)
    with pytest.raises(EditConflict, match=held):
        store.register.append(confirmed(held, kind=EventKind.REJECTED), expected_last=0)
    assert store.register.append(confirmed(held, kind=EventKind.NOTED), expected_last=first.id).id
    assert [event.kind for event in store.register.events(held)][1:] == [EventKind.CONFIRMED, EventKind.NOTED]


def test_events_of_others_are_no_conflict(store: Store, held: CommitmentId) -> None:
    """An event of another commitment does not refuse a decision."""
    seen = store.register.events(held)[-1].id
    other = next(entry.id for entry in store.register.list() if entry.id != held)
    store.register.append(confirmed(other))
    assert store.register.append(confirmed(held), expected_last=seen).id


def test_unknown_things_are_refused(store: Store, held: CommitmentId) -> None:
    """Events and evidence about nothing are refused, and nothing of them is written."""
    before = store.register.events()
    nothing = CommitmentId("c-0000000000")
    for wrong in (confirmed(nothing), confirmed(held, document=DocumentId("none"))):
        with pytest.raises(NotFound, match=r"c-0000000000|none"):
            store.register.append(wrong)
    with pytest.raises(NotFound, match="c-0000000000"):
        store.register.add_evidence(passage(nothing), confirmed(held))
    with pytest.raises(NotFound, match="c-0000000000"):
        store.register.add_evidence(passage(held), confirmed(nothing))
    with pytest.raises(NotFound, match="c-0000000000"):
        store.register.get(nothing)
    assert store.register.events() == before
    assert store.register.evidence(held) == ()


@pytest.mark.parametrize("statement", ["UPDATE events SET note = ''", "DELETE FROM events"])
def test_the_log_refuses_to_be_changed(store: Store, held: CommitmentId, statement: str) -> None:
    """The database itself refuses to change or delete a line of the log, whoever asks."""
    store.register.append(confirmed(held))
    before = store.register.events()
    with pytest.raises(StoreError, match="append-only"), store._database.changing() as connection:
        connection.execute(text(statement))
    assert store.register.events() == before


def test_of_two_at_once_one_is_first(store: Store, held: CommitmentId) -> None:
    """Of several people who decide at the same moment, exactly one succeeds and the others are told."""
    seen = store.register.events(held)[-1].id

    def decide(number: int) -> bool:
        try:
            return bool(store.register.append(confirmed(held, note=str(number)), expected_last=seen))
        except EditConflict:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(decide, range(4))) == 1
    assert len(store.register.events(held, kinds=[EventKind.CONFIRMED])) == 1


def test_evidence_and_event_go_together(store: Store, held: CommitmentId) -> None:
    """Evidence comes back equal, and its event names it."""
    document = store.documents.list()[0].id
    given = passage(held, document=document, milestone=MilestoneId(f"{held}.1"))
    stored = store.register.add_evidence(given, confirmed(held, kind=EventKind.FULFILLED))
    assert store.register.evidence(held) == (stored,)
    assert replace(stored, id=None) == given
    event = store.register.events(held)[-1]
    assert (event.kind, event.data["evidence"], event.data["to"]) == (EventKind.FULFILLED, stored.id, "2024-12-31")


def test_evidence_without_a_place(store: Store, held: CommitmentId) -> None:
    """Evidence may be a whole source outside the store."""
    stored = store.register.add_evidence(passage(held, span=None, quote=""), confirmed(held))
    assert store.register.evidence(held) == (stored,)


def test_evidence_after_somebody_else_leaves_nothing(store: Store, held: CommitmentId) -> None:
    """A refused decision leaves neither the event nor the evidence."""
    with pytest.raises(EditConflict):
        store.register.add_evidence(passage(held), confirmed(held), expected_last=0)
    assert store.register.evidence(held) == ()


def proposed(commitment: CommitmentId) -> Event:
    """Return the event that evidence was proposed."""
    return confirmed(commitment, kind=EventKind.EVIDENCE_PROPOSED)


def test_the_same_passage_is_proposed_once(store: Store, held: CommitmentId) -> None:
    """Of many proposals each passage is put beside its commitment once, with one event each."""
    document = store.documents.list()[0].id
    here = passage(held, document=document, decision=Decision.PROPOSED, decided_by=None)
    there = replace(here, span=Span(start=1, end=4, page=None))
    pairs = [(one, proposed(held)) for one in (here, here, there)]
    assert store.evidence.propose(pairs) == 2
    assert store.evidence.propose(pairs) == 0
    assert len(store.register.events(held, kinds=[EventKind.EVIDENCE_PROPOSED])) == 2
    assert len(store.evidence.proposals()) == 2
    assert len(store.evidence.proposals(limit=1)) == 1


def test_a_decision_on_evidence_and_what_follows(store: Store, held: CommitmentId) -> None:
    """A decision, the relation as the person sees it and the events that follow are written together."""
    new = passage(held, decision=Decision.PROPOSED, decided_by=None)
    assert store.evidence.propose([(new, proposed(held))]) == 1
    (waiting,) = store.evidence.proposals()
    number = waiting.id or 0
    with pytest.raises(EditConflict):
        store.evidence.decide(number, Decision.ACCEPTED, [], decided_by="Lies", expected_last=0)
    events = [confirmed(held, kind=EventKind.EVIDENCE_ACCEPTED), confirmed(held, kind=EventKind.PARTLY_FULFILLED)]
    decided = store.evidence.decide(number, Decision.ACCEPTED, events, decided_by="Lies", relation=Relation.PARTLY)
    assert store.evidence.get(number) == decided
    assert (decided.decision, decided.decided_by, decided.relation) == (Decision.ACCEPTED, "Lies", Relation.PARTLY)
    assert [event.data["evidence"] for event in store.register.events(held)[-2:]] == [number, number]
    assert store.evidence.proposals() == ()
    for act in (store.evidence.get, lambda n: store.evidence.decide(n, Decision.REJECTED, [], decided_by="Lies")):
        with pytest.raises(NotFound, match="evidence 99"):
            act(99)


def test_several_events_are_written_together(store: Store, held: CommitmentId) -> None:
    """A merge writes to two commitments, both or none."""
    other = next(entry.id for entry in store.register.list() if entry.id != held)
    seen: dict[str, int] = {one: store.register.events(one)[-1].id or 0 for one in (held, other)}
    pair = [confirmed(held, kind=EventKind.MERGED), confirmed(other, kind=EventKind.NOTED)]
    assert [event.commitment for event in store.register.append_all(pair, expected_last=seen)] == [held, other]
    before = store.register.events()
    with pytest.raises(EditConflict):
        store.register.append_all(pair, expected_last=seen)
    with pytest.raises(NotFound):
        store.register.append_all([pair[0], confirmed(CommitmentId("c-0000000000"))])
    assert store.register.events() == before


def test_entries_made_by_hand(store: Store, held: CommitmentId) -> None:
    """Splitting adds entries with their events, all or none; an id is never used twice."""
    entry = store.register.get(held)
    part = replace(entry, id=CommitmentId("c-00000000aa"), milestones=(), parent=held)
    last: dict[str, int] = {held: store.register.events(held)[-1].id or 0}
    events = [confirmed(part.id, kind=EventKind.FOUND), confirmed(held, kind=EventKind.SPLIT)]
    store.register.add([part], events, expected_last=last)
    assert store.register.get(part.id) == part
    before = store.register.events()
    with pytest.raises(WrongUse, match="already"):
        store.register.add([part], [], expected_last={})
    with pytest.raises(EditConflict):
        store.register.add([replace(part, id=CommitmentId("c-00000000bb"))], [], expected_last=last)
    lost = replace(part, id=CommitmentId("c-00000000cc"), document=DocumentId("nowhere"))
    with pytest.raises(NotFound, match="nowhere"):
        store.register.add([lost], [], expected_last={})
    assert store.register.events() == before


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        (CommitmentFilter(), [PROMISE, SECOND]),
        (CommitmentFilter(kind=CommitmentKind.PROMISE), [SECOND]),
        (CommitmentFilter(strength=Strength.FIRM), [PROMISE]),
        (CommitmentFilter(office="minister VAN bruggen", minister="An Peeters"), [PROMISE, SECOND]),
        (CommitmentFilter(office="minister-van-wegen"), []),
        (CommitmentFilter(minister="Bo Claes"), []),
        (CommitmentFilter(document=DocumentId("none")), []),
        (CommitmentFilter(attached=True), [PROMISE, SECOND]),
        (CommitmentFilter(attached=False), []),
        (CommitmentFilter(ids=()), []),
    ],
)
def test_filters(store: Store, filter_: CommitmentFilter, expected: list[str]) -> None:
    """Each filter leaves what it says, in the order of the text."""
    made().put(store)
    assert [entry.quote for entry in store.register.list(filter_)] == expected


def test_the_latest_stated_comes_first(store: Store) -> None:
    """The register shows the newest promises first and undated ones last."""
    days = {"Oud.": date(2020, 1, 1), "Nieuw.": date(2024, 1, 1), "Zonder.": None}
    for number, (words, day) in enumerate(days.items()):
        stating([words], words, number=number, asked=day, answered=None).put(store)
    assert [entry.quote for entry in store.register.list()] == ["Nieuw.", "Oud.", "Zonder."]
