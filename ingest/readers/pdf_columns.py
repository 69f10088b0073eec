"""Columns of a page: where a gutter parts running text, the left column is read before the right one."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.readers.pdf_rows import Row, extent, rows
from ingest.readers.printed import Rect

# A gutter is wider than the space between words, even of justified text, in sizes of letters.
_GUTTER = 0.75
# Fewer rows than this on a side are no column, and a column is no narrower than this part of the text.
_ROWS = 3
_WIDTH = 0.17
# Places are told apart at this many points.
_STEP = 2.0
# Lines of running text have more words than the cells of a table.
_WORDS = 3
_TRIES = 4
_DEPTH = 4
_HEADING_ROWS = 3
_HEADING_GAP = 1.5

Ruled = Callable[[Rect], bool]


class Split(NamedTuple):
    """Rows ``first`` to ``last`` (one past) that a gutter at ``x`` parts."""

    first: int
    last: int
    x: float


def blocks(of: Sequence[Row], ruled: Ruled, depth: int = 0) -> list[list[Row]]:
    """Part the rows of a page into blocks of one column each, in reading order.

    Args:
        of: Rows from top to foot; a row may hold words of several columns.
        ruled: Tells whether lines are drawn across a place, as in a table, which is read row by row.
        depth: How often the rows were parted already.

    Returns:
        The blocks; one with all rows where there are no columns.
    """
    if depth >= _DEPTH or len(of) < 2 * _ROWS or not suspect(of):
        return [list(of)] if of else []
    split = next((split for split in _splits(of) if _is_text(of, split) and not ruled(_place(of, split))), None)
    if split is None:
        return [list(of)]
    inner = [word for row in of[split.first : split.last] for word in row.words]
    sides = (
        rows(word for word in inner if word.left < split.x),
        rows(word for word in inner if word.left >= split.x),
    )
    parts = (of[: split.first], *sides, of[split.last :])
    return [block for part in parts for block in blocks(part, ruled, depth + 1)]


def suspect(of: Sequence[Row]) -> bool:
    """Tell cheaply whether there may be columns or a table: rows with wide gaps, or that begin far to the right."""
    if len(of) < _ROWS:
        return False
    left, right = extent(of)
    far = left + 0.3 * (right - left)
    gap = _GUTTER * median(row.size for row in of)
    return sum(row.left > far or row.gap >= gap for row in of) >= _ROWS


def _splits(of: Sequence[Row]) -> Iterator[Split]:
    """Yield the gutters, those with most rows on both sides first."""
    left, right = extent(of)
    gap = _GUTTER * median(row.size for row in of)
    taken = _occupied(of, left, right, gap)
    margin = int(_WIDTH * (right - left) / _STEP)
    counts, firsts, lasts = _longest_runs(taken, margin)
    for _ in range(_TRIES):
        best = int(counts.max(initial=0))
        if best < _ROWS:
            return
        widest = np.flatnonzero(counts == best)
        place = int(widest[len(widest) // 2])
        yield _without_heading(of, Split(int(firsts[place]), int(lasts[place]), left + _STEP * (margin + place + 0.5)))
        reach = int(gap / _STEP) + 1
        near = slice(max(0, place - reach), place + reach + 1)
        counts[near] = 0
        counts[(firsts == firsts[place]) & (counts == best)] = 0


def _occupied(of: Sequence[Row], left: float, right: float, gap: float) -> NDArray[np.bool_]:
    """Return for each row and step of width whether something is printed there, gaps of words filled."""
    taken = np.zeros((len(of), int((right - left) / _STEP) + 2), dtype=np.bool_)
    for number, row in enumerate(of):
        begin, end = row.words[0].left, row.words[0].right
        for word in row.words:
            if word.left - end >= gap:
                taken[number, int((begin - left) / _STEP) : int((end - left) / _STEP) + 1] = True
                begin = word.left
            end = max(end, word.right)
        taken[number, int((begin - left) / _STEP) : int((end - left) / _STEP) + 1] = True
    return taken


def _longest_runs(
    taken: NDArray[np.bool_], margin: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For each step of width but the margins, find the run of free rows that has most rows on its emptier side.

    Returns:
        That number of rows, the first row of the run, and the row after its last.
    """
    inner = slice(margin, taken.shape[1] - margin)
    before = np.logical_or.accumulate(taken, axis=1)[:, inner]
    after = np.logical_or.accumulate(taken[:, ::-1], axis=1)[:, ::-1][:, inner]
    open_space = ~taken[:, inner]
    count, width = open_space.shape
    best, firsts, lasts, start, on_left, on_right = (np.zeros(width, dtype=np.int64) for _ in range(6))
    for number in range(count):
        free = open_space[number]
        start = np.where(free, start, number + 1)
        on_left = np.where(free, on_left + before[number], 0)
        on_right = np.where(free, on_right + after[number], 0)
        both = np.minimum(on_left, on_right)
        # A run goes on over rows that are on one side only: the longer column belongs to it.
        better = free & (both >= best) & (both > 0)
        if better.any():
            best, firsts = np.where(better, both, best), np.where(better, start, firsts)
            lasts = np.where(better, number + 1, lasts)
    return best, firsts, lasts


def _without_heading(of: Sequence[Row], split: Split) -> Split:
    """Leave out short rows at the end that head what follows below both columns."""
    if split.last == len(of):
        return split
    side = [row for row in of[split.first : split.last] if row.left < split.x]
    if len(side) < _ROWS:
        return split
    pitch = median(a.baseline - b.baseline for a, b in pairwise(side))
    for last in range(split.last - 1, max(split.first, split.last - 1 - _HEADING_ROWS), -1):
        if of[last].right > split.x:
            return split
        if of[last - 1].baseline - of[last].baseline > _HEADING_GAP * pitch:
            return Split(split.first, last, split.x)
    return split


def _is_text(of: Sequence[Row], split: Split) -> bool:
    """Tell whether both sides of a gutter are running text and not the cells of a table or the labels of a list."""
    sides: tuple[list[int], list[int]] = ([], [])
    for row in of[split.first : split.last]:
        on_left = sum(word.left < split.x for word in row.words)
        for side, number in zip(sides, (on_left, len(row.words) - on_left), strict=True):
            if number:
                side.append(number)
    return all(len(side) >= _ROWS and median(side) >= _WORDS for side in sides)


def _place(of: Sequence[Row], split: Split) -> Rect:
    inner = of[split.first : split.last]
    top = inner[0].baseline + inner[0].size / 2
    return Rect(split.x - 1, inner[-1].baseline, split.x + 1, top)
