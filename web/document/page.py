"""Everything that the page of a document shows, put together."""

from dataclasses import dataclass
from datetime import date

from corpus.model import Side, Span
from corpus.register import Commitment
from corpus.store import DocumentFilter, DocumentSummary, StoredDocument
from ingest.readers.page_view import drawable
from tracker.filters import TrackerFilter
from tracker.relations import Relations, relations
from web.document.alignment import align
from web.document.answers import QuotedAnswer, quoted_answers
from web.document.clock import AnswerClock, clock_of
from web.document.marks import Marked, marks_of
from web.document.parts import Part, parts_of
from web.document.shown import ShownText, outside, show
from web.i18n import Speaker
from web.services import Services
from web.views import CommitmentView, commitment_view


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document's text as its page shows it.

    Attributes:
        text: The part that is shown.
        marked: What is marked in it; notes only of facts that the part shows.
        parts: Number of parts of the document.
        part: Which one is shown, counted from 1.
    """

    text: ShownText
    marked: Marked
    parts: int
    part: int


def stated(document: StoredDocument) -> tuple[Commitment, ...]:
    """Return the commitments that a version states."""
    current = document.version == document.current_version
    return tuple(one for one in document.commitments if one.attached or not current)


def reading_of(speaker: Speaker, document: StoredDocument, passage: Span | None, asked: int | None = None) -> Reading:
    """Return the text of a document with its facts marked, of a very long one the part asked for.

    Args:
        speaker: Says how facts were read.
        document: The document.
        passage: A passage pointed out; the part that holds it is shown where none is asked for.
        asked: Number of the part, counted from 1.
    """
    rows = align(document.record)
    parts = parts_of(rows, outside(rows, document.text.text), document.text.text)
    number = _part(parts, passage, asked)
    marked = marks_of(speaker, document, stated(document), passage, parts[number - 1])
    text = show(document.text, parts[number - 1], marked.marks)
    return Reading(text=text, marked=marked.only(text.addresses), parts=len(parts), part=number)


def _part(parts: tuple[Part, ...], passage: Span | None, asked: int | None) -> int:
    if asked is not None:
        return min(max(asked, 1), len(parts))
    held = (number for number, part in enumerate(parts, start=1) if passage and part.holds(passage.start))
    return next(held, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the page tells around the text.

    Attributes:
        head: The document among others; None for an earlier version that is not held as such.
        related: How it hangs together with others.
        quoted: Answers to which its answer refers.
        clock: Its answer clock; None where the term is not known.
        standing: How its commitments stand, by id.
        dated: Whether the answer has a day of its own; without it times are counted from the question's.
        pages: Whether its pages can be drawn.
    """

    head: DocumentSummary | None
    related: Relations
    quoted: tuple[QuotedAnswer, ...]
    clock: AnswerClock | None
    standing: dict[str, CommitmentView]
    dated: bool
    pages: bool


def surroundings_of(services: Services, speaker: Speaker, document: StoredDocument, today: date) -> Surroundings:
    """Return what the page tells around the text of a document.

    Args:
        services: Store and tracker.
        speaker: Speaks the visitor's language.
        document: The document.
        today: The day for which commitments and clock are reckoned.
    """
    head = next(iter(services.store.documents.list(DocumentFilter(ids=(document.id,)))), None)
    related = relations(services.store, document)
    current = document.version == document.current_version
    tracked = (
        services.standing.list(TrackerFilter(document=document.id), today) if current and document.commitments else ()
    )
    in_time, withdrawn = document.text.fields.in_time, document.text.fields.withdrawn
    answered = any(section.side is Side.ANSWER for section in document.record.sections)
    return Surroundings(
        head=head,
        related=related,
        quoted=quoted_answers(services.store, document, related),
        clock=clock_of(head, today, source_in_time=in_time) if head and current and not withdrawn else None,
        standing={one.id: commitment_view(one, speaker) for one in tracked},
        dated=document.record.answered is not None or not answered,
        pages=drawable(document.text),
    )
