"""The tracker: lists, decisions, conflicts, and any sequence of decisions."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import EditConflict, NotFound, WrongUse
from corpus.facts import Basis, TimeRange
from corpus.model import DocumentId, QuestionRecord
from corpus.register import Cause, Decision, EventKind, Fulfilment, RecordState, Relation
from corpus.settings import Settings
from tests.tracker.conftest import read_words
from tests.tracker.fakes import Clock, FakeDocument, FakeStore, commitment, event, window
from tracker.fold import fold, state_as_of
from tracker.service import Tracker, TrackerFilter
from tracker.state import DROPPED, SETTLED
from tracker.transitions import Action, possible

AUTUMN = window(date(2023, 9, 1), date(2023, 12, 21))
SPRING = window(date(2024, 3, 1), date(2024, 6, 21))
LATER = window(date(2024, 9, 1), date(2024, 12, 21))
TODAY = date(2024, 7, 1)


@pytest.fixture
def filled(store: FakeStore) -> FakeStore:
    """A whole with two dated parts, and a promise without a date."""
    store.put(
        commitment(name="c-0", document="d-1", vague="gefaseerd"),
        commitment((AUTUMN, "najaar 2023"), name="c-1", document="d-1", parent="c-0"),
        commitment((LATER, "najaar 2024"), name="c-2", document="d-1", parent="c-0"),
        commitment(
            (SPRING, "voorjaar 2024"), (LATER, "najaar 2024"), name="c-3", document="d-2", stated=date(2023, 9, 1)
        ),
    )
    store.documents.held["d-9"] = FakeDocument(record=QuestionRecord(answered=date(2024, 6, 3)))
    store.documents.held["d-8"] = FakeDocument(record=QuestionRecord(asked=date(2024, 5, 3)))
    return store


def test_due(tracker: Tracker, filled: FakeStore) -> None:
    """What is due is grouped by how it stands; what lies far ahead can be left out."""
    groups = tracker.due(TODAY)
    assert [one.id for one in groups.overdue] == ["c-1", "c-3"]
    assert [one.id for one in groups.upcoming] == ["c-2"]
    assert tracker.due(TODAY, within_days=90).upcoming == ()
    assert [one.id for one in tracker.due(date(2024, 12, 1), 90).in_window] == ["c-2"]
    assert [one.id for one in tracker.due(date(2024, 12, 23)).in_grace] == ["c-2"]
    assert [one.id for one in tracker.due(date(2024, 8, 15)).due_soon] == ["c-2"]
    filled.health.read("files", date(2024, 6, 1))
    assert [one.id for one in tracker.due(TODAY).cannot_tell] == ["c-3"]


@pytest.mark.usefixtures("filled")
def test_overdue_documents(tracker: Tracker) -> None:
    """The search filter gets the documents that hold something overdue."""
    assert tracker.overdue_documents(date(2024, 1, 10)) == {"d-1"}
    assert tracker.overdue_documents(TODAY) == {"d-1", "d-2"}
    assert tracker.overdue_documents(date(2023, 10, 1)) == frozenset()


@pytest.mark.usefixtures("filled")
def test_detail(tracker: Tracker) -> None:
    """One commitment comes with its history in words, its whole and its parts."""
    whole = tracker.get("c-0", TODAY)
    assert [part.id for part in whole.parts] == ["c-1", "c-2"]
    assert whole.tracked.parts == ("c-1", "c-2")
    part = tracker.get("c-1", TODAY)
    assert part.whole is not None
    assert part.whole.id == "c-0"
    assert [entry.sentence("nl") for entry in part.history] == ["Gevonden in het antwoord"]
    assert part.tracked.actions == tuple(action for action in Action if action is not Action.REOPEN)
    with pytest.raises(NotFound, match="c-7"):
        tracker.get("c-7", TODAY)


@pytest.mark.usefixtures("filled")
def test_a_whole_is_not_undated(tracker: Tracker) -> None:
    """A promise whose parts have dates is not on the list of undated ones; one without parts is."""
    assert tracker.list(TrackerFilter(group="undated"), TODAY) == ()
    assert tracker.offices(TODAY)[0].undated.count == 0


def test_confirm_and_reject(tracker: Tracker, filled: FakeStore) -> None:
    """A person confirms or rejects; the event carries author, words, time and cause."""
    assert tracker.confirm("c-1", author=" Lies ", note="clear").record is RecordState.CONFIRMED
    written = filled.register.log[-1]
    assert (written.kind, written.author, written.note, written.cause) == (
        EventKind.CONFIRMED,
        "Lies",
        "clear",
        Cause.PERSON,
    )
    assert (written.occurred, written.recorded.date()) == (TODAY, TODAY)
    rejected = tracker.reject("c-1", author="Tom", reason="a repeat")
    assert rejected.timeliness.state == "rejected"
    assert tracker.reopen("c-1", author="Tom").record is RecordState.CANDIDATE


@pytest.mark.parametrize("author", ["", "  "])
def test_a_decision_needs_an_author(tracker: Tracker, filled: FakeStore, author: str) -> None:
    """Nobody decides namelessly, and nothing is written."""
    with pytest.raises(WrongUse, match="needs an author"):
        tracker.confirm("c-1", author=author)
    assert len(filled.register.log) == 4


@pytest.mark.usefixtures("filled")
def test_a_rejection_and_a_note_need_words(tracker: Tracker) -> None:
    """A reason and a text are part of the history, so they cannot be empty."""
    with pytest.raises(WrongUse, match="needs a reason"):
        tracker.reject("c-1", author="Lies", reason=" ")
    with pytest.raises(WrongUse, match="needs a text"):
        tracker.note("c-1", author="Lies", text="")
    assert tracker.note("c-1", author="Lies", text="asked").state.notes[0].note == "asked"


def test_fulfil_with_a_document(tracker: Tracker, filled: FakeStore) -> None:
    """A document held proves it; its own day is the day it was done unless said otherwise."""
    done = tracker.fulfil("c-1", evidence="d-9", author="Lies", note="tools run")
    assert (done.fulfilment, done.timeliness.state, done.timeliness.settled) == (
        Fulfilment.FULFILLED,
        "met_late",
        date(2024, 6, 3),
    )
    (piece,) = done.state.accepted
    assert (piece.document, piece.relation, piece.decision) == ("d-9", Relation.FULFILS, Decision.ACCEPTED)
    assert filled.register.log[-1].document == "d-9"
    in_time = tracker.fulfil("c-2", evidence="d-8", author="Lies", on=date(2024, 6, 1))
    assert in_time.timeliness.state == "met_in_time"
    partly = tracker.fulfil("c-3", evidence="d-8", author="Lies", milestone="c-3.1", partly=True)
    assert partly.fulfilment is Fulfilment.PARTLY
    assert partly.state.accepted[0].relation is Relation.PARTLY


def test_fulfil_with_an_address(tracker: Tracker, filled: FakeStore) -> None:
    """An address outside the store needs a note; today is its day."""
    with pytest.raises(WrongUse, match="needs a note"):
        tracker.fulfil("c-1", evidence="https://example.org/report", author="Lies")
    done = tracker.fulfil("c-1", evidence="https://example.org/report", author="Lies", note="the report is out")
    assert (done.timeliness.settled, done.state.accepted[0].quote) == (TODAY, "https://example.org/report")
    assert filled.register.log[-1].data == {"url": "https://example.org/report"}


def test_fulfil_refused(tracker: Tracker, filled: FakeStore) -> None:
    """No evidence, an unknown document, a day to come or a settled commitment change nothing."""
    with pytest.raises(WrongUse, match="needs evidence"):
        tracker.fulfil("c-1", evidence=" ", author="Lies")
    with pytest.raises(NotFound, match="d-77"):
        tracker.fulfil("c-1", evidence="d-77", author="Lies")
    with pytest.raises(WrongUse, match="2024-07-02 is yet to come"):
        tracker.fulfil("c-1", evidence="d-9", author="Lies", on=date(2024, 7, 2))
    assert len(filled.register.log) == 4
    tracker.withdraw("c-1", author="Lies")
    with pytest.raises(WrongUse, match="possible: edit, reopen, note"):
        tracker.fulfil("c-1", evidence="d-9", author="Lies")


@pytest.mark.parametrize(
    ("to", "latest", "quote"),
    [
        ("2025-03-31", date(2025, 3, 31), "2025-03-31"),
        (date(2025, 3, 31), date(2025, 3, 31), ""),
        (" voorjaar 2025 ", date(2025, 6, 21), "voorjaar 2025"),
        (window(date(2025, 1, 1), date(2025, 2, 1)), date(2025, 2, 1), ""),
        ("binnenkort", None, "binnenkort"),
    ],
)
def test_move(tracker: Tracker, filled: FakeStore, to: str | date | TimeRange, latest: date | None, quote: str) -> None:
    """A new time is a day, an ISO date, words or a range; the first promise and the raw words stay."""
    moved = tracker.move("c-1", to=to, author="Lies", note="delayed")
    (held,) = moved.state.milestones
    assert (held.due.latest, held.quote, held.original) == (latest, quote, AUTUMN)
    assert filled.register.log[-1].data["from"] == "2023-12-21"
    assert moved.timeliness.moved == 1


@pytest.mark.usefixtures("filled")
def test_no_deadline_before_the_answer(tracker: Tracker) -> None:
    """A new deadline that was over before anything was promised is refused, with both days."""
    with pytest.raises(WrongUse, match="2023-07-02 lies before the answer of 2023-07-03"):
        tracker.move("c-1", to="2023-07-02", author="Lies")


@pytest.mark.usefixtures("filled")
def test_vague_words_stay_vague(tracker: Tracker) -> None:
    """A milestone that moved to a vague time has no date and says so."""
    moved = tracker.move("c-1", to="binnenkort", author="Lies")
    assert moved.state.milestones[0].due.basis is Basis.VAGUE
    assert moved.timeliness.state == "undated"


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("morgen misschien", "holds no time"),
        ("elke maand", "holds no time"),
        ("mei of juni 2025", "more than one time"),
        ("2025-02-30", "is no date"),
        ("31 februari 2025", "a number that belongs to no date"),
        (AUTUMN, "due then already"),
        (TimeRange(expected=date(2025, 2, 1), latest=date(2025, 1, 1)), "must follow each other"),
    ],
)
def test_move_refused(tracker: Tracker, filled: FakeStore, to: str | TimeRange, message: str) -> None:
    """What is no single new time is refused, and nothing is written."""
    with pytest.raises(WrongUse, match=message):
        tracker.move("c-1", to=to, author="Lies")
    assert len(filled.register.log) == 4


@pytest.mark.usefixtures("filled")
def test_move_one_of_several(tracker: Tracker) -> None:
    """With several milestones the one that moves must be named."""
    with pytest.raises(WrongUse, match="say which one moves"):
        tracker.move("c-3", to="2025-03-31", author="Lies")
    moved = tracker.move("c-3", to="2025-03-31", author="Lies", milestone="c-3.1")
    assert [len(held.revisions) for held in moved.state.milestones] == [1, 0]


def test_an_undated_promise_can_get_a_date(tracker: Tracker, filled: FakeStore) -> None:
    """A date given later to an undated promise is its first revision."""
    moved = tracker.move("c-0", to="2024-12-31", author="Lies", milestone="c-0.0")
    assert moved.timeliness.state == "upcoming"
    assert filled.register.log[-1].milestone is None
    done = tracker.fulfil("c-0", evidence="d-9", author="Lies", milestone="c-0.0")
    assert done.fulfilment is Fulfilment.FULFILLED


@pytest.mark.usefixtures("filled")
def test_withdraw_and_reopen_one_milestone(tracker: Tracker) -> None:
    """A withdrawn milestone no longer counts; reopened it does."""
    left = tracker.withdraw("c-3", author="Lies", milestone="c-3.1", on=date(2024, 6, 30))
    assert (left.fulfilment, left.timeliness.state) == (Fulfilment.OPEN, "upcoming")
    assert tracker.reopen("c-3", author="Lies", milestone="c-3.1").is_overdue


@pytest.mark.usefixtures("filled")
def test_edit_conflicts(tracker: Tracker) -> None:
    """Who decides on an outdated page is told, unless only the clock came in between."""
    seen = tracker.get("c-1", TODAY).tracked.state.last_event
    tracker.record_missed(TODAY)
    tracker.confirm("c-1", author="Lies", expected_last=seen)
    with pytest.raises(EditConflict, match="somebody else changed commitment c-1"):
        tracker.reject("c-1", author="Tom", reason="no", expected_last=seen)
    assert tracker.get("c-1", TODAY).tracked.record is RecordState.CONFIRMED


def test_sources_of_documents(tracker: Tracker, filled: FakeStore) -> None:
    """Only a source that is followed can be silent; local files are always read."""
    filled.documents.held["d-1"] = FakeDocument(source="parliament")
    filled.health.read("files", None)
    filled.health.read("parliament", date(2023, 12, 1))
    states = {str(one.id): one.timeliness.state for one in tracker.list(TrackerFilter(), TODAY)}
    assert (states["c-1"], states["c-3"]) == ("cannot_tell", "overdue")


def test_detached_ones_are_left_out(tracker: Tracker, filled: FakeStore) -> None:
    """What the last version of a document no longer states is neither due nor overdue, and can be asked for."""
    filled.put(commitment((AUTUMN, "najaar 2023"), name="c-4", document="d-4", attached=False))
    assert "d-4" not in tracker.overdue_documents(TODAY)
    assert "c-4" not in [entry.commitment.id for entry in tracker.missed(TODAY)]
    assert [one.id for one in tracker.list(TrackerFilter(attached=False), TODAY)] == ["c-4"]
    assert len(tracker.list(TrackerFilter(attached=None), TODAY)) == 5


@pytest.mark.usefixtures("filled")
def test_offices_and_timeline(tracker: Tracker) -> None:
    """Statistics and the picture rest on the same lists."""
    (office,) = tracker.offices(TODAY)
    assert (office.promised, office.overdue.count) == (4, 2)
    assert len(tracker.timeline(TrackerFilter(), TODAY).rows[0].bars) == 4


ACTIONS = st.lists(
    st.tuples(st.sampled_from(Action), st.sampled_from([None, "c-1.1", "c-1.2"]), st.integers(0, 40)), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(ACTIONS)
def test_any_sequence_of_decisions_is_consistent(steps: list[tuple[Action, str | None, int]]) -> None:
    """Whatever people decide, the state is consistent, replays the same, and only possible actions were taken."""
    store, clock = FakeStore(), Clock(day=date(2024, 1, 1))
    tracker = Tracker(store, Settings(), clock, read_words)
    held = commitment((AUTUMN, "najaar 2023"), (SPRING, "voorjaar 2024"))
    store.put(held)
    for number, (action, milestone, days) in enumerate(steps):
        clock.day += timedelta(days=days)
        before = fold(held, store.register.events("c-1"))
        verdict = before.fulfilment if milestone is None else {m.id: m.fulfilment for m in before.milestones}[milestone]  # type: ignore[index]
        try:
            take(tracker, action, milestone, date(2025, 1, 1) + timedelta(days=number))
        except WrongUse:
            assert fold(held, store.register.events("c-1")) == before
        else:
            acted_on_whole = action in (Action.CONFIRM, Action.REJECT, Action.NOTE)
            assert action in possible(before.record, before.fulfilment if acted_on_whole else verdict)
    events = store.register.events("c-1")
    state = fold(held, events)
    assert state == fold(held, list(reversed(events)))
    assert state == state_as_of(held, events, clock.day)
    assert state.last_event == max(one.id or 0 for one in events)
    for one in state.milestones:
        assert (one.settled is not None) == (one.fulfilment in SETTLED)
        times = [one.original, *(revision.after for revision in one.revisions)]
        assert [revision.before for revision in one.revisions] == times[:-1]
        assert one.due == times[-1]
    if state.fulfilment is Fulfilment.FULFILLED:
        assert all(one.fulfilment in DROPPED | {Fulfilment.FULFILLED} for one in state.milestones)


def take(tracker: Tracker, action: Action, milestone: str | None, to: date) -> None:
    """Take an action with plausible arguments."""
    if action is Action.CONFIRM:
        tracker.confirm("c-1", author="Lies")
    elif action is Action.REJECT:
        tracker.reject("c-1", author="Lies", reason="no promise")
    elif action is Action.NOTE:
        tracker.note("c-1", author="Lies", text="asked")
    elif action is Action.MOVE:
        tracker.move("c-1", to=to, author="Lies", milestone=milestone)
    elif action is Action.WITHDRAW:
        tracker.withdraw("c-1", author="Lies", milestone=milestone)
    elif action is Action.REOPEN:
        tracker.reopen("c-1", author="Lies", milestone=milestone)
    else:
        partly = action is Action.FULFIL_PARTLY
        tracker.fulfil("c-1", evidence="d-1", author="Lies", milestone=milestone, partly=partly)


def test_event_ids_are_used_by_the_store_only(tracker: Tracker, filled: FakeStore) -> None:
    """An event about another commitment is no conflict."""
    seen = tracker.get("c-1", TODAY).tracked.state.last_event
    filled.register.append(event(EventKind.NOTED, TODAY, name="c-2", document=DocumentId("d-1")))
    assert tracker.confirm("c-1", author="Lies", expected_last=seen).record is RecordState.CONFIRMED
