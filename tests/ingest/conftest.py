"""Makers of documents for the tests of ingest."""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.model import RawDocument

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
MakePdf = Callable[..., bytes]
MakeRaw = Callable[..., RawDocument]


def clock() -> datetime:
    """Return the same moment always."""
    return NOW


def make_raw(content: bytes, media_type: str = "text/plain", name: str = "vraag.txt") -> RawDocument:
    """Return bytes as a document of the source of files."""
    return RawDocument(
        source="files", uri=f"file:///{name}", name=name, media_type=media_type, content=content, fetched=NOW
    )


def make_pdf(
    pages: Sequence[Sequence[str | None]],
    *,
    head: str = "",
    foot: str = "",
    leading: float = 14.0,
    link: tuple[str, str] | None = None,
    encrypt: object = None,
    attach: str | None = None,
) -> bytes:
    """Make a PDF.

    Args:
        pages: Lines of each page; None is a gap between paragraphs.
        head: Running head; ``{n}`` is the page's number.
        foot: Running footer.
        leading: Distance of the lines in points.
        link: Words and target of a hyperlink on the page where the words begin a line.
        encrypt: Password or encryption of reportlab.
        attach: Name of an attached file.
    """
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), encrypt=encrypt)
    for number, lines in enumerate(pages, start=1):
        canvas.drawString(70, 812, head.format(n=number))
        canvas.drawString(280, 30, foot.format(n=number))
        _draw(canvas, lines, leading, link)
        canvas.showPage()
    canvas.save()
    return _attached(buffer.getvalue(), attach) if attach else buffer.getvalue()


def _draw(canvas: Canvas, lines: Sequence[str | None], leading: float, link: tuple[str, str] | None) -> None:
    height = 740.0
    for line in lines:
        if line is None:
            height -= 0.8 * leading
            continue
        canvas.drawString(70, height, line)
        if link is not None and line.startswith(link[0]):
            width = canvas.stringWidth(link[0])
            canvas.linkURL(link[1], (70, height - 3, 70 + width, height + 11))
        height -= leading


def _attached(content: bytes, name: str) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.add_attachment(name, b"a,b\n1,2\n")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for documents."""
    made = tmp_path / "documents"
    made.mkdir()
    return made
