"""Excel, OpenDocument sheets and comma-separated values: tables, number formats, dates, merged cells, delimiters."""

import datetime
from decimal import Decimal

import pytest
from odfdo import Document as OpenDocument
from odfdo import Table

from corpus.errors import UnreadableDocument
from corpus.model import DocumentText, Side
from ingest.readers import read
from ingest.readers.assembly import LARGEST_TABLE
from ingest.readers.csv_table import find_delimiter
from ingest.readers.spreadsheet import _printed
from tests.ingest.conftest import make_raw
from tests.ingest.office_kit import grid, open_bytes, sheet_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv(text: str | bytes) -> DocumentText:
    """Read comma-separated values."""
    return read(make_raw(text if isinstance(text, bytes) else text.encode(), "text/csv"))


@pytest.mark.parametrize(
    ("value", "code", "text", "number", "unit"),
    [
        (1234567.891, "General", "1234567,891", "1234567.891", None),
        (12, "General", "12", "12", None),
        (0.1 + 0.2, "General", "0,3", "0.3", None),
        (1234567.891, "#,##0", "1.234.568", "1234567.891", None),
        (1234.5, "#,##0.00", "1.234,50", "1234.5", None),
        (2.5, "0", "3", "2.5", None),
        (-1234.5, "#,##0.0;[Red]-#,##0.0", "-1.234,5", "-1234.5", None),
        (0.125, "0.0%", "12,5%", "12.5", "%"),
        (5, '#,##0 "km"', "5 km", "5", None),
        (1234.5, "[$€-413] #,##0.00", "€ 1.234,50", "1234.5", "EUR"),
        (1234.5, "#,##0.00 €", "1.234,50 €", "1234.5", "EUR"),
        (1234.5, '_-"€" * #,##0.00_-;-"€" * #,##0.00', "€ 1.234,50", "1234.5", "EUR"),
        (1234567, "#,##0,", "1.235", "1234.567", None),
        (1234567, '0.0,,"M"', "1,2M", "1.234567", None),
        (1.5, "# ?/?", "1,5", "1.5", None),
        (1e300, "0.00", "1" + "0" * 300, "1" + "0" * 300, None),
        (float("inf"), "0", "inf", None, None),
        (True, "General", "TRUE", None, None),
        (datetime.date(2022, 3, 1), "dd/mm/yyyy", "01/03/2022", None, None),
        (datetime.datetime(2022, 3, 1, 12, 0, tzinfo=datetime.UTC), "mmm\\-yy", "03/2022", None, None),
        (datetime.date(2022, 3, 1), "yyyy", "2022", None, None),
        (datetime.time(9, 5), "h:mm", "09:05", None, None),
        (datetime.timedelta(hours=30), "[h]:mm", "1 day, 6:00:00", None, None),
        ("tekst", "General", "tekst", None, None),
    ],
)
def test_cells_are_printed_by_their_format(
    value: object, code: str, text: str, number: str | None, unit: str | None
) -> None:
    """A cell has the words that its number format prints, with the number itself in the unit printed."""
    assert _printed(value, code) == (text, None if number is None else Decimal(number), unit)


def test_sheet_becomes_title_and_table() -> None:
    """A sheet gives its name, the line above the table as title, and the table; the whole is a minister's data."""
    rows: list[list[object]] = [["Aantal leerlingen per provincie"], []]
    rows += [["Provincie", 2021, 2022], ["Limburg", 1234.5, 0.125]]
    made = read(make_raw(sheet_bytes({"Leerlingen": rows}, {"B4": "#,##0.00", "C4": "0.0%"}), XLSX))
    table = "Provincie\t2021\t2022\nLimburg\t1.234,50\t12,5%"
    assert made.text == f"Leerlingen\n\nAantal leerlingen per provincie\n\n{table}\n"
    assert (made.tables[0].name, made.reader) == ("Leerlingen: Aantal leerlingen per provincie", "xlsx")
    assert [cell.value for cell in made.tables[0].cells[-2:]] == [Decimal("1234.5"), Decimal("12.5")]
    assert [section.side for section in made.sections] == [Side.ANSWER]
    assert made.warnings == ()


def test_sheets_and_stacked_tables() -> None:
    """Each sheet has its tables; empty rows part tables with headings and join what goes on with numbers."""
    stacked: list[list[object]] = [["a", "b"], ["x", 1], [], ["y", 2], [], ["c", "d"], ["z", 3]]
    made = read(make_raw(sheet_bytes({"Een": stacked, "Leeg": [], "Twee": [["p", "q"], ["r", 1]]})))
    assert made.text == "Een\n\na\tb\nx\t1\ny\t2\n\nc\td\nz\t3\n\nTwee\n\np\tq\nr\t1\n"
    assert [table.name for table in made.tables] == ["Een", "Een", "Twee"]


def test_merged_cells_and_empty_columns() -> None:
    """A merged heading keeps its extent; empty rows and columns around and inside a table are left out."""
    rows: list[list[object]] = [[], [None, "P", None, "J", None]]
    rows += [[None, None, None, 2021, 2022], [None, "x", None, 1, 2]]
    made = read(make_raw(sheet_bytes({"S": rows}, merged=["D2:E2", "B2:B3"])))
    assert grid(made) == [
        (0, 0, "P"),
        (0, 1, "J"),
        (1, 1, "2021"),
        (1, 2, "2022"),
        (2, 0, "x"),
        (2, 1, "1"),
        (2, 2, "2"),
    ]
    assert [(cell.rows, cell.columns) for cell in made.tables[0].cells[:2]] == [(2, 1), (1, 2)]


def test_far_away_cell_costs_nothing() -> None:
    """A cell at the end of a sheet does not make a text of a million empty lines."""
    import io

    import openpyxl

    book = openpyxl.Workbook()
    for place, value in (("A1", "a"), ("B1", "b"), ("A1048576", "x"), ("XFD1048576", 5)):
        book.active[place] = value  # type: ignore[index]
    buffer = io.BytesIO()
    book.save(buffer)
    assert read(make_raw(buffer.getvalue())).text == "Sheet\n\na\tb\nx\t5\n"


def test_hidden_sheet_is_read_with_a_warning() -> None:
    """A sheet that is hidden in the file is read, and the warning names it."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(sheet_bytes({"Open": [["a", "b"], ["c", 1]], "Dicht": [["d", "e"], ["f", 2]]}))
    )
    book["Dicht"].sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    made = read(make_raw(buffer.getvalue(), XLSX))
    assert "Dicht" in made.text
    assert made.warnings == ("the sheet Dicht is hidden in the file; it was read too",)


def test_open_document_sheet() -> None:
    """An ODS file is read like an Excel file; a percentage has its value in percent, an amount its currency."""
    document = OpenDocument("spreadsheet")
    document.body.clear()
    table = Table("Blad", width=3, height=2)
    table.set_values([["x", 2022, 2023], ["y", 3.5, 4]])
    document.body.append(table)
    cell = table.get_cell((1, 1))
    cell.set_attribute("office:value-type", "percentage")
    cell.set_attribute("office:value", "0.035")
    table.set_cell((1, 1), cell)
    money = table.get_cell((2, 1))
    money.set_attribute("office:value-type", "currency")
    money.set_attribute("office:currency", "EUR")
    table.set_cell((2, 1), money)
    made = read(make_raw(open_bytes(document), "x/y"))
    assert made.reader == "ods"
    assert [(c.value, c.unit) for c in made.tables[0].cells[-2:]] == [(Decimal("3.5"), "%"), (Decimal(4), "EUR")]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b;c\n1,5;2,5;3\n", ";"),
        ("a,b,c\n1,2,3\n", ","),
        ("a\tb\n1,5\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('"x; y",b\n"p; q",2\n', ","),
        ("a\nb\n", ";"),
        ('"nooit gesloten;a\n', ";"),
    ],
)
def test_delimiter_is_found(text: str, delimiter: str) -> None:
    """The sign that gives most lines the same number of cells parts them; decimal commas and quotes do not mislead."""
    assert find_delimiter(text) == delimiter


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Provincie;2021\r\nLimburg;1.234,5\r\n", "Provincie\t2021\nLimburg\t1.234,5\n"),
        ('a,b\n"twee\nregels, met komma",1\n', "a\tb\ntwee regels, met komma\t1\n"),
        ("sep=|\na|b\nc|1\n", "a\tb\nc\t1\n"),
        ("Titel\n\na;b\nc;1\n", "Titel\n\na\tb\nc\t1\n"),
        ("Titel\nvan de tabel;\na;b\nc;1\n", "Titel\nvan de tabel\n\na\tb\nc\t1\n"),
        ("alleen\nwoorden\n", "alleen\nwoorden\n"),
        ("a;b;\nc;;5\n", "a\tb\nc\t\t5\n"),
    ],
)
def test_csv_text(content: str, text: str) -> None:
    """Lines become rows with tabs; titles above stay lines, quoted line ends become blanks, empty cells keep places."""
    assert csv(content).text == text


def test_csv_encodings_and_refusals() -> None:
    """Windows-1252 is read with a warning; bytes that are no text, and nothing at all, are refused."""
    made = csv("a;b\ncafé;1\n".encode("cp1252"))
    assert "café" in made.text
    assert "Windows-1252" in made.warnings[0]
    for content, reason in ((bytes(range(256)), "binary"), (b";;\n;;\n", "empty"), (b"a;" + b"x" * 200_000, "damaged")):
        with pytest.raises(UnreadableDocument) as caught:
            csv(content)
        assert caught.value.reason == reason


def test_table_beyond_the_limit_keeps_its_text() -> None:
    """Of a very large table the text is whole and the cells are the first ones, with a warning."""
    made = csv("a;b\n" + "x;1\n" * (LARGEST_TABLE // 2 + 10))
    assert made.text.count("\n") == LARGEST_TABLE // 2 + 11
    assert len(made.tables[0].cells) == LARGEST_TABLE
    assert "100000" in made.warnings[0]
