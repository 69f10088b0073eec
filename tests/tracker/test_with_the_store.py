"""The tracker over the real store, with the reader of times of ``ingest``."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from corpus.errors import EditConflict
from corpus.facts import CommitmentFact, CommitmentKind, Facts, Strength
from corpus.model import DocumentText, QuestionRecord, RawDocument, Span
from corpus.register import Cause, RecordState
from corpus.settings import Settings
from corpus.store import Store
from tests.tracker.fakes import READING, Clock, moment, window
from tracker.service import Tracker, TrackerFilter

TEXT = "We leggen het pad aan in het najaar van 2023. Het rapport komt later."
DUE = window(date(2023, 9, 1), date(2023, 12, 21))
TODAY = date(2024, 7, 1)


def put(store: Store, clock: Clock, number: int, cause: Cause = Cause.INGEST) -> str:
    """Store a document with a dated promise and one without a date, and return its id."""
    end = TEXT.index(".") + 1
    words = TEXT.index("het najaar")
    facts = Facts(
        commitments=(
            CommitmentFact(
                span=Span(start=0, end=end),
                item="",
                kind=CommitmentKind.MILESTONE,
                strength=Strength.FIRM,
                due=DUE,
                due_span=Span(start=words, end=end - 1),
                reading=READING,
            ),
            CommitmentFact(
                span=Span(start=end + 1, end=len(TEXT)),
                item="",
                kind=CommitmentKind.PROMISE,
                strength=Strength.FIRM,
                vague="later",
                reading=READING,
            ),
        )
    )
    record = QuestionRecord(
        parliament="Vlaams Parlement",
        session="2022-2023",
        number=number,
        office="Vlaams minister van Paden",
        minister="An Peeters",
        asker="Jan Maes",
        asked=date(2023, 6, 1),
        answered=date(2023, 7, 3),
    )
    raw = RawDocument(
        source="files",
        uri=f"file:{number}.txt",
        name=f"{number}.txt",
        media_type="text/plain",
        content=f"{number}".encode(),
        fetched=clock(),
    )
    return store.documents.put(raw, DocumentText(text=TEXT), record, facts, cause=cause).document_id


@pytest.fixture
def real(tmp_path: Path) -> Iterator[tuple[Tracker, Store, Clock]]:
    """Open a tracker over a store with one document that was taken in on 10 July 2023."""
    clock = Clock(day=date(2023, 7, 10))
    settings = Settings(data=tmp_path)
    with Store.open(settings, clock=clock) as store:
        with store.writing():
            put(store, clock, 1)
        clock.day = TODAY
        yield Tracker(store, settings, clock), store, clock


def dated(tracker: Tracker, day: date = TODAY) -> str:
    """Return the id of the dated commitment."""
    return next(one.id for one in tracker.list(TrackerFilter(), day) if one.last_day is not None)


def test_a_life(real: tuple[Tracker, Store, Clock]) -> None:
    """Found, overdue, moved in words, fulfilled with a document, reopened: all kept and told."""
    tracker, store, clock = real
    name = dated(tracker)
    assert tracker.overdue_documents(TODAY) == {store.register.get(name).document}
    moved = tracker.move(name, to="voorjaar 2025", author="Lies", note="uitgesteld")
    assert (moved.timeliness.state, moved.timeliness.quote) == ("upcoming", "voorjaar 2025")
    assert moved.record is RecordState.CONFIRMED
    with store.writing():
        proof = put(store, clock, 2)
    clock.day = TODAY + timedelta(days=400)
    done = tracker.fulfil(name, evidence=proof, author="Lies", on=date(2025, 6, 1))
    assert done.timeliness.state == "met_in_time"
    assert done.state.accepted[0].document == proof
    assert tracker.reopen(name, author="Tom", note="toch niet").timeliness.state == "overdue"
    told = [entry.sentence("nl") for entry in tracker.get(name, clock.day).history]
    assert told[0] == "Gevonden in het antwoord"
    assert told[1].startswith("Verschoven: 21 december 2023 wordt 21 juni 2025 (548 dagen later), volgens Lies")
    assert told[2:] == ["Uitgevoerd, volgens Lies", "Heropend door Tom: toch niet"]


def test_conflicts_and_missed_deadlines(real: tuple[Tracker, Store, Clock]) -> None:
    """The store's own check of the last event keeps two people apart, and missed deadlines are written once."""
    tracker, store, _ = real
    name = dated(tracker)
    seen = tracker.get(name, TODAY).tracked.state.last_event
    assert len(tracker.record_missed(TODAY)) == 1
    assert tracker.record_missed(TODAY) == ()
    tracker.note(name, author="Lies", text="gevraagd", expected_last=seen)
    with pytest.raises(EditConflict):
        tracker.note(name, author="Tom", text="ook gevraagd", expected_last=seen)
    assert [event.occurred for event in store.register.events(name) if event.cause is Cause.CLOCK] == [
        date(2023, 12, 29)
    ]


def test_a_first_import(tmp_path: Path) -> None:
    """What a first import brings in late is shown with its true day and marked as backfill."""
    clock, settings = Clock(day=TODAY), Settings(data=tmp_path)
    with Store.open(settings, clock=clock) as store:
        with store.writing():
            put(store, clock, 1, Cause.BACKFILL)
        tracker = Tracker(store, settings, clock)
        (entry,) = tracker.missed(TODAY)
        assert (entry.day, entry.backfill, entry.recorded) == (date(2023, 12, 29), True, None)
        assert [event.cause for event in tracker.record_missed(TODAY)] == [Cause.BACKFILL]
        assert tracker.missed(TODAY)[0].recorded == moment(TODAY)


def test_a_silent_source(real: tuple[Tracker, Store, Clock]) -> None:
    """Where the source was not read so far, nothing is overdue and nothing missed; read on, it is."""
    tracker, store, _ = real
    store.health.record("files", ok=True, read_until=date(2023, 12, 1))
    assert [one.timeliness.state for one in tracker.due(TODAY).cannot_tell] == ["cannot_tell"]
    assert tracker.missed(TODAY) == ()
    store.health.record("files", ok=True, read_until=TODAY)
    assert len(tracker.due(TODAY).overdue) == 1
