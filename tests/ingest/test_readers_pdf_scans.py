"""Scanned pages: recognised where Tesseract is, refused or named where it is not; and garbled text."""

import io
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import UnreadableDocument
from corpus.model import DocumentText
from ingest.readers import ocr, pdf, read
from ingest.readers.pdf_rows import RowPage
from ingest.readers.pdf_scans import garbled
from tests.ingest.conftest import make_pdf, make_raw
from tests.ingest.pdf_producers.measure import load_golden, measure

LINES = [
    "De minister heeft de Vlaamse steden en gemeenten gevraagd om",
    "hun laadpalen voor het einde van dit jaar te melden.",
    "Daarvoor is een bedrag van 2.400.000 euro beschikbaar.",
]
COLUMNS = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def without_tesseract() -> str:
    """Return why scans cannot be recognised here, empty if they can."""
    return "" if ocr.recogniser() else "NO TEXT RECOGNITION: apt-get install tesseract-ocr tesseract-ocr-nld"


needs_tesseract = pytest.mark.skipif(bool(without_tesseract()), reason=without_tesseract())


def scanned(content: bytes, *, before: bytes | None = None, scale: float = 300 / 72) -> bytes:
    """Return a PDF of pictures of the pages of another, after the pages of a third if there is one."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842))
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            canvas.drawImage(ImageReader(page.render(scale=scale).to_pil().convert("L")), 0, 0, 595, 842)
            canvas.showPage()
    canvas.save()
    if before is None:
        return target.getvalue()
    from pypdf import PdfWriter

    writer, joined = PdfWriter(), io.BytesIO()
    writer.append(io.BytesIO(before))
    writer.append(io.BytesIO(target.getvalue()))
    writer.write(joined)
    return joined.getvalue()


def read_made(content: bytes) -> DocumentText:
    """Read a PDF."""
    return read(make_raw(content, "application/pdf", "scan.pdf"))


@needs_tesseract
def test_scan_is_recognised() -> None:
    """A scan is read by text recognition, says so, and its lines are those that are printed."""
    text = read_made(scanned(make_pdf([LINES])))
    assert text.text.split() == " ".join(LINES).split()
    assert text.text.count("\n") == len(LINES)
    assert text.reader == "ocr"
    assert text.warnings == ("page 1 was read by text recognition (OCR): letters may be wrong",)


@needs_tesseract
def test_only_scanned_pages_are_recognised() -> None:
    """Of a document with printed and scanned pages only the scanned ones are recognised, each in its place."""
    text = read_made(scanned(make_pdf([LINES]), before=make_pdf([["Zie de bijlage hierna."]])))
    assert text.text.split() == ["Zie", "de", "bijlage", "hierna.", *" ".join(LINES).split()]
    assert text.page_at(text.text.index("laadpalen")) == 2
    assert text.reader == "pdfium, ocr"
    assert "page 2 was read" in text.warnings[0]


@needs_tesseract
@pytest.mark.slow
def test_scanned_columns_are_read_in_order() -> None:
    """A scanned bulletin of two columns is read column by column, with at most five words in a hundred wrong."""
    golden = load_golden("WeasyPrint-question-columns")
    text = read_made(scanned(golden.content))
    found = measure(golden.known, text)
    assert found.rate <= 0.05, found.examples


def test_without_recognition_scans_are_refused_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Tesseract a scan is refused with what to install, and a scanned page among others is named."""
    monkeypatch.setattr(pdf, "recogniser", lambda: None)
    with pytest.raises(UnreadableDocument, match="tesseract-ocr-nld") as caught:
        read_made(scanned(make_pdf([LINES]), scale=0.5))
    assert caught.value.reason == "scan"
    text = read_made(scanned(make_pdf([LINES]), before=make_pdf([["Zie de bijlage."]]), scale=0.5))
    assert text.warnings == ("no text on page 2: pictures, perhaps scanned",)
    assert text.reader == "pdfium"


def test_recognition_that_fails_leaves_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where text recognition fails or finds nothing, the page stays a scan."""
    monkeypatch.setattr(pdf, "recogniser", lambda: lambda _, __: None)
    with pytest.raises(UnreadableDocument) as caught:
        read_made(scanned(make_pdf([LINES]), scale=0.5))
    assert caught.value.reason == "scan"


@pytest.mark.parametrize("script", ["exit 1", "echo eng", "sleep 60"])
def test_broken_tesseract_is_none(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Tesseract that fails, lacks Dutch or hangs counts as not installed."""
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(ocr, "PROGRAM", str(program))
    monkeypatch.setattr(ocr, "_SECONDS_TO_START", 0.5)
    assert ocr.recogniser() is None


def test_tesseract_that_fails_on_a_page_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Tesseract that knows Dutch and then fails on the picture gives no page."""
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\nif [ "$1" = --list-langs ]; then echo nld; else exit 3; fi\n')
    program.chmod(0o755)
    monkeypatch.setattr(ocr, "PROGRAM", str(program))
    recognise = ocr.recogniser()
    assert recognise is not None
    assert recognise(make_pdf([LINES]), RowPage(number=1, width=595, height=842, rows=())) is None


def test_missing_tesseract_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the program there is no text recognition."""
    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program-anywhere")
    assert ocr.recogniser() is None


def test_table_of_words_becomes_rows() -> None:
    """Words of Tesseract's table stand on the baseline of their line; specks and blanks are left out."""
    entries = [
        "4\t1\t1\t1\t1\t0\t300\t300\t900\t50\t-1\t",
        "5\t1\t1\t1\t1\t1\t300\t300\t200\t50\t96.1\tEen",
        "5\t1\t1\t1\t1\t2\t520\t310\t300\t40\t91\twoord",
        "5\t1\t1\t1\t1\t3\t900\t310\t10\t5\t3.5\t~",
        "5\t1\t1\t1\t1\t4\t910\t310\t10\t5\t95\t ",
        "4\t1\t1\t1\t2\t0\t300\t380\t900\t50\t-1\t",
        "5\t1\t1\t1\t2\t1\t300\t380\t200\t50\t96\tonder",
    ]
    page = ocr.page_of("\n".join([COLUMNS, *entries]), RowPage(number=3, width=595, height=842, rows=()))
    assert [row.text for row in page.rows] == ["Een woord", "onder"]
    assert page.rows[0].baseline - page.rows[1].baseline == pytest.approx(80 * 72 / 300)
    assert ocr.page_of(COLUMNS, page).rows == ()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("De minister antwoordt op deze vraag dat er geen bijkomende middelen zijn. " * 4, False),
        ("1.204 1.377 88,1 % 655 701 90,4 % Antwerpen 2022 1.050 1.122 86,7 % 803 846 91,0 % " * 4, False),
        ("Inhoud ............................ 4\n" * 20, False),
        ("VDAB CAW OCMW BTW KMO NGO ESF VLAIO MOW LNE WSE " * 5, False),
        ("\ue012\ue013\ue014 " * 60, True),
        ("Gh plqlvwhu dqwzrrugw rs ghch yuddj gdw hu jhhq elmnrphqgh plgghohq clmq. " * 4, True),
        ("$%& '()* +,-. /!\"# " * 30, True),
        ("\ufffd\ufffd", False),
    ],
)
def test_garbled_text(text: str, wrong: bool) -> None:
    """Text of unmapped signs, or whose letters are no language's, is garbled; tables and abbreviations are not."""
    assert garbled(text) is wrong


def garbled_pdf() -> bytes:
    """Return a PDF whose text is not what a reader would see: every letter is another one."""
    shifted = str.maketrans("abcdefghijklmnopqrstuvwxyz", "defghijklmnopqrstuvwxyzabc")
    return make_pdf([[line.translate(shifted) for line in LINES * 4]])


def test_garbled_document_is_refused_and_garbled_page_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document of garbled text is refused; one garbled page among others is kept with a warning."""
    monkeypatch.setattr(pdf, "recogniser", lambda: None)
    with pytest.raises(UnreadableDocument) as caught:
        read_made(garbled_pdf())
    assert caught.value.reason == "garbled"
    buffer = io.BytesIO()
    from pypdf import PdfWriter

    writer = PdfWriter()
    for content in (make_pdf([LINES]), garbled_pdf()):
        writer.append(io.BytesIO(content))
    writer.write(buffer)
    assert "page 2 is garbled" in read_made(buffer.getvalue()).warnings[0]


@needs_tesseract
def test_installed_tesseract_has_dutch() -> None:
    """The program that is used is the installed one, and it lists Dutch."""
    program = shutil.which(ocr.PROGRAM)
    assert program is not None
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=True).stdout
    assert "nld" in listed.split()
