"""A PDF's text as it is printed: words with their places, and pages of lines before lines become running text.

Places are in points, counted from the lower left corner of the page as its text stands upright.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Rect(NamedTuple):
    """A rectangle in points."""

    left: float
    bottom: float
    right: float
    top: float


class Word(NamedTuple):
    """Signs without a blank between them; a plain tuple, for a page has many hundreds.

    Attributes:
        text: The signs; a hyphen that PDFium marks as a line end's is ``-``.
        gap: Blanks printed before it on its line.
        left: Left edge.
        right: Right edge.
        baseline: Height of the line on which the letters stand.
        size: Size of its letters (of an em), as the page shows them.
        starts: Whether the file itself begins a line here.
        broken: Whether it ends in a hyphen.
        soft: Whether that hyphen is one that only programs put where they break a word.
        place: Where it begins in the page's text as the file orders it.
    """

    text: str
    gap: str
    left: float
    right: float
    baseline: float
    size: float
    starts: bool = False
    broken: bool = False
    soft: bool = False
    place: int = 0


class RuledCell(NamedTuple):
    """Where a cell with words stands in a ruled table.

    Attributes:
        table: Number of the table on its page.
        left: Left edge.
        right: Right edge.
        above: How many rows above its own it covers as well.
        below: How many rows below its own it covers as well.
    """

    table: int
    left: float
    right: float
    above: int = 0
    below: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLink:
    """A hyperlink of a page.

    Attributes:
        target: Its address.
        page: Number of the page.
        words: The printed words under it, empty where they are not known.
        rectangle: Its place on the page of the file; None where unknown.
    """

    target: str
    page: int
    words: str = ""
    rectangle: Rect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """A line on a page.

    Attributes:
        text: Its characters, without blanks at its end.
        baseline: Height of the baseline above the lower edge of the page, in points; None where unknown.
        size: Size of the line's letters in points; None where unknown.
        broken: Whether the line ends in a hyphen, so that its last word may go on in the next line.
        soft: Whether that hyphen is one that only programs put where they break a word.
        opens: Whether the line is known to open a paragraph.
        jumps: Whether the line begins another column or part of the page than the one before it.
        note: Whether the line belongs to a footnote.
        cells: The cells of a row of a ruled table, one for each part of the text between tabs; else none.
    """

    text: str
    baseline: float | None = None
    size: float | None = None
    broken: bool = False
    soft: bool = False
    opens: bool = False
    jumps: bool = False
    note: bool = False
    cells: tuple[RuledCell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """A page with its lines in reading order.

    Attributes:
        number: Number, counted from 1.
        height: Height in points.
        lines: Lines that are not blank.
        pictures: Whether a page without text has pictures; a page with text is not searched for them.
        links: Hyperlinks.
    """

    number: int
    height: float
    lines: tuple[PrintedLine, ...]
    pictures: bool = False
    links: tuple[PlacedLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDocument:
    """All pages of a PDF in reading order.

    Attributes:
        pages: The pages.
        attachments: How many files the PDF carries.
        furniture: Running heads and footers that were taken out.
    """

    pages: tuple[PrintedPage, ...]
    attachments: int = 0
    furniture: tuple[str, ...] = ()


class DamagedPdf(Exception):
    """A PDF library could not read the file; another one may."""


class EncryptedPdf(Exception):
    """The file opens only with a password."""
