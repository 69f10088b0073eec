"""Rows of a page: words that stand on one line, whatever their order in the file, and the text of a row."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.readers.hyphens import Break, decide
from ingest.readers.printed import PlacedLink, PrintedLine, Rect, RuledCell, Word

# Words belong to one row if their baselines differ less than this part of the letters' size: the next line stands
# hardly ever less than one size lower. Raised note numbers, which are smaller, stand up to six tenths higher.
_SAME_ROW = 0.5
_SAME_ROW_RAISED = 0.64
# A raised number stands no further than this from its word.
_NEAR = 0.3
_DIGITS = 3
# Words of different parts of a file that touch are one word.
_TOUCHING = 0.08
_SMALL = 0.8
_RAISED = 0.12
_HYPHENS = "-\N{HYPHEN}\N{SOFT HYPHEN}"
_STRETCHED = re.compile(r"(?<=\w)\s+-$")
# The space before a dash is at least this wide.
_STRETCH = 0.17
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Row(NamedTuple):
    """Words of one line from left to right; a plain tuple, for they are made by the thousand.

    Attributes:
        words: The words.
        baseline: Baseline of the largest word.
        size: Size of the largest word.
        right: Right edge.
        gap: The widest space between two words.
        cells: Its cells with words, from left to right, where it is a row of a ruled table.
    """

    words: tuple[Word, ...]
    baseline: float
    size: float
    right: float
    gap: float
    cells: tuple[RuledCell, ...] = ()

    @property
    def left(self) -> float:
        """Left edge of the first word."""
        return self.words[0].left

    @property
    def text(self) -> str:
        """The row's text."""
        return row_text(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """A page as rows from its top to its foot.

    Attributes:
        number: Number, counted from 1.
        width: Width in points.
        height: Height in points.
        rows: The rows.
        turned: Rows of words that do not stand upright, such as a watermark.
        drawn: Lines and boxes drawn on the page; only looked for where there may be columns or a table.
        pictures: Whether a page with little or no text has pictures; a page with text is not searched for them.
        links: Hyperlinks.
    """

    number: int
    width: float
    height: float
    rows: tuple[Row, ...]
    turned: tuple[Row, ...] = ()
    drawn: tuple[Rect, ...] = ()
    pictures: bool = False
    links: tuple[PlacedLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDocument:
    """All pages of a PDF as rows, and how many files it carries."""

    pages: tuple[RowPage, ...]
    attachments: int = 0


def rows(words: Iterable[Word]) -> list[Row]:
    """Put words into rows from the top of the page to its foot."""
    made: list[Row] = []
    current: list[Word] = []
    tallest: Word | None = None
    for word in sorted(words, key=_from_top):
        if tallest is not None and _on_one_row(tallest, word):
            current.append(word)
            tallest = word if word.size > tallest.size else tallest
            continue
        if tallest is not None:
            made.append(_row(current, tallest))
        current, tallest = [word], word
    if tallest is not None:
        made.append(_row(current, tallest))
    return made


def _on_one_row(higher: Word, lower: Word) -> bool:
    apart, one, other = higher.baseline - lower.baseline, higher.size, lower.size
    large = max(one, other)
    if apart <= _SAME_ROW * large:
        return True
    return apart <= _SAME_ROW_RAISED * large and min(one, other) < _SMALL * large


def _from_top(word: Word) -> float:
    return -word.baseline


def _row(words: list[Word], tallest: Word) -> Row:
    words.sort(key=_from_left)
    gap, right = 0.0, words[0].right
    for word in words:
        if word.left - right > gap:
            gap = word.left - right
        if word.right > right:
            right = word.right
    return Row(tuple(words), tallest.baseline, tallest.size, right, gap)


def row_of(word: Word) -> Row:
    """Return a row of one word."""
    return Row((word,), word.baseline, word.size, word.right, 0.0)


def _from_left(word: Word) -> float:
    return word.left


def row_text(row: Row) -> str:
    """Return a row's text: blanks as the file has them, one blank where it has none and the words stand apart.

    Raised small digits, such as those of notes and square metres, become superscript digits.
    """
    parts: list[str] = []
    previous: Word | None = None
    for word in row.words:
        if previous is not None and _raised(previous, word, row):
            parts.append(word.text.translate(_SUPERSCRIPTS))
        elif previous is not None and previous.broken and _below(previous, word):
            parts[-1:] = [_mended(parts[-1], word), word.text]
        else:
            parts += (_gap(previous, word), word.text)
        previous = word
    return "".join(parts)


def _below(previous: Word, word: Word) -> bool:
    """Tell whether a word stands on the next line of its cell of a table."""
    return previous.baseline - word.baseline > _SAME_ROW * word.size and word.gap != "\t"


def _mended(broken: str, word: Word) -> str:
    """Return the first part of a broken word as it stands before the second."""
    made = decide(broken.removesuffix("-"), word.text, ())
    return broken.removesuffix("-") + {Break.LOST: "", Break.KEPT: "-", Break.HANGING: "- "}[made]


def _raised(previous: Word, word: Word, row: Row) -> bool:
    small = word.size < _SMALL * row.size and word.baseline - row.baseline > _RAISED * row.size
    return small and word.text.isdigit() and len(word.text) <= _DIGITS and word.left - previous.right < _NEAR * row.size


def _gap(previous: Word | None, word: Word) -> str:
    if previous is None:
        return word.gap if word.starts else ""
    if word.gap or previous.place + len(previous.text) == word.place:
        return word.gap
    return "" if abs(word.left - previous.right) < _TOUCHING * word.size else " "


def printed_line(row: Row, *, jumps: bool = False, note: bool = False) -> PrintedLine:
    """Return a row as a line of text."""
    text = _STRETCHED.sub("-", row_text(row).rstrip()) if _stretched(row) else row_text(row).rstrip()
    last = row.words[-1]
    # What stands below a row of a table does not go on with the row's last word.
    broken = not row.cells and (last.broken or (text[-1:] in _HYPHENS and text[-2:-1].isalnum()))
    shown = text.rstrip(_HYPHENS) + "-" if broken else text
    return PrintedLine(
        text=shown,
        baseline=row.baseline,
        size=row.size,
        broken=broken,
        soft=last.soft,
        jumps=jumps,
        note=note,
        cells=row.cells,
    )


def _stretched(row: Row) -> bool:
    """Tell whether the hyphen at a row's end only seems to stand apart, as in a line stretched to its column."""
    if len(row.words) < 2 or row.words[-1].text not in _HYPHENS:
        return False
    return row.words[-1].left - row.words[-2].right < _STRETCH * row.size


def extent(of: Sequence[Row]) -> tuple[float, float]:
    """Return left and right edge of some rows."""
    return min(row.left for row in of), max(row.right for row in of)
