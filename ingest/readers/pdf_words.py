"""The words of a page with their places, from PDFium's list of characters.

Only the first and the last character of a word are asked for their places: a call a character would cost more time
than all the rest. A page whose text is turned is turned back, so that everything after this sees upright text.
"""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from ingest.readers.printed import Rect, Word

# PDFium writes U+FFFE for a hyphen at a line end and leaves the line end itself out.
_WORD = re.compile("([^\\S\r\n]*)([^\\s\ufffe]+)(\ufffe?)")
_HYPHENS = "-\N{HYPHEN}\N{SOFT HYPHEN}\x02"
_LINE_ENDS = frozenset("\r\n\ufffe")
# Signs of one word whose sizes differ more than this are two: text and the raised number of a note.
_SAME_SIZE = 0.83
_SAMPLE = 60
# Quarter turns by which a character may be off and still stand upright; sizes by which a word may seem to climb.
_ASLANT = 0.05
_CLIMB = 0.5

Places = NDArray[np.float64]


class Sheet(NamedTuple):
    """The words of a page and its size, as its text stands upright.

    Attributes:
        words: Upright words in the order of the file.
        turned: Words that stand otherwise.
        turning: How the page was set upright.
    """

    words: tuple[Word, ...]
    turned: tuple[Word, ...]
    turning: "Turning"


class Signs(NamedTuple):
    """Every character of a page.

    Attributes:
        text: The page's text as the file orders it.
        edges: Left and right edge of each character on the upright page, one row a character.
        turning: How the page was set upright.
    """

    text: str
    edges: Places
    turning: "Turning"


class Characters:
    """What PDFium knows of a text page's characters."""

    def __init__(self, text_page: Any, text: str) -> None:  # noqa: ANN401 - the library ships no types
        self._raw = text_page.raw
        self._same = pdfium.FPDFText_CountChars(self._raw) == len(text)
        self._matrix = pdfium.FS_MATRIX()

    def index(self, place: int) -> int:
        """Return PDFium's number of the character at ``place`` of the text; signs without a letter shift the two."""
        return place if self._same else int(pdfium.FPDFText_GetCharIndexFromTextIndex(self._raw, place))

    def boxes(self, indexes: Sequence[int]) -> Places:
        """Return characters' boxes (left, bottom, right, top); zero where PDFium knows none."""
        found = (pdfium.FS_RECTF * len(indexes))()
        raw, ask = self._raw, pdfium.FPDFText_GetLooseCharBox
        for index, box in zip(indexes, found, strict=True):
            ask(raw, index, box)
        # The structure lists left, top, right, bottom.
        return np.frombuffer(found, dtype=np.float32).reshape(-1, 4)[:, [0, 3, 2, 1]].astype(np.float64)

    def origins(self, indexes: Sequence[int]) -> Places:
        """Return the places on the baseline where characters begin, as boxes without width and height."""
        x, y = ctypes.c_double(), ctypes.c_double()
        raw, ask = self._raw, pdfium.FPDFText_GetCharOrigin
        found: list[float] = []
        for index in indexes:
            ask(raw, index, x, y)
            found += (x.value, y.value)
        points = np.array(found, dtype=np.float64).reshape(-1, 2)
        return np.concatenate((points, points), axis=1)

    def font_size(self, index: int) -> float:
        """Return the size of a character's font before the page scales it."""
        return float(pdfium.FPDFText_GetFontSize(self._raw, index))

    def scale(self, index: int) -> float:
        """Return by how much the page stretches a character upwards."""
        pdfium.FPDFText_GetMatrix(self._raw, index, self._matrix)
        return math.hypot(self._matrix.c, self._matrix.d) or 1.0

    def quarter(self, index: int) -> int | None:
        """Return how many quarter turns a character stands turned; None where it stands aslant."""
        # PDFium counts clockwise.
        turns = -pdfium.FPDFText_GetCharAngle(self._raw, index) / (math.pi / 2)
        return round(turns) % 4 if abs(turns - round(turns)) < _ASLANT else None


@dataclass(frozen=True, slots=True)
class Turning:
    """The turn that sets a page's text upright.

    Attributes:
        quarter: Quarter turns, counterclockwise, by which the text stands on the page of the file.
        box: The visible part of the page of the file.
    """

    quarter: int
    box: Rect

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page."""
        wide, high = self.box.right - self.box.left, self.box.top - self.box.bottom
        return (high, wide) if self.quarter % 2 else (wide, high)

    def upright(self, boxes: Places) -> Places:
        """Return boxes of the file's page as boxes of the upright page."""
        x, y, box = boxes[:, [0, 2]], boxes[:, [1, 3]], self.box
        if self.quarter == 0:
            x, y = x - box.left, y - box.bottom
        elif self.quarter == 1:
            x, y = y - box.bottom, box.right - x
        elif self.quarter == 2:
            x, y = box.right - x, box.top - y
        else:
            x, y = box.top - y, x - box.left
        return np.stack((x.min(axis=1), y.min(axis=1), x.max(axis=1), y.max(axis=1)), axis=1)

    def back(self, rect: Rect) -> Rect:
        """Return a rectangle of the upright page as one of the file's page."""
        (left, bottom, right, top), box = rect, self.box
        if self.quarter == 0:
            return Rect(left + box.left, bottom + box.bottom, right + box.left, top + box.bottom)
        if self.quarter == 1:
            return Rect(box.right - top, left + box.bottom, box.right - bottom, right + box.bottom)
        if self.quarter == 2:
            return Rect(box.right - right, box.top - top, box.right - left, box.top - bottom)
        return Rect(bottom + box.left, box.top - right, top + box.left, box.top - left)


def read_words(text_page: Any, text: str, page_box: Rect) -> Sheet:  # noqa: ANN401
    """Read the words of a page.

    Args:
        text_page: PDFium's text page.
        text: Its whole text.
        page_box: The visible part of the page; words wholly outside are left out unless all are.

    Returns:
        The words.
    """
    characters = Characters(text_page, text)
    matches = list(_WORD.finditer(text))
    turning = Turning(_page_quarter(characters, matches), page_box)
    width, height = turning.size
    upright: list[Word] = []
    turned: list[Word] = []
    for word, odd in _words(characters, matches, turning):
        (turned if odd else upright).append(word)
    seen = [word for word in upright if word.right > 0 and word.left < width and 0 <= word.baseline <= height]
    return Sheet(tuple(seen or upright), tuple(turned), turning)


def edges(text_page: Any, text: str, turning: Turning) -> Places:  # noqa: ANN401
    """Return left and right edge of each character of a page, set upright."""
    characters = Characters(text_page, text)
    found = characters.boxes([characters.index(place) for place in range(len(text))])
    return turning.upright(found)[:, [0, 2]]


def _page_quarter(characters: Characters, matches: Sequence[re.Match[str]]) -> int:
    """Return how the longer words of a page mostly stand."""
    longer = [match for match in matches if len(match[2]) > 2]
    step = max(1, len(longer) // _SAMPLE)
    counts = [0, 0, 0, 0]
    for match in longer[::step]:
        quarter = characters.quarter(characters.index(match.start(2)))
        if quarter is not None:
            counts[quarter] += len(match[2])
    return counts.index(max(counts))


def _words(characters: Characters, matches: Sequence[re.Match[str]], turning: Turning) -> Iterator[tuple[Word, bool]]:
    """Yield the words of a page, and whether each stands otherwise than the page."""
    firsts = [characters.index(match.start(2)) for match in matches]
    lasts = [characters.index(match.end(2) - 1) for match in matches]
    origins = turning.upright(characters.origins(firsts))
    tails = turning.upright(characters.boxes(lasts))
    sizes = _sizes(characters, matches, firsts)
    places = zip(
        origins[:, 0].tolist(), tails[:, 2].tolist(), origins[:, 1].tolist(), tails[:, 1].tolist(), strict=True
    )
    for match, first, last, size, (left, right, baseline, foot) in zip(
        matches, firsts, lasts, sizes, places, strict=True
    ):
        if first != last and _uneven(characters, match, first, last):
            yield from ((word, False) for word in _split(characters, match, turning))
            continue
        climbs = first != last and (abs(foot - baseline) > _CLIMB * size or right < left)
        odd = climbs and characters.quarter(first) != turning.quarter
        yield _word(match, left, max(right, left), baseline, size), odd


def _sizes(characters: Characters, matches: Sequence[re.Match[str]], firsts: Sequence[int]) -> list[float]:
    """Return the size of each word's letters in points; the page's scale is asked once a line and font size."""
    scales: dict[float, float] = {}
    sizes: list[float] = []
    for match, first in zip(matches, firsts, strict=True):
        if _starts(match):
            scales = {}
        size = characters.font_size(first)
        if size not in scales:
            scales[size] = characters.scale(first)
        sizes.append(size * scales[size])
    return sizes


def _uneven(characters: Characters, match: re.Match[str], first: int, last: int) -> bool:
    """Tell whether a word begins or ends in digits of another size than the rest of it."""
    text = match[2]
    if not text[0].isdigit() and not text[-1].isdigit():
        return False
    return not _alike(characters.font_size(first), characters.font_size(last))


def _alike(one: float, other: float) -> bool:
    return min(one, other) >= _SAME_SIZE * max(one, other)


def _word(match: re.Match[str], left: float, right: float, baseline: float, size: float) -> Word:
    text = match[2]
    broken = bool(match[3]) or (text[-1] in _HYPHENS and text[-2:-1].isalnum())
    soft = broken and not match[3] and text[-1] != "-"
    shown = text.rstrip(_HYPHENS) + "-" if broken else text
    return Word(shown, match[1], left, right, baseline, size, _starts(match), broken, soft, match.start(2))


def _starts(match: re.Match[str]) -> bool:
    return match.start() == 0 or match.string[match.start() - 1] in _LINE_ENDS


def _split(characters: Characters, match: re.Match[str], turning: Turning) -> Iterator[Word]:
    """Yield the runs of one size of a word, such as ``jaar`` and a raised ``2``."""
    text, gap, starts = match[2], match[1], _starts(match)
    indexes = [characters.index(match.start(2) + place) for place in range(len(text))]
    sizes = [characters.font_size(index) * characters.scale(index) for index in indexes]
    origins = turning.upright(characters.origins(indexes))
    right = float(turning.upright(characters.boxes(indexes[-1:]))[0, 2])
    begin = 0
    for place in range(1, len(text) + 1):
        if place < len(text) and _alike(sizes[place - 1], sizes[place]):
            continue
        end = float(origins[place, 0]) if place < len(text) else right
        broken = bool(match[3]) and place == len(text)
        shown = text[begin:place] + ("-" if broken else "")
        left, baseline = float(origins[begin, 0]), float(origins[begin, 1])
        yield Word(shown, gap, left, end, baseline, sizes[begin], starts, broken, False, match.start(2) + begin)
        begin, gap, starts = place, "", False
