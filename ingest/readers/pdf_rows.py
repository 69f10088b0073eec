"""Rows of a page: words that stand on one line, whatever their order in the file, and the text of a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.readers.printed import PrintedLine, Word

# Words belong to one row if their baselines differ less than this part of the letters' height: raised note numbers
# stand a third of it higher, and the next line never less than four fifths lower.
_SAME_ROW = 0.45
# Words of different parts of a file that touch are one word.
_TOUCHING = 0.08
_SMALL = 0.8
_RAISED = 0.12
_HYPHENS = "-\N{HYPHEN}\N{SOFT HYPHEN}"
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Row:
    """Words of one line from left to right, with the baseline and height of the tallest."""

    words: tuple[Word, ...]
    baseline: float
    height: float

    @property
    def left(self) -> float:
        """Left edge of the first word."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Right edge of the last word."""
        return max(word.right for word in self.words)

    @property
    def text(self) -> str:
        """The row's text."""
        return row_text(self)


def rows(words: Iterable[Word]) -> list[Row]:
    """Put words into rows from the top of the page to its foot."""
    made: list[Row] = []
    current: list[Word] = []
    tallest: Word | None = None
    for word in sorted(words, key=_from_top):
        if tallest is not None and tallest.baseline - word.baseline <= _SAME_ROW * max(tallest.height, word.height):
            current.append(word)
            tallest = word if word.height > tallest.height else tallest
            continue
        if tallest is not None:
            made.append(_row(current, tallest))
        current, tallest = [word], word
    if tallest is not None:
        made.append(_row(current, tallest))
    return made


def _from_top(word: Word) -> float:
    return -word.baseline


def _row(words: list[Word], tallest: Word) -> Row:
    words.sort(key=_from_left)
    return Row(tuple(words), tallest.baseline, tallest.height)


def _from_left(word: Word) -> float:
    return word.left


def row_text(row: Row) -> str:
    """Return a row's text: blanks as the file has them, one blank where it has none and the words stand apart.

    Raised small digits, such as those of notes and square metres, become superscript digits.
    """
    parts: list[str] = []
    previous: Word | None = None
    for word in row.words:
        parts.append(_gap(previous, word) + _signs(word, row))
        previous = word
    return "".join(parts)


def _gap(previous: Word | None, word: Word) -> str:
    if previous is None:
        return word.gap if word.starts else ""
    if not word.starts:
        return word.gap
    return word.gap or ("" if word.left - previous.right < _TOUCHING * word.height else " ")


def _signs(word: Word, row: Row) -> str:
    small = word.height < _SMALL * row.height and word.baseline - row.baseline > _RAISED * row.height
    return word.text.translate(_SUPERSCRIPTS) if small and word.text.isdigit() else word.text


def printed_line(row: Row, *, jumps: bool = False, note: bool = False) -> PrintedLine:
    """Return a row as a line of text."""
    text = row_text(row).rstrip()
    last = row.words[-1]
    broken = last.broken or (text[-1:] in _HYPHENS and text[-2:-1].isalnum())
    shown = text.rstrip(_HYPHENS) + "-" if broken else text
    return PrintedLine(text=shown, baseline=row.baseline, height=row.height, broken=broken, jumps=jumps, note=note)


def widest_gap(row: Row) -> float:
    """Return the widest space between two words of a row."""
    widest, right = 0.0, row.words[0].right
    for word in row.words:
        widest = max(widest, word.left - right)
        right = max(right, word.right)
    return widest


def extent(of: Sequence[Row]) -> tuple[float, float]:
    """Return left and right edge of some rows."""
    return min(row.left for row in of), max(row.right for row in of)
