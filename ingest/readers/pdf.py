"""PDF: from printed lines to running text with pages, paragraphs, links and attachments."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.errors import UnreadableDocument
from corpus.model import Attachment, DocumentText, Link, Page, RawDocument, Span
from ingest.readers.hyphens import join_words
from ingest.readers.ocr import recogniser
from ingest.readers.pdf_order import in_reading_order
from ingest.readers.pdf_rows import RowDocument
from ingest.readers.pdf_scans import recognise
from ingest.readers.pdf_tables import ruled_tables
from ingest.readers.pdfium import read_rows
from ingest.readers.printed import DamagedPdf, EncryptedPdf, PlacedLink, PrintedDocument, PrintedLine, PrintedPage
from ingest.readers.pypdf_reader import read_attachments, read_second

# A paragraph begins where lines are this much further apart than lines of the same document mostly are.
_PARAGRAPH = 1.4
# Line distance over the letters' size: 1.1 to 1.3 for single spacing, 1.8 for one and a half; a document whose lines
# all stand further apart has paragraphs of one line.
_SINGLE_SPACING = 1.3
_WIDEST_SPACING = 2.05
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_BETWEEN = re.compile("[\\s\\-\N{HYPHEN}\N{SOFT HYPHEN}]")
# A link's box reaches no further into the words beside it.
_WORD_END, _WORD_START = re.compile(r"\w{1,3}\s+(?=\S)"), re.compile(r"(?<=\S)\s+\w{1,3}$")
_UNENDED = re.compile(r"[\w,;–-]\s*$")


def read_pdf(raw: RawDocument) -> DocumentText:
    """Read a PDF.

    Running heads and footers are taken out, words broken at line ends are mended, lines stay lines and paragraphs are
    parted by a blank line. Where PDFium cannot read the file, pypdf does; scanned pages are recognised
    where Tesseract is installed.

    Raises:
        UnreadableDocument: If a password is needed (``encrypted``), the file cannot be read (``damaged``), it has only
            pictures that cannot be recognised (``scan``), only text that is not what is printed (``garbled``), or
            nothing at all (``empty``).
    """
    printed, reader, warnings = _printed(raw.content)
    lines = _joined(_paragraphs(printed.pages))
    if not lines:
        raise _no_text(printed)
    text, places, starts = _assemble(lines, len(printed.pages))
    attachments, more = _attachments(raw.content, printed)
    return DocumentText(
        text=text,
        pages=places,
        links=_links(printed, text, places),
        attachments=attachments,
        tables=ruled_tables(lines, starts),
        furniture=printed.furniture,
        warnings=warnings + more,
        reader=reader,
    )


def _printed(content: bytes) -> tuple[PrintedDocument, str, tuple[str, ...]]:
    try:
        try:
            return _recognised(content, read_rows(content))
        except DamagedPdf as error:
            warning = f"the first PDF reader could not read the file ({error}); it was read by the second"
            return read_second(content), "pypdf", (warning,)
    except EncryptedPdf as error:
        message = "the PDF is encrypted: it opens only with a password; save it without one"
        raise UnreadableDocument(message, reason="encrypted") from error
    except DamagedPdf as error:
        raise UnreadableDocument(f"the PDF is damaged: {error}", reason="damaged") from error


def _recognised(content: bytes, document: RowDocument) -> tuple[PrintedDocument, str, tuple[str, ...]]:
    """Put a document in reading order, scanned pages recognised where that can be done."""
    found = recognise(content, document, recogniser())
    if found.garbled and len(found.garbled) == sum(bool(page.rows) for page in document.pages):
        message = "the PDF's fonts do not say which letters they show, and its text is not readable; print it anew"
        raise UnreadableDocument(message, reason="garbled")
    warnings: list[str] = []
    if found.recognised:
        warnings.append(f"page {_numbers(found.recognised)} was read by text recognition (OCR): letters may be wrong")
    if found.scans:
        warnings.append(f"no text on page {_numbers(found.scans)}: pictures, perhaps scanned")
    if found.garbled:
        warnings.append(f"the text of page {_numbers(found.garbled)} is garbled: its fonts do not say their letters")
    read = [page.number for page in found.document.pages if page.rows]
    reader = "pdfium" if not found.recognised else "ocr" if len(read) == len(found.recognised) else "pdfium, ocr"
    return in_reading_order(found.document), reader, tuple(warnings)


def _numbers(pages: Sequence[int]) -> str:
    return ", ".join(map(str, pages))


def _no_text(printed: PrintedDocument) -> UnreadableDocument:
    if any(page.pictures for page in printed.pages):
        message = (
            "the PDF has pictures of pages and no text (a scan), and no text could be recognised (OCR) here; "
            "install Tesseract with its Dutch (tesseract-ocr-nld), or run OCR on the file first"
        )
        return UnreadableDocument(message, reason="scan")
    return UnreadableDocument("the PDF has no text", reason="empty")


def _paragraphs(pages: Sequence[PrintedPage]) -> list[tuple[int, PrintedLine]]:
    """Return the lines of all pages with their page, marked where a paragraph opens."""
    usual = _usual_spacing(pages)
    lines: list[tuple[int, PrintedLine]] = []
    body: PrintedLine | None = None
    for page in pages:
        previous: PrintedLine | None = None
        for line in page.lines:
            if previous is None or line.jumps:
                opens = bool(lines) and (line.note or not (body and _goes_on(body, line)))
            else:
                apart = _spacing(previous, line) > _PARAGRAPH * usual
                opens = line.opens or (apart and not (previous.cells and line.cells))
            lines.append((page.number, replace(line, text=clean(line.text), opens=opens)))
            previous = line
            body = body if line.note else line
    return lines


def _joined(lines: Sequence[tuple[int, PrintedLine]]) -> list[tuple[int, PrintedLine]]:
    """Mend broken words, those of notes and of the body apart: a note can stand between the halves of a word."""
    if not any(line.note for _, line in lines):
        return join_words(lines)
    body = join_words([(page, line) for page, line in lines if not line.note])
    notes = join_words([(page, line) for page, line in lines if line.note])
    return sorted(body + notes, key=lambda placed: placed[0])


def clean(text: str) -> str:
    """Return printed signs as text: accents composed, ligatures as letters, control characters left out."""
    letters = _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return unicodedata.normalize("NFC", _CONTROL.sub("", letters))


def _spacing(previous: PrintedLine, line: PrintedLine) -> float:
    """Return the distance of two lines in sizes of letters; negative where the second stands higher, 0 if unknown."""
    if previous.baseline is None or line.baseline is None:
        return 0.0
    size = min(previous.size or 0.0, line.size or 0.0)
    return (previous.baseline - line.baseline) / size if size else 0.0


def _usual_spacing(pages: Sequence[PrintedPage]) -> float:
    pairs = ((a, b) for page in pages for a, b in zip(page.lines, page.lines[1:], strict=False))
    counted = Counter(round(_spacing(a, b), 1) for a, b in pairs)
    single = {spacing: count for spacing, count in counted.items() if 0.7 <= spacing <= _WIDEST_SPACING}
    return max(single, key=lambda spacing: (single[spacing], -spacing)) if single else _SINGLE_SPACING


def _goes_on(last: PrintedLine, first: PrintedLine) -> bool:
    """Tell whether the first line of a page continues the last one of the page before."""
    return bool(_UNENDED.search(last.text)) and first.text.lstrip()[:1].islower()


def _assemble(lines: Sequence[tuple[int, PrintedLine]], count: int) -> tuple[str, tuple[Page, ...], list[int]]:
    """Return the text, the pages, and where in the text each line begins."""
    parts: list[str] = []
    begins: list[int] = []
    starts: dict[int, int] = {}
    length = 0
    for page, line in lines:
        gap = "" if not parts else "\n\n" if line.opens else "\n"
        starts.setdefault(page, length + len(gap))
        begins.append(length + len(gap))
        parts.append(gap + line.text)
        length += len(parts[-1])
    text = "".join(parts) + "\n"
    pages: list[Page] = []
    end = len(text)
    for number in range(count, 0, -1):
        start = 0 if number == 1 else starts.get(number, end)
        pages.append(Page(number=number, start=start, end=end))
        end = start
    return text, tuple(reversed(pages)), begins


def _links(printed: PrintedDocument, text: str, pages: Sequence[Page]) -> tuple[Link, ...]:
    found: list[Link] = []
    after: dict[int, int] = {}
    for link in (link for page in printed.pages for link in page.links):
        page = pages[link.page - 1]
        span = _find(text, link.words, after.get(page.number, page.start), page)
        if span is not None:
            after[page.number] = span.end
        found.append(_link(link, span))
    return tuple(_trimmed(link, text) for link in _merged(found, text))


def _link(link: PlacedLink, span: Span | None) -> Link:
    words = " ".join(re.sub("[\ufffe\x02]", "-", link.words).split())
    return Link(target=link.target, anchor=words, page=link.page, span=span)


def _merged(links: Sequence[Link], text: str) -> tuple[Link, ...]:
    """Join links to one target whose words follow each other: a link over two lines has a rectangle on each."""
    merged: list[Link] = []
    for link in sorted(links, key=_place):
        span = _joint(merged[-1], link, text) if merged else None
        if span is None:
            merged.append(link)
        else:
            merged[-1] = replace(merged[-1], span=span)
    return tuple(merged)


def _place(link: Link) -> tuple[int, bool, int]:
    return link.page or 0, link.span is None, link.span.start if link.span else 0


def _joint(last: Link, link: Link, text: str) -> Span | None:
    if last.target != link.target or last.page != link.page or last.span is None or link.span is None:
        return None
    follows = last.span.end <= link.span.start and not text[last.span.end : link.span.start].strip()
    return Span(start=last.span.start, end=link.span.end, page=last.page) if follows else None


def _find(text: str, anchor: str, start: int, page: Page) -> Span | None:
    """Find a link's words in the page's text, whatever became of line ends and hyphens."""
    signs = [re.escape(sign) for sign in _BETWEEN.sub("", clean(anchor))[:500]]
    if not signs:
        return None
    pattern = re.compile(r"[\s-]*".join(signs))
    match = pattern.search(text, start, page.end) or pattern.search(text, page.start, page.end)
    return Span(start=match.start(), end=match.end(), page=page.number) if match else None


def _trimmed(link: Link, text: str) -> Link:
    """Return a link without the last letters of the word before it and the first of the word after it."""
    if link.span is None:
        return link
    start, end = link.span.start, link.span.end
    if (before := _WORD_END.match(text, start, end)) and text[start - 1 : start].isalnum():
        start = before.end()
    if (after := _WORD_START.search(text[start:end])) and text[end : end + 1].isalnum():
        end = start + after.start()
    anchor = " ".join(text[start:end].split())
    return replace(link, anchor=anchor, span=Span(start=start, end=end, page=link.page))


def _attachments(content: bytes, printed: PrintedDocument) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    if not printed.attachments:
        return (), ()
    try:
        return read_attachments(content), ()
    except DamagedPdf as error:
        return (), (f"the attached files cannot be read: {error}",)
