"""What the search pages are made of: months as bars, ages, reasons, and addresses that cannot be."""

import logging
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SearchIndexError
from corpus.model import DocumentId
from search.request import Hit, Reason, Why
from search.service import SearchService
from web.i18n import LANGUAGES, Speaker
from web.searching.ages import age_said
from web.searching.asked import SearchQuestion
from web.searching.chips import days_said
from web.searching.histogram import bars
from web.searching.names import Names
from web.searching.reading import read_question
from web.searching.reasons import STEPS, reason
from web.searching.warming import warm_up
from web.services import Services

DUTCH = Speaker(language="nl")
MONTHS = st.dictionaries(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(lambda day: f"{day:%Y-%m}"), st.integers(1, 500), max_size=80
)


@given(MONTHS)
def test_bars_hold_every_document_once(months: dict[str, int]) -> None:
    """Bars follow one another without a gap or overlap; from the last sixty years they hold every document."""
    shown = bars(sorted(months.items()), DUTCH)
    for one, next_one in pairwise(shown):
        assert (next_one.first - one.last).days == 1
    if months:
        last = max(months)
        recent = sum(count for month, count in months.items() if int(last[:4]) - int(month[:4]) < 60)
        assert sum(one.count for one in shown) == recent
    assert all((one.percent > 0) == (one.count > 0) and one.percent <= 100 for one in shown)


def test_a_short_list_has_months_a_long_one_years() -> None:
    """Up to two years each month is a bar, empty ones too; the year stands where it begins."""
    shown = bars([("2023-11", 4), ("2024-02", 1)], DUTCH)
    assert [(one.short, one.year, one.count) for one in shown] == [
        ("nov", "2023", 4),
        ("dec", "", 0),
        ("jan", "2024", 0),
        ("feb", "", 1),
    ]
    assert shown[3].last == date(2024, 2, 29)
    assert [one.short for one in bars([("2019-01", 1), ("2021-01", 1)], DUTCH)] == ["2019", "2020", "2021"]
    assert bars([], DUTCH) == ()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-3, "0 dagen"),
        (1, "1 dag"),
        (59, "59 dagen"),
        (60, "2 maanden"),
        (427, "14 maanden"),
        (731, "2 jaar"),
        (3653, "10 jaar"),
    ],
)
def test_ages_are_said_as_people_do(days: int, said: str) -> None:
    """Days up to two months, months up to two years, then years."""
    assert age_said(DUTCH, days) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2024, 1, 5), date(2024, 1, 5), "5 jan 2024"),
        (None, date(2024, 1, 5), "tot en met 5 jan 2024"),
        (date(2024, 1, 5), None, "vanaf 5 jan 2024"),
        (date(2024, 1, 5), date(2024, 2, 5), "5 jan 2024 – 5 feb 2024"),
    ],
)
def test_days_are_written_as_a_range(first: date | None, last: date | None, said: str) -> None:
    """One day is a day, an open end is said in words."""
    assert days_said(first, last, DUTCH) == said


def hit(why: Why, likeness: float | None, words: tuple[str, ...] = (), related: tuple[str, ...] = ()) -> Hit:
    """Return a hit with a reason."""
    made = Reason(words=words, likeness=likeness, related=related)
    return Hit(document_id=DocumentId("x"), score=1.0, why=why, reason=made)


@pytest.mark.parametrize(
    ("why", "likeness", "step"),
    [
        (Why.BOTH, None, 0),
        (Why.WORD, STEPS[0] - 0.01, 0),
        (Why.MEANING, STEPS[0] - 0.01, 1),
        (Why.BOTH, STEPS[0], 1),
        (Why.BOTH, STEPS[1], 2),
        (Why.BOTH, 0.99, 3),
    ],
)
def test_likeness_is_said_in_steps(why: Why, likeness: float | None, step: int) -> None:
    """What is hardly alike is not said to be; what was found by its meaning alone is somewhat alike at least."""
    assert reason(hit(why, likeness)).step == step


def test_typed_and_related_words_stand_apart() -> None:
    """A word that was not typed is never said to be found as typed."""
    told = reason(hit(Why.WORD, None, ("fiets", "rijwiel"), ("rijwiel",)))
    assert (told.typed, told.related) == (("fiets",), ("rijwiel",))


@given(st.dictionaries(st.sampled_from(sorted(SearchQuestion.model_fields)), st.text(max_size=12)))
def test_no_address_is_refused(given: dict[str, str]) -> None:
    """Whatever stands in an address, a search comes of it, and what was left out is named once."""
    asked, mistakes = read_question(given)
    fields = [one.field for one in mistakes if one.code != "backwards"]
    assert len(fields) == len(set(fields))
    assert set(fields) <= set(given)
    assert 1 <= asked.limit <= 100


def test_a_query_beyond_all_bounds_is_said() -> None:
    """A text of more than a hundred thousand characters is no search."""
    asked, (mistake,) = read_question({"q": "a" * 100_001, "session": "2022-2023"})
    assert (asked.q, asked.session, mistake.code, len(mistake.value)) == ("", "2022-2023", "long", 40)


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_have_names(language: str) -> None:
    """Kinds of answer and languages are named in the visitor's language; subjects by who knows their letters."""
    names = Names(speaker=Speaker(language=language), theme=str.capitalize)
    assert names.value("kind", "referring") != "referring"
    assert names.value("language", "fr") != "fr"
    assert names.value("theme", "SPOOR") == "Spoor"
    assert names.value("session", "2022-2023") == "2022-2023"


def test_the_search_can_be_warmed_up(sample_services: Services, caplog: pytest.LogCaptureFixture) -> None:
    """The examples are asked in the background; without an index nothing fails and nobody is troubled."""
    with caplog.at_level(logging.DEBUG, logger="rappel.web"):
        warm_up(sample_services).join()
        assert caplog.messages == []
        warm_up(replace(sample_services, open_search=_broken)).join()
    assert "not warmed up: broken" in caplog.text


def _broken() -> SearchService:
    raise SearchIndexError("broken")
