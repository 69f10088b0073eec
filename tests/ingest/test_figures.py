"""Figures: value, unit, hedge, subject, period, and what is no figure."""

from datetime import date
from decimal import Decimal

import pytest

from corpus.facts import FigureKind, Qualifier
from ingest.figures import FigureMatch, read_all_figures, read_figures
from ingest.figures.cases import extract, figure_readings
from ingest.times import read_times

REFERENCE = date(2023, 6, 14)


def figures(text: str) -> tuple[FigureMatch, ...]:
    """Return the figures of a text, its times read first."""
    return read_figures(text, times=read_times(text, REFERENCE))


def one(text: str) -> FigureMatch:
    """Return the only figure of a text."""
    found = figures(text)
    assert len(found) == 1, [text[match.start : match.end] for match in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit", "kind"),
    [
        ("Er ging 4 miljoen euro naar.", "4000000", "EUR", FigureKind.MONEY),
        ("Dat kost € 1,2 mio.", "1200000", "EUR", FigureKind.MONEY),
        ("Een boete van EUR 20 volgde.", "20", "EUR", FigureKind.MONEY),
        ("Het bedrag is vijf euro vijftig.", "5.5", "EUR", FigureKind.MONEY),
        ("Dat is 12 euro en 40 cent.", "12.4", "EUR", FigureKind.MONEY),
        ("Een stijging van 2,5 % dus.", "2.5", "%", FigureKind.PERCENT),
        ("Een daling (-3,1 %) dus.", "-3.1", "%", FigureKind.PERCENT),
        ("De helft van de scholen doet mee.", "50", "%", FigureKind.PERCENT),
        ("Bij 1 op de 4 aanvragen lukt het.", "25", "%", FigureKind.PERCENT),
        ("Er zijn 12 plenaire vergaderingen gehouden.", "12", "vergaderingen", FigureKind.COUNT),
        ("We kochten zeven bijkomende wagens.", "7", "wagens", FigureKind.COUNT),
        ("Het gaat om 1.250 niet-actieve leden.", "1250", "leden", FigureKind.COUNT),
        ("Het gaat om 45 niet-beroepsactieven in opleiding.", "45", "niet-beroepsactieven", FigureKind.COUNT),
        ("Een opleiding van acht uur volstaat.", "8", "uur", FigureKind.DURATION),
        ("De termijn is 30 dagen lang.", "30", "dagen", FigureKind.DURATION),
        ("De stoep is 3,20 m breed.", "3.20", "m", FigureKind.MEASURE),
        ("Er ligt 260 kilogram afval.", "260", "kilogram", FigureKind.MEASURE),
        ("Dat park levert 12 MW op.", "12", "MW", FigureKind.MEASURE),
    ],
)
def test_a_figure_has_value_unit_and_kind(text: str, value: str, unit: str, kind: FigureKind) -> None:
    """Money, shares, counts, lengths of time and measures are read in base units."""
    found = one(text)
    assert (found.value, found.unit, found.kind) == (Decimal(value), unit, kind)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("ongeveer 40 scholen deden mee", Qualifier.ABOUT),
        ("een twintigtal scholen deed mee", Qualifier.ABOUT),
        ("een 120-tal artsen deed mee", Qualifier.ABOUT),
        ("minstens 40 scholen deden mee", Qualifier.AT_LEAST),
        ("meer dan 40 scholen deden mee", Qualifier.AT_LEAST),
        ("40 of meer scholen deden mee", Qualifier.AT_LEAST),
        ("maximaal 40 scholen deden mee", Qualifier.AT_MOST),
        ("niet meer dan 40 scholen deden mee", Qualifier.AT_MOST),
        ("40 scholen deden mee", None),
        ("ze ressorteren onder 40 comités", None),
    ],
)
def test_a_hedge_is_read(text: str, qualifier: Qualifier | None) -> None:
    """Words before or behind a number say how exact it is; a preposition before a count does not."""
    assert one(text).qualifier is qualifier


@pytest.mark.parametrize(
    "text",
    ["tussen 5 en 16 scholen", "van 5 tot 16 scholen", "5 à 16 scholen", "5 a 16 scholen"],
)
def test_a_range_gives_both_ends(text: str) -> None:
    """The two ends of a range are figures that know each other and share the counted noun."""
    low, high = figures(text)
    five, sixteen = Decimal(5), Decimal(16)
    assert (low.value, high.value, low.unit, high.unit) == (five, sixteen, "scholen", "scholen")
    assert (low.low, low.high, high.low, high.high) == (five, sixteen, five, sixteen)
    assert (low.qualifier, high.qualifier) == (Qualifier.AT_LEAST, Qualifier.AT_MOST)


def test_tied_numbers_share_their_noun() -> None:
    """In a list of numbers the noun behind the last one is counted by all."""
    assert [(float(match.value), match.unit) for match in figures("We telden 20 en 27 gevallen.")] == [
        (20, "gevallen"),
        (27, "gevallen"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1. Ja. 2. Neen.",
        "2-3. Zie bijlage 4.",
        "Zie artikel 12 en 14.",
        "Fase 2 volgt op fase 1.",
        "vraag nr. 325 van 4 mei 2017",
        "de wet van 8 augustus 1980 betreffende de begroting",
        "2016201714514-3-1941-fr-nl-1/",
        "om 9 uur 's ochtends",
        "tel. 02 123 45 67",
        "de 3de fase van het project",
        "het toestel 3Wplus",
        "een probleem en een oplossing",
        "een tweede brief volgt",
        "een derde land",
        "honderden mensen",
        "https://voorbeeld.be/12/34",
        "12 15 18 22",
        "baan 08 sluit",
        "het 5G-netwerk",
        "artikels 50 tot 57",
        "Kerkstraat 14 in Gent",
        "te 1050 Brussel",
        "vanaf een bepaald moment",
        "",
    ],
)
def test_a_number_that_names_or_labels_is_no_figure(text: str) -> None:
    """Labels, references, codes, times of the day, ordinals, cells and articles are left alone."""
    assert [text[match.start : match.end] for match in figures(text)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We kregen 25 klachten. Zeven daarvan waren gegrond.", [(25, "klachten"), (7, "klachten")]),
        ("We hielden vijf zittingen op school en een op straat.", [(5, "zittingen"), (1, "zittingen")]),
        ("We kregen:- drie exporten naar Rusland;- een export naar Peru.", [(3, "exporten"), (1, "export")]),
        ("Minstens een arts is aanwezig.", [(1, "arts")]),
        ("Een persoon werd ontslagen.", [(1, "persoon")]),
        ("Telling: vergunningen: 538", [(538, "")]),
        ("Er waren 12 inspecties met in totaal 34 als uitkomst.", [(12, "inspecties"), (34, "inspecties")]),
        ("Samen goed voor 7.986 aan het einde.", [(7986, "")]),
    ],
)
def test_a_number_without_noun_takes_it_from_before(text: str, expected: list[tuple[int, str]]) -> None:
    """Totals, "of them", list items and clear articles count what was counted before."""
    assert [(float(match.value), match.unit) for match in figures(text)] == expected


def test_bare_millions_near_money_are_money() -> None:
    """An amount of millions without unit is money where the text speaks of money, else a count."""
    assert one("Het budget bedraagt 90 miljoen.").unit == "EUR"
    assert one("Er leven 90 miljoen in dat land.").kind is FigureKind.COUNT


def test_a_figure_knows_its_subject_period_and_plan() -> None:
    """Subject, nearest time and tense travel with the figure."""
    found = one("In 2021 werden 34 dossiers van de regio Leuven behandeld.")
    assert found.subject == "dossiers van de regio Leuven behandeld"
    assert found.period is not None
    assert found.period.expected == date(2021, 12, 31)
    assert found.planned is False
    assert one("We zullen 34 dossiers behandelen.").planned is True
    assert one("34 dossiers").planned is None
    assert found.reading.version.startswith("nl-figures")


def test_the_nearest_time_is_the_period() -> None:
    """With two times in a sentence each figure takes the nearest one of its clause."""
    first, second = figures("In 2019 telden we 12 zaken, in 2020 telden we 15 zaken.")
    assert first.period is not None
    assert second.period is not None
    assert (first.period.expected, second.period.expected) == (date(2019, 12, 31), date(2020, 12, 31))


def test_all_figures_hold_the_doubtful_ones_too() -> None:
    """Readings of low certainty are there for who asks for all."""
    assert not figures("Er is een probleem.")
    assert [match.reading.certainty < 0.5 for match in read_all_figures("Er is een probleem.")] == [True]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("$10", {"kind": "money", "amount": 10.0, "currency": "USD"}),
        ("tussen 10 dollar en 20 dollar", {"kind": "money_range", "min": 10.0, "max": 20.0, "currency": "USD"}),
        ("minder dan 7 euro", {"kind": "money_range", "min": None, "max": 7.0, "currency": "EUR"}),
        ("2 pond", {"kind": "quantity", "value": 1000.0, "unit": "g"}),
        ("20 MB", {"kind": "quantity", "value": 20.0, "unit": "megabyte"}),
        ("hij is 29 jaar oud", {"kind": "age", "value": 29.0, "unit": "year"}),
        ("meer dan 100 maar minder dan 300", {"kind": "number_range", "min": 100.0, "max": 300.0}),
        ("een kwart van de klas", {"kind": "percentage", "value": 25.0}),
        ("een van de drie", {"kind": "percentage", "value": 100 / 3}),
        ("percentage van 30", {"kind": "percentage", "value": 30.0}),
        ("17/5/2018", {"kind": "number", "value": 17.0}),
        ("volgend jaar", {"kind": "interval", "start": "2024-01-01", "end": "2025-01-01"}),
        ("18 maanden", {"kind": "duration", "iso": "P18M"}),
        ("elk kwartaal", {"kind": "set", "period": "P3M"}),
        ("komende paar dagen", {"kind": "interval", "start": "2023-06-15", "end": "2023-06-17", "vague": True}),
    ],
)
def test_readings_are_stated_in_the_form_of_test_collections(text: str, entry: dict[str, object]) -> None:
    """Every meaning of an expression is one entry, ends exclusive."""
    entries = extract(text, "2023-06-14T00:00:00")
    close = [
        {key: pytest.approx(value) if isinstance(value, float) else value for key, value in entry.items()} == found
        for found in entries
    ]
    assert any(close), entries
    assert figure_readings("geen getal") == []
