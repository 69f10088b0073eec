"""The whole way from the real answer to question 710 to its deadlines."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from corpus.model import RawDocument
from corpus.register import Cause
from corpus.settings import Settings
from corpus.store import Store
from tests.tracker.fakes import Clock, moment
from tracker.service import Tracker, TrackerFilter

SEED = Path(__file__).parents[2] / ".." / "shared" / "seeds" / "sv-710.txt"


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracker]:
    """Return a tracker over a store with the real document."""
    if not SEED.exists():
        pytest.skip("the real documents (../shared/seeds) are not here")
    from ingest.pipeline import process

    raw = RawDocument(
        source="files",
        uri="file:sv-710.txt",
        name=SEED.name,
        media_type="text/plain",
        content=SEED.read_bytes(),
        fetched=moment(date(2026, 1, 1)),
    )
    parsed = process(raw, parliament="Vlaams Parlement")
    clock = Clock(day=date(2026, 1, 1))
    settings = Settings(data=tmp_path_factory.mktemp("seed"))
    with Store.open(settings, clock=clock) as store:
        with store.writing():
            store.documents.put(parsed.raw, parsed.text, parsed.record, parsed.facts, cause=Cause.INGEST)
        yield Tracker(store, settings, clock)


def dated(tracker: Tracker, day: date) -> list[tuple[str, str, bool]]:
    """Return item, last day and whether it is overdue, of each dated commitment."""
    return [
        (one.commitment.item, one.last_day.isoformat(), one.is_overdue)
        for one in tracker.list(TrackerFilter(), day)
        if one.last_day is not None
    ]


@pytest.mark.parametrize(
    ("day", "overdue", "in_window"),
    [(date(2023, 11, 1), [], ["3.a"]), (date(2024, 7, 1), ["3.a", "3.b"], []), (date(2025, 2, 1), None, [])],
)
def test_four_deadlines(tracker: Tracker, day: date, overdue: list[str] | None, in_window: list[str]) -> None:
    """Of the four dated tools one is in its window, later two are overdue, at last all four."""
    items = ["3.a", "3.b", "3.c", "3.d"]
    wanted = items if overdue is None else overdue
    assert dated(tracker, day) == [
        (item, last, item in wanted)
        for item, last in zip(items, ["2023-12-21", "2024-06-21", "2024-12-21", "2024-12-31"], strict=True)
    ]
    groups = tracker.due(day)
    assert [one.commitment.item for one in groups.overdue] == wanted
    assert [one.commitment.item for one in groups.in_window] == in_window
    assert len(groups.upcoming) == 4 - len(wanted) - len(in_window)


def test_each_shows_its_sentence_and_computation(tracker: Tracker) -> None:
    """Each overdue commitment comes with the sentence, its place, and how its dates were computed."""
    first = tracker.due(date(2024, 7, 1)).overdue[0]
    assert first.commitment.quote
    assert first.commitment.span.end - first.commitment.span.start == len(first.commitment.quote)
    assert [line.nl for line in first.timeliness.lines[-3:]] == [
        "speling 7 dagen: termijn verstreken vanaf 29 december 2023",
        "bron: eigen bestanden, die altijd als volledig gelezen gelden",
        "vandaag 1 juli 2024: termijn 185 dagen verstreken",
    ]
