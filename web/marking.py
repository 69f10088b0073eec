"""Facts marked in their text: the text cut at every border of a fact, each piece knowing what covers it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NewType

from corpus.model import Span

Anchor = NewType("Anchor", str)


def anchor(span: Span) -> Anchor:
    """Return the permanent address of a passage inside its document's page, such as ``s123-180``."""
    return Anchor(f"s{span.start}-{span.end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One fact to show in the text.

    Attributes:
        span: Where it stands.
        kind: ``commitment``, ``time``, ``figure``, ``reference`` or ``claim``.
        title: How it was read, in a sentence for the reader.
        href: A page about it, where there is one.
        note: Id of the note in its page that says how it was read; empty for none.
    """

    span: Span
    kind: str
    title: str
    href: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text between two borders.

    Attributes:
        text: Its characters.
        marks: Marks that cover it, longest first.
        opens: Addresses of the marks that begin here.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    opens: tuple[Anchor, ...] = ()


def _borders(start: int, end: int, marks: Sequence[Mark]) -> list[int]:
    inner = {edge for mark in marks for edge in (mark.span.start, mark.span.end) if start < edge < end}
    return [start, *sorted(inner), end]


def pieces(text: str, start: int, end: int, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """Cut ``text[start:end]`` into pieces that join to exactly that text.

    Args:
        text: The document's text.
        start: First character to show.
        end: One past the last.
        marks: Facts of the document; those outside are left out, those that stick out are cut.
    """
    inside = sorted(
        (mark for mark in marks if mark.span.start < end and mark.span.end > start),
        key=lambda mark: (mark.span.start, -mark.span.end),
    )
    edges = _borders(start, end, inside)
    opening: dict[int, list[Mark]] = {}
    for mark in inside:
        opening.setdefault(max(mark.span.start, start), []).append(mark)
    found, over = [], list[Mark]()
    for left, right in pairwise(edges):  # a sweep: few marks cover one place, however many the document has
        begun = opening.get(left, [])
        over = [*(mark for mark in over if mark.span.end > left), *begun]
        if right > left:
            opened = tuple(dict.fromkeys(anchor(mark.span) for mark in begun))
            found.append(Piece(text=text[left:right], marks=tuple(over), opens=opened))
    return tuple(found)
