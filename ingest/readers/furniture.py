"""Running heads and footers: lines at the edge of most pages, alike but for the page number."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.readers.printed import PrintedLine, PrintedPage

_NUMBER = re.compile(r"\d+")
# Lines looked at from each edge, and the part of the page's height that counts as edge. Word processors put heads
# from 1.25 cm of the edge, so that three lines reach to 2.5 cm (8.4 %); the first line of the body then stands at
# 2.8 cm (9.6 %), and where each page begins a new document it may well be the same words.
_EDGE_LINES = 4
_EDGE_SHARE = 0.085
_SAME_PLACE = 3.0
# Left and right pages can have heads of their own, each on half of the pages.
_PAGE_SHARE = 0.4


def without_furniture(pages: Sequence[PrintedPage]) -> tuple[tuple[PrintedPage, ...], tuple[str, ...]]:
    """Take running heads and footers out of pages.

    A line goes if it stands at the same height, near the edge, on at least two pages and two in five, with the same
    words, and with the same numbers but for one that grows with the pages. So the changing numbers of questions that
    each begin a page are kept.

    Args:
        pages: The pages.

    Returns:
        The pages without such lines, and each different line that was taken out, as first printed.
    """
    places: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    for position, page in enumerate(pages):
        for index in _edge(page):
            line = page.lines[index]
            for key in _keys(line.text, page.number):
                places[key].append((position, index, line.baseline or 0.0))
    taken: set[tuple[int, int]] = set()
    furniture: dict[str, None] = {}
    for found in places.values():
        repeated = _repeated(found, len(pages))
        if repeated:
            position, index = min(repeated)
            furniture.setdefault(pages[position].lines[index].text.strip())
            taken |= repeated
    kept = tuple(
        replace(page, lines=tuple(line for i, line in enumerate(page.lines) if (position, i) not in taken))
        for position, page in enumerate(pages)
    )
    return kept, tuple(furniture)


def _edge(page: PrintedPage) -> Iterator[int]:
    """Yield the indexes of the lines near the upper and lower edge."""
    count = len(page.lines)
    for index in sorted({*range(min(_EDGE_LINES, count)), *range(max(0, count - _EDGE_LINES), count)}):
        if _at_edge(page.lines[index], page.height):
            yield index


def _at_edge(line: PrintedLine, height: float) -> bool:
    if line.baseline is None or height <= 0:
        return False
    share = line.baseline / height
    return share <= _EDGE_SHARE or share >= 1 - _EDGE_SHARE


def _keys(text: str, page: int) -> Iterator[str]:
    """Yield the line as it is, and once for each of its numbers with that number as its distance from the page's."""
    folded = " ".join(text.split())
    yield folded
    for match in _NUMBER.finditer(folded):
        if len(match[0]) <= 6:
            yield f"{folded[: match.start()]}\x00{int(match[0]) - page}\x00{folded[match.end() :]}"


def _repeated(found: Sequence[tuple[int, int, float]], pages: int) -> set[tuple[int, int]]:
    """Return those of the places that are at the height of enough others."""
    heights = sorted(baseline for _, _, baseline in found)
    middle = heights[len(heights) // 2]
    near = {(position, index) for position, index, baseline in found if abs(baseline - middle) <= _SAME_PLACE}
    enough = max(2, _PAGE_SHARE * pages)
    return near if len({position for position, _ in near}) >= enough else set()
