"""Where a quotation stands on a page: rectangles of spans, and pictures with them marked."""

import io
import re
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import UnreadableDocument, WrongUse
from corpus.model import DocumentText
from corpus.samples.source import Source, load_sources
from ingest.readers import read
from ingest.readers.page_image import Marked, page_image, places, rectangles
from ingest.readers.printed import Rect
from tests.ingest.conftest import make_pdf, make_raw
from tests.ingest.pdf_producers.measure import golden_names, load_golden

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "samples" / "documents"
SAMPLES = [source for source in load_sources() if source.format == "pdf"]


def under(content: bytes, marked: Marked) -> str:
    """Return the letters that PDFium finds in the middle of each rectangle."""
    with pypdfium2.PdfDocument(content) as document:
        page = document[marked.page - 1].get_textpage()
        return "".join(page.get_text_bounded(**middle(box)._asdict()) for box in marked.rectangles)


def middle(box: Rect) -> Rect:
    """Return the middle of a rectangle, where no letter of another line or word reaches."""
    height = box.top - box.bottom
    return Rect(box.left + 0.3, box.bottom + 0.2 * height, box.right - 0.3, box.top - 0.3 * height)


def bare(text: str) -> str:
    """Return a text without white space and hyphens."""
    return re.sub("[\\s\\-\u2010\u00ad\ufffe\x02]", "", text)


@pytest.mark.parametrize("source", SAMPLES, ids=lambda source: source.name)
def test_every_commitment_of_the_samples_has_its_rectangle(source: Source) -> None:
    """The text under the rectangles of each promise in the sample PDFs is the promise."""
    content = (DOCUMENTS / f"{source.name}.pdf").read_bytes()
    text = read(make_raw(content, "application/pdf"))
    for commitment in (*source.expected.commitments, *source.expected.earlier_claims):
        checked(content, text, commitment.quote)


def checked(content: bytes, text: DocumentText, quote: str) -> None:
    """Check that the rectangles of a quotation hold its letters."""
    match = re.search(r"\s+".join(map(re.escape, quote.split())), text.text)
    assert match is not None, quote
    found = places(content, text, text.span(match.start(), match.end()))
    assert bare("".join(under(content, marked) for marked in found)) == bare(quote)


@pytest.mark.parametrize("name", golden_names())
def test_rectangles_in_columns_and_over_broken_words(name: str) -> None:
    """Runs of words anywhere in the kept PDFs are found, over line ends, broken words and both columns."""
    content = load_golden(name).content
    text = read(make_raw(content, "application/pdf"))
    words = list(re.finditer(r"\S+", text.text))
    for first in range(40, len(words) - 12, 97):
        span = text.span(words[first].start(), words[first + 6].end())
        if text.page_at(span.end) != span.page or re.search("[⁰¹²³⁴-⁹]", span.quote(text.text)):
            continue
        (marked,) = places(content, text, span)
        assert bare(under(content, marked)) == bare(span.quote(text.text))


def test_words_that_stand_twice_are_told_apart_by_their_neighbours() -> None:
    """Where the words occur more than once, the text around them decides."""
    content = make_pdf([["eerst komt dit stuk hier", "daarna komt dit stuk daar"]])
    (upper,) = rectangles(content, 1, "dit stuk", before="eerst komt ", after=" hier")
    (lower,) = rectangles(content, 1, "dit stuk", before="daarna komt ", after=" daar")
    assert upper.bottom > lower.top - 6
    assert upper.bottom > lower.bottom


def test_word_broken_over_a_page_is_marked_on_the_first() -> None:
    """A span whose last word goes on on the next page is marked up to the page's end."""
    content = make_pdf([["Er wordt hier ver-"], ["volgd op de andere."]])
    text = read(make_raw(content, "application/pdf"))
    found = places(content, text, text.span(0, text.text.index("\n")))
    assert [(marked.page, bare(under(content, marked))) for marked in found] == [(1, "Erwordthierver")]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages_have_their_rectangles(turn: int) -> None:
    """On a page that is turned, or whose text is, the rectangle lies where the file has the words."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.translate(300, 400)
    canvas.rotate(turn)
    canvas.drawString(0, 0, "Een gedraaide regel met woorden")
    canvas.drawString(0, -14, "en nog een gedraaide regel")
    canvas.save()
    content = buffer.getvalue()
    text = read(make_raw(content, "application/pdf"))
    assert text.text == "Een gedraaide regel met woorden\nen nog een gedraaide regel\n"
    (box,) = rectangles(content, 1, "regel met woorden")
    with pypdfium2.PdfDocument(content) as document:
        inner = Rect(box.left + 2, box.bottom + 2, box.right - 2, box.top - 2)
        assert bare(document[0].get_textpage().get_text_bounded(**inner._asdict())) == "regelmetwoorden"


def test_picture_has_the_words_marked() -> None:
    """The picture of a page is yellow where the words stand and nowhere else; without words nothing is marked."""
    content = make_pdf([["Een regel", "en nog een"]])
    (box,) = rectangles(content, 1, "nog een")
    picture = Image.open(io.BytesIO(page_image(content, 1, "nog een", scale=2.0)))
    plain = Image.open(io.BytesIO(page_image(content, 1, scale=2.0)))
    red, _, blue = picture.getpixel((round(2 * (box.left - 0) + 1), round(2 * (842 - box.bottom) - 1)))  # type: ignore[misc]
    assert red > blue + 40
    assert plain.convert("L").convert("RGB").tobytes() == plain.tobytes()
    assert picture.getpixel((2 * 70, 2 * (842 - 741))) == plain.getpixel((2 * 70, 2 * (842 - 741)))


def test_words_that_are_not_there_have_no_rectangle() -> None:
    """Words that the page does not have, and no words, have no rectangle."""
    content = make_pdf([["Een regel"]])
    assert rectangles(content, 1, "iets heel anders") == ()
    assert rectangles(content, 1, " - ") == ()
    text = read(make_raw(content, "application/pdf"))
    assert places(content, text, text.span(3, 4)) == ()


def test_errors_are_of_the_error_tree() -> None:
    """A page that is not there, a password and damage are told apart, for rectangles and pictures."""
    content = make_pdf([["Tekst"]])
    for page in (0, 2):
        with pytest.raises(WrongUse, match="there is no page"):
            rectangles(content, page, "Tekst")
        with pytest.raises(WrongUse, match="there is no page"):
            page_image(content, page)
    with pytest.raises(UnreadableDocument) as caught:
        rectangles(make_pdf([["Tekst"]], encrypt="wachtwoord"), 1, "Tekst")
    assert caught.value.reason == "encrypted"
    for ask in (lambda: rectangles(b"%PDF-1.4", 1, "x"), lambda: page_image(b"%PDF-1.4", 1)):
        with pytest.raises(UnreadableDocument) as caught:
            ask()
        assert caught.value.reason == "damaged"
