"""A text of its own cut out of a file's text: stretches put together, with their pages, links and tables."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.model import DocumentText, Link, Page, Span, Table

_BREAK = "\n\n"
_STOP = re.compile(r"[.?!:;\"”’)\]]\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the file's text.

    Attributes:
        start: First character.
        end: One past the last.
        before: What stands between the piece before and this one.
    """

    start: int
    end: int
    before: str = _BREAK


def pieces_without(text: str, start: int, end: int, removed: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """Yield what is left of ``[start, end)`` without some stretches, each trimmed of white space.

    A sentence that runs on behind what was removed, such as the head of a page, stays in its paragraph.
    """
    position, before = start, _BREAK
    first, last = bisect_left(removed, start, key=lambda one: one[1]), bisect_left(removed, (end, 0))
    for low, high in (*removed[first:last], (end, end)):
        piece = _trimmed(text, position, max(position, min(low, end)))
        if piece is not None:
            yield Piece(start=piece[0], end=piece[1], before=before if position > start else _BREAK)
            before = _BREAK
        position = max(position, high)
        before = _joint(text, position if piece is None else piece[1], position, end)


def _joint(text: str, left: int, right: int, end: int) -> str:
    following = text[right : min(end, right + 200)].lstrip()
    runs_on = following[:1].islower() and not _STOP.search(text[max(0, left - 20) : left])
    return "\n" if runs_on else _BREAK


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    kept = text[start:end]
    begin = start + len(kept) - len(kept.lstrip())
    return (begin, start + len(kept.rstrip())) if kept.strip() else None


def cut(text: DocumentText, pieces: Sequence[Piece]) -> DocumentText:
    """Return the pieces as a text of its own.

    Args:
        text: The file's text.
        pieces: Stretches in reading order.

    Returns:
        Their text, with the pages that they stand on under their own numbers, the links and tables inside them, and
        everything that is true of the whole file; its attachments stay with the file.
    """
    parts: list[str] = []
    moved: list[tuple[Piece, int]] = []
    length = 0
    for piece in pieces:
        joint = piece.before if parts else ""
        parts += [joint, text.text[piece.start : piece.end]]
        moved.append((piece, length + len(joint)))
        length += len(joint) + piece.end - piece.start
    return replace(
        text,
        text="".join(parts),
        pages=_pages(text.pages, moved, length),
        links=tuple(_links(text.links, moved)),
        tables=tuple(_tables(text.tables, moved)),
        sections=(),
        attachments=(),
    )


def _pages(pages: Sequence[Page], moved: Sequence[tuple[Piece, int]], length: int) -> tuple[Page, ...]:
    """Each page reaches to where the next one begins, so that every character has one."""
    starts: list[tuple[int, int]] = []
    for piece, place in moved:
        for page in pages:
            low = max(page.start, piece.start)
            if low < min(page.end, piece.end) and (not starts or starts[-1][0] != page.number):
                starts.append((page.number, place + low - piece.start))
    ends = [start for _, start in starts[1:]] + [length] * bool(starts)
    return tuple(Page(number=n, start=start, end=end) for (n, start), end in zip(starts, ends, strict=True))


def _links(links: Sequence[Link], moved: Sequence[tuple[Piece, int]]) -> Iterator[Link]:
    for link in links:
        if link.span is None:
            yield link
        elif (span := _moved(link.span, moved)) is not None:
            yield replace(link, span=span)


def _tables(tables: Sequence[Table], moved: Sequence[tuple[Piece, int]]) -> Iterator[Table]:
    for table in tables:
        span = _moved(table.span, moved)
        cells = [(cell, _moved(cell.span, moved)) for cell in table.cells]
        if span is not None:
            kept = tuple(replace(cell, span=place) for cell, place in cells if place is not None)
            yield replace(table, span=span, cells=kept)


def _moved(span: Span, moved: Sequence[tuple[Piece, int]]) -> Span | None:
    for piece, place in moved:
        if piece.start <= span.start and span.end <= piece.end:
            return span.shifted(place - piece.start)
    return None
