"""Tables as figures: headings, units, multipliers, years, captions, and what is no figure."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import RulesError
from corpus.facts import Figure, FigureKind, Qualifier
from corpus.model import DocumentText, Item, QuestionRecord, Section, Side, Span
from ingest.readers import read
from ingest.readers.assembly import Piece, PlacedCell, TextAssembly
from ingest.tables import OBJECT, prose, read_table_figures
from ingest.tables.cells import decimal_point, parse_number
from ingest.tables.rules import TableRules, table_rules
from tests.ingest.conftest import make_raw

Row = tuple[str, str, str, str | None, str | None]


def table(rows: str, *, above: str = "", name: str = "") -> DocumentText:
    """Return a document with one table: rows on lines, cells parted by bars, below a line of text."""
    assembly = TextAssembly()
    assembly.paragraph([Piece(above)])
    lines = [line.strip().split("|") for line in rows.strip().splitlines()]
    cells = [
        PlacedCell(row=row, column=column, text=text)
        for row, line in enumerate(lines)
        for column, text in enumerate(line)
    ]
    assembly.table(cells, name=name)
    return assembly.finish("test")


def figures(rows: str, *, above: str = "", name: str = "") -> tuple[Figure, ...]:
    """Return the figures of one table."""
    return read_table_figures(table(rows, above=above, name=name), QuestionRecord())


def brief(found: tuple[Figure, ...]) -> list[Row]:
    """Return value, unit, kind and headings of figures."""
    return [(str(f.value), f.unit, f.kind.value, f.row, f.column) for f in found]


def years(found: tuple[Figure, ...]) -> list[date | None]:
    """Return the last day of the time of each figure."""
    return [None if f.period is None else f.period.expected for f in found]


CASES: dict[str, tuple[str, list[Row]]] = {
    "years in columns": (
        "Provincie|2021|2022\nLimburg|1.234|5\nTotaal|7|8",
        [
            ("1234", "", "count", "Limburg", "2021"),
            ("5", "", "count", "Limburg", "2022"),
            ("7", "", "count", "Totaal", "2021"),
            ("8", "", "count", "Totaal", "2022"),
        ],
    ),
    "years in rows, units in columns": (
        "Jaar|Aantal dossiers|Bedrag (x 1.000 euro)|Aandeel (%)\n2021|12|1.234,5|12,5\n2022|2003|1,5|10",
        [
            ("12", "dossiers", "count", "2021", "Aantal dossiers"),
            ("1234500", "EUR", "money", "2021", "Bedrag (x 1.000 euro)"),
            ("12.5", "%", "percent", "2021", "Aandeel (%)"),
            ("2003", "dossiers", "count", "2022", "Aantal dossiers"),
            ("1500", "EUR", "money", "2022", "Bedrag (x 1.000 euro)"),
            ("10", "%", "percent", "2022", "Aandeel (%)"),
        ],
    ),
    "two heading rows, the upper one printed once": (
        "|2021||2022|\n|raming|realisatie|raming|realisatie\nWegen (in mio euro)|1,5|2|3|4",
        [
            ("1500000", "EUR", "money", "Wegen (in mio euro)", "2021 / raming"),
            ("2000000", "EUR", "money", "Wegen (in mio euro)", "2021 / realisatie"),
            ("3000000", "EUR", "money", "Wegen (in mio euro)", "2022 / raming"),
            ("4000000", "EUR", "money", "Wegen (in mio euro)", "2022 / realisatie"),
        ],
    ),
    "units in a row of their own": (
        "Gemeente|Oppervlakte|Kostprijs\n|(ha)|(euro)\nGenk|12|5",
        [
            ("12", "ha", "measure", "Genk", "Oppervlakte / (ha)"),
            ("5", "EUR", "money", "Genk", "Kostprijs / (euro)"),
        ],
    ),
    "row headings printed once for their group": (
        "Provincie|Geslacht|2022\nLimburg|m|1\n|v|2\nAntwerpen|m|3",
        [
            ("1", "", "count", "Limburg / m", "2022"),
            ("2", "", "count", "Limburg / v", "2022"),
            ("3", "", "count", "Antwerpen / m", "2022"),
        ],
    ),
    "sections of rows": (
        "School|2022\nLimburg:|\nmeisjes|1\nAntwerpen:|\nmeisjes|2",
        [("1", "", "count", "Limburg: / meisjes", "2022"), ("2", "", "count", "Antwerpen: / meisjes", "2022")],
    ),
    "a title over the whole width": (
        "Aantal leerlingen per net||\nNet|2021|2022\nGO|1|2",
        [("1", "leerlingen", "count", "GO", "2021"), ("2", "leerlingen", "count", "GO", "2022")],
    ),
    "codes and row numbers are no figures": (
        "nr|NIS-code|Gemeente|Aantal\n1|11001|Aartselaar|4\n2|11002|Antwerpen|5",
        [
            ("4", "", "count", "1 / 11001 / Aartselaar", "Aantal"),
            ("5", "", "count", "2 / 11002 / Antwerpen", "Aantal"),
        ],
    ),
    "a code behind the figures": (
        "Naam|Aantal|Postcode\na|4|3500\nb|5|3600",
        [
            ("4", "", "count", "a", "Aantal"),
            ("5", "", "count", "b", "Aantal"),
        ],
    ),
    "ages count up": (
        "Leeftijd|Jongens\n12|5\n13|9\n14|7",
        [("5", "", "count", "12", "Jongens"), ("9", "", "count", "13", "Jongens"), ("7", "", "count", "14", "Jongens")],
    ),
    "no headings": (
        "1|2\n3|5",
        [
            ("1", "", "count", None, None),
            ("2", "", "count", None, None),
            ("3", "", "count", None, None),
            ("5", "", "count", None, None),
        ],
    ),
    "figures that look like years": (
        "Provincie|Aantal leerlingen\nLimburg|2003\nAntwerpen|1987",
        [
            ("2003", "leerlingen", "count", "Limburg", "Aantal leerlingen"),
            ("1987", "leerlingen", "count", "Antwerpen", "Aantal leerlingen"),
        ],
    ),
    "a year in a column of years is none": (
        "Brug|Bouwjaar|Lengte (m)\nNoord|1987|12",
        [("12", "m", "measure", "Noord / 1987", "Lengte (m)")],
    ),
    "words between figures": (
        "Actie|Timing|Budget\nOmleiding|najaar 2024|5",
        [("5", "EUR", "money", "Omleiding / najaar 2024", "Budget")],
    ),
    "missing values": ("x|2021|2022|2023\na|-|n.b.|3", [("3", "", "count", "a", "2023")]),
    "words only": ("Fase|Timing\n1e fase|najaar", []),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES.keys())
def test_tables_become_figures(rows: str, expected: list[Row]) -> None:
    """Each numeric cell of the body is a figure with its headings, unit and multiplier; nothing else is."""
    assert brief(figures(rows)) == expected


@pytest.mark.parametrize(
    ("cell", "value", "unit", "kind", "qualifier"),
    [
        ("1.234,5", "1234.5", "", FigureKind.COUNT, None),
        ("1 234 567", "1234567", "", FigureKind.COUNT, None),
        ("1.234", "1234", "", FigureKind.COUNT, None),
        ("12,5 %", "12.5", "%", FigureKind.PERCENT, None),
        ("€ 1.234,50", "1234.50", "EUR", FigureKind.MONEY, None),
        ("1.234 euro", "1234", "EUR", FigureKind.MONEY, None),
        ("-5", "-5", "", FigureKind.COUNT, None),
        ("€ -5", "-5", "EUR", FigureKind.MONEY, None),
        ("(5)", "-5", "", FigureKind.COUNT, None),
        ("+3", "3", "", FigureKind.COUNT, None),
        ("<5", "5", "", FigureKind.COUNT, Qualifier.AT_MOST),
        ("ca. 12", "12", "", FigureKind.COUNT, Qualifier.ABOUT),
        ("123*", "123", "", FigureKind.COUNT, None),
        ("12 km", "12", "km", FigureKind.MEASURE, None),
        ("4 miljoen euro", "4000000", "EUR", FigureKind.MONEY, None),
    ],
)
def test_cells_that_are_numbers(
    cell: str, value: str, unit: str, kind: FigureKind, qualifier: Qualifier | None
) -> None:
    """A cell's number is read as it is written in Belgium, with the unit and hedge that stand in it."""
    (found,) = figures(f"Naam|Kolom\na|{cell}")
    assert (found.value, found.unit, found.kind, found.qualifier) == (Decimal(value), unit, kind, qualifier)


@pytest.mark.parametrize(
    "cell",
    [
        "-",
        "n.v.t.",
        "x",
        "#N/A",
        "31.12.2022",
        "31/12/2022",
        "0012",
        "2021-2022",
        "10-15",
        "A12",
        "02 123 45 67",
        "zie 3 en 4",
        "?",
        "5 " * 40,
    ],
)
def test_cells_that_are_no_numbers(cell: str) -> None:
    """Signs for nothing, dates, codes, spans of years, ranges, telephone numbers and sentences are no figures."""
    assert figures(f"Naam|Kolom\na|{cell}\nb|7")[-1].value == 7
    assert len(figures(f"Naam|Kolom\na|{cell}\nb|7")) == 1


@pytest.mark.parametrize(
    ("digits", "point", "value", "doubt"),
    [
        ("1.234", False, "1234", False),
        ("1.234", True, "1.234", True),
        ("1,234", True, "1234", True),
        ("1,234", False, "1.234", False),
        ("12.5", False, "12.5", True),
        ("12,5", True, "12.5", False),
        ("1,234,567", False, "1234567", True),
        ("1.234.567,8", False, "1234567.8", False),
        ("1,234,567.8", True, "1234567.8", False),
        (",5", False, "0.5", False),
    ],
)
def test_points_and_commas(digits: str, point: bool, value: str, doubt: bool) -> None:
    """Points and commas are read by their places, in doubt by the table's habit, and the doubt is told."""
    assert parse_number(digits, point=point) == (Decimal(value), doubt)


@pytest.mark.parametrize(
    ("cells", "point"),
    [(["1093.5", "20.25"], True), (["1.093,5", "20"], False), (["1.234"], False), (["tekst"], False)],
)
def test_decimal_point_of_a_table(cells: list[str], point: bool) -> None:
    """A table has a decimal point where the numbers that can be read in one way only have it."""
    assert decimal_point(cells) is point


@pytest.mark.parametrize(
    ("heading", "unit", "kind", "value"),
    [
        ("Bedrag", "EUR", FigureKind.MONEY, 2),
        ("Subsidie in euro", "EUR", FigureKind.MONEY, 2),
        ("Budget (k€)", "EUR", FigureKind.MONEY, 2000),
        ("Budget in duizend euro", "EUR", FigureKind.MONEY, 2000),
        ("Aantal (x 1000)", "", FigureKind.COUNT, 2000),
        ("Aantal leningen van 1.000 euro", "leningen", FigureKind.COUNT, 2),
        ("Aantal unieke bezoekers per jaar", "unieke bezoekers", FigureKind.COUNT, 2),
        ("# scholen", "scholen", FigureKind.COUNT, 2),
        ("Percentage", "%", FigureKind.PERCENT, 2),
        ("Lengte (in km)", "km", FigureKind.MEASURE, 2),
        ("Oppervlakte in ha", "ha", FigureKind.MEASURE, 2),
        ("MW", "MW", FigureKind.MEASURE, 2),
        ("Wachttijd (dagen)", "dagen", FigureKind.DURATION, 2),
        ("Maand", "", FigureKind.COUNT, 2),
        ("Limburg", "", FigureKind.COUNT, 2),
    ],
)
def test_units_of_headings(heading: str, unit: str, kind: FigureKind, value: int) -> None:
    """A heading's unit and multiplier are read: signs, words, brackets, counted nouns; a name is no unit."""
    (found,) = figures(f"Naam|{heading}\na|2")
    assert (found.unit, found.kind, found.value) == (unit, kind, Decimal(value))


def test_multiplier_of_the_caption() -> None:
    """A multiplier in the caption holds for amounts, not for percentages or cells that say their size themselves."""
    found = figures("x|2021|Aandeel (%)|y\na|2|3|4 miljoen euro", above="Uitgaven (x 1.000 euro)")
    assert [(int(f.value), f.unit) for f in found] == [(2000, "EUR"), (3, "%"), (4_000_000, "EUR")]


def test_unprinted_money_is_less_certain() -> None:
    """Euro that is only expected of the word for an amount is less certain than a printed one."""
    printed, expected = figures("x|Prijs (euro)\na|5")[0], figures("x|Prijs\na|5")[0]
    assert (printed.unit, expected.unit) == ("EUR", "EUR")
    assert printed.reading.certainty > expected.reading.certainty


def test_missing_headings_lower_the_certainty() -> None:
    """A figure with headings for row and column is surer than one with one of them, or none."""
    both, one, none = figures("x|2021\na|5")[0], figures("a|5\nb|6")[0], figures("5|7\n6|1")[0]
    assert both.reading.certainty > one.reading.certainty > none.reading.certainty
    assert (both.reading.rule, both.reading.version) == ("table_cell", table_rules("nl").version)


@pytest.mark.parametrize(
    ("rows", "above", "days"),
    [
        ("x|2021|2022\na|5|6", "", [date(2021, 12, 31), date(2022, 12, 31)]),
        ("Maand|2021|2022\nfebruari|5|6", "", [date(2021, 2, 28), date(2022, 2, 28)]),
        ("x|Q1 2022\na|5", "", [date(2022, 3, 31)]),
        ("Schooljaar|Aantal\n2021-2022|5", "", [date(2022, 12, 31)]),
        ("x|schooljaar 2021-2022\na|5", "", [date(2022, 8, 31)]),
        ("x|Aantal\na|5", "Cijfers voor 2020:", [date(2020, 12, 31)]),
        ("x|Aantal\na|5", "Cijfers van 2019 en 2020:", [date(2020, 12, 31)]),
        ("Brug|Bouwjaar|Lengte (m)\nNoord|1987|12", "", [None]),
        ("x|Aantal\na|5", "", [None]),
    ],
)
def test_times_of_cells(rows: str, above: str, days: list[date | None]) -> None:
    """The time is that of the nearest heading, of row and column together, or of the caption if it names one."""
    assert years(figures(rows, above=above)) == days


@pytest.mark.parametrize(
    ("above", "name", "caption"),
    [
        ("1. Er zijn er 12. Aantal bruggen per provincie:", "", "Aantal bruggen per provincie"),
        ("Tabel 1. Bruggen.", "", "Tabel 1. Bruggen"),
        ("Wij hebben er veel.", "", None),
        ("Wij hebben er veel.", "Bruggen", "Bruggen"),
        ("", "Blad1: Bruggen", "Bruggen"),
        ("", "Sheet2", None),
        ("woord " * 50, "", None),
    ],
)
def test_captions(above: str, name: str, caption: str | None) -> None:
    """The caption is the table's own name, without names that programs give, else a title right above it."""
    (found,) = figures("x|2022\na|5", above=above, name=name)
    assert found.table == caption
    assert (found.subject or "").startswith(caption or "a")


def test_figures_of_a_table_are_planned_or_realised() -> None:
    """Headings that speak of a plan or an outcome say so of their figures; both or neither leaves it open."""
    found = figures("x|geraamd 2024|gerealiseerd 2023|raming en realisatie|2022\na|1|2|3|4")
    assert [figure.planned for figure in found] == [True, False, None, None]


def test_table_belongs_to_the_item_around_it() -> None:
    """A table inside an item of the question or answer is that item's; one outside both sides is the answer's."""
    document = table("x|2022\na|5", above="Vraag")
    end = len(document.text)
    outer, inner = Span(start=0, end=end), Span(start=2, end=end)
    items = (Item(side=Side.QUESTION, label="1", span=outer), Item(side=Side.QUESTION, label="1.a", span=inner))
    record = QuestionRecord(items=items, sections=(Section(side=Side.QUESTION, start=0, end=end),))
    (found,) = read_table_figures(document, record)
    assert (found.side, found.item) == (Side.QUESTION, "1.a")
    (found,) = read_table_figures(document, QuestionRecord())
    assert (found.side, found.item) == (Side.ANSWER, "")


def test_merged_headings_reach_over_their_columns() -> None:
    """A merged heading heads every column below it, and a merged row heading every row beside it."""
    page = (
        "<table><tr><th rowspan=2>Net</th><th colspan=2>2022</th></tr><tr><th>meisjes</th><th>jongens</th></tr>"
        "<tr><td>GO</td><td>1</td><td>2</td></tr></table>"
    )
    document = read(make_raw(f"<html>{page}</html>".encode(), "text/html"))
    found = read_table_figures(document, QuestionRecord())
    assert [(f.row, f.column) for f in found] == [("GO", "2022 / meisjes"), ("GO", "2022 / jongens")]


def test_enormous_merge_heads_only_its_first_place() -> None:
    """A merged cell that claims to cover a whole sheet costs nothing."""
    assembly = TextAssembly()
    cells = [
        PlacedCell(row=0, column=0, text="Kop", rows=60_000, columns=1000),
        PlacedCell(row=0, column=1, text="2022"),
    ]
    cells += [PlacedCell(row=1, column=0, text="a"), PlacedCell(row=1, column=1, text="5")]
    assembly.table(cells)
    (found,) = read_table_figures(assembly.finish("test"), QuestionRecord())
    assert (found.row, found.column) == ("a", "2022")


def test_prose_blanks_figures_and_keeps_words() -> None:
    """Data tables are blanked character by character, but rows with remarks keep their words; other tables stay."""
    document = table("Actie|Timing|Budget\nOmleiding|wellicht|5\nFietspad|-|6", above="Voor 2024")
    blanked = prose(document)
    assert len(blanked) == len(document.text)
    assert blanked.split() == ["Voor", "2024"]
    assert OBJECT in prose(document, sign=OBJECT)
    words = table("Fase|Timing\nEen|najaar 2024")
    assert prose(words) == words.text


def test_remark_beside_figures_is_read_as_prose() -> None:
    """A column of remarks behind the figures stays in the running text, with the heading of its row."""
    document = table("Actie|Budget|Timing\nOmleiding|5|najaar 2024\nFietspad|6|")
    assert prose(document).split() == ["Omleiding", "najaar", "2024"]


def test_rules_of_another_language_fall_back() -> None:
    """A language without rules for tables is read by the Dutch ones; a missing file is an error of its own."""
    assert table_rules("xx") is table_rules("nl")
    with pytest.raises(RulesError, match="xx_tables"):
        TableRules("xx")


CELL_TEXTS = st.text(alphabet="0123456789.,-% €ax()*<|", max_size=12)


@given(st.lists(st.lists(CELL_TEXTS, min_size=1, max_size=4), min_size=1, max_size=6), CELL_TEXTS)
def test_any_table_gives_true_places(rows: list[list[str]], above: str) -> None:
    """Any cells give figures whose words stand in the text in order, and a prose of the same length."""
    assembly = TextAssembly()
    assembly.paragraph([Piece("begin " + above)])
    assembly.table([PlacedCell(row=r, column=c, text=t) for r, row in enumerate(rows) for c, t in enumerate(row)])
    document = assembly.finish("test")
    found = read_table_figures(document, QuestionRecord())
    spans = [figure.span for figure in found]
    assert spans == sorted(spans, key=lambda span: span.start)
    assert all(any(sign.isdigit() for sign in span.quote(document.text)) for span in spans)
    assert len(prose(document)) == len(document.text)
