"""What the store can be asked for.

None does not narrow; names are compared without accents, capitals and line wraps.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from corpus.facts import CommitmentKind, FigureKind, Strength
from corpus.model import CommitmentId, DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """Which documents.

    Attributes:
        parliament: Name of the parliament.
        session: Parliamentary year.
        minister: Person who answers, or their slug.
        office: Title of the office, or its slug.
        asker: Person who asks, or their slug.
        party: Party of the asker.
        language: Two-letter code.
        answer_kind: Kind of answer.
        asked_from: First day on which it was asked.
        asked_to: Last day on which it was asked.
        has_commitment: Whether its current version holds a commitment.
        unanswered: Whether it waits for an answer; False for those that have one, here or in a document of its own. One
            that was withdrawn without an answer is neither.
        ids: These documents; an empty tuple means none.
        title: Words that stand in the title, in this order.
    """

    parliament: str | None = None
    session: str | None = None
    minister: str | None = None
    office: str | None = None
    asker: str | None = None
    party: str | None = None
    language: str | None = None
    answer_kind: str | None = None
    asked_from: date | None = None
    asked_to: date | None = None
    has_commitment: bool | None = None
    unanswered: bool | None = None
    ids: tuple[DocumentId, ...] | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a list of documents, or of their figures: what comes behind it is the same whatever was added since.

    Attributes:
        day: Day of the document in the list, the newest first; None for the undated, which come last.
        document: The document.
        position: Which of its figures; -1 for the document itself.
    """

    day: date | None
    document: DocumentId
    position: int = -1


class FigureOrder(StrEnum):
    """Orders of a list of figures; equal ones stand as in the documents, the newest first."""

    NEWEST = "newest"
    LARGEST = "largest"
    SMALLEST = "smallest"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFilter:
    """Which figures of current versions.

    Attributes:
        document: Of this document.
        documents: Of one of these; an empty tuple means none.
        unit: In this unit, as stored (``EUR``, ``%``, ``dossiers``).
        kind: Of this kind.
        subject: Words that stand in the subject.
        at_least: Smallest value, in base units.
        at_most: Largest value, in base units. Both are compared to about 15 digits.
        year: The calendar year that the figure's own period touches; figures without a period are left out, and a
            period without a first day counts by its last day only.
        office: Title of the office, or its slug.
        minister: Person who answers, or their slug.
        begins: Only figures about a time of which some is not before this day.
        ends: Only figures about a time of which some is not after this day.
    """

    document: DocumentId | None = None
    unit: str | None = None
    kind: FigureKind | None = None
    subject: str | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    year: int | None = None
    office: str | None = None
    minister: str | None = None
    documents: tuple[DocumentId, ...] | None = None
    begins: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentFilter:
    """Which commitments.

    Attributes:
        ids: These; an empty tuple means none.
        document: Of this document.
        office: Title of the office, or its slug.
        minister: The person then in office, or their slug.
        kind: Milestone, promise or ongoing.
        strength: How firmly.
        attached: Whether the current version of the document still states it; None for both.
    """

    ids: tuple[CommitmentId, ...] | None = None
    document: DocumentId | None = None
    office: str | None = None
    minister: str | None = None
    kind: CommitmentKind | None = None
    strength: Strength | None = None
    attached: bool | None = None
