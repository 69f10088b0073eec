"""Timeliness: every border day, every state, and what must hold whatever the dates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts import CommitmentKind, Multilingual, TimeRange
from corpus.model import MilestoneId
from corpus.register import Cause, EventKind, Fulfilment, RecordState
from corpus.settings import Settings
from tests.tracker.fakes import commitment, event, window
from tracker.coverage import ALWAYS, ReadUntil
from tracker.fold import fold, initial
from tracker.state import MilestoneState
from tracker.timeliness import (
    OVERDUE,
    SEVERITY,
    Periods,
    Timeliness,
    TimelinessState,
    assess,
    assess_commitment,
    worst,
)

PERIODS = Periods()
AUTUMN = window(date(2023, 9, 1), date(2023, 12, 21))
BY_END = window(None, date(2023, 12, 31))
FROM = TimeRange(earliest=date(2023, 9, 1))
STATED = date(2023, 7, 3)


def milestone(due: TimeRange, fulfilment: Fulfilment = Fulfilment.OPEN, settled: date | None = None) -> MilestoneState:
    """Return a milestone with a time."""
    return MilestoneState(
        id=MilestoneId("c-1.1"),
        deliverable="the bridge",
        original=due,
        original_quote="najaar 2023",
        fulfilment=fulfilment,
        settled=settled,
    )


def on(due: TimeRange, day: str, until: ReadUntil = ALWAYS) -> Timeliness:
    """Assess an open milestone on a day."""
    return assess(milestone(due), date.fromisoformat(day), PERIODS, until, since=STATED)


@pytest.mark.parametrize(
    ("due", "day", "expected"),
    [
        (AUTUMN, "2023-08-01", "upcoming"),
        (AUTUMN, "2023-08-02", "due_soon"),
        (AUTUMN, "2023-08-31", "due_soon"),
        (AUTUMN, "2023-09-01", "in_window"),
        (AUTUMN, "2023-12-21", "in_window"),
        (AUTUMN, "2023-12-22", "in_grace"),
        (AUTUMN, "2023-12-28", "in_grace"),
        (AUTUMN, "2023-12-29", "overdue"),
        (AUTUMN, "2024-06-25", "overdue"),
        (AUTUMN, "2024-06-26", "long_overdue"),
        (BY_END, "2023-11-30", "upcoming"),
        (BY_END, "2023-12-01", "due_soon"),
        (BY_END, "2023-12-30", "due_soon"),
        (BY_END, "2023-12-31", "in_window"),
        (BY_END, "2024-01-01", "in_grace"),
        (BY_END, "2024-01-08", "overdue"),
        (FROM, "2023-08-01", "upcoming"),
        (FROM, "2023-08-31", "due_soon"),
        (FROM, "2023-09-01", "in_window"),
        (FROM, "2024-02-29", "in_window"),
        (FROM, "2024-03-01", "undated_for_review"),
        (TimeRange(), "2023-12-31", "undated"),
        (TimeRange(), "2024-01-01", "undated_for_review"),
    ],
)
def test_border_days(due: TimeRange, day: str, expected: str) -> None:
    """Each state begins and ends on the day that the table of the rules says."""
    assert on(due, day).state == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (ALWAYS, "overdue"),
        (date(2023, 12, 28), "overdue"),
        (date(2023, 12, 27), "cannot_tell"),
        (None, "cannot_tell"),
    ],
)
def test_source_must_have_been_read(until: ReadUntil, expected: str) -> None:
    """Overdue needs a source read to the end of the grace; else the outcome is that it cannot be told."""
    assert on(AUTUMN, "2024-01-10", until).state == expected


@pytest.mark.parametrize(
    ("settled", "expected", "days"),
    [
        ("2023-12-21", "met_in_time", None),
        ("2023-12-28", "met_in_time", None),
        ("2023-12-29", "met_late", 8),
        ("2024-02-01", "met_late", 42),
    ],
)
def test_met(settled: str, expected: str, days: int | None) -> None:
    """What was never overdue was met in time; days late count from the last day."""
    held = milestone(AUTUMN, Fulfilment.FULFILLED, date.fromisoformat(settled))
    found = assess(held, date(2024, 7, 1), PERIODS, ALWAYS)
    assert (found.state, found.days_over) == (expected, days)


@pytest.mark.parametrize(
    ("fulfilment", "record", "expected"),
    [
        (Fulfilment.WITHDRAWN, RecordState.CONFIRMED, "withdrawn"),
        (Fulfilment.SUPERSEDED, RecordState.CONFIRMED, "closed"),
        (Fulfilment.LAPSED, RecordState.CONFIRMED, "closed"),
        (Fulfilment.OPEN, RecordState.REJECTED, "rejected"),
        (Fulfilment.OPEN, RecordState.MERGED, "closed"),
        (Fulfilment.OPEN, RecordState.SPLIT, "closed"),
        (Fulfilment.PARTLY, RecordState.CONFIRMED, "long_overdue"),
        (Fulfilment.UNCLEAR, RecordState.CONFIRMED, "long_overdue"),
    ],
)
def test_closed_states(fulfilment: Fulfilment, record: RecordState, expected: str) -> None:
    """Only what is still awaited can be overdue; partly done is still awaited."""
    held = milestone(AUTUMN, fulfilment, date(2023, 10, 1))
    assert assess(replace(held), date(2024, 7, 1), PERIODS, ALWAYS, record=record).state == expected


def test_met_without_date() -> None:
    """An undated promise that was kept is met, neither in time nor late."""
    held = milestone(TimeRange(), Fulfilment.FULFILLED, date(2024, 1, 1))
    assert assess(held, date(2024, 7, 1), PERIODS, ALWAYS).state == "met"


def test_a_past_day_knows_no_later_verdict() -> None:
    """Asked about a day before the verdict or the move, the milestone stands as it stood then."""
    held = milestone(AUTUMN, Fulfilment.FULFILLED, date(2024, 2, 1))
    assert assess(held, date(2024, 1, 15), PERIODS, ALWAYS).state == "overdue"
    assert assess(held, date(2024, 2, 1), PERIODS, ALWAYS).state == "met_late"
    moved = fold(
        commitment((AUTUMN, "najaar 2023")),
        [event(EventKind.MOVED, date(2024, 1, 10), 1, data={"to": "2024-12-31", "quote": "eind 2024"})],
    ).milestones[0]
    before, after = (assess(moved, day, PERIODS, ALWAYS) for day in (date(2024, 1, 9), date(2024, 1, 10)))
    assert (before.state, before.moved, before.quote) == ("overdue", 0, "najaar 2023")
    assert (after.state, after.moved, after.days_moved, after.quote) == ("upcoming", 1, 376, "eind 2024")


def test_numbers() -> None:
    """Days left count to the last day, days over from the first day overdue."""
    assert on(AUTUMN, "2023-12-20").days_left == 1
    assert on(AUTUMN, "2023-12-21").days_left == 0
    assert on(AUTUMN, "2023-12-22").days_left is None
    late = on(AUTUMN, "2024-07-01")
    assert (late.days_over, late.overdue_from, late.is_overdue) == (185, date(2023, 12, 29), True)
    assert on(TimeRange(), "2023-12-22").days_left is None


def test_four_tools_of_the_partner_platform() -> None:
    """The four dated tools of question 710: one in its window, then two overdue, then all four."""
    dues = [
        AUTUMN,
        window(date(2024, 3, 1), date(2024, 6, 21)),
        window(date(2024, 9, 1), date(2024, 12, 21)),
        window(date(2024, 10, 1), date(2024, 12, 31)),
    ]

    def states(day: date) -> list[str]:
        return [assess(milestone(due), day, PERIODS, ALWAYS).state for due in dues]

    assert states(date(2023, 11, 1)) == ["in_window", "upcoming", "upcoming", "upcoming"]
    assert states(date(2024, 7, 1)) == ["long_overdue", "overdue", "upcoming", "upcoming"]
    late = [assess(milestone(due), date(2025, 2, 1), PERIODS, ALWAYS) for due in dues]
    assert all(one.is_overdue for one in late)


@pytest.mark.parametrize(
    ("due", "day", "until", "lines"),
    [
        (
            AUTUMN,
            "2024-07-01",
            ALWAYS,
            [
                "“najaar 2023” loopt van 1 september 2023 tot en met 21 december 2023",
                "speling 7 dagen: termijn verstreken vanaf 29 december 2023",
                "bron: eigen bestanden, die altijd als volledig gelezen gelden",
                "vandaag 1 juli 2024: termijn 185 dagen verstreken",
            ],
        ),
        (
            BY_END,
            "2024-01-08",
            date(2024, 1, 9),
            [
                "“najaar 2023” loopt tot en met 31 december 2023",
                "speling 7 dagen: termijn verstreken vanaf 8 januari 2024",
                "bron gelezen tot en met 9 januari 2024",
                "vandaag 8 januari 2024: de eerste dag na de speling",
            ],
        ),
        (
            window(date(2024, 1, 1), date(2024, 1, 1)),
            "2023-12-31",
            ALWAYS,
            [
                "“najaar 2023” is 1 januari 2024",
                "speling 7 dagen: termijn verstreken vanaf 9 januari 2024",
                "vandaag 31 december 2023: binnenkort, vanaf 1 januari 2024",
            ],
        ),
        (
            BY_END,
            "2023-12-30",
            ALWAYS,
            [
                "“najaar 2023” loopt tot en met 31 december 2023",
                "speling 7 dagen: termijn verstreken vanaf 8 januari 2024",
                "vandaag 30 december 2023: binnenkort, uiterlijk 31 december 2023",
            ],
        ),
        (
            BY_END,
            "2023-07-03",
            ALWAYS,
            [
                "“najaar 2023” loopt tot en met 31 december 2023",
                "speling 7 dagen: termijn verstreken vanaf 8 januari 2024",
                "vandaag 3 juli 2023: er is tijd tot en met 31 december 2023",
            ],
        ),
        (
            FROM,
            "2023-10-01",
            ALWAYS,
            [
                "“najaar 2023” begint op 1 september 2023 en noemt geen laatste dag",
                "opnieuw te bekijken vanaf 1 maart 2024",
                "vandaag 1 oktober 2023: begonnen, zonder laatste dag",
            ],
        ),
        (
            AUTUMN,
            "2024-01-10",
            None,
            [
                "“najaar 2023” loopt van 1 september 2023 tot en met 21 december 2023",
                "speling 7 dagen: termijn verstreken vanaf 29 december 2023",
                "bron nog nooit volledig gelezen",
                "vandaag 10 januari 2024: niet te zeggen, want de bron is niet gelezen tot het einde van de speling",
            ],
        ),
        (
            AUTUMN,
            "2023-12-20",
            ALWAYS,
            [
                "“najaar 2023” loopt van 1 september 2023 tot en met 21 december 2023",
                "speling 7 dagen: termijn verstreken vanaf 29 december 2023",
                "vandaag 20 december 2023: nog 1 dag tot de laatste dag",
            ],
        ),
    ],
)
def test_computation_in_words(due: TimeRange, day: str, until: ReadUntil, lines: list[str]) -> None:
    """The computation is shown step by step, in words and written dates."""
    assert [line.nl for line in on(due, day, until).lines] == lines


def test_computation_names_reading_and_moves() -> None:
    """How the days were read and how often they moved is part of the computation, in both languages."""
    due = replace(
        AUTUMN, explanation=Multilingual(nl="herfst is september tot december.", en="autumn is September to December.")
    )

    def moved_to(day: str | None, first: TimeRange = due) -> tuple[Multilingual, ...]:
        moved = event(EventKind.MOVED, date(2023, 10, 1), 1, data={"to": day, "quote": "later"})
        held = fold(commitment((first, "najaar 2023")), [moved]).milestones[0]
        return assess(held, date(2023, 11, 1), PERIODS, ALWAYS).lines

    lines = on(due, "2023-11-01").lines
    assert lines[1] == Multilingual(nl="herfst is september tot december", en="autumn is September to December")
    told = Multilingual(nl="van 1 september tot en met 21 december 2023.", en="from 1 September to 21 December 2023.")
    assert on(replace(due, explanation=told), "2023-11-01").lines[0].nl == "van 1 september tot en met 21 december 2023"
    assert moved_to("2023-12-31")[1].en == "moved once: first expected on 21 December 2023, now 10 days later"
    assert moved_to("2023-12-20")[1].en == "moved once: first expected on 21 December 2023, now 1 day earlier"
    assert moved_to(None)[1].en == "moved once: first expected on 21 December 2023, now undated"
    assert moved_to("2023-12-20", TimeRange())[1].en == "moved once; at first no date was promised"


def test_computation_of_settled_and_undated_ones() -> None:
    """Settled and unquoted milestones have their own closing lines."""
    held = milestone(AUTUMN, Fulfilment.FULFILLED, date(2023, 12, 23))
    in_grace = assess(held, date(2024, 7, 1), PERIODS, ALWAYS).lines[-1]
    assert in_grace.en == "fulfilled on 23 December 2023: within the grace, so in time"
    bare = replace(milestone(TimeRange()), original_quote="")
    lines = assess(bare, date(2024, 7, 1), PERIODS, ALWAYS).lines
    assert [line.en for line in lines] == [
        "no date was promised",
        "today 1 July 2024: without a date nothing is overdue",
    ]
    begun = replace(milestone(FROM), original_quote="")
    assert assess(begun, date(2023, 7, 1), PERIODS, ALWAYS).lines[0].en == (
        "the promised time begins on 1 September 2023 and has no last day"
    )
    dated = replace(milestone(BY_END), original_quote="")
    assert assess(dated, date(2023, 7, 1), PERIODS, ALWAYS).lines[0].en == (
        "the promised time runs up to and including 31 December 2023"
    )


def test_a_commitment_is_as_late_as_its_worst_milestone() -> None:
    """The worst state decides, and among equals the earliest last day."""
    spring = window(date(2024, 3, 1), date(2024, 6, 21))
    state = initial(commitment((spring, "voorjaar 2024"), (AUTUMN, "najaar 2023"), (BY_END, "tegen eind 2023")))
    assert worst(assess_commitment(state, date(2024, 1, 1), PERIODS, ALWAYS)).milestone == "c-1.2"
    assert worst(assess_commitment(state, date(2024, 12, 1), PERIODS, ALWAYS)).milestone == "c-1.2"


def test_review_counts_from_the_last_look() -> None:
    """Looking at an undated promise puts its review off; without a stated day it counts from when it was found."""
    promise = commitment(vague="binnenkort")
    noted = [event(EventKind.NOTED, date(2023, 12, 1), 1, note="asked again")]
    today = date(2024, 1, 15)
    assert assess_commitment(fold(promise, []), today, PERIODS, ALWAYS)[0].state == "undated_for_review"
    assert assess_commitment(fold(promise, noted), today, PERIODS, ALWAYS)[0].state == "undated"
    unknown = fold(replace(promise, stated=None), [event(EventKind.FOUND, date(2023, 7, 10), 1, cause=Cause.INGEST)])
    assert assess_commitment(unknown, today, PERIODS, ALWAYS)[0].review_from == date(2024, 1, 8)
    bare = fold(replace(promise, stated=None), [])
    assert assess_commitment(bare, today, PERIODS, ALWAYS)[0].review_from is None


def test_periods_come_from_the_settings() -> None:
    """The four periods are the settings' own."""
    assert Periods.of(Settings(grace_days=1, due_soon_days=2, long_overdue_days=3, undated_review_days=4)) == Periods(
        grace_days=1, due_soon_days=2, long_overdue_days=3, undated_review_days=4
    )


def test_the_ends_of_the_calendar() -> None:
    """A time at the last or first day that the calendar knows is no error."""
    far = window(date.min, date.max)
    assert assess(milestone(far), date(2024, 1, 1), PERIODS, ALWAYS).state == "in_window"


DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 1, 1))


@st.composite
def ranges(draw: st.DrawFn) -> TimeRange:
    """Draw a range whose given days are in order."""
    first, expected, last = sorted(draw(st.tuples(DAYS, DAYS, DAYS)))
    return TimeRange(
        earliest=draw(st.sampled_from([first, None])),
        expected=draw(st.sampled_from([expected, None])),
        latest=draw(st.sampled_from([last, None])),
    )


PERIOD = st.integers(min_value=0, max_value=400)
ANY_PERIODS = st.builds(
    Periods, grace_days=PERIOD, due_soon_days=PERIOD, long_overdue_days=PERIOD, undated_review_days=PERIOD
)
UNTIL = st.one_of(st.just(ALWAYS), st.none(), DAYS)


@given(ranges(), DAYS, st.integers(min_value=0, max_value=3000), ANY_PERIODS, UNTIL)
def test_an_open_milestone_only_gets_worse(
    due: TimeRange, today: date, later: int, periods: Periods, until: ReadUntil
) -> None:
    """As days go by an open milestone with a last day never looks better than before."""
    if due.latest is None:
        return
    first = assess(milestone(due), today, periods, until)
    second = assess(milestone(due), today + timedelta(days=later), periods, until)
    assert SEVERITY[second.state] >= SEVERITY[first.state]


@given(
    ranges(),
    DAYS,
    ANY_PERIODS,
    UNTIL,
    st.sampled_from(Fulfilment),
    st.sampled_from(RecordState),
    st.one_of(st.none(), DAYS),
)
def test_overdue_only_when_it_may_be(
    due: TimeRange,
    today: date,
    periods: Periods,
    until: ReadUntil,
    fulfilment: Fulfilment,
    record: RecordState,
    settled: date | None,
) -> None:
    """Overdue means: a last day, its grace past, still awaited, not rejected, and the source read so far."""
    held = milestone(due, fulfilment, settled)
    found = assess(held, today, periods, until, record=record, since=STATED)
    if found.state not in OVERDUE:
        return
    assert due.latest is not None
    end = due.latest + timedelta(days=periods.grace_days)
    assert today > end
    assert until is ALWAYS or (isinstance(until, date) and until >= end)
    assert record in (RecordState.CANDIDATE, RecordState.CONFIRMED)
    assert held.on(today).fulfilment not in (Fulfilment.FULFILLED, Fulfilment.WITHDRAWN)
    assert found.days_over == (today - end).days - 1


@given(ranges(), DAYS, ANY_PERIODS, UNTIL, st.sampled_from(Fulfilment), st.one_of(st.none(), DAYS))
def test_every_outcome_can_be_put_in_words(
    due: TimeRange, today: date, periods: Periods, until: ReadUntil, fulfilment: Fulfilment, settled: date | None
) -> None:
    """Every outcome explains itself in both languages, and never with an empty place."""
    if fulfilment is not Fulfilment.OPEN and settled is None:
        settled = today
    lines = assess(milestone(due, fulfilment, settled), today, periods, until, since=STATED).lines
    assert lines
    for line in lines:
        assert line.nl
        assert "None" not in line.nl + line.en


def test_severity_covers_every_state() -> None:
    """Every state has its rank."""
    assert set(SEVERITY) == set(TimelinessState)


def test_continued_effort_is_never_overdue() -> None:
    """Until when something is kept up is no deadline: it is reviewed, and a person can still set one."""
    effort = replace(commitment((window(None, date(2023, 12, 31)), "tot eind 2023")), kind=CommitmentKind.ONGOING)
    state = fold(effort, [])
    (later,) = assess_commitment(state, date(2024, 7, 1), Periods(), ALWAYS)
    assert later.state is TimelinessState.UNDATED_FOR_REVIEW
    assert "“tot eind 2023” zegt hoe lang" in later.lines[0].nl.replace("„", "“")
    moved = event(EventKind.MOVED, date(2023, 9, 1), 1, data={"to": "2023-12-31", "quote": "eind 2023"})
    (set_by_hand,) = assess_commitment(fold(effort, [moved]), date(2024, 2, 1), Periods(), ALWAYS)
    assert set_by_hand.is_overdue
