"""A document's text as its page shows it: question and answer in rows, the rest apart; every fact addressed once."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from corpus.model import DocumentText, Span
from web.document.alignment import Row, Stretch
from web.document.parts import Part
from web.marking import Anchor, Mark, Piece, pieces
from web.reflow import reflowed


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStretch:
    """A stretch of text as the page shows it.

    Attributes:
        label: Label as printed; empty for an introduction.
        address: Its permanent address in the page; empty where a stretch shown before has the same.
        span: Where it stands in the document, with its page.
        pieces: Its text, cut at the borders of the facts in it.
    """

    label: str
    address: str
    span: Span
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A row of the page: questions left, answers right."""

    questions: tuple[ShownStretch, ...]
    answers: tuple[ShownStretch, ...]
    unasked: bool
    unanswered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownText:
    """A document, or a part of a long one.

    Attributes:
        rows: Question and answer.
        outside: What stands outside both (heads, signatures).
        addresses: The addresses of passages that the page has.
    """

    rows: tuple[ShownRow, ...]
    outside: tuple[ShownStretch, ...]
    addresses: frozenset[str]


@dataclass(slots=True, kw_only=True)
class _Shower:
    """Shows stretches of one document; an address is given out once, to where its passage is shown first."""

    document: DocumentText
    text: str
    marks: tuple[Mark, ...]
    given: set[str] = field(default_factory=set)

    def stretch(self, one: Stretch) -> ShownStretch:
        """Return a stretch without its label, which the page shows as a heading, and without blanks around it."""
        start, end = one.body, one.end
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        address = self._fresh([Anchor(f"s{start}-{end}")])
        return ShownStretch(
            label=one.label,
            address=address[0] if address else "",
            span=self.document.span(start, end),
            pieces=tuple(
                replace(piece, opens=self._fresh(piece.opens)) for piece in pieces(self.text, start, end, self.marks)
            ),
        )

    def row(self, row: Row) -> ShownRow:
        """Return a row with both its sides."""
        return ShownRow(
            questions=self._side(row.questions),
            answers=self._side(row.answers),
            unasked=row.unasked,
            unanswered=row.unanswered,
        )

    def _side(self, stretches: Iterable[Stretch]) -> tuple[ShownStretch, ...]:
        """Return stretches; an introduction that is only the blanks before the first label is none."""
        return tuple(self.stretch(one) for one in stretches if one.label or self.text[one.start : one.end].strip())

    def _fresh(self, anchors: Iterable[Anchor]) -> tuple[Anchor, ...]:
        found = tuple(one for one in anchors if one not in self.given)
        self.given.update(found)
        return found


def outside(rows: Iterable[Row], text: str) -> tuple[Stretch, ...]:
    """Return what no row shows, in the order of the text, blank stretches left out."""
    shown = sorted((one.start, one.end) for row in rows for one in (*row.questions, *row.answers))
    found, place = [], 0
    for start, end in (*shown, (len(text), len(text))):
        if text[place:start].strip():
            found.append(Stretch(label="", start=place, body=place, end=start))
        place = max(place, end)
    return tuple(found)


def show(document: DocumentText, part: Part, marks: tuple[Mark, ...]) -> ShownText:
    """Return a part of a document as its page shows it.

    Args:
        document: The text.
        part: Rows of question and answer, and what stands beside them.
        marks: What to mark in it.
    """
    shower = _Shower(document=document, text=reflowed(document.text), marks=marks)
    shown = [shower.row(row) for row in part.rows]
    return ShownText(
        rows=tuple(row for row in shown if row.questions or row.answers),
        outside=tuple(shower.stretch(one) for one in part.beside),
        addresses=frozenset(shower.given),
    )
