"""Forms of times that are rare in answers but that a reader must not misread: weekdays, ranks, shifts, durations."""

from datetime import date

import pytest

from ingest.times import TimeKind, read_all_times
from ingest.times.cases import time_readings
from ingest.times.windows import Length, easter, nth_weekday, shifted, year_window

REFERENCE = date(2023, 6, 14)


@pytest.mark.parametrize(
    ("text", "earliest", "expected"),
    [
        ("vandaag", "2023-06-14", "2023-06-14"),
        ("eergisteren", "2023-06-12", "2023-06-12"),
        ("momenteel", "2023-06-14", "2023-06-14"),
        ("vrijdag", "2023-06-16", "2023-06-16"),
        ("afgelopen dinsdag", "2023-06-13", "2023-06-13"),
        ("deze week vrijdag", "2023-06-16", "2023-06-16"),
        ("dinsdag van volgende week", "2023-06-20", "2023-06-20"),
        ("vrijdag de 16de", "2023-06-16", "2023-06-16"),
        ("zat. 17 juni 2023", "2023-06-17", "2023-06-17"),
        ("op de 15de.", "2023-06-15", "2023-06-15"),
        ("de 20ste van volgende maand", "2023-07-20", "2023-07-20"),
        ("de derde woensdag van vorige maand", "2023-05-17", "2023-05-17"),
        ("de laatste dag van februari 2024", "2024-02-29", "2024-02-29"),
        ("de derde week van 2027", "2027-01-18", "2027-01-24"),
        ("de laatste twee weken van juni 2024", "2024-06-17", "2024-06-30"),
        ("de week van 5 juli 2023", "2023-07-03", "2023-07-09"),
        ("eind deze week", "2023-06-15", "2023-06-18"),
        ("begin jaren 2030", "2030-01-01", "2033-12-31"),
        ("bij het begin van het volgende schooljaar", "2023-09-01", "2023-09-30"),
        ("het volgende weekend", "2023-06-24", "2023-06-25"),
        ("volgende werkweek", "2023-06-19", "2023-06-23"),
        ("de week na de volgende", "2023-06-26", "2023-07-02"),
        ("afgelopen september", "2022-09-01", "2022-09-30"),
        ("aanstaande mei", "2024-05-01", "2024-05-31"),
        ("vorige winter", "2022-12-01", "2023-03-20"),
        ("academiejaren 2021-2022 en 2022-2023", "2021-09-16", "2023-09-14"),
        ("schooljaar 2022-2023 (voorlopig) en 2023-2024", "2022-09-01", "2023-08-31"),
        ("komend najaar", "2023-09-01", "2023-12-21"),
        ("het vroege najaar van 2024", "2024-09-01", "2024-10-14"),
        ("volgend academiejaar", "2023-09-16", "2024-09-14"),
        ("de volgende legislatuur", "2024-06-09", "2029-06-09"),
        ("legislatuur 2014-2019", "2014-05-25", "2019-05-25"),
        ("de verkiezingen van 2024", "2024-06-09", "2024-06-09"),
        ("de volgende nationale feestdag", "2023-07-21", "2023-07-21"),
        ("moederdag 2024", "2024-05-12", "2024-05-12"),
        ("black friday 2024", "2024-11-29", "2024-11-29"),
        ("offerfeest 2024", "2024-06-16", "2024-06-16"),
        ("paasvakantie 2024", "2024-03-17", "2024-03-31"),
        ("septemberverklaring 2024", "2024-09-23", "2024-09-23"),
        ("jaareinde 2025", "2025-10-01", "2025-12-31"),
        ("jaren negentig", "1990-01-01", "1999-12-31"),
        ("jaren negentien zeventig", "1970-01-01", "1979-12-31"),
        ("26 januari jongstleden", "2023-01-26", "2023-01-26"),
        ("12 juli aanstaande", "2023-07-12", "2023-07-12"),
        ("op 22/4", "2024-04-22", "2024-04-22"),
        ("12-08, 2015", "2015-08-12", "2015-08-12"),
        ("oktober 14", "2023-10-14", "2023-10-14"),
        ("november 19-20", "2023-11-19", "2023-11-20"),
        ("volgende maand 4 tot 23", "2023-07-04", "2023-07-23"),
        ("van 25-10 tot 2-11", "2023-10-25", "2023-11-02"),
        ("3 en 4 juli 2024", "2024-07-03", "2024-07-04"),
        ("tussen nu en 1 juli", "2023-06-14", "2023-07-01"),
        ("van april tot op heden", "2023-04-01", "2023-06-14"),
        ("2023 Q3", "2023-07-01", "2023-09-30"),
        ("K2 2024", "2024-04-01", "2024-06-30"),
        ("H1 2024", "2024-01-01", "2024-06-30"),
        ("rest van de maand", "2023-06-14", "2023-06-30"),
        ("eerder dit jaar", "2023-01-01", "2023-06-14"),
        ("over drie weken", "2023-07-05", "2023-07-05"),
        ("2 weken na 15 januari 2024", "2024-01-29", "2024-01-29"),
        ("3 dagen voor 1 mei 2024", "2024-04-28", "2024-04-28"),
        ("minder dan 3 dagen na morgen", "2023-06-15", "2023-06-18"),
        ("-3jr", "2020-06-14", "2020-06-14"),
        ("de voorbije twee decennia", "2003-06-14", "2023-06-14"),
        ("binnen 5 werkdagen", "2023-06-14", "2023-06-21"),
        ("in tweeduizend vijfentwintig", "2025-01-01", "2025-12-31"),
        ("tijdens dat jaar", "2023-01-01", "2023-12-31"),
        ("week 31", "2023-07-31", "2023-08-06"),
        ("half oktober 2024", "2024-10-11", "2024-10-20"),
        ("29/2/2024", "2024-02-29", "2024-02-29"),
        ("8/32/2014", None, None),
        ("meer dan 2 weken na vandaag", "2023-06-28", None),
        ("meer dan 2 dagen voor gisteren", None, "2023-06-10"),
        ("in 2010 of eerder", None, "2010-12-31"),
        ("tot op heden", None, "2023-06-14"),
    ],
)
def test_a_rare_form_has_its_days(text: str, earliest: str | None, expected: str | None) -> None:
    """The first time of the text, doubtful readings included, has these first and last days."""
    found = [match for match in read_all_times(text, REFERENCE) if match.kind is TimeKind.DATE]
    span = found[0].range if found else None
    read = (span and span.earliest and span.earliest.isoformat(), span and span.expected and span.expected.isoformat())
    assert read == (earliest, expected)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("een half jaar", "P6M"),
        ("anderhalf jaar", "P18M"),
        ("twee en een half jaar", "P30M"),
        ("een jaar en een kwart jaar", "P15M"),
        ("1 jaar, 1 maand en 21 dagen", "P13M21D"),
        ("4 weken en 2 dagen", "P30D"),
        ("drie kwartalen", "P9M"),
        ("de hele maand", "P1M"),
        ("enkele dagen", "P3D"),
        ("3,5 jaar", "P42M"),
    ],
)
def test_a_length_has_its_iso_form(text: str, iso: str) -> None:
    """Lengths of time add up to one ISO 8601 form."""
    assert [match.duration for match in read_all_times(text, REFERENCE)] == [iso]


@pytest.mark.parametrize(
    "text",
    [
        "volgende maand", "vandaag", "vrijdag", "komend najaar", "volgend schooljaar", "deze legislatuur", "kerst",
        "de volgende koningsdag", "de verkiezingen", "aanstaande mei", "de komende twee weken", "over drie weken",
        "tegen het zomerreces", "voor de zomer", "na de zomer", "sinds augustus", "tot september", "later dit jaar",
        "van maart tot juni", "van 3 tot 7 juli", "tussen nu en 1 juli", "2 weken na morgen", "deze week vrijdag",
        "de 20ste van volgende maand", "begin volgend jaar", "tot op heden", "eerste vrijdag van volgende maand",
    ],
)  # fmt: skip
def test_nothing_is_guessed_without_a_reference_date(text: str) -> None:
    """What counts from an unknown day has no dates at all."""
    for match in read_all_times(text, None):
        assert (match.range.earliest, match.range.expected, match.range.latest) == (None, None, None)


def test_other_readings_in_use_are_listed() -> None:
    """A season has its meteorological reading beside the plain one, and readings are stated with exclusive ends."""
    entries = time_readings("zomer 2024", REFERENCE)
    assert {"kind": "interval", "start": "2024-06-01", "end": "2024-09-24"} in entries
    assert {"kind": "interval", "start": "2024-06-01", "end": "2024-09-01"} in entries


def test_calendar_arithmetic() -> None:
    """Months end where they end, weekdays are counted, Easter falls where it falls."""
    assert shifted(date(2024, 1, 31), Length(months=1)) == date(2024, 2, 29)
    assert shifted(date(2024, 6, 14), Length(days=1, business=True)) == date(2024, 6, 17)
    assert [easter(year) for year in (2016, 2024, 2025)] == [date(2016, 3, 27), date(2024, 3, 31), date(2025, 4, 20)]
    assert nth_weekday(year_window(2024), 0, 54) is None
    assert Length().iso == "P0D"
    with pytest.raises(OverflowError):
        shifted(date(2024, 1, 1), Length(months=12 * 9000))
