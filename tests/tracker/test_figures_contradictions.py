"""When two figures contradict each other, and when they do not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from corpus.facts import Figure, FigureKind, Qualifier, Reading
from corpus.model import Side, Span
from tests.tracker.telling import said, told
from tracker.comparison.contradicting import Contradiction, among
from tracker.comparison.statements import statements
from tracker.comparison.values import difference, step

ONE = "In 2022 werd 410 kilometer fietspad aangelegd."
LATER = date(2025, 2, 1)


def compared(one: str, other: str, **given: object) -> tuple[Contradiction, ...]:
    """Return the contradictions between two documents; the second is the later one."""
    later: dict[str, object] = {"day": LATER} | given
    return among((*said(one, "a"), *said(other, "b", **later)))


def test_two_answers_that_differ() -> None:
    """Both quotes, documents, the difference and the reason are told, the earlier one first."""
    (found,) = compared(ONE, "Voor 2022 ging het om 430 kilometer aangelegd fietspad.")
    assert (found.one.stored.document, found.other.stored.document) == ("a", "b")
    assert (found.one.stored.quote, found.other.stored.quote) == ("410 kilometer", "430 kilometer")
    assert (found.difference, round(found.share, 3), found.period.words()) == (Decimal(20), 0.047, "2022")
    assert found.words == ("aangelegd", "fietspad", "kilometer")
    assert "aangelegd, fietspad, kilometer" in found.why.nl
    assert "2022" in found.why.en
    assert found.one.sentence == ONE


@pytest.mark.parametrize(
    "other",
    [
        "In 2022 werd 410 kilometer fietspad aangelegd.",
        "In 2023 werd 430 kilometer fietspad aangelegd.",
        "In 2022 werd ongeveer 430 kilometer fietspad aangelegd.",
        "In 2022 werd minstens 400 kilometer fietspad aangelegd.",
        "In 2022 werd 400 kilometer fietspad aangelegd, tegenover 430 kilometer een jaar eerder.",
        "In de eerste helft van 2022 werd 190 kilometer fietspad aangelegd.",
        "In 2022 werd gemiddeld 380 kilometer fietspad aangelegd.",
        "In 2022 werd 90 kilometer fietspad aangelegd.",
        "In 2022 werd 380 kilometer spoorweg verwijderd.",
        "In 2022 zal 430 kilometer fietspad aangelegd worden.",
        "Het streefcijfer voor 2022 was 430 kilometer fietspad aangelegd.",
        "In 2022 werd 430 kilometer fietspad aangelegd in Limburg.",
        "In 2022 werd 430 meter fietspad aangelegd.",
        "Er werd 430 kilometer fietspad aangelegd.",
        "In 2022 werden 430 fietspaden aangelegd.",
    ],
)
def test_what_is_no_contradiction(other: str) -> None:
    """Equal, rounded, hedged, planned, partial, of another time, place, unit or subject: none contradicts."""
    assert compared(ONE, other) == ()


@pytest.mark.parametrize(
    "given",
    [
        {"office": "Minister van Onderwijs"},
        {"title": "Fietspaden en voetpaden in Gent"},
        {"title": "Fietspaden in Gent"},
        {"day": date(2022, 11, 30)},
    ],
)
def test_another_office_topic_place_or_a_year_not_over(given: dict[str, object]) -> None:
    """Another minister's services, another title, a place in it, or a year that was not over count other things."""
    assert compared(ONE, "In 2022 werd 430 kilometer fietspad aangelegd.", **given) == ()


def test_titles_that_have_nothing_in_common() -> None:
    """Without a title whose words are in the other or in what is counted, nothing says that it is the same."""
    texts = ("In 2022 bedroeg het tekort 4,1 miljard euro.", "Het tekort bedroeg in 2022 6,3 miljard euro.")
    assert among((*said(texts[0], "a", title="Sancties"), *said(texts[1], "b", title="Handel"))) == ()


def test_an_unknown_office_or_day_hinders_nothing() -> None:
    """What is not known of a document contradicts nothing; an undated document comes last."""
    (found,) = compared(ONE, "In 2022 werd 430 kilometer fietspad aangelegd.", office=None, day=None)
    assert found.other.stored.document == "b"


def test_the_two_sides_of_a_document() -> None:
    """An answer can contradict its own question, but one side does not contradict itself."""
    other = "In 2022 werd 430 kilometer fietspad aangelegd."
    assert among(said(f"{ONE} {other}")) == ()
    asked, answered = told(f"{ONE} {other}")
    question = replace(asked.stored.figure, side=Side.QUESTION)
    (found,) = among(statements((replace(asked, stored=replace(asked.stored, figure=question)), answered)))
    assert (found.one.figure.side, found.other.figure.side) == (Side.QUESTION, Side.ANSWER)


def test_the_unit_before_the_number() -> None:
    """A count whose noun leads it is compared by that noun; the end of a year is that year's count."""
    (found,) = compared(
        "Eind 2022 waren er 1.310 gele fietsbruggen.", "Het aantal gele fietsbruggen bedroeg 1.130 op 31 december 2022."
    )
    assert [str(one.figure.value) for one in found.statements] == ["1310", "1130"]


def test_each_year_of_a_list_is_its_own() -> None:
    """In a list of years behind or before their figures, only the year of the figure itself counts."""
    behind = (
        "Er werd 12,5 miljoen euro aan fietspaden besteed in 2021, 14,5 miljoen euro in 2022 en 16,5 miljoen in 2023."
    )
    before = "In 2021 werd 12,5 miljoen euro aan fietspaden besteed, in 2022 werd 14,5 miljoen euro besteed."
    assert compared(behind, before) == ()


def test_statements_of_the_same_value_are_one_contradiction() -> None:
    """Two documents against a third are one contradiction, with the second beside it, in fewer words too."""
    third = said("In 2022 was dat 410 kilometer fietspad.", "c", day=date(2024, 5, 1))
    other = said("In 2022 werd 430 kilometer fietspad aangelegd.", "b", day=LATER)
    (found,) = among((*said(ONE, "a"), *other, *third, *said(ONE, "d")))
    assert [one.stored.document for one in found.also] == ["d", "c"]
    assert [one.stored.document for one in found.statements] == ["a", "b", "d", "c"]


def test_the_furthest_apart_come_first() -> None:
    """Contradictions are listed by how far they are apart."""
    one = "In 2022 werd 410 kilometer fietspad aangelegd. In 2021 werd 300 kilometer fietspad aangelegd."
    other = "In 2022 werd 430 kilometer fietspad aangelegd. In 2021 werd 500 kilometer fietspad aangelegd."
    assert [found.period.year for found in compared(one, other)] == [2021, 2022]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("14310", "10"), ("6800000", "100000"), ("63", "1"), ("40", "1"), ("8.4", "0.1"), ("0", "1"), ("100", "100")],
)
def test_the_step_of_a_value(value: str, expected: str) -> None:
    """A value looks rounded to its last figure that is no nought; below a hundred a nought is a figure."""
    assert step(Decimal(value)) == Decimal(expected)


def figure(value: str, qualifier: Qualifier | None = None, ends: tuple[str, str] | None = None) -> Figure:
    """Return a figure of a value."""
    return Figure(
        span=Span(start=0, end=1),
        side=Side.ANSWER,
        item="",
        value=Decimal(value),
        low=Decimal(ends[0]) if ends else None,
        high=Decimal(ends[1]) if ends else None,
        unit="EUR",
        kind=FigureKind.MONEY,
        qualifier=qualifier,
        reading=Reading(rule="test", version="1", certainty=1.0),
    )


ABOUT, LEAST, MOST = Qualifier.ABOUT, Qualifier.AT_LEAST, Qualifier.AT_MOST


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (figure("14310"), figure("14130"), "180"),
        (figure("20000"), figure("19870"), None),
        (figure("101"), figure("102"), None),
        (figure("101"), figure("103"), "2"),
        (figure("91", ABOUT), figure("99"), None),
        (figure("91", ABOUT), figure("105"), "14"),
        (figure("55", LEAST), figure("99"), None),
        (figure("55", LEAST), figure("33"), "22"),
        (figure("55", MOST), figure("33"), None),
        (figure("55", MOST), figure("77"), "22"),
        (figure("55", LEAST), figure("33", LEAST), None),
        (figure("55", LEAST), figure("33", MOST), "22"),
        (figure("15", LEAST, ("15", "25")), figure("22"), None),
        (figure("15", LEAST, ("15", "25")), figure("33"), "18"),
    ],
)
def test_the_difference_of_values(one: Figure, other: Figure, expected: str | None) -> None:
    """Values differ where the intervals that rounding, hedges and ranges allow do not touch, in either order."""
    wanted = None if expected is None else Decimal(expected)
    assert difference(one, other) == difference(other, one) == wanted
