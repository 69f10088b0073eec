"""Figures of prose: which year a figure is about, whether it is planned, what it counts, and what is no figure."""

from datetime import date

import pytest

from ingest.figures import FigureMatch, read_figures
from ingest.times import read_times

DAY = date(2024, 3, 1)


def figures_of(text: str, language: str = "nl") -> tuple[FigureMatch, ...]:
    """Read figures with the times of their text."""
    return read_figures(text, language=language, times=read_times(text, DAY, language=language))


def years_of(text: str, language: str = "nl") -> list[tuple[int, str]]:
    """Return value and years of each figure."""
    found = []
    for figure in figures_of(text, language):
        period = figure.period
        first, last = (period.earliest, period.expected) if period else (None, None)
        years = "-".join(dict.fromkeys(str(day.year) for day in (first, last) if day))
        found.append((int(figure.value), years))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Het budget steeg van 120 ton in 2022 naar 151 ton in 2023.", [(120, "2022"), (151, "2023")]),
        ("In 2022 ging het om 12 bussen, tegenover 15 bussen in 2023.", [(12, "2022"), (15, "2023")]),
        ("De lijn werd 13 maal gecontroleerd in 2016 en 17 maal in 2017.", [(13, "2016"), (17, "2017")]),
        ("Er kwamen 7 boetes, waarvan 1 in 2013 en 6 in 2016.", [(7, ""), (1, "2013"), (6, "2016")]),
        ("In 2015 en 2016 kwamen respectievelijk 103 en 75 boten aan.", [(103, "2015"), (75, "2016")]),
        ("In 2014, 2015 en 2016 waren er respectievelijk 3, 4 en 5 boten.", [(3, "2014"), (4, "2015"), (5, "2016")]),
        ("In 2015 en 2016 kwamen 103 en 75 boten aan.", [(103, "2015-2016"), (75, "2015-2016")]),
        ("In 2022 waren er 640 boten. Een jaar eerder waren dat er 671.", [(640, "2022"), (671, "2021")]),
        ("In 2022 waren er 640 boten, tegenover 671 een jaar eerder.", [(640, "2022"), (671, "2021")]),
        ("In 2022 waren er 640 boten. Het jaar nadien waren het er 700.", [(640, "2022"), (700, "2023")]),
        ("In mei 2022 waren er 64 boten. Een jaar eerder waren dat er 71.", [(64, "2022"), (71, "")]),
        ("Volgens het akkoord van 30 juni 2014 komen er 25 bussen bij.", [(25, "")]),
        ("In 2013, 7 verkopen (4 euro).In 2014, 8 verkopen.", [(7, "2013"), (4, "2013"), (8, "2014")]),
        ("2017: 52 boten;2018: 45 boten.", [(52, "2017"), (45, "2018")]),
        (
            "Elf boetes van 50 euro vielen in 2016 en vier van 60 euro in 2017.",
            [(11, "2016"), (50, "2016"), (60, "2017")],
        ),
        ("De daling is 7 % ten opzichte van 2014.", [(7, "")]),
        ("In 2017-2018: 207 in totaal.", [(207, "2017-2018")]),
    ],
)
def test_the_year_of_a_figure(text: str, expected: list[tuple[int, str]]) -> None:
    """A year right behind its figure wins over one before it; what dates an act or another figure is left alone."""
    assert years_of(text) == expected


def test_the_year_of_a_french_figure() -> None:
    """The same rules hold in French."""
    text = "Il y avait 120 bateaux en 2022. Un an plus tôt, 140 bateaux."
    assert years_of(text, "fr") == [(120, "2022"), (140, "2021")]


@pytest.mark.parametrize(
    ("text", "planned"),
    [
        ("Er zullen 12 bussen worden besteld.", True),
        ("Voor 2025 zijn 12 bussen gepland.", True),
        ("Er werden 12 bussen besteld.", False),
        ("Er reden 12 bussen.", None),
        ("Er kunnen 12 bussen in de loods staan.", None),
        ("De loods werd vergroot, zodat 12 bussen er kunnen staan.", False),
        ("De werken zullen starten, want er werden 12 bussen besteld.", False),
        ("Er werden bussen besteld:\n- 12 bussen voor de kust", False),
        ("Er werden bussen besteld. De loods heeft plaats voor 12 bussen.", None),
    ],
)
def test_planned_or_realised(text: str, planned: bool | None) -> None:
    """The clause of the figure tells before the sentence, and "can" makes no plan."""
    (figure,) = figures_of(text)
    assert figure.planned is planned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Er waren 3 boten. Daarvan werden 2 goedgekeurd en 4 geweigerd.", [(3, "boten"), (2, "boten"), (4, "boten")]),
        ("Er kwamen 12 bussen, waarvan er 8 elektrisch rijden.", [(12, "bussen"), (8, "bussen")]),
        ("Er kwamen drie nieuwe, grote zalen.", [(3, "zalen")]),
        ("Er zijn 24 tram- en bushaltes.", [(24, "tram- en bushaltes")]),
        ("De loods is 36.290 m2 groot.", [(36290, "m2")]),
        ("Het duurde twee en een half jaar.", [(2, "jaar")]),
        ("Antwoord op vraag 4\n2 miljoen euro.", [(2000000, "EUR")]),
        ("Er waren 20 leden, waarvan 3 positief.", [(20, "leden"), (3, "leden")]),
    ],
)  # fmt: skip
def test_what_a_figure_counts(text: str, expected: list[tuple[int, str]]) -> None:
    """The noun behind adjectives, or the one counted before, is the unit."""
    assert [(int(figure.value), figure.unit) for figure in figures_of(text)] == expected


def test_two_and_a_half_is_one_number() -> None:
    """A half behind "and" is added to its number."""
    assert [str(figure.value) for figure in figures_of("Dat duurt twee en een half jaar.")] == ["2.5"]


@pytest.mark.parametrize(
    "text",
    [
        "Men moet de regels in acht nemen.",
        "De regels worden in acht genomen.",
        "Het programma Kern+10 loopt.",
        "Er is niks voorhanden.",
        "De A400M's werden geleverd.",
        "Het loket is open van 9 uur tot 17 uur.",
        "Op pagina 26/146 van het verslag staat meer.",
        "Zie arrest 226.018 van de Raad.",
        "De reactor Doel 3 ligt stil.",
        "Wij beginnen van nul.",
        "2 tot 4\nMen ging akkoord.",
    ],
)
def test_no_figures(text: str) -> None:
    """Fixed expressions, codes, clock times and page numbers count nothing."""
    assert figures_of(text) == ()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Er kwamen 12 villa's in Gent voor de bouw van de nieuwe loods bij.", "villa's in Gent voor de bouw"),
        ("Er ging 33 euro voor de periode 2015-2016 naar de bouw.", None),
        ("Er kwamen 22 boten in december 2015.", "boten"),
        ("Er ging 33 euro voor de kust naar de bouw.", "voor de kust naar de bouw"),
    ],
)
def test_subjects_end_in_a_noun_and_name_no_time(text: str, subject: str | None) -> None:
    """A subject is cut at its last noun; words that say when are none."""
    assert figures_of(text)[0].subject == subject
