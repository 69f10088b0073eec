"""Days as a query says them, in Dutch, English and French."""

from datetime import date

import pytest

from search.date_rules import LANGUAGES, load_dates
from search.dates import read_days

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("vorig jaar", "2025-01-01", "2025-12-31"),
        ("dit jaar", "2026-01-01", "2026-12-31"),
        ("vorige maand", "2026-10-01", "2026-10-31"),
        ("deze week", "2026-11-16", "2026-11-22"),
        ("vorig kwartaal", "2026-07-01", "2026-09-30"),
        ("gisteren", "2026-11-21", "2026-11-21"),
        ("vandaag", "2026-11-22", "2026-11-22"),
        ("afgelopen 3 maanden", "2026-08-23", "2026-11-22"),
        ("de laatste drie jaar", "2023-11-23", "2026-11-22"),
        ("voorbije week", "2026-11-16", "2026-11-22"),
        ("twee jaar geleden", "2024-01-01", "2024-12-31"),
        ("najaar 2023", "2023-09-01", "2023-11-30"),
        ("winter 2023", "2023-12-01", "2024-02-29"),
        ("vorige zomer", "2026-06-01", "2026-08-31"),
        ("in 2022", "2022-01-01", "2022-12-31"),
        ("maart 2024", "2024-03-01", "2024-03-31"),
        ("maart", "2026-03-01", "2026-03-31"),
        ("december", "2025-12-01", "2025-12-31"),
        ("maart vorig jaar", "2025-03-01", "2025-03-31"),
        ("15 maart 2024", "2024-03-15", "2024-03-15"),
        ("eerste helft van 2024", "2024-01-01", "2024-06-30"),
        ("tweede kwartaal 2023", "2023-04-01", "2023-06-30"),
        ("Q3 2024", "2024-07-01", "2024-09-30"),
        ("begin 2024", "2024-01-01", "2024-04-30"),
        ("midden 2024", "2024-05-01", "2024-08-31"),
        ("eind 2023", "2023-09-01", "2023-12-31"),
        ("sinds maart 2024", "2024-03-01", None),
        ("vanaf vorig jaar", "2025-01-01", None),
        ("na de zomer van 2021", "2021-09-01", None),
        ("voor 2020", None, "2019-12-31"),
        ("tot en met juni 2024", None, "2024-06-30"),
        ("tussen maart en mei 2024", "2024-03-01", "2024-05-31"),
        ("van 2022 tot 2024", "2022-01-01", "2024-12-31"),
        (">=2024", "2024-01-01", None),
        (">2024-03", "2024-04-01", None),
        ("<2024", None, "2023-12-31"),
        ("<=15/3/2024", None, "2024-03-15"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("since March 2024", "2024-03-01", None),
        ("the past two weeks", "2026-11-09", "2026-11-22"),
        ("March 5 2024", "2024-03-05", "2024-03-05"),
        ("l’année dernière", "2025-01-01", "2025-12-31"),
        ("depuis mars 2024", "2024-03-01", None),
        ("il y a deux ans", "2024-01-01", "2024-12-31"),
        ("l'été 2023", "2023-06-01", "2023-08-31"),
    ],
)
def test_said_days(text: str, first: str | None, last: str | None) -> None:
    """Words that say a day, period or range are read from the rules of three languages."""
    days = read_days(text, TODAY)
    assert days == (first and date.fromisoformat(first), last and date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        "", "straks", "maandag", "31 februari 2024", "vorig", "in", "sinds", "tussen 2022", "laatste 0 dagen",
        "9999 jaar geleden", "999 maanden", "voor 0001-01-01", "sinds gisteren morgen", "van mei 2024 tot maart 2024",
        "=2024", "2024..x", "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien",
        "twee furlong geleden",
    ],
)  # fmt: skip
def test_no_days(text: str) -> None:
    """What says no day of the calendar, or runs backwards, is none."""
    assert read_days(text, TODAY) is None


def test_leap_days_and_ends_of_months() -> None:
    """So many months back ends on a day that the calendar has."""
    assert read_days("afgelopen 1 maand", date(2024, 3, 30)) == (date(2024, 3, 1), date(2024, 3, 30))
    assert read_days("afgelopen jaar", date(2024, 2, 29)) == (date(2023, 3, 1), date(2024, 2, 29))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_are_whole(language: str) -> None:
    """Every language has all months and all the words that the grammar asks for."""
    rules = load_dates(language)
    assert set(rules.months) == set(range(1, 13))
    assert set(rules.units) == {"day", "week", "month", "quarter", "half", "year"}
    assert set(rules.connectors) == {"since", "after", "before", "until", "between", "and"}
    assert all(rules.words.values())
    assert {"skipped", "this", "previous", "past", "ago", "today", "yesterday", "begin", "middle", "end"} <= set(
        rules.words
    )
