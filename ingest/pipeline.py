"""One document from bytes to facts: a pure function that any executor can run."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from corpus.errors import UnreadableDocument
from corpus.facts import CommitmentFact, EarlierClaim, Facts, Figure, Reference, TimeExpression, TimeRange
from corpus.model import DocumentText, QuestionRecord, RawDocument, Span
from ingest.extract import extract
from ingest.layout import parse
from ingest.readers import read
from ingest.readers.attached import with_attachments
from ingest.readers.record import EARLIEST_YEAR, LATEST_YEAR
from ingest.tables import OBJECT, prose

Stated = CommitmentFact | EarlierClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDocument:
    """A document at the end of the line.

    Attributes:
        raw: The bytes.
        text: Their text.
        record: Question and answer.
        facts: What was read from them.
    """

    raw: RawDocument
    text: DocumentText
    record: QuestionRecord
    facts: Facts


def process(raw: RawDocument, *, parliament: str) -> ParsedDocument:
    """Read, divide and extract one document.

    Args:
        raw: The bytes.
        parliament: Parliament assumed where the document names none.

    Returns:
        The document with everything read from it.

    Raises:
        UnreadableDocument: If no reader understands the bytes, or what was read is nonsense (``nonsense``).
        IncompleteRecord: If a structured record lacks what it must have.
    """
    return process_text(raw, read(raw), parliament=parliament)


def process_text(raw: RawDocument, text: DocumentText, *, parliament: str) -> ParsedDocument:
    """Divide and extract a document that was read already.

    Args:
        raw: The bytes.
        text: Their text, or the part of it that is this document.
        parliament: Parliament assumed where the document names none.

    Raises:
        UnreadableDocument: If what was read is nonsense (``nonsense``).
    """
    # Numbers of a data table are no item labels; attached files stand behind both sides.
    record = parse(replace(text, text=prose(text, sign=OBJECT)), parliament=parliament)
    whole = with_attachments(text)
    document = ParsedDocument(raw=raw, text=whole, record=record, facts=extract(whole, record))
    check(document)
    return document


def check(document: ParsedDocument) -> None:
    """Refuse a document whose record or facts cannot be true of its text.

    Raises:
        UnreadableDocument: If a span lies outside the text, a date of the record is outside the years that a parliament
            can have, or a time ends before it begins; the text names it.
    """
    end = len(document.text.text)
    for what, span in spans(document):
        if span.end > end:
            raise _nonsense(f"{what} ends at {span.end}, the text at {end}")
    record = document.record
    for name, day in (("asked", record.asked), ("answered", record.answered), ("published", record.published)):
        if day is not None and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise _nonsense(f"{name}: {day} is outside {EARLIEST_YEAR} to {LATEST_YEAR}")
    for what, time in _ranges(document.facts):
        if not _in_order(time):
            raise _nonsense(f"{what}: {time.earliest} to {time.expected}, at the latest {time.latest}")


def spans(document: ParsedDocument) -> Iterator[tuple[str, Span]]:
    """Yield every span of a document's record and facts, with a word for what it belongs to."""
    record, facts = document.record, document.facts
    for section in record.sections:
        yield "section", Span(start=section.start, end=section.end)
    for item in record.items:
        yield "item", item.span
        if item.label_span is not None:
            yield "label", item.label_span
    yield from record.evidence
    quoted: tuple[TimeExpression | Figure | Reference | Stated, ...]
    quoted = (*facts.times, *facts.figures, *facts.references, *_stated(facts))
    for fact in quoted:
        yield type(fact).__name__, fact.span
    for stated in _stated(facts):
        if stated.due_span is not None:
            yield "due", stated.due_span
    for commitment in facts.commitments:
        yield from (("also", span) for span in commitment.also)


def _ranges(facts: Facts) -> Iterator[tuple[str, TimeRange]]:
    for time in facts.times:
        yield "time", time.range
    for stated in _stated(facts):
        if stated.due is not None:
            yield "due", stated.due


def _stated(facts: Facts) -> tuple[Stated, ...]:
    return (*facts.commitments, *facts.claims)


def _in_order(time: TimeRange) -> bool:
    days: list[date] = [day for day in (time.earliest, time.expected, time.latest) if day is not None]
    return days == sorted(days)


def _nonsense(message: str) -> UnreadableDocument:
    return UnreadableDocument(f"what was read cannot be true: {message}", reason="nonsense")
