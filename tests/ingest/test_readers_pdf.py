"""PDF: lines, paragraphs, pages, furniture, hyphens, links, and files that cannot be read."""

import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import UnreadableDocument
from corpus.model import DocumentText, Link, Page
from ingest.readers import pdf, pdfium, pypdf_reader, read
from ingest.readers.hyphens import join_words
from ingest.readers.page_image import rectangles
from ingest.readers.printed import DamagedPdf, EncryptedPdf, PrintedLine, Rect
from tests.ingest.conftest import make_pdf, make_raw

PDF = "application/pdf"
BODY = [f"Regel {word} van een gewone alinea die niet ophoudt" for word in ("een", "twee", "drie", "vier", "vijf")]


def read_made(content: bytes) -> DocumentText:
    """Read a PDF."""
    return read(make_raw(content, PDF, "vraag.pdf"))


def refusal(content: bytes) -> UnreadableDocument:
    """Return the refusal of a PDF."""
    with pytest.raises(UnreadableDocument) as caught:
        read_made(content)
    return caught.value


def picture_pdf(*, words: str = "") -> bytes:
    """Make a PDF of a page with a picture, after a page with words if there are any."""
    from PIL import Image

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    if words:
        canvas.drawString(70, 700, words)
        canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 60), "grey")), 100, 400)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize("leading", [12.5, 14.0, 18.0, 20.0])
def test_lines_stay_lines_and_paragraphs_are_parted(leading: float) -> None:
    """Lines of a paragraph stay lines; a gap becomes one blank line, at any line spacing."""
    document = read_made(make_pdf([[*BODY, None, "Volgende alinea", "loopt door"]], leading=leading))
    assert document.text == "\n".join(BODY) + "\n\nVolgende alinea\nloopt door\n"


def test_paragraphs_of_one_line_are_parted() -> None:
    """Where every line stands far from the next, each is a paragraph."""
    assert read_made(make_pdf([["Een", "Twee", "Drie"]], leading=30)).text == "Een\n\nTwee\n\nDrie\n"


def test_leading_blank_of_a_line_is_kept() -> None:
    """A blank at the start of a line stays: it can be all that is left of a lost head."""
    assert " Antwoord" in read_made(make_pdf([["Vraag?", None, " Antwoord"]])).text


def test_pages_cover_the_text() -> None:
    """Each page knows where it begins and ends; a sentence that goes over the edge stays one paragraph."""
    document = read_made(make_pdf([["Dit loopt", "over de rand"], ["van de bladzijde."], ["Nieuw begin."]]))
    assert document.text == "Dit loopt\nover de rand\nvan de bladzijde.\n\nNieuw begin.\n"
    assert [document.text[page.start : page.end].strip() for page in document.pages] == [
        "Dit loopt\nover de rand",
        "van de bladzijde.",
        "Nieuw begin.",
    ]
    assert document.page_at(document.text.index("Nieuw")) == 3


def test_page_without_text_has_a_place() -> None:
    """A page without text between others is counted and empty."""
    document = read_made(make_pdf([["Een."], [], ["Drie."]]))
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.pages[1].start == document.pages[1].end
    assert document.page_at(document.text.index("Drie")) == 3


def test_running_heads_and_page_numbers_go() -> None:
    """Heads and footers that repeat but for the page's number are taken out and remembered."""
    content = make_pdf([BODY] * 4, head="Parlement - Vragen - Nr.7 - April 2006 -{n}-", foot="{n}")
    document = read_made(content)
    assert document.text.count("Parlement") == 0
    assert document.text.split() == ("\n".join(BODY).split()) * 4
    assert document.furniture == ("Parlement - Vragen - Nr.7 - April 2006 -1-", "1")


def test_lines_at_the_edge_that_say_something_new_stay() -> None:
    """A line at the same place on every page whose number is not the page's is no furniture."""
    pages = [[f"nr. {number}"] for number in (710, 715, 733)]
    lines = [[f"x{page}", *BODY] for page in range(3)]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for (head,), body in zip(pages, lines, strict=True):
        canvas.drawString(70, 800, head)
        for place, line in enumerate(body):
            canvas.drawString(70, 700 - 14 * place, line)
        canvas.showPage()
    canvas.save()
    document = read_made(buffer.getvalue())
    assert document.furniture == ()
    assert [word for word in document.text.split() if word in ("710", "715", "733")] == ["710", "715", "733"]


def test_body_that_begins_alike_on_each_page_stays() -> None:
    """Where each page begins a document of its own with the same words, they are no running head."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for number in (1, 2, 3):
        canvas.drawString(70, 842 - 82, "SCHRIFTELIJKE VRAAG")
        canvas.drawString(70, 700, f"Tekst van vraag {number}")
        canvas.showPage()
    canvas.save()
    assert read_made(buffer.getvalue()).text.count("SCHRIFTELIJKE VRAAG") == 3


def test_single_page_has_no_furniture() -> None:
    """On one page nothing repeats, so nothing is taken out."""
    assert "Kop" in read_made(make_pdf([BODY], head="Kop")).text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Dit is een voor-", "beeld van iets."], "Dit is een voorbeeld\nvan iets."),
        (["de gelijkekansen-", "en diversiteit"], "de gelijkekansen-\nen diversiteit"),
        (["de activerings-", "en/of opleidingen"], "de activerings-\nen/of opleidingen"),
        (["voor niet-", "beroepsactieven."], "voor niet-beroepsactieven."),
        (["de lijn Brussel-", "Luxemburg rijdt"], "de lijn Brussel-Luxemburg\nrijdt"),
        (["in 2019-", "2020 was"], "in 2019-2020\nwas"),
        (["een e-", "mail"], "een e-mail"),
        (["de VDAB-", "werking"], "de VDAB-werking"),
        (["het LAND-", "BOUW beleid"], "het LANDBOUW\nbeleid"),
        (["een zee-", "egel"], "een zee-egel"),
        (["van end-to-", "end proces"], "van end-to-end\nproces"),
        (["in Oost-Vlaan-", "deren ligt"], "in Oost-Vlaanderen\nligt"),
        (["de be-", "roeps-", "actieven zijn"], "de beroepsactieven\nzijn"),
        (["een zin -", "met streep"], "een zin -\nmet streep"),
        (["zacht\N{SOFT HYPHEN}", "teken"], "zachtteken"),
        (["auto-", "bus of autobus"], "autobus\nof autobus"),
        (["radio-", "omroep of radio-omroep"], "radio-omroep\nof radio-omroep"),
        (["het voor-", "(zie boven)"], "het voor-\n(zie boven)"),
    ],
)
def test_hyphens_at_line_ends(lines: list[str], text: str) -> None:
    """A broken word is mended, a hyphen of its own is kept, and a hanging one stays at its line end."""
    assert read_made(make_pdf([lines])).text == text + "\n"


def test_word_broken_over_a_page_is_mended_on_the_first() -> None:
    """A word that is broken at the end of a page belongs whole to that page, running heads between or not."""
    document = read_made(make_pdf([[*BODY, "wordt ver-"], ["volgd op de"], ["Slot."]], head="Kop", foot="- {n} -"))
    assert "wordt vervolgd\nop de" in document.text
    assert document.page_at(document.text.index("vervolgd")) == 1
    assert document.page_at(document.text.index("op de")) == 2


def test_links_have_target_words_and_place() -> None:
    """A hyperlink has its target, its words, its page and the span of its words."""
    content = make_pdf([["Zie hier voor meer"], ["en"]], link=("Zie hier", "https://example.org/x"))
    document = read_made(content)
    (link,) = document.links
    assert (link.target, link.anchor, link.page) == ("https://example.org/x", "Zie hier", 1)
    assert link.span is not None
    assert link.span.quote(document.text) == "Zie hier"
    assert link.span.page == 1


def test_same_words_twice_are_two_places() -> None:
    """Two links with the same words have the span of the first and of the second."""
    document = read_made(make_pdf([["hier een", "hier twee"]], link=("hier", "https://example.org/x")))
    assert [link.span.start for link in document.links if link.span] == [0, 9]


def test_link_over_two_lines_is_one() -> None:
    """Two rectangles of one link on following lines are one link; the same target further on is another."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for height, line in ((700, "lees de hele"), (686, "lijst van bruggen"), (672, "en verder"), (658, "de lijst")):
        canvas.drawString(70, height, line)
        if line != "en verder":
            canvas.linkURL("https://example.org/x", (70, height - 3, 300, height + 10))
    canvas.save()
    document = read_made(buffer.getvalue())
    assert [link.anchor for link in document.links] == ["lees de hele lijst van bruggen", "de lijst"]


def test_link_without_words_has_no_span() -> None:
    """A link over nothing printed keeps its target and page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.drawString(70, 700, "Tekst")
    canvas.linkURL("https://example.org", (70, 100, 170, 120))
    canvas.save()
    assert read_made(buffer.getvalue()).links == (Link(target="https://example.org", anchor="", page=1, span=None),)


def test_attached_files_are_carried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file inside the PDF comes along with its name, type and bytes; where it cannot, there is a warning."""
    content = make_pdf([["Zie bijlage"]], attach="tabel.csv")
    (file,) = read_made(content).attachments
    assert (file.name, file.media_type, file.content) == ("tabel.csv", "text/csv", b"a,b\n1,2\n")

    def broken(_: bytes) -> tuple[object, ...]:
        raise DamagedPdf("no names")

    monkeypatch.setattr(pdf, "read_attachments", broken)
    assert "no names" in read_made(content).warnings[0]


def test_encrypted_pdf_is_refused() -> None:
    """A PDF that needs a password is refused as encrypted."""
    error = refusal(make_pdf([["Geheim"]], encrypt="wachtwoord"))
    assert error.reason == "encrypted"
    assert "password" in str(error)


def test_empty_password_opens() -> None:
    """A PDF that is only protected against changes opens."""
    lock = StandardEncryption("", ownerPassword="eigenaar", canPrint=0)
    assert read_made(make_pdf([["Open"]], encrypt=lock)).text == "Open\n"


def test_scan_is_refused_with_what_to_do() -> None:
    """A PDF of pictures is refused as a scan, and the message names text recognition."""
    error = refusal(picture_pdf())
    assert (error.reason, "OCR" in str(error)) == ("scan", True)


def test_scanned_page_among_others_is_a_warning() -> None:
    """A picture page after a page of text is named in a warning."""
    assert "no text on page 2" in read_made(picture_pdf(words="Zie bijlage")).warnings[0]


def test_pdf_of_nothing_is_empty() -> None:
    """A PDF of blank pages is empty."""
    assert refusal(make_pdf([[], []])).reason == "empty"


@pytest.mark.parametrize("content", [b"%PDF-1.4\n", b"%PDF-1.7\n" + bytes(range(256)) * 20])
def test_damaged_pdf_is_refused(content: bytes) -> None:
    """A file with the mark of a PDF and nothing readable is damaged."""
    assert refusal(content).reason == "damaged"


def test_second_reader_reads_what_the_first_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PDFium fails pypdf reads the text, the pages, the links and the attachments, and a warning says so."""

    def broken(_: bytes) -> object:
        raise DamagedPdf("bad xref")

    monkeypatch.setattr(pdf, "read_rows", broken)
    content = make_pdf([["Een voor-", "beeld"], ["Twee"]], attach="tabel.csv")
    document = read_made(content)
    assert (document.reader, document.text) == ("pypdf", "Een voorbeeld\n\nTwee\n")
    assert len(document.pages) == 2
    assert len(document.attachments) == 1
    assert "bad xref" in document.warnings[0]
    assert refusal(make_pdf([["Geheim"]], encrypt="wachtwoord")).reason == "encrypted"


def test_second_reader_reads_links_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PDFium cannot open the file at all, links keep their target and page."""

    def broken(*_: object) -> object:
        raise DamagedPdf("bad xref")

    monkeypatch.setattr(pdf, "read_rows", broken)
    document = read_made(make_pdf([["Zie hier"]], link=("Zie hier", "https://example.org/x")))
    assert document.links == (Link(target="https://example.org/x", page=1),)


def test_second_reader_knows_pictures_and_empty_trees() -> None:
    """The second reader tells a page of pictures from an empty one, and a file without pages is damaged."""
    assert pypdf_reader.read_second(picture_pdf()).pages[0].pictures
    out = io.BytesIO()
    PdfWriter().write(out)
    with pytest.raises(DamagedPdf):
        pypdf_reader.read_second(out.getvalue())


def test_pypdf_exceptions_are_translated() -> None:
    """Whatever pypdf raises on bytes that are no PDF becomes one error."""
    with pytest.raises(DamagedPdf):
        pypdf_reader.read_attachments(b"%PDF-1.4 nothing")


def test_other_annotations_are_no_links() -> None:
    """Notes and internal links are not taken for hyperlinks."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(70, 700, "Tekst")
    canvas.bookmarkPage("doel")
    canvas.linkRect("", "doel", (70, 690, 100, 710))
    canvas.textAnnotation("nota", (10, 10, 50, 50))
    canvas.save()
    assert read_made(buffer.getvalue()).links == ()


def test_rendered_page_is_a_picture_with_marks() -> None:
    """A page is drawn as PNG at the scale asked for; a highlighted rectangle is yellow, the rest of the page white."""
    from PIL import Image

    content = make_pdf([["Tekst"]])
    picture = Image.open(io.BytesIO(pdfium.render_page(content, 1, scale=1.0, highlight=[Rect(100, 100, 200, 120)])))
    assert (picture.format, picture.size) == ("PNG", (595, 842))
    red, green, blue = picture.getpixel((150, 842 - 110))  # type: ignore[misc]
    assert red > 200
    assert blue < green - 40
    assert picture.getpixel((300, 400)) == (255, 255, 255)


def test_rendering_says_what_is_wrong() -> None:
    """A page that is not there, a password and damaged bytes are three different errors."""
    with pytest.raises(IndexError, match="there is no page 2"):
        pdfium.render_page(make_pdf([["Tekst"]]), 2)
    with pytest.raises(EncryptedPdf):
        pdfium.render_page(make_pdf([["Tekst"]], encrypt="wachtwoord"), 1)
    with pytest.raises(DamagedPdf):
        pdfium.render_page(b"%PDF-1.4", 1)


def test_hyphen_inside_a_line_stays() -> None:
    """A hyphen that is printed in the middle of a line is no line end."""
    assert read_made(make_pdf([["Het end-to-end proces"]])).text == "Het end-to-end proces\n"


@pytest.mark.parametrize(
    ("printed", "text"),
    [("e\ufb03ciënt", "efficiënt"), ("Cafe\u0301", "Café"), ("a\x00b\x02c\ufffe", "abc"), ("m² en ½", "m² en ½")],
)
def test_printed_signs_become_text(printed: str, text: str) -> None:
    """Ligatures are letters, accents are composed, control characters go, other signs stay."""
    assert pdf.clean(printed) == text


def test_assembled_pages_without_lines_are_empty() -> None:
    """Pages at the end that have no lines lie at the end of the text."""
    text, pages, _ = pdf._assemble([(2, PrintedLine(text="Midden"))], 3)
    assert text == "Midden\n"
    assert pages == (
        Page(number=1, start=0, end=0),
        Page(number=2, start=0, end=7),
        Page(number=3, start=7, end=7),
    )


WHOLE = make_pdf(
    [[*BODY, None, "Zie hier"], BODY], head="Kop", link=("Zie hier", "https://example.org"), attach="a.csv"
)


@settings(max_examples=60, deadline=5000)
@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8)), max_size=12),
    st.integers(100, len(WHOLE)),
)
def test_mutated_pdfs_are_read_or_refused(changes: list[tuple[int, bytes]], length: int) -> None:
    """A PDF with bytes changed and its end cut off is read, with spans inside its text, or refused; nothing leaks."""
    content = bytearray(WHOLE)
    for place, new in changes:
        content[place : place + len(new)] = new
    try:
        document = read_made(bytes(content[:length]))
    except UnreadableDocument:
        return
    assert all(link.span is None or link.span.end <= len(document.text) for link in document.links)


SPEED = """
import time
from ingest.readers.pdf import read_pdf
from tests.ingest.conftest import make_pdf, make_raw
line = "Een gewone regel met de woorden van een antwoord zoals een minister ze schrijft."
raw, times = make_raw(make_pdf([[line] * 48] * 60)), []
for _ in range(4):
    begun = time.process_time()
    read_pdf(raw)
    times.append(time.process_time() - begun)
print(60 / min(times))
"""


def test_reading_is_fast() -> None:
    """Full pages are read at more than 100 a CPU second; in a process of its own, for measuring coverage takes time."""
    done = subprocess.run([sys.executable, "-c", SPEED], capture_output=True, text=True, check=True)
    assert float(done.stdout) > 100


def test_two_columns_are_read_one_after_the_other() -> None:
    """Lines of two columns, drawn across and a little apart in height, are read column by column."""
    left = [f"Dit is de linker regel nummer {number}" for number in range(8)]
    right = [f"Rechts staat er de regel nummer {number}" for number in range(8)]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.drawCentredString(297, 760, "Een opschrift dat over de twee kolommen heen staat en breed is")
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        canvas.drawString(310, 703 - 14 * number, other)
        canvas.drawString(60, 700 - 14 * number, one)
    canvas.drawCentredString(297, 560, "En een slot onder beide dat ook over de twee kolommen heen staat")
    canvas.save()
    lines = [line for line in read_made(buffer.getvalue()).text.splitlines() if line]
    assert lines[1:-1] == left + right
    assert lines[0].startswith("Een opschrift")
    assert lines[-1].startswith("En een slot")


def test_words_in_any_order_of_the_file_are_put_in_place() -> None:
    """A page whose words are drawn in a random order is read in the order of the page."""
    lines = [f"regel {number} met nog vijf woorden erachter" for number in range(12)]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    words = [
        (word, 70 + canvas.stringWidth("".join(f"{before} " for before in line.split()[:place])), 700 - 14 * number)
        for number, line in enumerate(lines)
        for place, word in enumerate(line.split())
    ]
    for word, across, height in sorted(words):
        canvas.drawString(across, height, word)
    canvas.save()
    assert read_made(buffer.getvalue()).text == "\n".join(lines) + "\n"


def test_wide_table_is_read_row_by_row() -> None:
    """A ruled table of wordy cells is read row by row, though its gutter looks like that of columns."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for number in range(6):
        height = 700 - 20 * number
        canvas.drawString(60, height, f"De maatregel met nummer {number}")
        canvas.drawString(310, height, f"wordt uitgevoerd in jaar {number}")
        canvas.line(55, height - 5, 540, height - 5)
    canvas.save()
    assert "nummer 3 wordt uitgevoerd in jaar 3" in read_made(buffer.getvalue()).text


def test_notes_stand_after_the_body_and_words_go_on_past_them() -> None:
    """A note between the halves of a word stays at the end of its page; its raised number stays with its word."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for line, height in (("De regel heeft een noot", 700), ("en hier wordt een woord ver-", 686)):
        canvas.drawString(70, height, line)
    canvas.setFont("Helvetica", 7)
    canvas.drawString(70 + canvas.stringWidth("De regel heeft een noot", "Helvetica", 12), 704, "1")
    canvas.drawString(70, 80, "1 Zie het decreet van vorig jaar.")
    canvas.showPage()
    canvas.drawString(70, 700, "volgd op de andere bladzijde.")
    canvas.save()
    text = read_made(buffer.getvalue()).text
    assert "een noot\N{SUPERSCRIPT ONE}\nen hier wordt een woord vervolgd" in text
    assert text.index("vervolgd") < text.index("1 Zie het decreet") < text.index("op de andere")


def test_turned_watermark_is_furniture() -> None:
    """A word set aslant across every page is taken out and remembered; on one page it stands at the page's end."""

    def drawn(pages: int) -> bytes:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(595, 842))
        for page in range(pages):
            canvas.drawString(70, 700, f"Bladzijde met tekst {page}")
            canvas.saveState()
            canvas.translate(200, 300)
            canvas.rotate(45)
            canvas.drawString(0, 0, "ONTWERP")
            canvas.restoreState()
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    several = read_made(drawn(3))
    assert several.furniture == ("ONTWERP",)
    assert "ONTWERP" not in several.text
    assert read_made(drawn(1)).text == "Bladzijde met tekst 0\n\nONTWERP\n"


@pytest.mark.parametrize("box", [(0, 0, 0, 0), (0, 0, 595, 842), (-100, -50, 400, 700)])
def test_pages_of_any_box_are_read(box: tuple[float, float, float, float]) -> None:
    """A page without size, or whose box begins elsewhere, is read."""
    from pypdf.generic import RectangleObject

    writer, out = PdfWriter(), io.BytesIO()
    writer.append(io.BytesIO(make_pdf([["Een regel tekst"]])))
    writer.pages[0].mediabox = RectangleObject(box)
    writer.pages[0].cropbox = RectangleObject(box)
    writer.write(out)
    assert read_made(out.getvalue()).text == "Een regel tekst\n"


def test_many_pages_are_read() -> None:
    """A document of two thousand short pages is read, every page in its place."""
    document = read_made(make_pdf([[f"Tekst {number} hier"] for number in range(2000)]))
    assert len(document.pages) == 2000
    assert document.page_at(document.text.index("Tekst 1999 ")) == 2000


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["de kosten-", "baten van de af\N{HYPHEN}", "spraak"], "de kosten-baten\nvan de afspraak"),
        (["in sociale-eco-", "nomie"], "in sociale-economie"),
    ],
)
def test_hyphens_of_two_kinds(lines: list[str], text: str) -> None:
    """Where a document breaks words with a sign of its own, a plain hyphen at a line end belongs to its word."""
    printed = [
        (1, PrintedLine(text=f"{line[:-1]}-", broken=True, soft=line[-1] == "\N{HYPHEN}")) for line in lines[:-1]
    ]
    joined = join_words([*printed, (1, PrintedLine(text=lines[-1]))])
    assert "\n".join(line.text for _, line in joined) == text


def test_made_pdfs_are_sound() -> None:
    """The maker of test documents makes PDFs that an independent reader opens."""
    assert len(PdfReader(io.BytesIO(WHOLE)).pages) == 2


def test_ruled_table_is_read_cell_by_cell() -> None:
    """In a ruled table each row is a line, its cells parted by tabs, cells of several lines joined and mended."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    rows = [
        [["Provincie"], ["Aantal"]],
        [["Oost-", "Vlaanderen"], ["1.050"]],
        [["Ant-", "werpen"], ["655", "(raming)"]],
    ]
    height = 700
    canvas.drawString(60, 730, "Hieronder staat een tabel.")
    for cells in rows:
        for place, lines in enumerate(cells):
            for number, line in enumerate(lines):
                canvas.drawString(64 + 100 * place, height - 12 - 13 * number, line)
        foot = height - 4 - 13 * max(map(len, cells))
        for across in (60, 160, 260):
            canvas.line(across, height, across, foot)
        canvas.line(60, height, 260, height)
        canvas.line(60, foot, 260, foot)
        height = foot
    canvas.save()
    expected = "Hieronder staat een tabel.\n\nProvincie\tAantal\nOost-Vlaanderen\t1.050\nAntwerpen\t655 (raming)\n"
    content = buffer.getvalue()
    assert read_made(content).text == expected
    assert len(rectangles(content, 1, "Oost-Vlaanderen")) == 2


def test_hyphen_that_a_stretched_line_sets_apart_breaks_the_word() -> None:
    """A hyphen a hair's breadth from its word at a line's end belongs to it; a dash at a space's distance does not."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    width = canvas.stringWidth("de rand van het ka")
    canvas.drawString(70, 700, "de rand van het ka")
    canvas.drawString(70 + width + 1.5, 700, "-")
    canvas.drawString(70, 686, "naal ligt hier")
    canvas.save()
    assert read_made(buffer.getvalue()).text == "de rand van het kanaal\nligt hier\n"
