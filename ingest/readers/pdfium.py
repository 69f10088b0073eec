"""The only module that opens PDFs with pypdfium2: words with their places, drawn lines, pictures of pages.

PDFium is not thread-safe, so everything here runs under one lock.
"""

import ctypes
import io
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers.pdf_words import Sheet, read_words
from ingest.readers.printed import DamagedPdf, EncryptedPdf, PlacedLink, Rect, WordDocument, WordPage

_LOCK = threading.RLock()
_HIGHLIGHT = (255, 214, 0, 110)
# A page with fewer words may be a picture with a stamp or page number of its own.
_FEW_WORDS = 12
# Drawings with more parts are maps and charts, not tables.
_MOST_DRAWN = 4000


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """Open a PDF under the lock.

    Raises:
        EncryptedPdf: If a password is needed (an empty one is tried by PDFium itself).
        DamagedPdf: If PDFium cannot open the file or read what is asked of it.
    """
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
                raise EncryptedPdf(str(error)) from error
            raise DamagedPdf(str(error)) from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise DamagedPdf(str(error)) from error
        finally:
            document.close()


def read_printed(content: bytes) -> WordDocument:
    """Read all pages of a PDF as words.

    Args:
        content: The file's bytes.

    Returns:
        The pages with their words.

    Raises:
        EncryptedPdf: If a password is needed.
        DamagedPdf: If PDFium cannot open the file or one of its pages.
    """
    with opened(content) as document:
        pages = tuple(_page(document, index) for index in range(len(document)))
        return WordDocument(pages=pages, attachments=document.count_attachments())


def read_sheet(document: Any, index: int) -> tuple[Sheet, str]:  # noqa: ANN401 - the library ships no types
    """Return the words of a page of an open document, and its whole text as PDFium orders it."""
    page = document[index]
    try:
        return _sheet(page)
    finally:
        page.close()


def words_under(content: bytes, links: Sequence[PlacedLink]) -> tuple[str, ...]:
    """Return the printed words inside each link's rectangle, empty where there are none."""
    with opened(content) as document:
        return tuple(text_under(document, link.page, Rect(*link.rectangle)) for link in links)


def text_under(document: Any, page_number: int, rectangle: Rect) -> str:  # noqa: ANN401
    """Return the printed words inside a rectangle of a page of an open document."""
    page = document[page_number - 1]
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_bounded(**rectangle._asdict()))
    finally:
        text_page.close()
        page.close()


def drawn_lines(content: bytes, page_number: int) -> tuple[Rect, ...]:
    """Return the lines and boxes drawn on a page; none where the page cannot be read or is a drawing itself."""
    try:
        with opened(content) as document:
            page = document[page_number - 1]
            count = pdfium.FPDFPage_CountObjects(page)
            return tuple(_paths(page, count)) if 0 < count <= _MOST_DRAWN else ()
    except (DamagedPdf, EncryptedPdf):
        return ()


def render_page(content: bytes, page: int, *, scale: float = 1.5, highlight: Sequence[Rect] = ()) -> bytes:
    """Draw a page as a PNG picture.

    Args:
        content: The PDF's bytes.
        page: Number of the page, counted from 1.
        scale: Pixels for each point (1 is 72 dots an inch).
        highlight: Rectangles (left, bottom, right, top) in points of the page that are marked in yellow.

    Returns:
        The picture's bytes.

    Raises:
        EncryptedPdf: If a password is needed.
        DamagedPdf: If the page cannot be drawn.
        IndexError: If there is no such page.
    """
    from PIL import Image, ImageDraw

    picture, to_pixels = _picture(content, page, scale)
    marks = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(marks)
    for left, bottom, right, top in highlight:
        corners = (to_pixels(left, top), to_pixels(right, bottom))
        across, down = zip(*corners, strict=True)
        draw.rectangle((min(across), min(down), max(across), max(down)), fill=_HIGHLIGHT)
    out = io.BytesIO()
    Image.alpha_composite(picture, marks).convert("RGB").save(out, format="PNG")
    return out.getvalue()


def _picture(content: bytes, number: int, scale: float) -> tuple[Any, Callable[[float, float], tuple[int, int]]]:
    """Return the picture of a page and the function from places on the page to its pixels."""
    with opened(content) as document:
        if not 1 <= number <= len(document):
            raise IndexError(f"there is no page {number}: the document has {len(document)}")
        page = document[number - 1]
        try:
            picture = page.render(scale=scale).to_pil().convert("RGBA")
            origin, right, up = (_pixel(page, picture.size, x, y) for x, y in ((0, 0), (1000, 0), (0, 1000)))
        finally:
            page.close()
    across = (right[0] - origin[0]) / 1000, (up[0] - origin[0]) / 1000
    down = (right[1] - origin[1]) / 1000, (up[1] - origin[1]) / 1000

    def to_pixels(x: float, y: float) -> tuple[int, int]:
        return round(origin[0] + across[0] * x + across[1] * y), round(origin[1] + down[0] * x + down[1] * y)

    return picture, to_pixels


def _pixel(page: Any, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:  # noqa: ANN401
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, size[0], size[1], 0, x, y, across, down)
    return across.value, down.value


def _page(document: Any, index: int) -> WordPage:  # noqa: ANN401
    page = document[index]
    try:
        sheet, _ = _sheet(page)
        few = len(sheet.words) + len(sheet.turned) < _FEW_WORDS
        return WordPage(
            number=index + 1,
            width=sheet.turning.size[0],
            height=sheet.turning.size[1],
            words=sheet.words,
            turned=sheet.turned,
            pictures=few and _has_pictures(page),
            linked=pdfium.FPDFPage_GetAnnotCount(page) > 0,
        )
    finally:
        page.close()


def _sheet(page: Any) -> tuple[Sheet, str]:  # noqa: ANN401
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
        box = Rect(*page.get_cropbox())
        return read_words(text_page, text, box), text
    finally:
        text_page.close()


def _has_pictures(page: Any) -> bool:  # noqa: ANN401
    return any(True for _ in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=5))


def _paths(page: Any, count: int) -> Iterator[Rect]:  # noqa: ANN401
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(count):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_PATH and pdfium.FPDFPageObj_GetBounds(
            drawn, left, bottom, right, top
        ):
            yield Rect(left.value, bottom.value, right.value, top.value)
