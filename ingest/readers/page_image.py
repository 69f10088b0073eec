"""Where a quotation stands on its page, and the picture of the page with it marked.

Nothing is kept of the places of characters: the page is read again, and the quotation is looked for letter by letter,
so that line ends, hyphens and columns do not matter.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from corpus.errors import UnreadableDocument, WrongUse
from corpus.model import DocumentText, Page, Span
from ingest.readers.pdf_order import body_size, parts_in_order
from ingest.readers.pdf_rows import Row, RowPage
from ingest.readers.pdf_words import Signs
from ingest.readers.pdfium import read_characters, render_page
from ingest.readers.printed import DamagedPdf, EncryptedPdf, Rect

_LEFT_OUT = re.compile("[\\s\\-\N{HYPHEN}\N{SOFT HYPHEN}\x00-\x1f\ufffe]+")
_NUMBER = re.compile(r"\d+")
_CONTEXT = 60
# Part of a letter's size below and above the baseline that a mark covers.
_BELOW, _ABOVE = 0.24, 0.8
_OTHER_LINE = 0.7
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """The rectangles of a quotation on one page, one for each line, in points of the page of the file."""

    page: int
    rectangles: tuple[Rect, ...]


class _Letter(NamedTuple):
    """A letter of the page in reading order: what it is, the line where it stands, and how far it reaches."""

    sign: str
    line: tuple[int, float, float]
    left: float
    right: float


def rectangles(
    content: bytes, page: int, quote: str, *, before: str = "", after: str = "", furniture: Sequence[str] = ()
) -> tuple[Rect, ...]:
    """Find a quotation on a page of a PDF.

    Args:
        content: The PDF's bytes.
        page: Number of the page, counted from 1.
        quote: The words, as they stand in the text that was read.
        before: Text before it, which decides where the words stand on the page more than once.
        after: Text after it.
        furniture: Running heads and footers that reading took out.

    Returns:
        A rectangle for each line, in points of the page of the file; none where the page does not have the words.

    Raises:
        UnreadableDocument: If the PDF cannot be opened.
        WrongUse: If there is no such page.
    """
    row_page, signs = _read(content, page)
    ordered = _rows_in_order(row_page, furniture)
    letters = list(_letters(ordered, signs))
    found = _find("".join(letter.sign for letter in letters), quote, before, after)
    return tuple(_boxes(letters[slice(*found)], signs)) if found else ()


def places(content: bytes, text: DocumentText, span: Span) -> tuple[Marked, ...]:
    """Find a span of a PDF's text on its pages.

    Raises:
        UnreadableDocument: If the PDF cannot be opened.
    """
    marked = (on_page(content, text, span, page) for page in text.pages)
    return tuple(found for found in marked if found is not None)


def page_image(
    content: bytes, page: int, quote: str = "", *, before: str = "", after: str = "", scale: float = 1.5
) -> bytes:
    """Draw a page as a PNG picture with a quotation marked.

    Args:
        content: The PDF's bytes.
        page: Number of the page, counted from 1.
        quote: The words to mark; none if empty.
        before: Text before them.
        after: Text after them.
        scale: Pixels for each point.

    Returns:
        The picture's bytes; without a mark where the words are not found, as on a scanned page.

    Raises:
        UnreadableDocument: If the PDF cannot be opened or the page not be drawn.
        WrongUse: If there is no such page.
    """
    marks = rectangles(content, page, quote, before=before, after=after) if quote.strip() else ()
    try:
        return render_page(content, page, scale=scale, highlight=marks)
    except (DamagedPdf, EncryptedPdf) as error:
        raise UnreadableDocument(f"the page cannot be drawn: {error}", reason="damaged") from error
    except IndexError as error:
        raise WrongUse(str(error)) from error


def on_page(content: bytes, text: DocumentText, span: Span, page: Page) -> Marked | None:
    """Find what stands of a span on one page; None where none of its words do.

    Raises:
        UnreadableDocument: If the PDF cannot be opened.
    """
    start, end = max(span.start, page.start), min(span.end, page.end)
    if not text.text[start:end].strip():
        return None
    before, after = text.text[max(0, start - _CONTEXT) : start], text.text[end : end + _CONTEXT]
    found = rectangles(content, page.number, text.text[start:end], before=before, after=after, furniture=text.furniture)
    return Marked(page=page.number, rectangles=found)


def _read(content: bytes, page: int) -> tuple[RowPage, Signs]:
    try:
        return read_characters(content, page)
    except EncryptedPdf as error:
        raise UnreadableDocument("the PDF is encrypted: it opens only with a password", reason="encrypted") from error
    except DamagedPdf as error:
        raise UnreadableDocument(f"the PDF is damaged: {error}", reason="damaged") from error
    except IndexError as error:
        raise WrongUse(str(error)) from error


def _rows_in_order(page: RowPage, furniture: Sequence[str]) -> list[Row]:
    out = {_NUMBER.sub("0", " ".join(line.split())) for line in furniture}
    kept = tuple(row for row in page.rows if _NUMBER.sub("0", " ".join(row.text.split())) not in out)
    bodies, notes = parts_in_order(replace(page, rows=kept), body_size([page]))
    return [row for part in bodies + notes for row in part]


def _letters(ordered: Sequence[Row], signs: Signs) -> Iterator[_Letter]:
    for number, row in enumerate(ordered):
        for word in row.words:
            # The cells of a table's row have lines of their own; a raised number is marked with its line.
            own = row.baseline - word.baseline > _OTHER_LINE * row.size
            line = (number, word.baseline if own else row.baseline, row.size)
            for place in range(word.place, word.place + len(word.text)):
                left, right = signs.edges[place].tolist() if place < len(signs.text) else (word.right, word.right)
                for sign in _folded(signs.text[place : place + 1]):
                    yield _Letter(sign, line, left, right)


def _folded(text: str) -> str:
    """Return a text without blanks and hyphens, raised digits and ligatures as plain letters, accents apart."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKD", text))


def _find(page: str, quote: str, before: str, after: str) -> tuple[int, int] | None:
    """Return where the page has the words; of several places the one whose neighbours are most alike."""
    words = _folded(quote)
    starts = _starts(page, words)
    if not words or not starts:
        return _find_beginning(page, words)
    ahead, behind = _folded(before)[::-1], _folded(after)

    def likeness(start: int) -> int:
        end = start + len(words)
        return _common(page[max(0, start - _CONTEXT) : start][::-1], ahead) + _common(
            page[end : end + _CONTEXT], behind
        )

    best = max(starts, key=likeness)
    return best, best + len(words)


def _starts(page: str, words: str) -> list[int]:
    return [match.start() for match in re.finditer(f"(?={re.escape(words)})", page)] if words else []


def _find_beginning(page: str, words: str) -> tuple[int, int] | None:
    """Find words whose last one goes on on the next page."""
    for length in range(len(words) - 1, max(0, len(words) - _LONGEST_WORD, len(words) // 2), -1):
        start = page.rfind(words[:length])
        if start >= 0:
            return start, start + length
    return None


def _common(one: str, other: str) -> int:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


def _boxes(letters: Sequence[_Letter], signs: Signs) -> Iterator[Rect]:
    for (_, baseline, size), group in groupby(letters, key=_line_of):
        inside = list(group)
        box = Rect(
            min(letter.left for letter in inside),
            baseline - _BELOW * size,
            max(letter.right for letter in inside),
            baseline + _ABOVE * size,
        )
        yield signs.turning.back(box)


def _line_of(letter: _Letter) -> tuple[int, float, float]:
    return letter.line
