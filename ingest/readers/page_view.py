"""A page of a PDF as a picture for the screen, and where a span of the text stands in that picture."""

from dataclasses import dataclass

from corpus.errors import NotFound, UnreadableDocument
from corpus.model import DocumentText, Page, Span
from ingest.readers.page_image import on_page
from ingest.readers.pdfium import draw_page, picture_boxes
from ingest.readers.printed import DamagedPdf, EncryptedPdf

WIDTH = 900
"""Width of a page's picture in pixels."""
_DRAWN_BY = ("pdfium", "ocr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in the pixels of a picture, counted from its left upper corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page and a span on it.

    Attributes:
        page: Its number and its place in the text.
        width: Width of its picture in pixels.
        height: Height of its picture.
        boxes: A rectangle for each line of the span; none where none was asked for, or its words were not found.
        asked: Whether words of the span should stand on this page.
    """

    page: Page
    width: int
    height: int
    boxes: tuple[Box, ...]
    asked: bool


def drawable(text: DocumentText) -> bool:
    """Tell whether pages of a document can be drawn: those of a PDF that PDFium opened."""
    return bool(text.pages) and any(name in text.reader for name in _DRAWN_BY)


def pages_of(text: DocumentText, span: Span) -> tuple[int, ...]:
    """Return the pages on which words of a span stand."""
    return tuple(
        page.number
        for page in text.pages
        if text.text[max(span.start, page.start) : min(span.end, page.end)].strip()
        and span.start < page.end
        and page.start < span.end
    )


def page_view(content: bytes, text: DocumentText, number: int, span: Span | None = None) -> PageView:
    """Return a page with the place of a span.

    Args:
        content: The PDF's bytes.
        text: What was read from them.
        number: Number of the page.
        span: The span; only what stands of it on this page is looked for. None for none.

    Raises:
        NotFound: If the document has no such page.
        UnreadableDocument: If the PDF cannot be opened.
    """
    page = next((one for one in text.pages if one.number == number), None)
    if page is None:
        raise NotFound(f"there is no page {number}")
    marked = on_page(content, text, span, page) if span is not None and number in pages_of(text, span) else None
    try:
        (width, height), found = picture_boxes(content, number, marked.rectangles if marked else (), width=WIDTH)
    except (DamagedPdf, EncryptedPdf) as error:
        raise UnreadableDocument(f"the page cannot be drawn: {error}", reason="damaged") from error
    except IndexError as error:
        raise NotFound(str(error)) from error
    boxes = tuple(Box(x=left, y=top, width=right - left, height=bottom - top) for left, top, right, bottom in found)
    return PageView(page=page, width=width, height=height, boxes=boxes, asked=marked is not None)


def page_picture(content: bytes, number: int) -> bytes:
    """Return a page as a PNG picture, ``WIDTH`` pixels wide.

    Raises:
        NotFound: If the file has no such page.
        UnreadableDocument: If the page cannot be drawn.
    """
    try:
        return draw_page(content, number, width=WIDTH)
    except (DamagedPdf, EncryptedPdf) as error:
        raise UnreadableDocument(f"the page cannot be drawn: {error}", reason="damaged") from error
    except IndexError as error:
        raise NotFound(str(error)) from error
