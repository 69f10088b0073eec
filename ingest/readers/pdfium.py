"""The only module that opens PDFs with pypdfium2: words with their places, drawn lines, pictures of pages.

PDFium is not thread-safe, so everything here runs under one lock.
"""

import ctypes
import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers.pdf_columns import suspect
from ingest.readers.pdf_rows import RowDocument, RowPage, row_of, rows
from ingest.readers.pdf_words import Sheet, Signs, Turning, edges, read_words
from ingest.readers.printed import DamagedPdf, EncryptedPdf, PlacedLink, Rect

_LOCK = threading.RLock()
_HIGHLIGHT = (255, 214, 0, 110)
# A page with fewer words may be a picture with a stamp or page number of its own.
_FEW_WORDS = 12
_MOST_OF_PAGE = 0.4
# Points at the edge of a link's box in which letters of its neighbours may stand.
_MARGIN_ACROSS, _MARGIN_DOWN = 1.0, 4.0
# A page of text needs few colours; a higher one than this many widths is drawn narrower.
_COLOURS, _HIGHEST = 32, 3.0
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


def read_rows(content: bytes) -> RowDocument:
    """Read all pages of a PDF.

    Args:
        content: The file's bytes.

    Returns:
        The pages with their rows of words.

    Raises:
        EncryptedPdf: If a password is needed.
        DamagedPdf: If PDFium cannot open the file or one of its pages.
    """
    with opened(content) as document:
        pages = tuple(_page(document, index) for index in range(len(document)))
        return RowDocument(pages=pages, attachments=document.count_attachments())


def read_characters(content: bytes, number: int) -> tuple[RowPage, Signs]:
    """Read one page with the place of every character.

    Raises:
        EncryptedPdf: If a password is needed.
        DamagedPdf: If the page cannot be read.
        IndexError: If there is no such page.
    """
    with opened(content) as document:
        _check_number(document, number)
        page = document[number - 1]
        text_page = page.get_textpage()
        try:
            sheet, text = _sheet(page, text_page)
            made = tuple(rows(sheet.words))
            drawn = _drawn(page, sheet.turning) if suspect(made) else ()
            width, height = sheet.turning.size
            row_page = RowPage(number=number, width=width, height=height, rows=made, drawn=drawn)
            return row_page, Signs(text, edges(text_page, text, sheet.turning), sheet.turning)
        finally:
            text_page.close()
            page.close()


def _check_number(document: Any, number: int) -> None:  # noqa: ANN401
    if not 1 <= number <= len(document):
        raise IndexError(f"there is no page {number}: the document has {len(document)}")


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

    with _page_of(content, page) as opened_page:
        picture = opened_page.render(scale=scale).to_pil().convert("RGBA")
        boxes = [_pixels(opened_page, picture.size, box) for box in highlight]
    marks = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(marks)
    for box in boxes:
        draw.rectangle(box, fill=_HIGHLIGHT)
    out = io.BytesIO()
    Image.alpha_composite(picture, marks).convert("RGB").save(out, format="PNG")
    return out.getvalue()


def draw_page(content: bytes, page: int, *, width: int) -> bytes:
    """Draw a page as a small PNG picture of few colours.

    Args:
        content: The PDF's bytes.
        page: Number of the page, counted from 1.
        width: Its width in pixels; a page that would be far higher than wide is drawn narrower.

    Raises:
        EncryptedPdf: If a password is needed.
        DamagedPdf: If the page cannot be drawn.
        IndexError: If there is no such page.
    """
    with _page_of(content, page) as opened_page:
        size = _size(opened_page, width)
        picture = opened_page.render(scale=size[0] / opened_page.get_width()).to_pil().convert("RGB")
    out = io.BytesIO()
    picture.resize(size).quantize(_COLOURS, dither=0).save(out, format="PNG", optimize=True)
    return out.getvalue()


def picture_boxes(
    content: bytes, page: int, rectangles: Sequence[Rect], *, width: int
) -> tuple[tuple[int, int], list[tuple[int, int, int, int]]]:
    """Return where rectangles of a page stand in its picture.

    Args:
        content: The PDF's bytes.
        page: Number of the page, counted from 1.
        rectangles: Rectangles in points of the page.
        width: Width of the picture, as for ``draw_page``.

    Returns:
        The size of the picture, and left, top, right and bottom of each rectangle in its pixels.

    Raises:
        EncryptedPdf: If a password is needed.
        DamagedPdf: If the page cannot be read.
        IndexError: If there is no such page.
    """
    with _page_of(content, page) as opened_page:
        size = _size(opened_page, width)
        return size, [_pixels(opened_page, size, box) for box in rectangles]


@contextmanager
def _page_of(content: bytes, number: int) -> Iterator[Any]:
    with opened(content) as document:
        _check_number(document, number)
        page = document[number - 1]
        try:
            yield page
        finally:
            page.close()


def _size(page: Any, width: int) -> tuple[int, int]:  # noqa: ANN401
    ratio = page.get_height() / page.get_width()
    width = max(1, round(width * min(1.0, _HIGHEST / ratio)))
    return width, max(1, round(width * ratio))


def _pixels(page: Any, size: tuple[int, int], box: Rect) -> tuple[int, int, int, int]:  # noqa: ANN401
    """Return left, top, right and bottom of a box in the pixels of a picture of the page."""
    one, other = _pixel(page, size, box.left, box.top), _pixel(page, size, box.right, box.bottom)
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


def _pixel(page: Any, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:  # noqa: ANN401
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, size[0], size[1], 0, x, y, across, down)
    return across.value, down.value


def _page(document: Any, index: int) -> RowPage:  # noqa: ANN401
    page = document[index]
    text_page = page.get_textpage()
    try:
        sheet, _ = _sheet(page, text_page)
        made = tuple(rows(sheet.words))
        size = sheet.turning.size
        few = len(sheet.words) + len(sheet.turned) < _FEW_WORDS
        return RowPage(
            number=index + 1,
            width=size[0],
            height=size[1],
            rows=made,
            turned=tuple(row_of(word) for word in sheet.turned),
            drawn=_drawn(page, sheet.turning) if suspect(made) else (),
            pictures=few and _has_pictures(page, 0.0 if not made else _MOST_OF_PAGE * size[0] * size[1]),
            links=tuple(sorted(_links(document, page, text_page, index + 1), key=_from_top)),
        )
    finally:
        text_page.close()
        page.close()


def _sheet(page: Any, text_page: Any) -> tuple[Sheet, str]:  # noqa: ANN401
    text = text_page.get_text_range()
    return read_words(text_page, text, Rect(*page.get_cropbox())), text


def _links(document: Any, page: Any, text_page: Any, number: int) -> Iterator[PlacedLink]:  # noqa: ANN401
    place, link, box = ctypes.c_int(), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    while pdfium.FPDFLink_Enumerate(page, place, link):
        target = _target(document, link)
        if target and pdfium.FPDFLink_GetAnnotRect(link, box):
            place_on_page = Rect(box.left, box.bottom, box.right, box.top)
            words = text_page.get_text_bounded(**_inner(place_on_page)._asdict())
            yield PlacedLink(target=target, page=number, words=words, rectangle=place_on_page)


def _inner(box: Rect) -> Rect:
    """Return the middle of a box: letters of neighbours often reach a little into it."""
    across = min(_MARGIN_ACROSS, (box.right - box.left) / 4)
    down = min(_MARGIN_DOWN, (box.top - box.bottom) / 3)
    return Rect(box.left + across, box.bottom + down, box.right - across, box.top - down)


def _from_top(link: PlacedLink) -> tuple[float, float]:
    return (-link.rectangle.top, link.rectangle.left) if link.rectangle else (0.0, 0.0)


def _target(document: Any, link: Any) -> str:  # noqa: ANN401
    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return ""
    length = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAction_GetURIPath(document, action, buffer, length)
    return buffer.value.decode("utf-8", errors="replace")


def _has_pictures(page: Any, least_area: float) -> bool:  # noqa: ANN401
    for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=5):
        left, bottom, right, top = picture.get_bounds()
        if abs((right - left) * (top - bottom)) >= least_area:
            return True
    return False


def _drawn(page: Any, turning: Turning) -> tuple[Rect, ...]:  # noqa: ANN401
    """Return the lines and boxes drawn on a page; none where the page is a drawing itself."""
    count = pdfium.FPDFPage_CountObjects(page)
    left, bottom, right, top = edges_of = tuple(ctypes.c_float() for _ in range(4))
    places = [ctypes.byref(edge) for edge in edges_of]
    found: list[tuple[float, float, float, float]] = []
    for index in range(count if count <= _MOST_DRAWN else 0):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        is_path = pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_PATH
        if is_path and pdfium.FPDFPageObj_GetBounds(drawn, *places):
            found.append((left.value, bottom.value, right.value, top.value))
    return tuple(Rect(*box) for box in turning.upright(np.array(found).reshape(-1, 4)).tolist())
