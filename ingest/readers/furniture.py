"""Running heads and footers: rows at the edge of most pages, alike but for the page number."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.readers.pdf_rows import Row, RowPage

_NUMBER = re.compile(r"\d+")
# Rows looked at from each edge, and the part of the page's height that counts as edge. Word processors put heads
# from 1.25 cm of the edge, so that three lines reach to 2.5 cm (8.4 %); the first line of the body then stands at
# 2.8 cm (9.6 %), and where each page begins a new document it may well be the same words.
_EDGE_ROWS = 4
_EDGE_SHARE = 0.085
_SAME_PLACE = 3.0
# Left and right pages can have heads of their own, each on half of the pages.
_PAGE_SHARE = 0.4


def without_furniture(pages: Sequence[RowPage]) -> tuple[tuple[RowPage, ...], tuple[str, ...]]:
    """Take running heads and footers out of pages.

    A row goes if it stands at the same height, near the edge, on at least two pages and two in five, with the same
    words, and with the same numbers but for one that grows with the pages. So the changing numbers of questions that
    each begin a page are kept. Turned rows, such as a watermark, need not be near the edge.

    Args:
        pages: The pages.

    Returns:
        The pages without such rows, and each different row that was taken out, as first printed.
    """
    if len(pages) < 2:
        return tuple(pages), ()
    taken, furniture = _repeating(pages)
    kept = tuple(replace(page, rows=_left(page.rows, taken), turned=_left(page.turned, taken)) for page in pages)
    return kept, tuple(furniture)


def _left(rows: Sequence[Row], taken: set[int]) -> tuple[Row, ...]:
    return tuple(row for row in rows if id(row) not in taken)


def _repeating(pages: Sequence[RowPage]) -> tuple[set[int], dict[str, None]]:
    places: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for position, page in enumerate(pages):
        for row in _edge(page):
            for key in _keys(row.text, page.number):
                places[key].append((position, row))
    taken: set[int] = set()
    furniture: dict[str, None] = {}
    for found in places.values():
        repeated = _repeated(found, len(pages))
        if repeated:
            furniture.setdefault(repeated[0].text.strip())
            taken |= {id(row) for row in repeated}
    return taken, furniture


def _edge(page: RowPage) -> Iterator[Row]:
    """Yield the rows near the upper and lower edge, and all turned ones."""
    count = len(page.rows)
    for index in sorted({*range(min(_EDGE_ROWS, count)), *range(max(0, count - _EDGE_ROWS), count)}):
        if _at_edge(page.rows[index], page.height):
            yield page.rows[index]
    yield from page.turned


def _at_edge(row: Row, height: float) -> bool:
    share = row.baseline / height if height > 0 else 0.5
    return share <= _EDGE_SHARE or share >= 1 - _EDGE_SHARE


def _keys(text: str, page: int) -> Iterator[str]:
    """Yield the row as it is, and once for each of its numbers with that number as its distance from the page's."""
    folded = " ".join(text.split())
    yield folded
    for match in _NUMBER.finditer(folded):
        if len(match[0]) <= 6:
            yield f"{folded[: match.start()]}\x00{int(match[0]) - page}\x00{folded[match.end() :]}"


def _repeated(found: Sequence[tuple[int, Row]], pages: int) -> list[Row]:
    """Return those of the rows that are at the height of enough others."""
    heights = sorted(row.baseline for _, row in found)
    middle = heights[len(heights) // 2]
    near = [(position, row) for position, row in found if abs(row.baseline - middle) <= _SAME_PLACE]
    enough = max(2, _PAGE_SHARE * pages)
    return [row for _, row in near] if len({position for position, _ in near}) >= enough else []
