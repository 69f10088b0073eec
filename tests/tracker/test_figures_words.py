"""The words, periods and rules by which figures are compared."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import RulesError
from corpus.facts import FigureKind, Precision, TimeRange
from tests.tracker.telling import cell, figures, said, told
from tracker.comparison.periods import Period, period_of, years_in
from tracker.comparison.statements import statements
from tracker.comparison.words import subject_words
from tracker.rules.comparison import comparison_rules, read_comparison

COUNT, MONEY = FigureKind.COUNT, FigureKind.MONEY
YEAR = Period(first=date(2022, 1, 1), last=date(2022, 12, 31))


def time(first: date | None, last: date | None, precision: Precision = Precision.PERIOD) -> TimeRange:
    """Return a time from one day to another."""
    return TimeRange(earliest=first, expected=last, latest=last, precision=precision)


@pytest.mark.parametrize(
    ("given_time", "kind", "expected"),
    [
        (None, COUNT, None),
        (time(None, date(2022, 12, 31)), COUNT, None),
        (time(date(2022, 1, 1), None), COUNT, None),
        (time(date(2023, 1, 1), date(2022, 1, 1)), COUNT, None),
        (TimeRange(earliest=date(2022, 1, 1), latest=date(2022, 12, 31)), COUNT, YEAR),
        (time(date(2022, 12, 31), date(2022, 12, 31), Precision.DAY), COUNT, YEAR),
        (time(date(2022, 10, 1), date(2022, 12, 31), Precision.PART_OF_YEAR), COUNT, YEAR),
        (
            time(date(2022, 10, 1), date(2022, 12, 31), Precision.PART_OF_YEAR),
            MONEY,
            Period(first=date(2022, 10, 1), last=date(2022, 12, 31)),
        ),
        (
            time(date(2022, 10, 1), date(2022, 12, 31), Precision.QUARTER),
            COUNT,
            Period(first=date(2022, 10, 1), last=date(2022, 12, 31)),
        ),
    ],
)
def test_the_period_of_a_figure(given_time: TimeRange | None, kind: FigureKind, expected: Period | None) -> None:
    """A period has two days; the count of the last day of a year is that year's count, an amount of it is not."""
    assert period_of(given_time, kind) == expected


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (YEAR, "2022"),
        (Period(first=date(2022, 3, 1), last=date(2022, 3, 1)), "2022-03-01"),
        (Period(first=date(2021, 3, 1), last=date(2022, 3, 1)), "2021-03-01 - 2022-03-01"),
    ],
)
def test_a_period_in_words(period: Period, words: str) -> None:
    """A year is written as a year, anything else as days."""
    assert period.words() == words


def test_the_years_of_a_text() -> None:
    """Years are four digits of their own: no part of an amount, a decision's number or a day in figures."""
    assert years_in("In 2021 en (2022), 31/12/2023 en 2.020 of 2020,5, 12022, nr. 2019-3") == [2021, 2022]


def test_stems_are_what_is_counted() -> None:
    """Function words, numbers and words of time, plan and part say nothing about what is counted."""
    words = subject_words()
    assert words.stems("In totaal 14.310 publieke laadpunten op het einde van 2022") == {"publiek", "laadpunt"}
    assert words.stems("publiek laadpunt") == words.stems("Publieke laadpunten")
    assert (words.unit("gele dossiers"), words.unit("%"), words.unit("")) == (words.unit("dossier"), "%", "")
    assert words.parts("waarvan de helft") == {"waarvan", "helft"}
    assert words.plans("het streefcijfer")
    assert words.moves("een jaar eerder")
    assert not words.plans("de telling")
    assert not words.moves("de telling")


def test_names_are_words_with_a_capital() -> None:
    """Names inside a sentence and abbreviations count, the first word and the country's own names do not."""
    words = subject_words()
    assert words.names("Stations in Gent en Vlaanderen, volgens de NMBS") == {"gent", "nmbs"}
    assert words.names("Stations in Gent (NMBS)", abbreviations=False) == {"gent"}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Er waren 120 dossiers in 2021, 130 dossiers in 2022 en 145 dossiers in 2023.", [2021, 2022, 2023]),
        ("In 2021 waren er 120 dossiers, in 2022 waren er 130 dossiers.", [2021, 2022]),
        ("In 2023 waren er 145 dossiers, tegenover 130 dossiers in 2022.", [2023, 2022]),
        ("In 2023 waren er 145 dossiers, tegenover 130 dossiers een jaar eerder.", [2023, None]),
        ("Er zijn 145 dossiers.", [None]),
        ("Van 2020 tot 2022 waren er 145 dossiers.", [2022]),
    ],
)
def test_each_figure_has_its_own_year_or_none(text: str, years: list[int | None]) -> None:
    """A figure gets a year that belongs to it, or none where the sentence leaves it open; never another one's."""
    found = [one.period.year if one.period else None for one in said(text)]
    assert all(mine in (wanted, None) for mine, wanted in zip(found, years, strict=True))
    assert found[0] == years[0]


def test_a_cell_is_described_by_its_headings() -> None:
    """A cell of a table is about its row and column, and its period is certain."""
    text = "In 2022 waren er 145 dossiers over de grote steden."
    (one,) = statements((cell(figures(text)[0], text, row="Limburg", column="2022", table="Dossiers"),))
    assert one.words == {"limburg", "dossier"} | one.own
    assert "sted" not in one.words
    assert one.period == YEAR


def test_a_figure_whose_sentence_is_lost() -> None:
    """A figure without any words around it is still a statement."""
    from dataclasses import replace

    (one,) = told("In 2022 waren er 145 dossiers.")
    (bare,) = statements((replace(one, before="", after=""),))
    assert (bare.sentence, bare.period) == ("145 dossiers", None)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_surroundings_are_read(before: str, after: str) -> None:
    """Whatever stands around a figure, its statement quotes it."""
    from dataclasses import replace

    (one,) = told("Er zijn 145 dossiers.")
    shifted = replace(one.stored.figure, span=one.stored.figure.span.shifted(len(before)))
    (made,) = statements((replace(one, before=before, after=after, stored=replace(one.stored, figure=shifted)),))
    assert "145 dossiers" in made.sentence


def test_rules_are_checked() -> None:
    """A rules file that is no TOML, lacks a group or has an empty one is refused by name, and so is a language."""
    with pytest.raises(RulesError, match="x"):
        read_comparison("version =", name="x.toml")
    with pytest.raises(RulesError, match=r"generic.*time"):
        read_comparison('version = "1"\ngeneric = []', name="x.toml")
    with pytest.raises(RulesError, match="xx_comparison"):
        comparison_rules("xx")
    assert comparison_rules().version == "1"
