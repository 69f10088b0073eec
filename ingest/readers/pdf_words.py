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
# Signs of one word whose heights differ more than this are two: text and the raised number of a note.
_SAME_HEIGHT = 0.83
_SAMPLE = 60
# Quarter turns by which a character may be off and still stand upright; letter heights by which a word may climb.
_ASLANT = 0.05
_CLIMB = 0.6

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


class Characters:
    """The places of a text page's characters."""

    def __init__(self, text_page: Any, text: str) -> None:  # noqa: ANN401 - the library ships no types
        self._raw = text_page.raw
        self._same = pdfium.FPDFText_CountChars(self._raw) == len(text)
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def index(self, place: int) -> int:
        """Return PDFium's number of the character at ``place`` of the text; signs without a letter shift the two."""
        return place if self._same else int(pdfium.FPDFText_GetCharIndexFromTextIndex(self._raw, place))

    def boxes(self, indexes: Sequence[int]) -> Places:
        """Return characters' boxes (left, bottom, right, top), descender to ascender; zero where PDFium knows none."""
        found = (pdfium.FS_RECTF * len(indexes))()
        raw, ask = self._raw, pdfium.FPDFText_GetLooseCharBox
        for index, box in zip(indexes, found, strict=True):
            ask(raw, index, box)
        # The structure lists left, top, right, bottom.
        return np.frombuffer(found, dtype=np.float32).reshape(-1, 4)[:, [0, 3, 2, 1]].astype(np.float64)

    def origin(self, index: int) -> tuple[float, float]:
        """Return the place on the baseline where a character begins."""
        pdfium.FPDFText_GetCharOrigin(self._raw, index, self._x, self._y)
        return self._x.value, self._y.value

    def quarter(self, index: int) -> int | None:
        """Return how many quarter turns a character stands turned; None where it stands aslant."""
        turns = pdfium.FPDFText_GetCharAngle(self._raw, index) / (math.pi / 2)
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
    count = len(matches)
    ends = [characters.index(match.start(2)) for match in matches]
    ends += [characters.index(match.end(2) - 1) for match in matches]
    boxes = turning.upright(characters.boxes(ends))
    heads, tails = boxes[:count], boxes[count:]
    high, low = heads[:, 3] - heads[:, 1], tails[:, 3] - tails[:, 1]
    heights = np.maximum(high, low)
    uneven = np.minimum(high, low) < _SAME_HEIGHT * heights
    odd = (np.abs(tails[:, 1] - heads[:, 1]) > _CLIMB * heights) | (tails[:, 2] < heads[:, 2])
    drops = _drops(characters, ends, heads, turning)
    columns = (heads[:, 0], tails[:, 2], heads[:, 1] + drops, heights, uneven, odd)
    for match, *places in zip(matches, *(column.tolist() for column in columns), strict=True):
        left, right, baseline, height, parted, aside = places
        if parted and match[2][0] not in _HYPHENS and match[2][-1] not in _HYPHENS:
            yield from ((word, False) for word in _split(characters, match, turning))
            continue
        yield _word(match, left, right, baseline, height), aside and len(match[2]) > 1


def _drops(characters: Characters, ends: Sequence[int], heads: Places, turning: Turning) -> Places:
    """Return how far below the baseline each word's box reaches; asked once for each height of letters."""
    if not len(heads):
        return np.zeros(0)
    heights = (heads[:, 3] - heads[:, 1]).round(1)
    _, firsts, groups = np.unique(heights, return_index=True, return_inverse=True)
    drops = [_baseline(characters, ends[first], turning) - heads[first, 1] for first in firsts.tolist()]
    return np.array(drops, dtype=np.float64)[groups]


def _baseline(characters: Characters, index: int, turning: Turning) -> float:
    x, y = characters.origin(index)
    return float(turning.upright(np.array([[x, y, x, y]]))[0, 1])


def _word(match: re.Match[str], left: float, right: float, baseline: float, height: float) -> Word:
    text = match[2]
    broken = bool(match[3]) or (text[-1] in _HYPHENS and text[-2:-1].isalnum())
    shown = text.rstrip(_HYPHENS) + "-" if broken else text
    return Word(shown, match[1], left, right, baseline, height, _starts(match), broken)


def _starts(match: re.Match[str]) -> bool:
    return match.start() == 0 or match.string[match.start() - 1] in _LINE_ENDS


def _split(characters: Characters, match: re.Match[str], turning: Turning) -> Iterator[Word]:
    """Yield the runs of equal height of a word, such as ``jaar`` and a raised ``2``."""
    text, gap, starts = match[2], match[1], _starts(match)
    indexes = [characters.index(match.start(2) + place) for place in range(len(text))]
    boxes = turning.upright(characters.boxes(indexes))
    heights = boxes[:, 3] - boxes[:, 1]
    begin = 0
    for place in range(1, len(text) + 1):
        if place < len(text) and min(heights[place - 1 : place + 1]) >= _SAME_HEIGHT * max(
            heights[place - 1 : place + 1]
        ):
            continue
        run = boxes[begin:place]
        baseline = _baseline(characters, indexes[begin], turning)
        broken = bool(match[3]) and place == len(text)
        shown = text[begin:place] + ("-" if broken else "")
        height = float(heights[begin:place].max())
        yield Word(shown, gap, float(run[0, 0]), float(run[-1, 2]), baseline, height, starts, broken)
        begin, gap, starts = place, "", False
