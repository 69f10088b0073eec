"""A PDF's text as it is printed: pages of lines with their places, before lines become running text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """A line on a page.

    Attributes:
        text: Its characters, without blanks at its end.
        baseline: Height of the baseline above the lower edge of the page, in points; None where unknown.
        height: Height of the line's letters from descender to ascender, in points; None where unknown.
        broken: Whether the line ends in a hyphen, so that its last word may go on in the next line.
        opens: Whether the line is known to open a paragraph.
    """

    text: str
    baseline: float | None = None
    height: float | None = None
    broken: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """A page with its lines in reading order.

    Attributes:
        number: Number, counted from 1.
        height: Height in points.
        lines: Lines that are not blank.
        pictures: Whether a page without text has pictures; a page with text is not searched for them.
        linked: Whether the page has annotations that may be hyperlinks.
    """

    number: int
    height: float
    lines: tuple[PrintedLine, ...]
    pictures: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDocument:
    """All pages of a PDF, and how many files it carries."""

    pages: tuple[PrintedPage, ...]
    attachments: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLink:
    """A hyperlink of a page: its target and its rectangle (left, bottom, right, top) in points."""

    target: str
    page: int
    rectangle: tuple[float, float, float, float]


class DamagedPdf(Exception):
    """A PDF library could not read the file; another one may."""


class EncryptedPdf(Exception):
    """The file opens only with a password."""
