"""A corpus in memory, as the search sees a store: measuring needs no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from corpus.errors import NotFound
from corpus.facts import Facts
from corpus.model import DocumentId, DocumentText, Item, Page, QuestionRecord, Section, Side, Span
from search.evaluation.tasks import answer_of
from search.passages import StoredLike


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDocument:
    """A document as the search reads it."""

    id: DocumentId
    text: DocumentText
    record: QuestionRecord
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the feed."""

    seq: int
    document_id: DocumentId
    deleted: bool = False


class MemoryStore:
    """A store that never changes: the n-th document is the n-th line of its feed.

    Args:
        documents: What it holds.
    """

    def __init__(self, documents: Iterable[StoredLike]) -> None:
        self._held = {document.id: document for document in documents}
        self._lines = tuple(Line(seq=seq, document_id=name) for seq, name in enumerate(self._held, 1))

    @property
    def feed(self) -> "MemoryStore":
        """The feed is the store itself."""
        return self

    @property
    def documents(self) -> "MemoryStore":
        """So are the documents."""
        return self

    def changed_since(self, cursor: int, limit: int) -> Sequence[Line]:
        """Return the lines after one."""
        return self._lines[cursor : cursor + limit]

    def head(self) -> int:
        """Return the last line."""
        return len(self._lines)

    def get(self, document_id: DocumentId, /) -> StoredLike:
        """Return a document.

        Raises:
            NotFound: If there is none of that id.
        """
        try:
            return self._held[document_id]
        except KeyError as error:
            raise NotFound(f"no document {document_id}") from error


def only_answer(stored: StoredLike) -> HeldDocument:
    """Return a document of which nothing is known but its answer: no title, no question, no subjects."""
    answer = answer_of(stored)
    section = next((s for s in stored.record.sections if s.side is Side.ANSWER), None)
    shift = -section.start if section else 0
    items = tuple(_moved(item, shift) for item in stored.record.items if item.side is Side.ANSWER)
    end = len(answer)
    record = replace(
        stored.record,
        title=None,
        themes=(),
        office=None,
        minister=None,
        asker=None,
        number=None,
        items=tuple(item for item in items if item.span.start >= 0 and item.span.end <= end),
        sections=(Section(side=Side.ANSWER, start=0, end=end),),
        evidence=(),
        family=(),
    )
    pages = (Page(number=1, start=0, end=end),) if stored.text.pages else ()
    return HeldDocument(id=stored.id, text=DocumentText(text=answer, pages=pages), record=record)


def _moved(item: Item, by: int) -> Item:
    label = item.label_span
    return replace(item, span=_shifted(item.span, by), label_span=_shifted(label, by) if label else None)


def _shifted(span: Span, by: int) -> Span:
    start = max(0, span.start + by)
    return Span(start=start, end=max(start, span.end + by))
