"""What the store gives back."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from corpus.facts import EarlierClaim, Facts, Figure, Reference
from corpus.model import AnswerKind, DocumentId, DocumentText, QuestionRecord
from corpus.register import Commitment


class Outcome(StrEnum):
    """What a document was to the store."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class PutResult:
    """What became of a document.

    Attributes:
        document_id: Its id.
        version: The version that holds the bytes.
        outcome: New document, new version of a known one, or nothing new.
    """

    document_id: DocumentId
    version: int
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionInfo:
    """One version of a document.

    Attributes:
        version: Counted from 1.
        name: What a person would call it.
        uri: Where these bytes came from.
        sha256: Their hash.
        size: Their number.
        fetched: When they were read, in UTC.
        recorded: When they were stored, in UTC.
        current: Whether this is the version that counts.
    """

    version: int
    name: str
    uri: str
    sha256: str
    size: int
    fetched: datetime
    recorded: datetime
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """One version of a document with everything read from it.

    Attributes:
        id: Stable id.
        version: The version shown, counted from 1.
        current_version: The version that counts; more than ``version`` where an older one is shown.
        source: Name of the source.
        uri: Its identity there.
        name: What a person would call it.
        media_type: Claimed media type.
        sha256: Hash of the bytes.
        size: Number of bytes.
        fetched: When they were read, in UTC.
        first_seen: When the first version was stored, in UTC.
        text: The text; attachments without their content, which ``documents.raw`` still has.
        record: The record.
        facts: The facts; references of kind question carry the documents held now as candidates.
        commitments: The entries of the register, one for each of ``facts.commitments`` in the same order.
    """

    id: DocumentId
    version: int
    current_version: int
    source: str
    uri: str
    name: str
    media_type: str
    sha256: str
    size: int
    fetched: datetime
    first_seen: datetime
    text: DocumentText
    record: QuestionRecord
    facts: Facts
    commitments: tuple[Commitment, ...]

    def compared(self, claim: EarlierClaim) -> Commitment | None:
        """Return the commitment with which an earlier claim of this document is compared, if any."""
        return None if claim.compared is None else self.commitments[claim.compared]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSummary:
    """A document as lists show it: the fields of its record's head, and how much was found in it.

    Attributes:
        id: Stable id.
        version: Current version.
        name: What a person would call the file.
        day: Answered, else asked, else published; None where all are unknown.
        commitments: Number of commitments of the current version.
        figures: Number of figures.
    """

    id: DocumentId
    version: int
    name: str
    title: str | None
    parliament: str | None
    session: str | None
    number: int | None
    minister: str | None
    office: str | None
    asker: str | None
    party: str | None
    asked: date | None
    answered: date | None
    published: date | None
    day: date | None
    language: str | None
    answer_kind: AnswerKind
    commitments: int
    figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFigure:
    """A figure of a current version with what a table of figures shows beside it.

    Attributes:
        figure: The figure.
        quote: Number and unit words as printed.
        document: The document that states it.
        version: Its version.
        position: Place among the document's figures, counted from 0.
        title: Title of the document.
        session: Its parliamentary year.
        number: Its number.
        minister: Who answered.
        office: Their office.
        day: Day of the answer, else of the question, else of publication.
    """

    figure: Figure
    quote: str
    document: DocumentId
    version: int
    position: int
    title: str | None
    session: str | None
    number: int | None
    minister: str | None
    office: str | None
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureInContext:
    """A figure with the text around it, so that what it counts can be compared without reading whole documents.

    Attributes:
        stored: The figure.
        before: The characters before it.
        after: The characters behind it.
    """

    stored: StoredFigure
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReference:
    """A reference of a current version to another question.

    Attributes:
        reference: The reference, with the documents held now that it may mean as candidates.
        quote: Its words as printed.
        document: The document in which it stands.
        version: Its version.
        position: Place among the document's references, counted from 0.
    """

    reference: Reference
    quote: str
    document: DocumentId
    version: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line of the feed: a document to be read again.

    Attributes:
        seq: Its number; a follower asks for what comes after the last one it handled.
        document_id: The document.
        deleted: Whether it is gone.
    """

    seq: int
    document_id: DocumentId
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSeen:
    """A person with the first and last day on which a held document names them; None where undated."""

    slug: str
    name: str
    first: date | None
    last: date | None
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeSummary:
    """A minister's office.

    Attributes:
        slug: Its title as a word fit for an address.
        office: Its title as printed, in the best spelling found.
        ministers: Who held it in the documents, the latest first.
        documents: Number of documents.
        commitments: Number of commitments in their current versions.
    """

    slug: str
    office: str
    ministers: tuple[PersonSeen, ...]
    documents: int
    commitments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskerSummary:
    """A person who asks.

    Attributes:
        slug: The name as a word fit for an address.
        name: The name in the best spelling found.
        party: Party in the latest document that names one.
        documents: Number of documents.
        first: Day of the first one, None where undated.
        last: Day of the last one.
    """

    slug: str
    name: str
    party: str | None
    documents: int
    first: date | None
    last: date | None


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a check of the store found.

    Attributes:
        severity: Error, warning, or a remark such as "only a part was checked".
        code: Stable word, such as ``span_without_quote``.
        message: What is so.
        what_to_do: What a person can do about it; empty where nothing.
    """

    severity: Severity
    code: str
    message: str
    what_to_do: str = ""
