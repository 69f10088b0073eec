"""A very long document in parts, so that its page stays small: rows are cut at line ends and packed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from corpus.model import Span
from web.document.alignment import Row, Stretch

LONGEST = 20_000
"""Characters of text that one page shows of a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows that stand on one page.

    Attributes:
        rows: The rows; a stretch longer than a page goes on in the next part.
        beside: What stands outside question and answer: heads, signatures, the words of attachments.
        spans: What both cover of the document's text.
    """

    rows: tuple[Row, ...] = ()
    beside: tuple[Stretch, ...] = ()
    spans: tuple[Span, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Collect the spans, which are asked of once a fact."""
        stretches = [one for row in self.rows for one in (*row.questions, *row.answers)]
        found = tuple(Span(start=one.start, end=one.end) for one in (*stretches, *self.beside))
        object.__setattr__(self, "spans", found)

    def holds(self, place: int) -> bool:
        """Tell whether a character of the document stands in this part."""
        return any(span.start <= place < span.end for span in self.spans)

    def touches(self, span: Span) -> bool:
        """Tell whether some of a span stands in this part."""
        return any(one.start < span.end and span.start < one.end for one in self.spans)


def parts_of(rows: Iterable[Row], beside: Iterable[Stretch], text: str, *, longest: int = LONGEST) -> tuple[Part, ...]:
    """Pack a document into parts; one of usual length is one part.

    Args:
        rows: All its rows.
        beside: What stands outside them.
        text: Its text, for the line ends.
        longest: Characters of a part, about.
    """
    pieces: list[Row | Stretch] = [piece for row in rows for piece in _pieces(row, text, longest)]
    pieces += [cut for one in beside for cut in _cut(one, text, longest)]
    packed: list[list[Row | Stretch]] = [[]]
    filled = 0
    for piece in pieces:
        size = _size(piece)
        if packed[-1] and filled + size > longest:
            packed.append([])
            filled = 0
        packed[-1].append(piece)
        filled += size
    return tuple(
        Part(
            rows=tuple(one for one in found if isinstance(one, Row)),
            beside=tuple(one for one in found if isinstance(one, Stretch)),
        )
        for found in packed
    )


def _size(piece: Row | Stretch) -> int:
    stretches = (piece,) if isinstance(piece, Stretch) else (*piece.questions, *piece.answers)
    return sum(one.end - one.start for one in stretches)


def _pieces(row: Row, text: str, longest: int) -> Iterator[Row]:
    """Yield a row, in several where one of its stretches is longer than a part."""
    if _size(row) <= longest:
        yield row
        return
    for one in row.questions:
        for cut in _cut(one, text, longest):
            yield replace(row, questions=(cut,), answers=(), unanswered=row.unanswered and cut.start == one.start)
    for one in row.answers:
        for cut in _cut(one, text, longest):
            yield replace(row, questions=(), answers=(cut,), unasked=row.unasked and cut.start == one.start)


def _cut(one: Stretch, text: str, longest: int) -> Iterator[Stretch]:
    """Yield a stretch cut behind line ends, else behind blanks, else anywhere."""
    start, body = one.start, one.body
    while one.end - start > longest:
        edge = start + longest
        lowest = max(body, edge - longest // 4) + 1
        cut = max(text.rfind("\n", lowest, edge), text.rfind(". ", lowest, edge)) + 1 or edge
        yield Stretch(label=one.label if start == one.start else "", start=start, body=body, end=cut)
        start = body = cut
    yield Stretch(label=one.label if start == one.start else "", start=start, body=body, end=one.end)
