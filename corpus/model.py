"""Documents and records: what was read, and how it divides into questions and answers.

Offsets are characters in ``DocumentText.text``, half-open ``[start, end)``; pages count from 1.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NewType

DocumentId = NewType("DocumentId", str)
CommitmentId = NewType("CommitmentId", str)
MilestoneId = NewType("MilestoneId", str)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A piece of a document's text.

    Attributes:
        start: First character.
        end: One past the last character.
        page: Page of the first character, counted from 1; None where the document has no pages.
    """

    start: int
    end: int
    page: int | None = None

    def __post_init__(self) -> None:
        """Refuse a span that runs backwards.

        Raises:
            ValueError: If ``0 <= start <= end`` does not hold.
        """
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span cannot run from {self.start} to {self.end}")

    def quote(self, text: str) -> str:
        """Return the characters of ``text`` that the span covers."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> "Span":
        """Return the same span moved by ``by`` characters (negative: towards the start)."""
        return Span(start=self.start + by, end=self.end + by, page=self.page)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """Bytes as they came from a source.

    Attributes:
        source: Name of the source, such as ``files``.
        uri: Identity of the document at its source; the same uri with other bytes is a new version.
        name: What a person would call it, usually the file's name.
        media_type: Claimed media type; readers look at the bytes, not only at the claim.
        content: The bytes.
        fetched: When they were read, in UTC.
        part: Hash of the words of the one record that is meant, where the bytes hold several records; the uri then
            names it behind a ``#``. Empty where the bytes are one document.
    """

    source: str
    uri: str
    name: str
    media_type: str
    content: bytes
    fetched: datetime
    part: str = ""

    @property
    def sha256(self) -> str:
        """Hash of the bytes, in hexadecimal."""
        return _sha256(self.content)

    @property
    def identity(self) -> str:
        """What tells this document from others and from its other versions: the hash of its part, else of the bytes."""
        return self.part or self.sha256


@lru_cache(maxsize=2)
def _sha256(content: bytes) -> str:
    """Hash bytes; those of a file of many records are asked for once a record."""
    return hashlib.sha256(content).hexdigest()


class Side(StrEnum):
    """Who speaks: the asker or the minister."""

    QUESTION = "question"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where a page of the source begins and ends in the text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A hyperlink of the document: its target, its anchor text and, where known, its place in the text."""

    target: str
    anchor: str = ""
    page: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside or beside the document.

    Attributes:
        name: Name of the file.
        media_type: What its name says that it is.
        content: The bytes.
        span: Where its words stand in the document's text, behind everything else; None where it was not read.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table that is not empty.

    Attributes:
        row: Its row, counted from 0; the first one of a merged cell.
        column: Its column, counted from 0; the first one of a merged cell.
        span: Its words in the document's text.
        rows: How many rows it covers.
        columns: How many columns it covers.
        value: The number that the source itself states beside the printed words, in the unit printed (12.5 for
            12,5 %); None where only the words say it.
        unit: Unit that the source's number format states (``EUR``, ``%``), else None.
    """

    row: int
    column: int
    span: Span
    rows: int = 1
    columns: int = 1
    value: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as it stands in the text: a line a row, cells parted by a tab.

    Attributes:
        span: All its rows.
        cells: Its cells in reading order, empty ones left out.
        name: Its caption or the name of its sheet; empty where it has none.
        header_rows: Number of rows at its top that the source marks as headings; None where it does not say.
        attachment: Name of the attached file that it stands in; None in the document itself.
    """

    span: Span
    cells: tuple[Cell, ...]
    name: str = ""
    header_rows: int | None = None
    attachment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of the text that belongs to one side, where the source itself says so."""

    side: Side
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFields:
    """Header fields that a structured source (a JSONL record, a service) states beside the text.

    Every field is None where the source is silent; dates are calendar days. ``in_time`` is whether the source itself
    says that the question was answered within its term; ``answer_kind`` the value of the ``AnswerKind`` that the source
    states, which counts only where the text itself says nothing of it. ``due`` is the last day of the term as the
    source counts it, ``withdrawn`` whether it says that no answer will come any more. ``asker_id`` and ``minister_id``
    are its own names for the persons, ``page`` its page of the question for people, and ``stated`` what else it says,
    word for word, by its own names.
    """

    doc_id: str | None = None
    parliament: str | None = None
    session: str | None = None
    number: int | None = None
    asked: date | None = None
    answered: date | None = None
    published: date | None = None
    asker: str | None = None
    party: str | None = None
    minister: str | None = None
    office: str | None = None
    language: str | None = None
    title: str | None = None
    themes: tuple[str, ...] = ()
    in_time: bool | None = None
    answer_kind: str | None = None
    due: date | None = None
    withdrawn: bool | None = None
    asker_id: str | None = None
    minister_id: str | None = None
    page: str | None = None
    stated: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """The text of a document with everything a reader learned on the way.

    Attributes:
        text: All text in reading order; every span of every fact counts in it.
        pages: Pages in order, empty where the source has none.
        links: Hyperlinks.
        attachments: Files carried inside the document.
        sections: Sides, where the source states them; empty where layout must find them.
        fields: Header fields that the source states beside the text.
        furniture: Running heads and footers that were taken out of the text.
        warnings: What a reader noticed, in English, fit to be shown.
        reader: Name of the reader that produced the text.
        tables: Tables of words and numbers, in reading order.
    """

    text: str
    pages: tuple[Page, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    sections: tuple[Section, ...] = ()
    fields: SourceFields = SourceFields()
    furniture: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reader: str = ""
    tables: tuple[Table, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the number of the page that holds a character; None without pages or in an attachment."""
        for page in self.pages:
            if offset < page.end:
                return page.number
        if any(attached.span is not None and attached.span.start <= offset for attached in self.attachments):
            return None
        return self.pages[-1].number if self.pages else None

    def span(self, start: int, end: int) -> Span:
        """Return the span ``[start, end)`` with its page filled in."""
        return Span(start=start, end=end, page=self.page_at(start))


class AnswerKind(StrEnum):
    """What kind of answer a minister gave."""

    NONE = "none"
    SUBSTANTIVE = "substantive"
    PARTIAL = "partial"
    REFERRING = "referring"
    COORDINATED = "coordinated"
    PROVISIONAL = "provisional"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A numbered part of the question or of the answer.

    Attributes:
        side: Question or answer.
        label: Path as printed, without closing dot: ``1``, ``2.a.i``, ``2-3``; empty for an unnumbered body.
        span: The item's text, from the first word after the label to its end (sub-items included).
        label_span: Where the label is printed; None for an unnumbered body.
        answers: Labels of the question items that this answer item answers; empty on the question side and for
            an answer without a question.
    """

    side: Side
    label: str
    span: Span
    label_span: Span | None = None
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """One minister asked in a family: name and, where printed, the number of the question put to them."""

    minister: str
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something about the record that a reader must know, such as an answer item that has no question.

    Attributes:
        code: Stable word, such as ``answer_without_question`` or ``head_lost``.
        text: One English sentence.
        labels: Item labels concerned.
    """

    code: str
    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRecord:
    """A written question with its answer.

    None means unknown: it is never a guess. Fields named in ``inferred`` were computed and not read.

    Attributes:
        parliament: Name of the parliament, as in ``Vlaams Parlement``.
        session: Parliamentary year, as in ``2022-2023``.
        number: Number of the question in its series.
        office: Full title of the minister's office.
        minister: Person who answers.
        asker: Person who asks.
        party: Party of the asker.
        title: Title as printed.
        asked: Day the question was asked.
        answered: Day of the answer.
        published: Day of publication.
        not_before: A day before which the document cannot have been written, where its own date is lost.
        answer_kind: What kind of answer it is.
        language: Two-letter code of the language of the text.
        themes: Subjects that the source gives.
        family: Ministers to whom the same question was put.
        items: Items of both sides in reading order.
        sections: The sides of the document's text.
        evidence: Where in the text each header field was read (field name, span).
        inferred: Names of fields that were computed.
        remarks: What a reader must know.
    """

    parliament: str | None = None
    session: str | None = None
    number: int | None = None
    office: str | None = None
    minister: str | None = None
    asker: str | None = None
    party: str | None = None
    title: str | None = None
    asked: date | None = None
    answered: date | None = None
    published: date | None = None
    not_before: date | None = None
    answer_kind: AnswerKind = AnswerKind.NONE
    language: str | None = None
    themes: tuple[str, ...] = ()
    family: tuple[Mandate, ...] = ()
    items: tuple[Item, ...] = ()
    sections: tuple[Section, ...] = ()
    evidence: tuple[tuple[str, Span], ...] = ()
    inferred: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def reference_date(self) -> date | None:
        """Day from which relative times count: the answer's if known, else the question's; None where both are lost.

        A mere lower bound (``not_before``) is no reference: "the last two years" before an unknown day stay unresolved.
        """
        return self.answered or self.asked

    def items_of(self, side: Side) -> tuple[Item, ...]:
        """Return the items of one side in reading order."""
        return tuple(item for item in self.items if item.side is side)
