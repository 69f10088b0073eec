"""The only module that uses pypdfium2: lines with their places, the words under a rectangle, pictures of pages.

PDFium is not thread-safe, so everything here runs under one lock.
"""

import ctypes
import io
import re
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers.printed import DamagedPdf, EncryptedPdf, PlacedLink, PrintedDocument, PrintedLine, PrintedPage

_LOCK = threading.RLock()
# PDFium writes U+FFFE for a hyphen at a line end and leaves the line end itself out.
_LINE_END = re.compile("\r\n|[\r\n\ufffe]")
_HYPHENS = "-\N{HYPHEN}\N{SOFT HYPHEN}\x02"
_HIGHLIGHT = (255, 214, 0, 110)


def read_printed(content: bytes) -> PrintedDocument:
    """Read all pages of a PDF.

    Args:
        content: The file's bytes.

    Returns:
        The pages with their lines.

    Raises:
        EncryptedPdf: If a password is needed (an empty one is tried by PDFium itself).
        DamagedPdf: If PDFium cannot open the file or one of its pages.
    """
    with _LOCK, _open(content) as document:
        try:
            pages = tuple(_page(document, index) for index in range(len(document)))
            return PrintedDocument(pages=pages, attachments=document.count_attachments())
        except pypdfium2.PdfiumError as error:
            raise DamagedPdf(str(error)) from error


def words_under(content: bytes, links: Sequence[PlacedLink]) -> tuple[str, ...]:
    """Return the printed words inside each link's rectangle, empty where there are none."""
    with _LOCK, _open(content) as document:
        return tuple(_bounded(document, link) for link in links)


def render_page(
    content: bytes, page: int, *, scale: float = 1.5, highlight: Sequence[tuple[float, float, float, float]] = ()
) -> bytes:
    """Draw a page as a PNG picture.

    Args:
        content: The PDF's bytes.
        page: Number of the page, counted from 1.
        scale: Pixels for each point (1 is 72 dots an inch).
        highlight: Rectangles (left, bottom, right, top) in points that are marked in yellow.

    Returns:
        The picture's bytes.

    Raises:
        EncryptedPdf: If a password is needed.
        DamagedPdf: If the page cannot be drawn.
        IndexError: If there is no such page.
    """
    from PIL import Image, ImageDraw

    with _LOCK, _open(content) as document:
        if not 1 <= page <= len(document):
            raise IndexError(f"there is no page {page}: the document has {len(document)}")
        try:
            sheet = document[page - 1]
            height = sheet.get_height()
            picture = sheet.render(scale=scale).to_pil().convert("RGBA")
        except pypdfium2.PdfiumError as error:
            raise DamagedPdf(str(error)) from error
    marks = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(marks)
    for left, bottom, right, top in highlight:
        draw.rectangle(
            (left * scale, (height - top) * scale, right * scale, (height - bottom) * scale), fill=_HIGHLIGHT
        )
    out = io.BytesIO()
    Image.alpha_composite(picture, marks).convert("RGB").save(out, format="PNG")
    return out.getvalue()


def _open(content: bytes) -> Any:  # noqa: ANN401 - the library ships no types
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise EncryptedPdf(str(error)) from error
        raise DamagedPdf(str(error)) from error


def _page(document: Any, index: int) -> PrintedPage:  # noqa: ANN401
    page = document[index]
    text_page = page.get_textpage()
    try:
        lines = tuple(_lines(text_page))
        return PrintedPage(
            number=index + 1,
            height=page.get_height(),
            lines=lines,
            pictures=not lines and _has_pictures(page),
            linked=pdfium.FPDFPage_GetAnnotCount(page) > 0,
        )
    finally:
        text_page.close()
        page.close()


def _lines(text_page: Any) -> Iterator[PrintedLine]:  # noqa: ANN401
    text = text_page.get_text_range()
    start = 0
    for match in [*_LINE_END.finditer(text), None]:
        end = match.start() if match else len(text)
        line = text[start:end]
        if line.strip():
            yield _line(line, _place(text_page, text, start), marked=match is not None and match[0] == "\ufffe")
        start = match.end() if match else end


def _line(line: str, place: tuple[float | None, float | None], *, marked: bool) -> PrintedLine:
    stripped = line.rstrip()
    broken = marked or (stripped[-1] in _HYPHENS and stripped[-2:-1].isalnum())
    printed = stripped.rstrip(_HYPHENS) + "-" if broken else stripped
    return PrintedLine(text=printed, baseline=place[0], height=place[1], broken=broken)


def _place(text_page: Any, text: str, start: int) -> tuple[float | None, float | None]:  # noqa: ANN401
    """Return baseline and height of the first sign at or after ``start`` that is no blank."""
    while start < len(text) and text[start].isspace():
        start += 1
    index = pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, start)
    if start >= len(text) or index < 0 or pdfium.FPDFText_GetUnicode(text_page, index) != ord(text[start]):
        return None, None
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
    pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
    height = abs(box.top - box.bottom)
    return float(y.value), float(height) or None


def _has_pictures(page: Any) -> bool:  # noqa: ANN401
    return any(True for _ in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=5))


def _bounded(document: Any, link: PlacedLink) -> str:  # noqa: ANN401
    page = document[link.page - 1]
    text_page = page.get_textpage()
    try:
        left, bottom, right, top = link.rectangle
        return str(text_page.get_text_bounded(left=left, bottom=bottom, right=right, top=top))
    finally:
        text_page.close()
        page.close()
