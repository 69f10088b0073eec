"""Office files and attachments through the whole line: sections, items, figures of tables, what stays out of prose."""

import docx
import pytest
from pypdf import PdfReader

from corpus.model import Attachment, Side, Span
from ingest.pipeline import ParsedDocument, process, spans
from ingest.readers import read
from ingest.readers.attached import with_attachments
from tests.ingest.conftest import make_pdf, make_raw
from tests.ingest.office_kit import sheet_bytes, word_bytes, word_table

HEAD = (
    *("SCHRIFTELIJKE VRAAG", "nr. 12", "van AN PEETERS", "datum: 1 februari 2024", "aan JO MAES"),
    *("VLAAMS MINISTER VAN BRUGGEN", "Bruggen - Herstel"),
)
ANSWER = (
    *("JO MAES", "VLAAMS MINISTER VAN BRUGGEN", "ANTWOORD", "op vraag nr. 12 van 1 februari 2024"),
    "van AN PEETERS",
)


def word_answer() -> bytes:
    """Return a question and answer as a Word file, with a table in the first item of the answer."""
    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line)
    document.add_paragraph("Hoeveel bruggen zijn er?", style="List Number")
    document.add_paragraph("Wanneer komt het plan?", style="List Number")
    for line in ANSWER:
        document.add_paragraph(line)
    document.add_paragraph("1. Er zijn er veel. Aantal bruggen per provincie:")
    word_table(
        document, (("Provincie", "2021", "tegen 2030"), ("1. Antwerpen", "1.234", "2"), ("2. Limburg", "5", "6"))
    )
    document.add_paragraph("2. Het plan wordt tegen eind 2024 ingediend.")
    return word_bytes(document)


@pytest.fixture(scope="module")
def word() -> ParsedDocument:
    """The Word file at the end of the line."""
    return process(make_raw(word_answer(), "x/y"), parliament="Vlaams Parlement")


def test_word_file_divides_like_any_other(word: ParsedDocument) -> None:
    """Numbers that Word only computes label the question's items; rows of a table label none."""
    record = word.record
    assert (record.number, record.asker, record.title) == (12, "An Peeters", "Bruggen - Herstel")
    assert [item.label for item in record.items_of(Side.QUESTION) if item.label] == ["1", "2"]
    assert [item.label for item in record.items_of(Side.ANSWER) if item.label] == ["1", "2"]


def test_figures_of_a_table_have_their_item(word: ParsedDocument) -> None:
    """Cells become figures of the item they stand in, and the times in headings are none of the prose."""
    cells = [figure for figure in word.facts.figures if figure.table]
    assert [(int(f.value), f.row, f.column) for f in cells[:2]] == [
        (1234, "1. Antwerpen", "2021"),
        (2, "1. Antwerpen", "tegen 2030"),
    ]
    assert {(f.item, f.side, f.unit, f.table) for f in cells} == {
        ("1", Side.ANSWER, "bruggen", "Aantal bruggen per provincie")
    }
    assert [time.span.quote(word.text.text) for time in word.facts.times] == ["tegen eind 2024"]
    assert [fact.item for fact in word.facts.commitments] == ["2"]


def test_every_span_lies_in_the_text(word: ParsedDocument) -> None:
    """All spans quote something."""
    assert all(span.quote(word.text.text).strip() for _, span in spans(word))


def test_answer_that_is_only_a_table() -> None:
    """An answer that consists of a table is an answer."""
    document = docx.Document()
    for line in (*HEAD, "1. Hoeveel bruggen zijn er?", *ANSWER):
        document.add_paragraph(line)
    word_table(document, (("Provincie", "2021"), ("Limburg", "5")))
    made = process(make_raw(word_bytes(document), "x/y"), parliament="Vlaams Parlement")
    assert [section.side for section in made.record.sections] == [Side.QUESTION, Side.ANSWER]
    assert [(int(figure.value), figure.side) for figure in made.facts.figures] == [(5, Side.ANSWER)]


def pdf_with(name: str, content: bytes) -> bytes:
    """Return a question and answer as a PDF that carries a file."""
    import io

    from pypdf import PdfWriter

    pages = [[*HEAD, None, "1. Hoeveel bruggen zijn er?"], [*ANSWER, None, "1. Zie de tabel in bijlage, 12 bruggen."]]
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf(pages))))
    writer.add_attachment(name, content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def attached(name: str, content: bytes) -> ParsedDocument:
    """Process a PDF that carries a file."""
    return process(make_raw(pdf_with(name, content), "application/pdf"), parliament="Vlaams Parlement")


def test_attached_sheet_belongs_to_the_answer() -> None:
    """Figures of an attached sheet are the answer's, outside its items, sections and pages, with their places."""
    rows: list[list[object]] = [["Provincie", 2021, 2022], ["Limburg", 5, 1234]]
    made = attached("bijlage.xlsx", sheet_bytes({"Bruggen": rows}, {"C2": "#,##0"}))
    text = made.text
    cells = [figure for figure in made.facts.figures if figure.table]
    assert [(f.span.quote(text.text), f.side, f.item, f.span.page) for f in cells] == [
        ("5", Side.ANSWER, "", None),
        ("1.234", Side.ANSWER, "", None),
    ]
    assert [figure.span.page for figure in made.facts.figures if not figure.table] == [2]
    (attachment,) = text.attachments
    assert attachment.span is not None
    assert attachment.span.quote(text.text).split("\n\n")[1:3] == ["bijlage.xlsx", "Bruggen"]
    assert all(section.end <= attachment.span.start for section in made.record.sections)
    assert [table.attachment for table in text.tables] == ["bijlage.xlsx"]


def test_attachment_moves_nothing() -> None:
    """The document's own text stands where it stands without the attached file."""
    own = read(make_raw(pdf_with("a.csv", b"a;b\nc;1\n"), "application/pdf"))
    whole = with_attachments(own)
    assert whole.text.startswith(own.text)
    assert whole.pages == own.pages
    assert with_attachments(whole) == whole


def test_several_attachments_and_links() -> None:
    """Each attached file has a stretch of its own; its links are moved with it."""
    own = read(make_raw(b"Tekst."))
    files = (
        Attachment(name="een.csv", media_type="text/csv", content=b"a;b\nc;1\n"),
        Attachment(
            name="twee.html", media_type="text/html", content=b"<p>Zie <a href='x'>hier</a><a href='y'></a>.</p>"
        ),
        Attachment(name="al gelezen", media_type="x/y", content=b"x", span=Span(start=0, end=1)),
    )
    whole = with_attachments(own.__class__(text=own.text, attachments=files))
    first, second, _ = (attachment.span for attachment in whole.attachments)
    assert first is not None
    assert second is not None
    assert (first.end, whole.text[second.start :].strip()) == (second.start, "twee.html\n\nZie hier.")
    assert [link.span and link.span.quote(whole.text) for link in whole.links] == ["hier", None]


@pytest.mark.parametrize(("name", "content"), [("oud.xls", b"\xd0\xcf\x11\xe0 oud"), ("foto.png", b"\x89PNG rest")])
def test_attachment_that_cannot_be_read_is_named(name: str, content: bytes) -> None:
    """A file that cannot be read costs a warning with its name, not the document."""
    made = attached(name, content)
    assert any(name in warning for warning in made.text.warnings)
    assert made.text.attachments[0].span is None
    assert made.record.number == 12
