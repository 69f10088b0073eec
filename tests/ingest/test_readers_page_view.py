"""A page of a PDF as a picture: its size, and where a span of the text stands in it."""

import io
from collections.abc import Sequence
from itertools import pairwise

import pytest
from PIL import Image

from corpus.errors import NotFound, UnreadableDocument
from corpus.model import DocumentText, Page, Span
from ingest.readers import read
from ingest.readers.page_view import WIDTH, Box, drawable, page_picture, page_view, pages_of
from tests.ingest.conftest import make_pdf, make_raw

LINES = [
    "De minister bezorgt het verslag aan de commis-",
    "sie voor het einde van de maand, en licht het",
    "daarna toe aan de efficiënte diensten.",
]


def document(*pages: Sequence[str | None]) -> tuple[bytes, DocumentText]:
    """Return a PDF and what is read from it."""
    content = make_pdf(pages)
    return content, read(make_raw(content, "application/pdf", "vraag.pdf"))


def span_of(text: DocumentText, words: str) -> Span:
    """Return where words stand in a text."""
    start = text.text.replace("\n", " ").index(words)
    return text.span(start, start + len(words))


def dark(content: bytes, number: int, box: Box) -> float:
    """Return the share of a box that is ink."""
    picture = Image.open(io.BytesIO(page_picture(content, number))).convert("L")
    cut = picture.crop((box.x, box.y, box.x + box.width, box.y + box.height))
    return sum(cut.histogram()[:128]) / (cut.width * cut.height)


def test_a_sentence_over_lines_has_a_box_for_each() -> None:
    """Also where a word is broken between them; every box lies on ink, below the one before."""
    content, text = document(LINES)
    found = page_view(content, text, 1, span_of(text, "verslag aan de commissie voor het einde"))
    assert (found.asked, len(found.boxes), found.width) == (True, 2, WIDTH)
    for box in found.boxes:
        assert 0 <= box.x < box.x + box.width <= found.width
        assert 0 <= box.y < box.y + box.height <= found.height
        assert dark(content, 1, box) > 0.05
    assert all(below.y > above.y for above, below in pairwise(found.boxes))


def test_a_sentence_over_two_pages_is_boxed_on_both() -> None:
    """Each page has its own part of the words, and the pages are named."""
    content, text = document(
        ["Antwoord", "De werken aan de brug beginnen in het voorjaar en"],
        ["eindigen in het najaar van datzelfde jaar."],
    )
    start = text.text.index("De werken")
    span = text.span(start, text.text.index("datzelfde") + 9)
    assert pages_of(text, span) == (1, 2)
    assert [len(page_view(content, text, number, span).boxes) for number in (1, 2)] == [1, 1]


def test_a_page_without_the_passage_has_no_boxes() -> None:
    """It is told apart from a page on which the words should be but are not found."""
    content, text = document(["Eerste pagina met woorden."], ["Tweede pagina met andere woorden."])
    found = page_view(content, text, 2, span_of(text, "Eerste pagina"))
    assert (found.asked, found.boxes) == (False, ())
    other = DocumentText(text="Iets heel anders", pages=(Page(number=1, start=0, end=16),), reader="ocr")
    found = page_view(content, other, 1, Span(start=0, end=16))
    assert (found.asked, found.boxes) == (True, ())
    assert page_view(content, text, 1).boxes == ()


def test_the_picture_has_the_size_that_was_said() -> None:
    """So that a page can keep its room before the picture is there; few colours keep it small."""
    content, text = document(LINES)
    made = page_picture(content, 1)
    view = page_view(content, text, 1)
    assert Image.open(io.BytesIO(made)).size == (view.width, view.height)
    assert len(made) < 60_000


def test_what_cannot_be_drawn_is_an_error_of_the_tree() -> None:
    """No page, a page beyond the file, and a file that is no PDF."""
    content, text = document(LINES)
    with pytest.raises(NotFound):
        page_view(content, text, 2)
    with pytest.raises(NotFound):
        page_picture(content, 2)
    more = DocumentText(text="x", pages=(Page(number=1, start=0, end=1), Page(number=2, start=1, end=1)))
    with pytest.raises(NotFound):
        page_view(content, more, 2)
    for ask in (lambda: page_picture(b"%PDF-1.4", 1), lambda: page_view(b"%PDF-1.4", text, 1)):
        with pytest.raises(UnreadableDocument):
            ask()


@pytest.mark.parametrize(
    ("reader", "pages", "can"),
    [("pdfium", 1, True), ("pdfium, ocr", 1, True), ("pypdf", 1, False), ("text", 1, False), ("pdfium", 0, False)],
)
def test_only_pages_that_pdfium_opened_can_be_drawn(reader: str, pages: int, can: bool) -> None:
    """A text with form feeds has pages too, but no pictures of them."""
    found = tuple(Page(number=number + 1, start=0, end=1) for number in range(pages))
    assert drawable(DocumentText(text="x", pages=found, reader=reader)) is can
