"""Figures over all documents."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from corpus.facts import Facts, FigureKind, TimeRange
from corpus.model import DocumentId
from corpus.store import FigureFilter, Store
from tests.corpus.building import figure, made, plain

_TEXT = "1,5 miljoen euro; 12 dossiers; 3 procent; 0,1 euro"


def year(number: int) -> TimeRange:
    """Return a calendar year."""
    last = date(number, 12, 31)
    return TimeRange(earliest=date(number, 1, 1), expected=last, latest=last)


@pytest.fixture
def figures(store: Store) -> Store:
    """Return a store with four figures in one document and one in another."""
    given = plain(_TEXT, "file:/a", doc_id="a")
    found = (
        figure(_TEXT, "1,5 miljoen euro", subject="Kosten van de Brüg", period=year(2022)),
        figure(_TEXT, "12 dossiers", "12", unit="dossiers", kind=FigureKind.COUNT, subject="dossiers"),
        figure(_TEXT, "3 procent", "3", unit="%", kind=FigureKind.PERCENT, period=TimeRange(earliest=date(2023, 7, 1))),
        figure(_TEXT, "0,1 euro", "0.1", period=TimeRange(latest=date(2021, 6, 1))),
    )
    replace(given, facts=Facts(figures=found)).put(store)
    made(office="Minister van Wegen", minister="Bo Claes", number=5, asked=date(2020, 1, 1), answered=None).put(store)
    return store


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        (FigureFilter(), ["1,5 miljoen euro", "12 dossiers", "3 procent", "0,1 euro", "1,5 miljoen euro"]),
        (FigureFilter(document=DocumentId("a"), unit="EUR"), ["1,5 miljoen euro", "0,1 euro"]),
        (FigureFilter(unit="%"), ["3 procent"]),
        (FigureFilter(kind=FigureKind.COUNT), ["12 dossiers"]),
        (FigureFilter(subject="VAN DE BRUG"), ["1,5 miljoen euro"]),
        (FigureFilter(at_least=Decimal(1500000)), ["1,5 miljoen euro", "1,5 miljoen euro"]),
        (FigureFilter(at_least=Decimal("0.1"), at_most=Decimal("0.1")), ["0,1 euro"]),
        (FigureFilter(year=2022), ["1,5 miljoen euro"]),
        (FigureFilter(year=2024), ["3 procent"]),
        (FigureFilter(year=2023), ["3 procent", "1,5 miljoen euro"]),
        (FigureFilter(year=2021), ["0,1 euro"]),
        (FigureFilter(year=2019), []),
        (FigureFilter(office="MINISTER VAN WEGEN"), ["1,5 miljoen euro"]),
        (FigureFilter(minister="bo-claes"), ["1,5 miljoen euro"]),
    ],
)
def test_filters(figures: Store, filter_: FigureFilter, expected: list[str]) -> None:
    """Each filter leaves what it says, newest documents first in reading order; list and count agree."""
    assert [row.quote for row in figures.figures.list(filter_)] == expected
    assert figures.figures.count(filter_) == len(expected)


def test_a_row_says_where_it_stands(figures: Store) -> None:
    """A figure comes with its document, place, minister and day."""
    row = figures.figures.list(FigureFilter(unit="dossiers"))[0]
    assert (row.document, row.version, row.position, row.figure.value) == ("a", 1, 1, Decimal(12))
    assert (row.minister, row.office, row.day, row.number) == (
        "An Peeters",
        "Minister van Bruggen",
        date(2024, 2, 5),
        12,
    )


def test_pages_of_figures(figures: Store) -> None:
    """A limit and an offset give one page of the table."""
    assert [row.quote for row in figures.figures.list(limit=2, offset=1)] == ["12 dossiers", "3 procent"]


def test_units_are_counted(figures: Store) -> None:
    """The units come with their numbers, the most frequent first."""
    assert figures.figures.units() == (("EUR", 3), ("%", 1), ("dossiers", 1))


def test_only_current_versions_have_figures(figures: Store) -> None:
    """Figures of a replaced version are in no table."""
    plain("Zonder cijfers.", "file:/a", doc_id="a").put(figures)
    assert figures.figures.count() == 1


def test_figures_in_context(figures: Store) -> None:
    """A figure comes with the characters around it, cut at the ends of the text, in the order of the list."""
    found = figures.figures.in_context(FigureFilter(document=DocumentId("a")), reach=8)
    assert [one.before + "|" + one.stored.quote + "|" + one.after for one in found] == [
        "|1,5 miljoen euro|; 12 dos",
        "n euro; |12 dossiers|; 3 proc",
        "ssiers; |3 procent|; 0,1 eu",
        "rocent; |0,1 euro|",
    ]
    assert figures.figures.in_context(limit=2, offset=1)[0].stored == figures.figures.list()[1]
