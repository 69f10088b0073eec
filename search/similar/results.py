"""What is asked of a comparison with earlier questions, and what it gives back."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from corpus.model import DocumentId, Span
from search.request import Hit, IndexStatus, Sibling


class Closeness(StrEnum):
    """How near the nearest earlier question is: the status of a part of a draft."""

    ASKED = "asked"
    RELATED = "related"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarDraft:
    """A question before it is put.

    Attributes:
        title: Its title or subject, and what introduces its parts; empty where it has none.
        parts: Its sub-questions, in order; one where it has no numbered ones.
        excluded: Documents that are not compared, such as the draft itself where it is held.
        limit: Earlier questions shown of each part, at least 1.
    """

    title: str = ""
    parts: tuple[str, ...] = ()
    excluded: frozenset[DocumentId] = frozenset()
    limit: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarQuestion:
    """An earlier sub-question.

    Attributes:
        document_id: The document.
        item: Label of the sub-question; empty where the question has no numbered ones.
        span: Where it stands in the document's text.
        text: Its words, as printed.
        probability: How likely it asks the same, between 0 and 1, calibrated on pairs that people judged.
        closeness: ``asked`` from the threshold that was measured, else ``related``.
        title: Title of the document.
        session: Its parliamentary year.
        number: Its number.
        asker: Who asked.
        minister: Who answers.
        office: The office that answers.
        asked: The day it was asked.
        answered: The day of the answer.
        kind: Kind of answer, as in ``corpus.model.AnswerKind``.
        also: Other documents that hold the same question.
    """

    document_id: DocumentId
    item: str
    span: Span
    text: str
    probability: float
    closeness: Closeness
    title: str | None = None
    session: str | None = None
    number: int | None = None
    asker: str | None = None
    minister: str | None = None
    office: str | None = None
    asked: date | None = None
    answered: date | None = None
    kind: str = "none"
    also: tuple[Sibling, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPart:
    """One part of the draft.

    Attributes:
        text: Its words.
        closeness: That of the nearest earlier question.
        questions: The nearest earlier questions, likeliest first; none under the floor of what is related.
    """

    text: str
    closeness: Closeness
    questions: tuple[SimilarQuestion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarResults:
    """What a draft was compared with.

    Attributes:
        parts: Its parts in order.
        documents: The documents nearest to the draft as a whole, best first.
        threshold: Probability from which a part counts as asked already.
        status: How the index stands.
    """

    parts: tuple[SimilarPart, ...] = ()
    documents: tuple[Hit, ...] = ()
    threshold: float = 1.0
    status: IndexStatus = field(default_factory=IndexStatus)
