"""The term of answer: which days count, and the computation line by line."""

from datetime import date, timedelta
from itertools import pairwise, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import RulesError, WrongUse
from tracker.answer_clock import answer_term, judge, public_from
from tracker.rules import read_rules, rules_of
from tracker.working_days import (
    count_working_days,
    easter_recess,
    holiday,
    is_weekend,
    suspension,
    working_days,
)

FLEMISH = "Vlaams Parlement"
DUTCH = "Tweede Kamer"
MINIMAL = """version = "1"
[[parliament]]
name = "A"
term = 2
unit = "working_days"
starts = "next_day"
[parliament.source]
nl = "a"
fr = "c"
en = "b"
"""


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("2023-06-14", "2023-06-19", "2023-07-17"),  # the Flemish holiday on the way
        ("2023-06-19", "2023-06-26", "2023-09-04"),  # runs into the summer recess
        ("2024-03-20", "2024-03-25", "2024-04-29"),  # Easter Monday and the second week of the recess
        ("2023-12-08", "2023-12-11", "2024-01-16"),  # Christmas recess
        ("2023-07-20", "2023-09-01", "2023-09-28"),  # the week after lies in the summer recess
        ("2023-12-22", "2024-01-03", "2024-01-30"),
        ("2024-02-03", "2024-02-05", "2024-03-01"),  # a Saturday belongs to the week that ends
        ("2024-05-03", "2024-05-06", "2024-06-04"),  # Ascension and Whit Monday
    ],
)
def test_last_day(asked: str, first: str, last: str) -> None:
    """The twentieth working day from the first one after the question's week is the last."""
    term = answer_term(FLEMISH, date.fromisoformat(asked))
    assert (term.first_day.isoformat(), term.last_day.isoformat()) == (first, last)


def test_computation_in_words() -> None:
    """Each step of the computation is one line."""
    assert [line.en for line in answer_term(FLEMISH, date(2024, 3, 20)).lines] == [
        "question of 20 March 2024",
        "counted from the first working day after that week: 25 March 2024",
        "term: 20 working days",
        "1 April 2024 is no working day: Easter Monday",
        "suspended from 8 April 2024 up to and including 14 April 2024: second week of the Easter recess",
        "last day: 29 April 2024",
        "rule: circular VR 2019/11, section 6.4",
    ]


def test_weeks() -> None:
    """A parliament that counts in weeks counts every day."""
    term = answer_term(DUTCH, date(2024, 3, 20))
    assert (term.last_day, term.pauses) == (date(2024, 4, 10), ())
    assert term.lines[1].nl == "geteld vanaf de dag erna: 21 maart 2024"
    assert judge(term, None, date(2024, 4, 12)).working_days_over == 2
    assert public_from(DUTCH, date(2024, 4, 1))[0] == date(2024, 4, 1)


@pytest.mark.parametrize(
    ("answered", "today", "in_time", "over", "line"),
    [
        ("2024-04-29", "2024-06-01", True, 0, "answered on 29 April 2024: in time"),
        ("2024-05-02", "2024-06-01", False, 2, "answered on 2 May 2024: 2 working days late"),
        (None, "2024-04-25", True, 0, "today 25 April 2024: 2 working days left"),
        (None, "2024-04-29", True, 0, "today 29 April 2024: the last day"),
        (None, "2024-04-30", False, 1, "today 30 April 2024: 1 working day over the term, no answer found"),
        ("2024-05-02", "2024-04-25", True, 0, "today 25 April 2024: 2 working days left"),
    ],
)
def test_judgement(answered: str | None, today: str, in_time: bool, over: int, line: str) -> None:
    """An answer is in time up to the last day; an answer still to come on that day counts as none."""
    term = answer_term(FLEMISH, date(2024, 3, 20))
    day = date.fromisoformat(answered) if answered else None
    found = judge(term, day, date.fromisoformat(today))
    assert (found.in_time, found.working_days_over, found.line.en) == (in_time, over, line)


def test_a_weekend_after_the_last_day_is_not_over() -> None:
    """On the weekend after a last day on Friday no working day has passed yet."""
    term = answer_term(FLEMISH, date(2024, 1, 31))
    assert term.last_day == date(2024, 3, 1)
    assert judge(term, None, date(2024, 3, 2)).line.en == "today 2 March 2024: the last day"


def test_public_from() -> None:
    """The asker has the answer alone for fifteen working days; recesses do not stop that."""
    day, line = public_from(FLEMISH, date(2023, 7, 3))
    assert day == date(2023, 7, 27)
    assert line.en == "public from 27 July 2023: 15 working days after the answer of 3 July 2023"


@pytest.mark.parametrize(
    ("year", "monday"),
    [
        (2019, "2019-04-08"),
        (2021, "2021-04-05"),
        (2023, "2023-04-03"),
        (2024, "2024-04-01"),
        (2025, "2025-04-07"),
        (2026, "2026-04-06"),
    ],
)
def test_easter_recess(year: int, monday: str) -> None:
    """The Easter recess begins as the Flemish school holidays of those years did."""
    assert easter_recess(year).isoformat() == monday


@given(st.integers(min_value=1950, max_value=2090))
def test_easter_recess_lies_around_easter(year: int) -> None:
    """The two weeks begin on a Monday, and hold Easter or follow on it, whatever the year."""
    from dateutil.easter import easter  # type: ignore[import-untyped]

    first = easter_recess(year)
    assert first.weekday() == 0
    assert first - timedelta(days=1) <= easter(year) <= first + timedelta(days=13)


def test_holidays_and_suspensions() -> None:
    """Holidays have names, recesses have their days, some years their own, and a recess crosses the year's end."""
    rules = rules_of(FLEMISH)
    christmas, flemish = holiday(rules, date(2024, 12, 25)), holiday(rules, date(2024, 7, 11))
    assert christmas is not None
    assert flemish is not None
    assert (christmas.nl, flemish.en) == ("Kerstmis", "Day of the Flemish Community")
    assert holiday(rules, date(2024, 7, 12)) is None
    assert suspension(rules, date(2015, 7, 24)) is None
    assert suspension(rules, date(2016, 7, 24)) is not None
    new_year = suspension(rules, date(2025, 1, 2))
    assert new_year is not None
    assert new_year.first == date(2024, 12, 25)
    assert suspension(rules, date(2025, 1, 3)) is None
    assert is_weekend(date(2024, 6, 1))


@given(st.dates(min_value=date(2010, 1, 1), max_value=date(2035, 1, 1)))
def test_terms_hold_twenty_days_that_count(asked: date) -> None:
    """Between first and last day lie exactly twenty days that are no weekend, holiday or recess."""
    rules, term = rules_of(FLEMISH), answer_term(FLEMISH, asked)
    days = [term.first_day + timedelta(days=number) for number in range((term.last_day - term.first_day).days + 1)]
    counted = [
        day for day in days if not is_weekend(day) and holiday(rules, day) is None and suspension(rules, day) is None
    ]
    assert len(counted) == 20
    assert counted[-1] == term.last_day
    assert term.first_day > asked


@given(st.lists(st.dates(min_value=date(2010, 1, 1), max_value=date(2035, 1, 1)), min_size=2, max_size=5))
def test_a_later_question_has_no_earlier_term(days: list[date]) -> None:
    """Asking later never shortens the clock."""
    terms = [answer_term(FLEMISH, day).last_day for day in sorted(days)]
    assert all(one <= other for one, other in pairwise(terms))


def test_unknown_parliament() -> None:
    """A parliament whose term is not known is refused with those that are."""
    with pytest.raises(WrongUse, match="'Senaat' is not known; known are Vlaams Parlement, Tweede Kamer"):
        answer_term("Senaat", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("x", "r.toml: "),
        ('version = "1"\nparliament = []', "r.toml: parliament: "),
        (MINIMAL.replace("next_day", "some_day"), r"parliament\.0\.starts"),
        (MINIMAL.replace("term = 2", "term = 0"), r"parliament\.0\.term"),
        (MINIMAL + "surprise = 1", r"parliament\.0\.source\.surprise"),
        (MINIMAL + MINIMAL.split("\n", 1)[1], "r.toml: a parliament stands in it twice"),
    ],
)
def test_damaged_rules(content: str, message: str) -> None:
    """A damaged rules file is refused with the place."""
    with pytest.raises(RulesError, match=message):
        read_rules(content, name="r.toml")


def test_rules_without_holidays() -> None:
    """A parliament without country and suspensions counts all but weekends."""
    rules = read_rules(MINIMAL, name="r.toml")["A"]
    assert holiday(rules, date(2024, 12, 25)) is None
    assert suspension(rules, date(2024, 12, 25)) is None


@given(first=st.dates(date(2019, 1, 1), date(2027, 12, 31)), days=st.integers(-3, 900))
def test_days_are_counted_as_they_are_yielded(first: date, days: int) -> None:
    """Counting by kept years gives what going from day to day gives, whatever the day in the year."""
    last = first + timedelta(days=days)
    for name in (FLEMISH, DUTCH):
        rules = rules_of(name)
        one_by_one = sum(1 for _ in takewhile(lambda day: day <= last, working_days(rules, first)))
        assert count_working_days(rules, first, last) == one_by_one


def test_periods_of_standstill_are_worked_out_once_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of an office asks for those of each day of each term: rules that are new are gone over once a year."""
    years: list[int] = []

    def noted(year: int) -> date:
        years.append(year)
        return easter_recess(year)

    monkeypatch.setattr("tracker.working_days.easter_recess", noted)
    rules = rules_of(FLEMISH).model_copy()
    days = [date(2023, 12, 1) + timedelta(days=past) for past in range(60)]
    assert [suspension(rules, day) for day in days] == [suspension(rules_of(FLEMISH), day) for day in days]
    once = years.count(2023)
    assert [suspension(rules, day) for day in days]
    assert (years.count(2023), set(years)) == (once, {2023, 2024})
    assert once <= 4  # two weeks of recess, of the new rules and perhaps of the old


def test_rules_of_two_parliaments_are_not_mistaken() -> None:
    """What is kept of a year belongs to its own rules, also where two look alike."""
    held, other = (read_rules(MINIMAL.replace('"A"', f'"{name}"'), name="r.toml")[name] for name in "AB")
    whole = (date(2024, 1, 1), date(2024, 12, 31))
    assert count_working_days(held, *whole) == count_working_days(other, *whole) == 262
    assert count_working_days(rules_of(FLEMISH), *whole) < 220
