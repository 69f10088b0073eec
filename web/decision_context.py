"""The passage of a commitment in its context."""

from dataclasses import dataclass

from corpus.register import Commitment
from corpus.store import StoredDocument
from tracker.passages import around
from web.marking import Mark, Piece, anchor, pieces
from web.reflow import reflowed


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageContext:
    """A commitment's words where they stand.

    Attributes:
        pieces: The text around them, cut at their borders and at those of the times in them.
        page: Page on which they begin; None where the document has none.
        href: Address of the words in the document's page, in the version in which they stand.
        cut_before: Whether the item begins before what is shown.
        cut_after: Whether it goes on behind.
    """

    pieces: tuple[Piece, ...]
    page: int | None
    href: str
    cut_before: bool
    cut_after: bool


def context_of(document: StoredDocument, held: Commitment) -> PassageContext:
    """Return the words of a commitment in the item that holds them.

    Args:
        document: Its document, in the version in which the words stand.
        held: The commitment.
    """
    stretch = around(document.text, document.record, held.span)
    times = (one.span for one in document.facts.times if held.span.start <= one.span.start < held.span.end)
    marks = [Mark(span=held.span, kind="commitment", title=""), *(Mark(span=s, kind="time", title="") for s in times)]
    old = f"/v/{document.version}" if document.version != document.current_version else ""
    address = anchor(held.span)
    return PassageContext(
        pieces=pieces(reflowed(document.text.text), stretch.start, stretch.end, marks),
        page=held.span.page,
        href=f"/d/{document.id}{old}?s={address[1:]}#{address}",
        cut_before=bool(document.text.text[max(0, stretch.start - 2) : stretch.start].strip(" \n.")),
        cut_after=bool(document.text.text[stretch.end : stretch.end + 2].strip(" \n.")),
    )
