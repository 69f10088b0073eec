"""Reports as DOCX, the only module that writes it: real heading styles, page numbers as fields, the language set."""

import io
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.reports.blocks import Block, Fact, Facts, Heading, Look, Paragraph, Point, Report

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as DocxParagraph

_LOCALES = {"nl": "nl-BE", "en": "en-GB", "fr": "fr-BE"}
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_MARGIN_CM = 2.5
_LONGEST_TITLE = 255  # what the format allows
_LABEL_CM, _TEXT_CM = 3.6, 12.4


def docx_bytes(report: Report, made: datetime) -> bytes:
    """Return a report as a DOCX file.

    Args:
        report: The report.
        made: The moment that the file's properties name.
    """
    document = _document(report, made)
    for block in report.blocks:
        _add(document, block)
    if report.page_words:
        _page_numbers(document, report.page_words)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _document(report: Report, made: datetime) -> "Document":
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author = _clean(report.title)[:_LONGEST_TITLE], "Rappel"
    properties.language = _LOCALES[report.language]
    properties.created = properties.modified = made.replace(tzinfo=None, microsecond=0)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    _speak(document, _LOCALES[report.language])
    return document


def _speak(document: "Document", locale: str) -> None:
    """Set the language of the text, so that a word processor checks and hyphenates it as such."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), locale)
    properties.append(language)


def _add(document: "Document", block: Block) -> None:
    match block:
        case Heading(level=1):
            document.add_paragraph(_clean(block.text), style="Title")
        case Heading():
            document.add_heading(_clean(block.text), level=block.level - 1)
        case Paragraph():
            style = "Quote" if block.look is Look.QUOTE else "Normal"
            _small(document.add_paragraph(_clean(block.text), style=style), block.look)
        case Point():
            _point(document, block)
        case Facts():
            _facts(document, block)


def _small(paragraph: "DocxParagraph", look: Look) -> None:
    from docx.shared import Pt

    if look is Look.HEAD:
        paragraph.paragraph_format.space_after = Pt(0)
    if look is Look.SMALL:
        for run in paragraph.runs:
            run.font.size = Pt(9)


def _point(document: "Document", block: Point) -> None:
    from docx.shared import Cm

    paragraph = document.add_paragraph(_clean(f"{block.label}\t{block.text}"))
    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = Cm(0.8 * (block.depth + 1)), Cm(-0.8)
    shape.tab_stops.add_tab_stop(Cm(0.8 * (block.depth + 1)))


def _facts(document: "Document", block: Facts) -> None:
    from docx.shared import Cm

    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for fact in block.facts:
        label, text = table.add_row().cells
        label.width, text.width = Cm(_LABEL_CM), Cm(_TEXT_CM)
        label.paragraphs[0].add_run(_clean(fact.label)).bold = True
        _said(text.paragraphs[0], fact)
    document.add_paragraph()


def _said(paragraph: "DocxParagraph", fact: Fact) -> None:
    if not fact.address.startswith(("http://", "https://")):
        paragraph.add_run(_clean(f"{fact.text} {fact.address}".strip()))
        return
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(fact.address, _LINK, is_external=True))
    run = paragraph.add_run(_clean(fact.text))
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _page_numbers(document: "Document", words: str) -> None:
    """Write the page number into the footer, as fields that the word processor fills."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, _, rest = words.partition("{page}")
    between, _, after = rest.partition("{pages}")
    for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        paragraph.add_run(text)
        if field:
            _field(paragraph, field)


def _field(paragraph: "DocxParagraph", name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


def _clean(text: str) -> str:
    """Take out the control characters that XML cannot hold; tabs and line ends stay."""
    return "".join(sign for sign in text if sign in "\n\t" or sign.isprintable() or sign == "\N{NO-BREAK SPACE}")
