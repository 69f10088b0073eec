"""What a referring answer refers to, quoted beside it, with its age."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.facts import ReferenceRole
from corpus.model import QuestionRecord, Side, Span
from corpus.store import DocumentSummary, Store, StoredDocument
from tracker.relations import Certainty, Relations
from web.marking import Anchor, anchor

_LONGEST = 700
_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedAnswer:
    """An answer to which another one refers.

    Attributes:
        document: Where it stands.
        span: What is quoted of it.
        words: The beginning of the answer, on one line a paragraph.
        cut: Whether it goes on.
        age_days: Days from that answer to the one that refers to it; None where a day is unknown.
        address: Where the reference stands in the referring document; None where the family shows it.
        lang: Language of the words.
    """

    document: DocumentSummary
    span: Span
    words: str
    cut: bool
    age_days: int | None
    address: Anchor | None
    lang: str


def quoted_answers(store: Store, document: StoredDocument, related: Relations) -> tuple[QuotedAnswer, ...]:
    """Return the answers to which a document's answer refers, a few at most, each once.

    Args:
        store: The store.
        document: The referring document.
        related: Its relations.
    """
    found: dict[str, QuotedAnswer] = {}
    for held, address in _meant(related):
        if held.id in found or len(found) == _MOST:
            continue
        other = store.documents.get(held.id)
        quoted = _quoted(document.record, held, other, address)
        if quoted is not None:
            found[held.id] = quoted
    return tuple(found.values())


def _meant(related: Relations) -> Iterator[tuple[DocumentSummary, Anchor | None]]:
    """Yield what the answer certainly refers to for its answer, with the place of the reference."""
    for pointed in related.points_to:
        if pointed.certainty is Certainty.RESOLVED and pointed.reference.role is ReferenceRole.ANSWER:
            yield from ((held, anchor(pointed.reference.span)) for held in pointed.documents)
    if len(related.answered_in) == 1:
        yield related.answered_in[0], None


def _quoted(
    record: QuestionRecord, held: DocumentSummary, other: StoredDocument, address: Anchor | None
) -> QuotedAnswer | None:
    section = next((one for one in other.record.sections if one.side is Side.ANSWER), None)
    if section is None:
        return None
    start, end = section.start, min(section.end, section.start + _LONGEST)
    cut = end < section.end
    words = other.text.text[start:end]
    if cut:
        words = words.rsplit(maxsplit=1)[0] if len(words.split()) > 1 else words
        end = start + len(words)
    return QuotedAnswer(
        document=held,
        span=Span(start=start, end=end),
        words=" ".join(words.split()),
        cut=cut,
        age_days=_days(held.answered or held.asked, record.answered or record.asked),
        address=address,
        lang=other.record.language or "nl",
    )


def _days(one: date | None, other: date | None) -> int | None:
    return (other - one).days if one and other and other >= one else None
