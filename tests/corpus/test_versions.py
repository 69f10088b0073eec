"""The register follows a document from version to version."""

from dataclasses import replace
from datetime import date, timedelta

from corpus.facts import Facts, Reading
from corpus.model import CommitmentId, Span
from corpus.register import Commitment, EventKind
from corpus.store import BY_HAND, CommitmentFilter, Store
from tests.corpus.building import START, TEXT, due, made, stating

A, B, C = "Wij bouwen een brug.", "Wij leggen een weg aan.", "Wij planten bomen."


def entries(store: Store) -> dict[str, Commitment]:
    """Return the register by the words of its entries."""
    return {entry.quote: entry for entry in store.register.list()}


def kinds(store: Store, name: str) -> list[EventKind]:
    """Return what happened to a commitment, in order."""
    return [event.kind for event in store.register.events(name)]


def test_words_that_stay_keep_id_and_history(store: Store) -> None:
    """A commitment that stands elsewhere in the new version keeps its id and events and is anchored again."""
    stating([A, B]).put(store)
    before = entries(store)
    stating([C, A.upper(), B]).put(store)
    after = entries(store)
    moved = after[A.upper()]
    assert moved.id == before[A].id
    assert (moved.version, moved.span.start, moved.attached) == (2, len(C) + 1, True)
    assert kinds(store, moved.id) == [EventKind.FOUND, EventKind.REANCHORED]
    event = store.register.events(moved.id)[-1]
    assert event.data == {
        "from": {"version": 1, "start": 0, "end": len(A)},
        "to": {"version": 2, "start": len(C) + 1, "end": len(C) + 1 + len(A)},
    }
    assert event.occurred == START.date() - timedelta(days=1)
    assert kinds(store, after[C].id) == [EventKind.FOUND]


def test_words_that_go_leave_a_detached_entry(store: Store) -> None:
    """A commitment that the new version no longer states stays in the register, detached, where it last stood."""
    stating([A, B]).put(store)
    result = stating([B]).put(store)
    gone = entries(store)[A]
    assert (gone.attached, gone.version) == (False, 1)
    assert kinds(store, gone.id) == [EventKind.FOUND, EventKind.DETACHED]
    assert [entry.quote for entry in store.documents.get(result.document_id).commitments] == [B]
    (old,) = [entry for entry in store.documents.get(result.document_id, 1).commitments if entry.quote == A]
    assert (old.id, old.attached) == (gone.id, False)
    assert [entry.id for entry in store.register.list(CommitmentFilter(attached=False))] == [gone.id]


def test_words_that_come_back_are_attached_again(store: Store) -> None:
    """A detached commitment whose words return is the same entry again, and is detached only once."""
    for promises in ([A, B], [B], [B, C], [A, B]):
        stating(promises).put(store)
    back = entries(store)[A]
    assert (back.attached, back.version) == (True, 4)
    assert kinds(store, back.id) == [EventKind.FOUND, EventKind.DETACHED, EventKind.REANCHORED]
    assert store.register.events(back.id)[-1].data["back"] is True


def test_the_same_words_twice_are_two_entries(store: Store) -> None:
    """Repeated words are told apart by their order; when one goes, one stays."""
    stating([A, A]).put(store)
    first, second = store.register.list()
    assert first.id != second.id
    stating([A]).put(store)
    assert [entry.attached for entry in (store.register.get(first.id), store.register.get(second.id))] == [True, False]


def test_a_time_read_differently_replaces_the_milestone(store: Store) -> None:
    """The milestone follows the current reading; its id stays, and the old version keeps the old reading."""
    result = stating([A]).put(store)
    other = stating([A, B])
    later = replace(other.facts.commitments[0], due=due(date(2030, 1, 1)))
    replace(other, facts=Facts(commitments=(later, other.facts.commitments[1]))).put(store)
    held = entries(store)[A]
    assert held.milestones[0].due.latest == date(2030, 1, 1)
    assert held.milestones[0].id == f"{held.id}.1"
    (old,) = store.documents.get(result.document_id, 1).commitments
    assert old.milestones[0].due.latest == date(2024, 12, 31)


def test_old_facts_stay_readable_by_version(store: Store) -> None:
    """Every version gives back its own text, record and facts."""
    given = [made(), made(TEXT + "\nMeer.", title="Nieuwe titel"), made(TEXT + "\nNog meer.")]
    for item in given:
        result = item.put(store)
    for version, item in enumerate(given, 1):
        held = store.documents.get(result.document_id, version)
        assert (held.text, held.record, held.facts) == (item.text, item.record, item.facts)
        assert [entry.version for entry in held.commitments] == [version, version]


def test_a_part_may_stand_before_its_whole(store: Store) -> None:
    """A commitment can name a later one as the whole that it is part of."""
    given = stating([A, B])
    part = replace(given.facts.commitments[0], parent=1)
    result = replace(given, facts=Facts(commitments=(part, given.facts.commitments[1]))).put(store)
    first, second = store.documents.get(result.document_id).commitments
    assert first.parent == second.id
    assert store.register.get(first.id).parent == second.id


def test_a_persons_entry_follows_its_words(store: Store) -> None:
    """An entry that a person made moves with its words to a new version; gone or twice, it is detached."""
    result = stating([A, B]).put(store)
    entry = store.register.list()[0]
    byhand = replace(
        entry,
        id=CommitmentId("c-00000000aa"),
        quote=A,
        span=Span(start=0, end=len(A)),
        milestones=(),
        reading=Reading(rule=BY_HAND, version="1", certainty=1.0),
    )
    store.register.add([byhand], [], expected_last={})
    stating(["Een nieuwe eerste zin.", A, B]).put(store)
    moved = store.register.get(byhand.id)
    assert (moved.version, moved.attached) == (2, True)
    assert store.documents.get(result.document_id).text.text[moved.span.start : moved.span.end] == A
    assert [event.kind for event in store.register.events(byhand.id)] == [EventKind.REANCHORED]
    stating([A, A]).put(store)
    assert not store.register.get(byhand.id).attached
    stating([B, A]).put(store)
    assert store.register.get(byhand.id).attached
    assert [event.kind for event in store.register.events(byhand.id)][1:] == [EventKind.DETACHED, EventKind.REANCHORED]
