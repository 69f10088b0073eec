"""Reports as PDF, the only module that writes it: embedded fonts, bookmarks, page numbers, tags for who cannot see it.

The tags are those of tagged PDF (ISO 32000-1, 14.8): headings, paragraphs and quotes in reading order, page furniture
as artifacts, the language of the document. ReportLab has no interface for them, so they are written here.
"""

import io
from datetime import datetime
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from tracker.reports.blocks import Block, Fact, Facts, Heading, Look, Paragraph, Point, Report
from tracker.reports.pdf_tags import tagged_canvas, tagged_paragraph

_LOCALES = {"nl": "nl-BE", "en": "en-GB", "fr": "fr-BE"}
_FONT, _BOLD, _ITALIC, _BOTH = "Vera", "VeraBd", "VeraIt", "VeraBI"
_MARGIN = 62.0
_FURNITURE = 36.0
_LABEL = 112.0
_LINKS = ("http://", "https://")


def pdf_bytes(report: Report, made: datetime) -> bytes:
    """Return a report as a PDF file.

    Args:
        report: The report.
        made: The moment that the file's properties name.
    """
    _, pages = _built(report, made, 0)
    content, _ = _built(report, made, pages)
    return content


def _built(report: Report, made: datetime, pages: int) -> tuple[bytes, int]:
    """Lay the report out; the number of pages is known only after that, so this is done twice."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    _fonts()
    buffer = io.BytesIO()
    layout = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=report.title,
        author="Rappel",
        lang=_LOCALES[report.language],
        invariant=1,
        displayDocTitle=True,
    )

    def furniture(canvas: Any, _: object) -> None:  # noqa: ANN401 - the library has no types
        _furnish(canvas, report, pages, A4)

    flowables = [part for block in report.blocks for part in _flowables(block)]
    canvas_maker = tagged_canvas(made)
    layout.build(flowables, onFirstPage=furniture, onLaterPages=furniture, canvasmaker=canvas_maker)
    return buffer.getvalue(), int(layout.page)


@lru_cache
def _fonts() -> None:
    """Register the fonts that come with the library, which hold the letters of Western Europe, to be embedded."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (_FONT, _BOLD, _ITALIC, _BOTH):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    pdfmetrics.registerFontFamily(_FONT, normal=_FONT, bold=_BOLD, italic=_ITALIC, boldItalic=_BOTH)


def _furnish(canvas: Any, report: Report, pages: int, size: tuple[float, float]) -> None:  # noqa: ANN401
    page = canvas.getPageNumber()
    with canvas.artifact():
        canvas.setFont(_FONT, 8)
        if report.page_words:
            words = report.page_words.format(page=page, pages=pages)
            canvas.drawCentredString(size[0] / 2, _FURNITURE, words)
        if report.running_head and page > 1:
            canvas.drawString(_MARGIN, size[1] - _FURNITURE, _fitting(report.running_head, size[0] - 2 * _MARGIN))


def _fitting(text: str, width: float) -> str:
    """Return a text that fits a line, cut at its end where it does not."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    while stringWidth(text, _FONT, 8) > width:
        text = text.rstrip("…")[:-1].rstrip() + "…"
    return text


def _flowables(block: Block) -> list[Any]:
    match block:
        case Heading():
            return [_paragraph(escape(block.text), f"H{block.level}", title=block.text, level=block.level)]
        case Paragraph():
            return [_paragraph(_marked(block.text), block.look.value)]
        case Point():
            return [_paragraph(_marked(block.text), f"point{block.depth}", label=block.label)]
        case Facts():
            from reportlab.platypus import Spacer

            return [*(_paragraph(_fact(one), "fact", label=one.label) for one in block.facts), Spacer(1, 8)]


def _marked(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _fact(one: Fact) -> str:
    if not one.address:
        return _marked(one.text)
    if not one.address.startswith(_LINKS):
        return f"{_marked(one.text)} {_marked(one.address)}"
    address = escape(one.address, {'"': "&quot;"})
    return f'<link href="{address}"><u>{_marked(one.text)}</u></link>'


def _paragraph(markup: str, look: str, **given: Any) -> Any:  # noqa: ANN401
    return tagged_paragraph(markup, _styles()[look], **given)


@lru_cache
def _styles() -> dict[str, Any]:
    """Return how each look is set, with the role that its tag names."""
    from reportlab.lib.styles import ParagraphStyle

    normal = ParagraphStyle(
        "normal", fontName=_FONT, fontSize=9.5, leading=14, spaceAfter=6, role="P", allowWidows=0, allowOrphans=0,
        bulletFontName=_FONT, bulletFontSize=9.5,
    )  # fmt: skip

    def style(name: str, **given: Any) -> ParagraphStyle:  # noqa: ANN401
        return ParagraphStyle(name, parent=normal, **given)

    heading: dict[str, Any] = {"fontName": _BOLD, "keepWithNext": 1}
    return {
        Look.NORMAL.value: normal,
        Look.HEAD.value: style("head", spaceAfter=0),
        Look.QUOTE.value: style(
            "quote", fontName=_ITALIC, leftIndent=14, rightIndent=14, role="BlockQuote", keepWithNext=1
        ),
        Look.SMALL.value: style("small", fontSize=8, leading=11),
        "H1": style("H1", fontSize=18, leading=24, spaceAfter=10, role="H1", **heading),
        "H2": style("H2", fontSize=13, leading=17, spaceBefore=14, role="H2", **heading),
        "H3": style("H3", fontSize=10.5, leading=14, spaceBefore=8, spaceAfter=3, role="H3", **heading),
        "point0": style("point0", leftIndent=20, bulletIndent=0),
        "point1": style("point1", leftIndent=40, bulletIndent=20),
        "fact": style(
            "fact", fontSize=8.5, leading=12, spaceAfter=1, leftIndent=_LABEL, bulletFontName=_BOLD, bulletFontSize=8.5
        ),
    }
