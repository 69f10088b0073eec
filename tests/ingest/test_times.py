"""Times: what is read, as which days, in which role."""

from datetime import date

import pytest

from corpus.errors import RulesError
from corpus.facts import Basis, Precision, TimeRole
from ingest.figures import read_figures
from ingest.times import TimeKind, TimeMatch, analyse, read_all_times, read_times
from ingest.times.grammar import Grammar
from ingest.times.operations import OPERATIONS

REFERENCE = date(2023, 6, 14)


def one(text: str, reference: date | None = REFERENCE) -> TimeMatch:
    """Return the only time of a text."""
    matches = read_times(text, reference)
    assert len(matches) == 1, [text[match.start : match.end] for match in matches]
    return matches[0]


def days(text: str) -> tuple[str | None, str | None, str | None]:
    """Return earliest, expected and latest of the only time of a text, in ISO form."""
    found = one(text).range
    return tuple(day and day.isoformat() for day in (found.earliest, found.expected, found.latest))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "earliest", "expected"),
    [
        ("najaar 2025", "2025-09-01", "2025-12-21"),
        ("in het voorjaar van 2026", "2026-03-01", "2026-06-21"),
        ("winter 2024-2025", "2024-12-01", "2025-03-20"),
        ("begin 2025", "2025-01-01", "2025-03-31"),
        ("medio 2025", "2025-05-01", "2025-08-31"),
        ("eind volgend jaar", "2024-10-01", "2024-12-31"),
        ("midden maart 2024", "2024-03-11", "2024-03-20"),
        ("de tweede helft van mei 2024", "2024-05-16", "2024-05-31"),
        ("het tweede semester van 2024", "2024-07-01", "2024-12-31"),
        ("Q3 2025", "2025-07-01", "2025-09-30"),
        ("derde trimester 2024", "2024-07-01", "2024-09-30"),
        ("eind derde, begin vierde kwartaal 2024", "2024-09-01", "2024-10-31"),
        ("in de loop van 2026", "2026-01-01", "2026-12-31"),
        ("op 9 april 2024", "2024-04-09", "2024-04-09"),
        ("09/04/2024", "2024-04-09", "2024-04-09"),
        ("4/2024", "2024-04-01", "2024-04-30"),
        ("september-oktober 2024", "2024-09-01", "2024-10-31"),
        ("van 3 tot 7 juli 2024", "2024-07-03", "2024-07-07"),
        ("tussen 5 mei en 6 juni 2024", "2024-05-05", "2024-06-06"),
        ("van november 2023 tot februari 2024", "2023-11-01", "2024-02-29"),
        ("2019-2022", "2019-01-01", "2022-12-31"),
        ("2015-16", "2015-01-01", "2016-12-31"),
        ("2012/2013", "2012-01-01", "2013-12-31"),
        ("in 2021 en 2022", "2021-01-01", "2022-12-31"),
        ("de eerste drie maanden van 2024", "2024-01-01", "2024-03-31"),
        ("de laatste week van september 2014", "2014-09-22", "2014-09-28"),
        ("de eerste vrijdag van juli 2024", "2024-07-05", "2024-07-05"),
        ("volgende maand", "2023-07-01", "2023-07-31"),
        ("nog dit jaar", "2023-06-14", "2023-12-31"),
        ("later op het jaar", "2023-06-14", "2023-12-31"),
        ("binnen de zes maanden", "2023-06-14", "2023-12-14"),
        ("de komende twee jaar", "2023-06-14", "2025-06-14"),
        ("drie maanden geleden", "2023-03-14", "2023-03-14"),
        ("schooljaar 2024-2025", "2024-09-01", "2025-08-31"),
        ("zittingsjaar 2023-2024", "2023-09-25", "2024-09-22"),
        ("deze legislatuur", "2019-05-26", "2024-06-08"),
        ("de jaren 1990", "1990-01-01", "1999-12-31"),
        ("in de 19e eeuw", "1800-01-01", "1899-12-31"),
        ("met Pasen 2024", "2024-03-31", "2024-03-31"),
        ("na het zomerreces", "2023-09-01", "2023-09-30"),
        ("bij de begrotingsopmaak 2025", "2024-09-01", "2024-12-31"),
        ("week 10 van 2024", "2024-03-04", "2024-03-10"),
    ],
)
def test_a_period_has_its_days(text: str, earliest: str, expected: str) -> None:
    """A period runs from its first to its last day, both included."""
    assert days(text)[:2] == (earliest, expected)


@pytest.mark.parametrize(
    ("text", "expected", "latest"),
    [
        ("tegen 2026", "2025-12-31", "2026-12-31"),
        ("tegen eind 2025", "2025-12-31", "2025-12-31"),
        ("voor het einde van het jaar", "2023-12-31", "2023-12-31"),
        ("verwacht voor het einde van 2024", "2024-12-31", "2024-12-31"),
        ("vóór 1 mei 2024", "2024-04-30", "2024-04-30"),
        ("tegen 1 mei 2024", "2024-05-01", "2024-05-01"),
        ("uiterlijk op 31 maart 2025", "2025-03-31", "2025-03-31"),
        ("uiterlijk in 2025", "2025-12-31", "2025-12-31"),
        ("tegen oktober 2024", "2024-10-31", "2024-10-31"),
        ("voor de zomer van 2024", "2024-06-30", "2024-06-30"),
        ("voor het zomerreces", "2023-07-21", "2023-07-21"),
        ("tot en met 2026", "2026-12-31", "2026-12-31"),
        ("tot 2030", "2029-12-31", "2030-12-31"),
        ("tegen het einde van de legislatuur", "2024-06-08", "2024-06-08"),
        ("niet later dan 2 maart 2024", "2024-03-02", "2024-03-02"),
    ],
)
def test_a_bound_is_open_before_it(text: str, expected: str, latest: str) -> None:
    """What must be done by a time has no first day; a bare year has a plain and a wide last day."""
    assert days(text) == (None, expected, latest)


@pytest.mark.parametrize(
    ("text", "earliest"),
    [
        ("vanaf 1 januari 2025", "2025-01-01"),
        ("met ingang van september 2024", "2024-09-01"),
        ("ten vroegste in de loop van 2025", "2025-01-01"),
        ("sinds 2019", "2019-01-01"),
        ("na 2030", "2031-01-01"),
        ("in 2024 of later", "2024-01-01"),
    ],
)
def test_a_start_has_no_end(text: str, earliest: str) -> None:
    """What begins at a time has no last day."""
    assert days(text) == (earliest, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De tool zal klaar zijn in maart.", "2024-03-31"),
        ("De tool werd getest in maart.", "2023-03-31"),
        ("Het overleg vond plaats op 2 december.", "2022-12-02"),
        ("Wij hebben dit op 3 mei beslist.", "2023-05-03"),
        ("Dit gebeurde op 13 mei en op 2 juni 2019.", "2019-05-13"),
        ("Er komt een rapport in het derde kwartaal.", "2023-09-30"),
    ],
)
def test_a_year_that_is_not_said_follows_the_tense(text: str, expected: str) -> None:
    """The first year that fits the tense is supplied, or the one that a coordinated time states."""
    found = read_times(text, REFERENCE)[0].range
    assert found.expected is not None
    assert found.expected.isoformat() == expected


def test_a_quarter_takes_the_year_that_its_sentence_names() -> None:
    """A quarter without year behind a year belongs to it, unless it is still to come."""
    text = "Voor 2019 zijn er enkel cijfers van het eerste semester."
    assert read_times(text, REFERENCE)[1].range.expected == date(2019, 6, 30)


def test_an_answer_may_speak_of_days_after_the_question() -> None:
    """With slack, a past day just after the reference date is not moved a year back."""
    text = "Op 20 juni werd het besluit genomen."
    assert read_times(text, REFERENCE)[0].range.expected == date(2022, 6, 20)
    late = read_times(text, REFERENCE, slack=60)[0]
    assert late.range.expected == date(2023, 6, 20)
    assert late.role is TimeRole.PAST


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Wij zullen dit afronden in 2025.", TimeRole.FUTURE),
        ("Dit loopt af tegen eind 2023.", TimeRole.FUTURE),
        ("Het kantoor opende op 3 mei 2019.", TimeRole.PAST),
        ("In 2021 werden 34 dossiers behandeld.", TimeRole.PERIOD),
        ("In 2021 werd 34.000 euro besteed.", TimeRole.PAST),
        ("De cijfers 2012-2015 staan in de bijlage.", TimeRole.PERIOD),
        ("Dit geldt sinds 2019.", TimeRole.PAST),
        ("Dit geldt vanaf 2025.", TimeRole.FUTURE),
        ("De dienst rapporteert driemaandelijks.", TimeRole.RECURRING),
        ("Dat komt binnenkort.", TimeRole.VAGUE),
        ("Dat volgt in de komende maanden.", TimeRole.VAGUE),
        ("Dat werd enkele jaren geleden beslist.", TimeRole.VAGUE),
        ("Dat zal binnen enkele maanden blijken.", TimeRole.VAGUE),
        ("Het bleef zo in de voorgaande schooljaren.", TimeRole.VAGUE),
        ("Dit was zo tot eind februari 2024.", TimeRole.FUTURE),
    ],
)
def test_a_time_has_its_role(text: str, role: TimeRole) -> None:
    """Tense, relation and the reference date tell what a time does."""
    assert one(text).role is role


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("jaarlijks", "P12M"),
        ("per kwartaal", "P3M"),
        ("om de twee jaar", "P24M"),
        ("elke maandag", "P1W"),
        ("twee keer per maand", "P1M"),
        ("3 tot 4 keer per jaar", "P12M"),
        ("kwartaalsgewijs", "P3M"),
    ],
)
def test_what_comes_back_has_a_period_and_no_dates(text: str, period: str) -> None:
    """A recurring time carries its period in ISO 8601 and is never a deadline."""
    found = one(text)
    assert found.recurrence == period
    assert found.range.expected is None


def test_a_rate_is_no_time() -> None:
    """The words "per year" right after a figure are its rate, after a table its columns."""
    assert read_times("Zie het overzicht per maand.", REFERENCE) == ()
    assert read_times("Dat zijn 11 gevallen per jaar.", REFERENCE) == ()


@pytest.mark.parametrize(
    "text",
    [
        "de wet van 3 mei 2004",
        "het koninklijk besluit houdende diverse regels van 3 mei 2004",
        "de arbeidswet van 3 mei 2004",
        "vraag nr. 325 van 4 mei 2017",
        "Wetboek van de inkomstenbelastingen 1992",
        "artikel 2016",
        "richtlijn 2012/27/EU",
        "dossier 2016-14-fr",
        "(Vragen en Antwoorden, Kamer, 2015-2016, nr. 80)",
        "2015 euro",
        "van toepassing op alle",
        "deelnemen aan de verkiezingen",
        "de omzendbrief COL 3/2006 geldt",
        "de evolutie over vijf jaar",
        "De vraag ging naar Jan Peeters.",
        "met betrekking tot de zaak",
        "Wij zijn er tegen.",
        "voor de burger",
        "32/13/2015",
        "",
    ],
)
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    """Laws, references, counts and prepositions without a time are left alone."""
    assert read_times(text, REFERENCE) == ()


def test_glued_sentences_fall_apart() -> None:
    """A year glued to the next sentence is read, with the time that follows."""
    text = "Dit bleef zo in 2016.In 2017 veranderde het."
    assert [text[match.start : match.end] for match in read_times(text, REFERENCE)] == ["in 2016", "In 2017"]


def test_without_reference_date_relative_times_stay_open() -> None:
    """A relative time is found, has no dates, and says why; a stated date does not need the reference."""
    for text in ("de afgelopen twee jaren", "volgend jaar", "binnen 30 dagen", "in september", "drie weken geleden"):
        found = one(text, None)
        assert (found.range.earliest, found.range.expected, found.range.basis) == (None, None, Basis.NONE)
    assert one("op 9 april 2024", None).range.expected == date(2024, 4, 9)


def test_what_happened_in_a_running_legislature_has_no_days() -> None:
    """A past clause names a part of the legislature only; a promise gets its days."""
    past = one("Er werd al veel beslist in deze legislatuur.")
    assert (past.range.earliest, past.range.expected, past.role) == (None, None, TimeRole.PAST)
    assert "still runs" in past.range.explanation.en
    assert one("Wij zullen dit deze legislatuur beslissen.").range.expected == date(2024, 6, 8)


def test_for_and_before_are_told_apart() -> None:
    """The word for "for" and "before" is a bound before a day, and a period after a noun of plans or figures."""
    assert days("klaar voor 1 mei 2024")[0] is None
    assert days("gepland voor eind mei 2024")[0] == "2024-05-21"
    assert days("de cijfers voor 2022") == ("2022-01-01", "2022-12-31", "2022-12-31")


def test_the_explanation_tells_how_the_days_came_about() -> None:
    """Both languages explain the days, the wide reading and the reference date."""
    told = one("tegen 2026").range.explanation
    assert told.nl == "“tegen 2026” loopt tot en met 31 december 2025, ruim gelezen tot en met 31 december 2026."
    assert "31 December 2025" in told.en
    assert "14 juni 2023" in one("volgende maand").range.explanation.nl
    assert "14 June 2023" in one("in september").range.explanation.en


def test_a_match_names_its_rule_and_precision() -> None:
    """Every match says which rule of which version read it, and how fine it is."""
    found = one("eind mei 2024")
    assert found.reading.version.startswith("nl-times")
    assert found.reading.rule == "part"
    assert found.range.precision is Precision.PART_OF_MONTH


def test_pure_durations_are_only_among_all_readings() -> None:
    """A length of time is no time of the text, but is there for who asks for all readings."""
    text = "een looptijd van 18 maanden"
    assert read_times(text, REFERENCE) == ()
    found = read_all_times(text, REFERENCE)
    assert [(match.kind, match.duration) for match in found] == [(TimeKind.DURATION, "P18M")]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"level": "nowhere"}, "unknown level"),
        ({"do": "nothing"}, "unknown operation"),
        ({"pattern": "c:planet"}, "unknown category"),
        ({"pattern": "c:month )"}, "trial"),
        ({"pattern": "%"}, "cannot read"),
        ({"pattern": "m:month ( month"}, "trial"),
        ({"pattern": "month? month*"}, "matches nothing at all"),
    ],
)
def test_a_wrong_rule_is_named(change: dict[str, str], words: str) -> None:
    """A rule with an unknown level, operation or category, or an unreadable pattern, is refused by name."""
    rule = {"id": "trial", "level": "one", "pattern": "m:month", "gives": "cal", "do": "month"} | change
    tables = {"levels": ["one"], "classes": {}, "terms": {"month": {}}, "rule": [rule]}
    with pytest.raises(RulesError, match=words):
        Grammar(tables, OPERATIONS)


def test_an_unknown_language_is_refused() -> None:
    """Without rules for a language nothing is guessed."""
    with pytest.raises(RulesError, match="xx_times"):
        read_times("mai 2024", REFERENCE, language="xx")


@pytest.mark.parametrize("text", ["van maart tot momenteel", "tussen 2014 en thans", "van 1 mei of ²²²²"])
def test_words_that_no_rule_reads_as_days_do_no_harm(text: str) -> None:
    """A word for now at the end of a span, or raised digits for a year, leave what else is said."""
    assert len(read_times(text, REFERENCE)) <= 1


def test_a_text_is_analysed_once_for_times_and_figures() -> None:
    """Times and figures of an analysed text are those of the text itself."""
    text = "Eind 2023 waren er 12 bruggen, goed voor 4 miljoen euro."
    analysed = analyse(text)
    assert analyse(analysed) is analysed
    times = read_times(analysed, REFERENCE)
    assert times == read_times(text, REFERENCE)
    assert read_figures(analysed, times=times) == read_figures(text, times=times)


def test_a_long_row_of_connectives_and_times_is_read_to_its_end() -> None:
    """Repeats of a pattern are bounded, and what lies beyond is read by the next match."""
    found = read_times(", ".join(["mei 2020"] * 100), REFERENCE)
    assert sum(text.count("mei") for text in [", ".join(["mei 2020"] * 100)[m.start : m.end] for m in found]) == 100
