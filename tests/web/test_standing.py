"""What the pages ask of the tracker is computed once, and again after any change by anybody."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from corpus.register import Cause
from corpus.settings import Settings
from corpus.store import Store
from search.service import SearchService
from tests.conftest import clock
from tracker.filters import Group, Sort, TrackerFilter
from tracker.registering import Passage
from tracker.service import Tracker
from tracker.tracked import TrackedCommitment
from web.services import Services

TODAY = date(2026, 11, 22)


@pytest.fixture
def parts(own_sample_data: Path) -> Iterator[Services]:
    """Return services over samples that may be written to."""
    settings = Settings(data=own_sample_data)
    with Store.open(settings, clock=clock) as store:
        yield Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Return the days for which the tracker computed everything."""
    days: list[date] = []
    compute = Tracker.list

    def counting(self: Tracker, filter: TrackerFilter, today: date) -> tuple[TrackedCommitment, ...]:  # noqa: A002
        days.append(today)
        return compute(self, filter, today)

    monkeypatch.setattr(Tracker, "list", counting)
    return days


@pytest.mark.parametrize(
    "filter_",
    [
        TrackerFilter(),
        TrackerFilter(attached=None),
        TrackerFilter(group=Group.MISSED),
        TrackerFilter(office="mobiliteit", sort=Sort.NEWEST),
        TrackerFilter(text="laadpunten", limit=2, offset=1),
    ],
)
def test_gives_what_the_tracker_gives(sample_services: Services, filter_: TrackerFilter) -> None:
    """Whatever the filter, the answer is the tracker's own, in its order."""
    for today in (TODAY, date(2024, 7, 1)):
        held = sample_services.standing.list(filter_, today)
        assert held == sample_services.tracker.list(filter_, today)
    assert sample_services.standing.missed(TODAY) == sample_services.tracker.missed(TODAY)


def test_computes_once_a_day(parts: Services, computed: list[date]) -> None:
    """Many questions about one day are one computation."""
    for group in (*Group, None):
        parts.standing.list(TrackerFilter(group=group), TODAY)
    assert parts.standing.overdue_documents(TODAY)
    parts.standing.list(TrackerFilter(), TODAY - timedelta(days=1))
    assert computed == [TODAY, TODAY - timedelta(days=1)]


def test_sees_a_decision_of_anybody(parts: Services, own_sample_data: Path) -> None:
    """A decision written by another process is seen by the next question."""
    one = parts.standing.list(TrackerFilter(group=Group.MISSED), TODAY)[0]
    settings = Settings(data=own_sample_data)
    with Store.open(settings, clock=clock) as elsewhere:
        Tracker(elsewhere, settings, clock).withdraw(one.id, author="Redactie", note="Niet meer nodig.")
    assert one.id not in {held.id for held in parts.standing.list(TrackerFilter(group=Group.MISSED), TODAY)}
    assert one.id in {held.id for held in parts.standing.list(TrackerFilter(group=Group.DONE), TODAY)}


def test_sees_that_a_source_is_silent(parts: Services) -> None:
    """Once a source says how far it was read, what lies beyond can no longer be told."""
    assert parts.standing.list(TrackerFilter(group=Group.MISSED), TODAY)
    parts.store.health.record("files", ok=True, read_until=date(2022, 1, 1))
    assert parts.standing.list(TrackerFilter(group=Group.MISSED), TODAY) == ()
    assert parts.standing.list(TrackerFilter(group=Group.CANNOT_TELL), TODAY)


def test_keeps_a_bounded_number_of_days(parts: Services, computed: list[date]) -> None:
    """Who asks for every day of a year does not fill the memory; the oldest answers are let go."""
    days = [TODAY + timedelta(days=ahead) for ahead in range(20)]
    for day in days:
        parts.standing.list(TrackerFilter(), day)
    parts.standing.list(TrackerFilter(), days[-1])
    parts.standing.list(TrackerFilter(), days[0])
    assert computed == [*days, days[0]]


def test_many_visitors_at_once_are_one_computation(parts: Services, computed: list[date]) -> None:
    """Threads that ask together wait for the one that computes."""
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(len(parts.standing.list(TrackerFilter(), TODAY))))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(set(found)), len(found), computed) == (1, 6, [TODAY])


def test_a_decision_renews_only_what_it_concerns(parts: Services, computed: list[date]) -> None:
    """After decisions the answer is the tracker's own, without computing everything again; new entries are in it."""
    days = (TODAY, date(2024, 7, 1))
    held = parts.standing.list(TrackerFilter(group=Group.MISSED), TODAY)
    parts.standing.list(TrackerFilter(), days[1])
    first, second, third = [one for one in held if len(one.state.milestones) == 1][:3]
    parts.tracker.move(first.id, to="2031-01-31", author="Redactie")
    parts.tracker.merge(second.id, into=first.id, author="Redactie")
    start, end = third.commitment.span.start, third.commitment.span.end
    half = (start + end) // 2
    halves = [Passage(start=start, end=half), Passage(start=half, end=end, due="2031-05-31")]
    parts.tracker.split(third.id, parts=halves, author="Redactie")
    renewed = [parts.standing.list(TrackerFilter(attached=None), day) for day in days]
    assert computed == list(days)
    assert renewed == [parts.tracker.list(TrackerFilter(attached=None), day) for day in days]


def test_many_decisions_at_once_are_computed_anew(parts: Services, computed: list[date]) -> None:
    """What concerns very many entries is not renewed one by one."""
    for one in parts.standing.list(TrackerFilter(), TODAY)[:51]:
        parts.tracker.note(one.id, author="Redactie", text="gezien")
    parts.standing.list(TrackerFilter(), TODAY)
    assert computed == [TODAY, TODAY]


def test_a_document_renews_only_what_it_states(parts: Services, computed: list[date]) -> None:
    """A document read anew is seen, its commitments with it, without computing everything again."""
    everything = TrackerFilter(attached=None)
    one = parts.standing.list(everything, TODAY)[0].commitment
    held, raw = parts.store.documents.get(one.document), parts.store.documents.raw(one.document)
    facts = replace(held.facts, commitments=held.facts.commitments[1:])
    with parts.store.writing():
        parts.store.documents.put(
            replace(raw, content=b"%other", fetched=clock()), held.text, held.record, facts, cause=Cause.INGEST
        )
    renewed = parts.standing.list(everything, TODAY)
    assert computed == [TODAY]
    assert renewed == parts.tracker.list(everything, TODAY)
    assert any(not one.commitment.attached for one in renewed)


def test_what_is_derived_is_made_once_a_change(parts: Services) -> None:
    """What is made of the answers is kept until a decision, and then made again, from what it was before."""
    made: list[int | None] = []

    def make(before: int | None) -> int:
        made.append(before)
        return len(parts.standing.everything(TODAY)) + len(made)

    first = [parts.standing.renewed("count", TODAY, make) for _ in range(3)]
    assert (len(set(first)), made) == (1, [None])
    one = parts.standing.everything(TODAY)[0]
    parts.tracker.note(one.id, author="Redactie", text="gezien")
    assert parts.standing.renewed("count", TODAY, make) == first[0] + 1
    assert made == [None, first[0]]


def test_keeps_a_bounded_number_of_derived_answers(parts: Services) -> None:
    """Many different questions do not fill the memory: the oldest answer is made again when asked once more."""
    made: list[int] = []
    for number in (*range(60), 0, 59):
        parts.standing.derived(number, lambda number=number: made.append(number))  # type: ignore[misc]
    assert made == [*range(60), 0]
