"""The log read as news, and what is held of each session."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event

from corpus.facts import Facts
from corpus.model import AnswerKind, DocumentId, Section, Side, SourceFields
from corpus.register import Cause, EventKind
from corpus.store import DocumentFilter, Store
from corpus.store.chronicle import NewDocument, Stretch, Tally, Wanted
from corpus.store.coverage import NumberSeries
from tests.corpus.building import START, Clock, made, raw, record
from web.people.roll import roll_of
from web.people.tallies import tally

ADDED = Wanted(kinds=frozenset({EventKind.DOCUMENT_ADDED}))


def put(
    store: Store, number: int, cause: Cause = Cause.INGEST, *, withdrawn: bool | None = None, **given: object
) -> DocumentId:
    """Store a document of its own, without facts."""
    text = made().text
    text = replace(text, fields=replace(text.fields, withdrawn=withdrawn))
    document = raw(f"{number}".encode(), f"file:/tmp/{number}.txt", f"{number}.txt")
    held = record(number=number, **given)
    return store.documents.put(document, text, held, Facts(), cause=cause).document_id


def new_of(store: Store) -> dict[NewDocument, set[DocumentId | None]]:
    """Return the documents that were added, by what they are; counted and listed they are the same."""
    listed = {
        new: {one.document for one in store.chronicle.lines(Stretch(), replace(ADDED, new=new), 50)}
        for new in NewDocument
    }
    assert {one.new: one.count for one in store.chronicle.tallies(Stretch()) if one.new} == {
        new: len(found) for new, found in listed.items() if found
    }
    return listed


def test_lines_are_counted_by_kind_and_answer(store: Store) -> None:
    """A question without an answer is told apart from one with it, and what was entered afterwards from both."""
    put(store, 1)
    put(store, 2, answer_kind=AnswerKind.NONE, answered=None)
    put(store, 3, Cause.BACKFILL)
    assert set(store.chronicle.tallies(Stretch())) == {
        Tally(kind=EventKind.DOCUMENT_ADDED, new=NewDocument.ANSWER, count=1),
        Tally(kind=EventKind.DOCUMENT_ADDED, new=NewDocument.QUESTION, count=1),
    }
    assert store.chronicle.count(Stretch(backfill=True), tuple(EventKind)) == 1


def test_a_stretch_begins_and_ends(store: Store, clock: Clock) -> None:
    """The first moment counts, the last does not; the newest line comes first."""
    moments = []
    for number in (1, 2, 3):
        clock.now = START + timedelta(days=number)
        put(store, number)
        moments.append(store.register.events()[-1].recorded)
    stretch = Stretch(begin=moments[0], end=moments[2])
    found = store.chronicle.lines(stretch, ADDED, 10)
    assert [one.recorded for one in found] == [moments[1], moments[0]]
    assert store.chronicle.lines(stretch, ADDED, 1, 1) == found[1:]
    assert store.chronicle.count(stretch, (EventKind.DOCUMENT_ADDED,)) == 2
    assert store.chronicle.count(Stretch(begin=moments[2]), (EventKind.DOCUMENT_ADDED,)) == 1


def test_an_office_has_its_documents_and_commitments(store: Store) -> None:
    """News of an office is what its documents and its commitments bring, whatever the spelling of its name."""
    made().put(store)
    put(store, 2, office="Minister van Havens")
    bridges = Stretch(office="minister VAN bruggen")
    assert store.chronicle.count(bridges, (EventKind.DOCUMENT_ADDED,)) == 1
    assert {one.kind for one in store.chronicle.tallies(bridges)} == {EventKind.DOCUMENT_ADDED, EventKind.FOUND}
    assert {one.kind for one in store.chronicle.tallies(Stretch(office="minister-van-havens"))} == {
        EventKind.DOCUMENT_ADDED
    }
    assert store.chronicle.lines(Stretch(), Wanted(kinds=ADDED.kinds, new=NewDocument.QUESTION), 5) == ()


@pytest.mark.parametrize(
    ("numbers", "missing", "count"),
    [((), (), 0), ((4,), (), 0), ((1, 2, 3), (), 0), ((1, 3), ((2, 2),), 1), ((5, 9, 10, 13), ((6, 8), (11, 12)), 5)],
)
def test_gaps_between_numbers(numbers: tuple[int, ...], missing: tuple[tuple[int, int], ...], count: int) -> None:
    """A gap between two numbers is named by its first and last number."""
    series = NumberSeries(office="x", numbers=numbers)
    assert (series.missing, series.missing_count) == (missing, count)


def test_what_is_held_of_each_session(store: Store) -> None:
    """Sessions are counted with answers, days, commitments, figures and gaps; the latest stands first."""
    made().put(store)
    put(store, 15)
    put(store, 16, office="Minister van Havens", asked=date(2024, 1, 2), answered=date(2024, 2, 9))
    put(store, 14, answer_kind=AnswerKind.NONE, answered=None)
    put(store, 7, session="2022-2023", asked=None, answered=None)
    put(store, 8, session=None)
    latest, earlier, unknown = store.health.coverage()
    assert (latest.session, earlier.session, unknown.session) == ("2023-2024", "2022-2023", None)
    assert (latest.documents, latest.answered, latest.unanswered, latest.undated) == (4, 3, 1, 0)
    assert [one.office for one in latest.series] == ["Minister van Bruggen", "Minister van Havens"]
    assert latest.numbered == 4
    assert latest.with_commitments == 1
    assert latest.figures >= 1
    assert latest.missing == 1
    assert earlier.undated == 1
    assert (latest.first, latest.last) == (date(2024, 1, 10), date(2024, 2, 9))


def test_withdrawn_questions_wait_for_nothing(store: Store) -> None:
    """Withdrawn without an answer, a question is neither answered nor unanswered; with one, it is answered."""
    waits = put(store, 1, answer_kind=AnswerKind.NONE, answered=None)
    dropped = put(store, 2, withdrawn=True, answer_kind=AnswerKind.NONE, answered=None)
    told = {put(store, 3), put(store, 4, withdrawn=True), put(store, 5, withdrawn=False)}
    again = put(store, 6, withdrawn=True, answer_kind=AnswerKind.NONE, answered=None)
    documents = store.documents
    assert {one.id for one in documents.list(DocumentFilter(unanswered=True))} == {waits}
    assert {one.id for one in documents.list(DocumentFilter(unanswered=False))} == told
    (held,) = store.health.coverage()
    assert (held.documents, held.answered, held.unanswered, held.withdrawn) == (6, 3, 1, 2)
    assert new_of(store) == {
        NewDocument.ANSWER: told,
        NewDocument.QUESTION: {waits},
        NewDocument.OTHER: {dropped, again},
    }
    assert store.chronicle.count(Stretch(), tuple(EventKind)) == 6
    # A new version of which the source says nothing of the kind waits again.
    text = replace(made().text, text=made().text.text + " Opnieuw.", fields=SourceFields(withdrawn=None))
    held_again = record(number=6, answer_kind=AnswerKind.NONE, answered=None)
    documents.put(raw(b"6 again", "file:/tmp/6.txt", "6.txt"), text, held_again, Facts(), cause=Cause.INGEST)
    assert {one.id for one in documents.list(DocumentFilter(unanswered=True))} == {waits, again}
    assert documents.withdrawn(DocumentFilter(answer_kind=AnswerKind.NONE)) == {dropped}


@pytest.mark.parametrize("withdrawn", [True, None])
def test_an_answer_in_a_document_of_its_own_is_one_everywhere(store: Store, *, withdrawn: bool | None) -> None:
    """Sessions count its question as answered, people count it once, and no news says that it waits for an answer."""
    sides = {side: (Section(side=side, start=0, end=5),) for side in Side}
    asked = sides[Side.QUESTION]
    question = put(store, 1, withdrawn=withdrawn, answer_kind=AnswerKind.NONE, answered=None, sections=asked)
    text = replace(made().text, text=made().text.text + " Het antwoord.")
    document = raw(b"1 answer", "file:/tmp/a.txt", "a.txt")
    given = record(number=1, sections=sides[Side.ANSWER])
    answer = store.documents.put(document, text, given, Facts(), cause=Cause.INGEST).document_id
    (held,) = store.health.coverage()
    assert (held.documents, held.answered, held.unanswered, held.withdrawn) == (2, 2, 0, 0)
    counted = tally(roll_of(store.people.heads()).heads, ())
    assert (counted.asked, counted.answered, counted.open) == (1, 1, 0)
    assert new_of(store) == {
        NewDocument.ANSWER: {answer},
        NewDocument.QUESTION: set(),
        NewDocument.OTHER: {question},
    }


def test_lines_are_joined_only_where_that_is_needed(store: Store) -> None:
    """What is counted over all kinds, or listed whatever the documents are, is read from the log alone."""
    put(store, 1)
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert store.chronicle.count(Stretch(backfill=True), tuple(EventKind)) == 0
        assert len(store.chronicle.lines(Stretch(), ADDED, 10)) == 1
        assert store.chronicle.count(Stretch(office="Minister van Bruggen"), (EventKind.DOCUMENT_ADDED,)) == 1
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert ["JOIN" in one for one in asked if "FROM events" in one] == [False, False, True]


def test_what_could_not_be_read_by_reason(store: Store) -> None:
    """Reasons are counted, the most frequent first."""
    assert store.health.refusals() == ()
    for place, reason in enumerate(["empty", "scan", "empty"]):
        store.problems.put(f"file:/{place}", f"{place}.pdf", None, reason, "it is so", b"")
    assert store.health.refusals() == (("empty", 2), ("scan", 1))
