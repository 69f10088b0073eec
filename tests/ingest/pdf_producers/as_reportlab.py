"""A known text set by ReportLab's page templates; notes stand as small paragraphs at the end."""

import io
import re
from html import escape
from typing import Any, Literal

from tests.ingest.pdf_producers.setting import Setting, breakable
from tests.ingest.pdf_producers.texts import LINK, Kind, KnownText, Part

_MARGIN, _GUTTER = 62.0, 18.0


def reportlab(text: KnownText, setting: Setting) -> bytes:
    """Set a text with ReportLab."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    def furnish(canvas: Any, _: object) -> None:  # noqa: ANN401 - reportlab ships no types
        canvas.setFont("Helvetica", 8)
        canvas.drawString(_MARGIN, A4[1] - 34, text.head)
        canvas.drawCentredString(A4[0] / 2, 30, f"-{canvas.getPageNumber()}-")

    width = (A4[0] - 2 * _MARGIN - _GUTTER * (setting.columns - 1)) / setting.columns
    frames = [
        Frame(_MARGIN + number * (width + _GUTTER), 62, width, A4[1] - 136, 0, 0, 0, 0)
        for number in range(setting.columns)
    ]
    target = io.BytesIO()
    template = BaseDocTemplate(
        target, pagesize=A4, pageTemplates=[PageTemplate(frames=frames, onPage=furnish)], invariant=1
    )
    styles = _styles(setting)
    story = [_flowable(part, styles, setting, note) for part, note in _counted(text.parts)]
    notes = [Paragraph(f"{n}. {escape(note)}", styles["note"]) for n, note in enumerate(text.known().notes, start=1)]
    template.build([*story, *notes])
    return target.getvalue()


def _counted(parts: tuple[Part, ...]) -> list[tuple[Part, int]]:
    counted, count = [], 1
    for part in parts:
        counted.append((part, count))
        count += part.text.count("{{")
    return counted


def _styles(setting: Setting) -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    align: Literal[0, 4] = 4 if setting.justified else 0  # the library's numbers for left and justified
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12.5, spaceAfter=6, alignment=align)
    return {
        "body": body,
        "heading": ParagraphStyle(
            "heading", fontName="Times-Bold", fontSize=10.5, leading=13, spaceBefore=8, spaceAfter=3
        ),
        "item": ParagraphStyle("item", body, leftIndent=20, bulletIndent=2, bulletFontName="Times-Roman"),
        "deeper": ParagraphStyle("deeper", body, leftIndent=36, bulletIndent=20, bulletFontName="Times-Roman"),
        "note": ParagraphStyle("note", body, fontSize=7.5, leading=9),
    }


def _flowable(part: Part, styles: dict[str, Any], setting: Setting, first_note: int) -> Any:  # noqa: ANN401
    from reportlab.lib import colors
    from reportlab.platypus import Paragraph, Table

    if part.kind is Kind.TABLE:
        font, grid = ("FONT", (0, 0), (-1, -1), "Times-Roman", 7.5), ("GRID", (0, 0), (-1, -1), 0.4, colors.grey)
        padding = [
            (name, (0, 0), (-1, -1), 2) for name in ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
        ]
        return Table([list(row) for row in part.rows], style=[font, grid, *padding], hAlign="LEFT")
    if part.kind is Kind.HEADING:
        return Paragraph(escape(part.text), styles["heading"])
    words = _marked(part.text, setting, first_note)
    if part.kind is Kind.ITEM:
        return Paragraph(words, styles["deeper" if part.level else "item"], bulletText=part.label)
    return Paragraph(words, styles["body"])


def _marked(text: str, setting: Setting, first_note: int) -> str:
    count = first_note - 1
    made = []
    for piece in re.split(r"(\{\{[^}]+\}\}|\[[^\]]+\]\([^)]+\))", text):
        if piece.startswith("{{"):
            count += 1
            made.append(f"<super size=7>{count}</super>")
        elif match := LINK.fullmatch(piece):
            made.append(f'<a href="{match["target"]}" color="blue">{_soft(match["anchor"], setting)}</a>')
        else:
            made.append(_soft(piece, setting))
    # ReportLab breaks words at soft hyphens only in a paragraph of more than one fragment.
    return f"<font>{made[0][:1]}</font>{made[0][1:]}{''.join(made[1:])}"


def _soft(text: str, setting: Setting) -> str:
    return escape(breakable(text) if setting.justified else text)
