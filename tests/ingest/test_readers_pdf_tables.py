"""Ruled tables of PDFs, as several programs draw them, become tables and figures with their headings."""

import io
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as RuledTable

from corpus.facts import Figure
from corpus.model import Cell, DocumentText
from ingest.pipeline import ParsedDocument, process
from ingest.readers import read
from tests.browser_setup import browser
from tests.ingest.conftest import make_raw

OPENING = (
    "Schriftelijke vraag nr. 12",
    "van JAN JANSSENS",
    "datum: 3 maart 2023",
    "Vraag",
    "1. Hoeveel dossiers waren er?",
    "2. Wat volgt er?",
    "Antwoord",
    "1. De cijfers staan hieronder.",
    "Tabel 1: Dossiers en budget per provincie",
)
CLOSING = "2. Er volgt nog tekst."
HEADS = (("Provincie", "Aantal dossiers", "", "Budget (in miljoen euro)", ""), ("", "2021", "2022", "2021", "2022"))
FIRST = (("Antwerpen", "1.250", "1.310", "2,5", "2,75"), ("Oost-Vlaanderen", "980", "", "1,9", "2,1"))
TOTAL = ("Totaal", "2.230", "2.300", "4,4", "4,85")

Rows = tuple[tuple[str, ...], ...]
Producer = Callable[[Rows], bytes]


def by_reportlab(rows: Rows) -> bytes:
    """Set the document with ReportLab, which draws every line of the grid."""
    body = getSampleStyleSheet()["BodyText"]
    merged = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0))]
    style: list[Any] = [("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *merged]
    table = RuledTable([*HEADS, *rows], repeatRows=2, style=style)
    buffer = io.BytesIO()
    story = [*(Paragraph(line, body) for line in OPENING), table, Paragraph(CLOSING, body)]
    SimpleDocTemplate(buffer, invariant=1).build(story)
    return buffer.getvalue()


def page_of(rows: Rows) -> str:
    """Return the document as an HTML page for printing."""
    style = "@page{size:A4;margin:2cm}table{border-collapse:collapse}td,th{border:0.5pt solid #888;padding:2pt 4pt}"
    heads = (
        "<tr><th rowspan=2>Provincie</th><th colspan=2>Aantal dossiers</th><th colspan=2>Budget (in miljoen euro)</th>"
        "</tr><tr><th>2021</th><th>2022</th><th>2021</th><th>2022</th></tr>"
    )
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    above = "".join(f"<p>{line}</p>" for line in OPENING)
    table = f"<table><thead>{heads}</thead><tbody>{body}</tbody></table>"
    return f"<html><meta charset='utf-8'><style>{style}</style>{above}{table}<p>{CLOSING}</p></html>"


def by_weasyprint(rows: Rows) -> bytes:
    """Print the document with WeasyPrint."""
    printer = pytest.importorskip("weasyprint")
    return bytes(printer.HTML(string=page_of(rows)).write_pdf())


def by_chromium(rows: Rows) -> bytes:
    """Print the document with Chromium."""
    program = browser()
    if program is None:
        pytest.skip("no Chromium is installed")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "tabel.html"), Path(folder, "tabel.pdf")
        source.write_text(page_of(rows), encoding="utf-8")
        words = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        command = [program, *words, "--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return target.read_bytes()


PRODUCERS = (by_reportlab, by_weasyprint, by_chromium)


def read_pdf(content: bytes) -> DocumentText:
    """Read a PDF."""
    return read(make_raw(content, "application/pdf", "tabel.pdf"))


def parsed(content: bytes) -> ParsedDocument:
    """Read a PDF with all its facts."""
    return process(make_raw(content, "application/pdf", "tabel.pdf"), parliament="vlaams")


def table_figures(content: bytes) -> dict[tuple[str, str], Figure]:
    """Return the figures of a document's tables by their headings."""
    figures = [figure for figure in parsed(content).facts.figures if figure.reading.rule == "table_cell"]
    return {(figure.row or "", figure.column or ""): figure for figure in figures}


def drawn(lines: list[tuple[float, float, str]], rules: list[tuple[float, float, float, float]]) -> bytes:
    """Draw words and lines on a page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for left, baseline, words in lines:
        canvas.drawString(left, baseline, words)
    for rule in rules:
        canvas.line(*rule)
    canvas.save()
    return buffer.getvalue()


def shown(text: DocumentText, cell: Cell) -> tuple[int, int, int, int, str]:
    """Return row, column, rows, columns and words of a cell."""
    return cell.row, cell.column, cell.rows, cell.columns, cell.span.quote(text.text)


@pytest.mark.parametrize("produce", PRODUCERS)
def test_figures_of_a_ruled_table_have_headings_unit_and_year(produce: Producer) -> None:
    """Every number of a table has row, column, unit, year, caption and item, and its span is the printed number."""
    content = produce((*FIRST, TOTAL))
    document, figures = parsed(content), table_figures(content)
    assert len(figures) == 11
    found = figures["Antwerpen", "Aantal dossiers / 2022"]
    assert (int(found.value), found.unit, found.table, found.item) == (1310, "dossiers", OPENING[-1], "1")
    assert found.period is not None
    assert found.period.expected is not None
    assert found.period.expected.year == 2022
    assert int(figures["Totaal", "Budget (in miljoen euro) / 2021"].value) == 4_400_000
    assert found.span.page == 1
    assert ("Oost-Vlaanderen", "Aantal dossiers / 2022") not in figures
    assert found.span.quote(document.text.text) == "1.310"
    assert figures["Oost-Vlaanderen", "Budget (in miljoen euro) / 2021"].unit == "EUR"


@pytest.mark.parametrize("produce", PRODUCERS)
def test_merged_headings_reach_over_what_they_head(produce: Producer) -> None:
    """A heading over two columns, and one beside two rows of headings, cover their places."""
    text = read_pdf(produce((*FIRST, TOTAL)))
    places = {shown(text, cell) for cell in text.tables[0].cells}
    assert {(0, 0, 2, 1, "Provincie"), (0, 1, 1, 2, "Aantal dossiers"), (1, 3, 1, 1, "2021")} <= places


@pytest.mark.parametrize("produce", PRODUCERS)
def test_table_over_several_pages_is_one(produce: Producer) -> None:
    """Rows of later pages go on with the table, whose headings printed again are no rows, and keep their page."""
    more = tuple((f"Gemeente {n}", str(n), str(n + 1), f"{n},1", f"{n},2") for n in range(1, 90))
    content = produce((*FIRST, *more, TOTAL))
    text, figures = read_pdf(content), table_figures(content)
    assert len(text.pages) > 1
    assert [cell.span.quote(text.text) for table in text.tables for cell in table.cells].count("Provincie") == 1
    last = figures["Gemeente 89", "Aantal dossiers / 2022"]
    assert (int(last.value), last.span.page) == (90, len(text.pages))
    assert len(figures) == 11 + 4 * 89


def grid(left: float, right: float, edges: list[float], levels: list[float]) -> list[tuple[float, float, float, float]]:
    """Return the lines of a grid."""
    return [(left, level, right, level) for level in levels] + [(e, levels[0], e, levels[-1]) for e in edges]


def test_rows_without_lines_between_them_stay_rows() -> None:
    """Where only the heading is ruled off, every line of numbers is a row of its own."""
    names = ("Gent", "Brugge", "Aalst", "Ieper")
    words = [(64.0, 688.0, "Stad"), (204.0, 688.0, "Aantal fietsers")]
    for place, name in enumerate(names):
        words += [(64, 668 - 14 * place, name), (204, 668 - 14 * place, f"{place + 2}00")]
    text = read_pdf(drawn(words, grid(60, 340, [60, 200, 340], [700, 680, 610])))
    assert text.text == "Stad\tAantal fietsers\nGent\t200\nBrugge\t300\nAalst\t400\nIeper\t500\n"
    assert [shown(text, cell)[:2] for cell in text.tables[0].cells] == [(r, c) for r in range(5) for c in range(2)]


def test_row_merged_over_the_whole_width_names_a_section() -> None:
    """A row of one cell inside a table heads the rows below it."""
    words = [
        (64.0, 688.0, "Stad"), (204.0, 688.0, "Aantal fietsers"), (64.0, 668.0, "Kust"),
        (64.0, 648.0, "Oostende"), (204.0, 648.0, "120"), (64.0, 628.0, "Heuvelland"),
        (64.0, 608.0, "Ronse"), (204.0, 608.0, "75"),
    ]  # fmt: skip
    rules = grid(60, 340, [60, 340], [700, 680, 660, 640, 620, 600])
    rules += [(200, 700, 200, 680), (200, 660, 200, 640), (200, 620, 200, 600)]
    figures = table_figures(drawn(words, rules))
    assert {key[0]: int(found.value) for key, found in figures.items()} == {
        "Kust / Oostende": 120,
        "Heuvelland / Ronse": 75,
    }


def test_merged_cell_with_words_in_several_rows_heads_each_row() -> None:
    """Words of one cell that stand beside several rows are read in the rows where they stand."""
    words = [
        (64.0, 688.0, "Regio"), (144.0, 688.0, "Stad"), (204.0, 688.0, "Aantal"),
        (64.0, 668.0, "Zuid"), (144.0, 668.0, "Kortrijk"), (204.0, 668.0, "12"),
        (64.0, 648.0, "west"), (144.0, 648.0, "Menen"), (204.0, 648.0, "31"),
    ]  # fmt: skip
    rules = grid(60, 340, [60, 140, 200, 340], [700, 680, 640])
    text = read_pdf(drawn(words, [*rules, (140, 660, 340, 660)]))
    assert [shown(text, cell) for cell in text.tables[0].cells if cell.column == 0] == [
        (0, 0, 1, 1, "Regio"),
        (1, 0, 1, 1, "Zuid"),
        (2, 0, 1, 1, "west"),
    ]


def test_box_around_running_text_is_no_table() -> None:
    """A ruled box that lays out paragraphs leaves them text."""
    sentence = "Dit is een lange zin in een kader die naast een andere staat"
    words = [(64.0, 690.0 - 13 * n, sentence) for n in range(8)] + [
        (354.0, 690.0 - 13 * n, "en nog iets") for n in range(8)
    ]
    text = read_pdf(drawn(words, grid(60, 520, [60, 350, 520], [704, 580])))
    assert text.tables == ()


def test_word_broken_at_a_table_takes_nothing_from_it() -> None:
    """A hyphen at the end of the line above a table, or of a row, is left as it is."""
    words = [
        (64.0, 720.0, "Het aantal is niet-"), (64.0, 688.0, "Stad"), (204.0, 688.0, "Deel-"),
        (64.0, 668.0, "Gent"), (204.0, 668.0, "12"), (64.0, 648.0, "Aalst"), (204.0, 648.0, "31"),
    ]  # fmt: skip
    text = read_pdf(drawn(words, grid(60, 340, [60, 200, 340], [700, 680, 660, 640])))
    assert text.text == "Het aantal is niet-\n\nStad\tDeel-\nGent\t12\nAalst\t31\n"
