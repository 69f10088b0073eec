"""Sample documents as PDF, set as the parliament sets them: the question, then the answer on a new page.

Streams are left uncompressed and the writer is asked for the same bytes every time, so that a check can compare them.
"""

import io
import re
from typing import Any
from xml.sax.saxutils import escape

from corpus.samples.source import (
    SOFT_BREAK,
    Block,
    Layout,
    Source,
    answer_head,
    blocks,
    family_line,
    question_head,
    title,
    with_links,
)

_FONT = "Helvetica"
_BOLD = "Helvetica-Bold"
_MARGIN = 70.0  # points, about 2.5 cm
_INDENT = 20.0
_ADDRESS = re.compile(r'(?<!href=")(https?://[^\s<>()"]*[^\s<>()".,;])(?!</a>)')


def render_pdf(source: Source, layout: Layout) -> bytes:
    """Return the document as PDF bytes, the same for the same source and the same version of reportlab."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    def begin(canvas: Any, _: object) -> None:  # noqa: ANN401 - reportlab ships no types
        if canvas.getPageNumber() == 1:
            _attach(canvas, source)
        _running_head(canvas, source, layout)

    def end(canvas: Any, _: object) -> None:  # noqa: ANN401
        _footer(canvas, layout, numbered=bool(source.answer))

    width, height = A4
    frame = Frame(_MARGIN, _MARGIN, width - 2 * _MARGIN, height - 2 * _MARGIN, 0, 0, 0, 0)
    page = PageTemplate(frames=[frame], onPage=begin, onPageEnd=end)
    target = io.BytesIO()
    template = BaseDocTemplate(
        target,
        pagesize=A4,
        pageTemplates=[page],
        invariant=1,
        pageCompression=0,
        title=title(source, layout),
        author=layout.note,
    )
    template.build(_story(source, layout))
    return target.getvalue()


def _story(source: Source, layout: Layout) -> list[Any]:
    from reportlab.platypus import PageBreak

    story = _head(question_head(source, layout)) + _body(source.question)
    if family := family_line(source, layout):
        story.append(_paragraph(Block(text=family)))
    if source.answer:
        head = _head(answer_head(source, layout)) if source.heads == "both" else []
        story += [PageBreak(), *head, *_body(source.answer)]
    return story


def _head(groups: tuple[tuple[str, ...], ...]) -> list[Any]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Spacer

    style = ParagraphStyle("head", fontName=_BOLD, fontSize=11, leading=14.5)
    story: list[Any] = []
    for group in groups:
        story += [Paragraph(escape(line).replace("  ", "&nbsp;&nbsp;"), style) for line in group]
        story.append(Spacer(1, 13))
    return story


def _body(body: str) -> list[Any]:
    return [_table(block) if block.rows else _paragraph(block) for block in blocks(body)]


def _paragraph(block: Block) -> Any:  # noqa: ANN401
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    left = _INDENT * (block.level + 1) if block.label or block.level else 0.0
    style = ParagraphStyle(
        "body",
        fontName=_FONT,
        fontSize=11,
        leading=14.5,
        alignment=TA_JUSTIFY,
        leftIndent=left,
        bulletIndent=left - _INDENT,
        bulletFontName=_FONT,
        bulletFontSize=11,
        spaceBefore=9 if block.level == 0 else 5,
    )
    first, _, rest = _inline(block.text).partition(" ")
    # reportlab breaks words at soft hyphens only in a paragraph of more than one fragment.
    return Paragraph(f"<font>{first}</font> {rest}", style, bulletText=block.label or None)


def _inline(text: str) -> str:
    marked = escape(text).replace(SOFT_BREAK, "\u00ad")
    marked = _ADDRESS.sub(r'<a href="\1">\1</a>', marked) if "](" not in marked else marked
    return with_links(marked, r'<a href="\g<target>" color="blue">\g<anchor></a>')


def _table(block: Block) -> Any:  # noqa: ANN401
    from reportlab.lib import colors
    from reportlab.platypus import Table

    style = [("FONT", (0, 0), (-1, -1), _FONT, 9), ("FONT", (0, 0), (-1, 0), _BOLD, 9)]
    grid = ("GRID", (0, 0), (-1, -1), 0.5, colors.grey)
    return Table([list(row) for row in block.rows], style=[*style, grid], hAlign="LEFT", spaceAfter=2, spaceBefore=9)


def _footer(canvas: Any, layout: Layout, *, numbered: bool) -> None:  # noqa: ANN401
    canvas.setFont(_FONT, 7.5)
    canvas.drawString(_MARGIN, _MARGIN / 2, layout.note)
    if numbered:
        canvas.drawRightString(canvas._pagesize[0] - _MARGIN, _MARGIN / 2, str(canvas.getPageNumber()))


def _running_head(canvas: Any, source: Source, layout: Layout) -> None:  # noqa: ANN401
    if source.running_head == "every" or (source.running_head == "later" and canvas.getPageNumber() > 1):
        canvas.setFont(_FONT, 7.5)
        line = layout.running_head.format(session=source.session, number=source.number)
        canvas.drawString(_MARGIN, canvas._pagesize[1] - _MARGIN / 2, line)


def _attach(canvas: Any, source: Source) -> None:  # noqa: ANN401
    # reportlab has no call for attachments: the name tree of PDF 32000-1, 7.11.4, is built from its own objects.
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString

    names: list[Any] = []
    for attachment in source.attachments:
        kind = PDFDictionary(
            {"Type": PDFName("EmbeddedFile"), "Subtype": PDFName(attachment.media_type.replace("/", "#2F"))}
        )
        stream = PDFStream(kind, attachment.text.encode(), filters=[])
        file = PDFDictionary({"F": canvas._doc.Reference(stream)})
        named = {"F": PDFString(attachment.name), "UF": PDFString(attachment.name)}
        names += [
            PDFString(attachment.name),
            canvas._doc.Reference(PDFDictionary({"Type": PDFName("Filespec"), "EF": file, **named})),
        ]
    if names:
        tree = PDFDictionary({"Names": PDFArray(names)})
        canvas._doc.Catalog.Names = PDFDictionary({"EmbeddedFiles": tree})
