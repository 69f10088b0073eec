"""Cuts documents into passages: the smallest items, the words around them, and unnumbered bodies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Protocol

from corpus.facts import Facts, FigureKind
from corpus.model import DocumentId, DocumentText, Item, QuestionRecord, Section, Side, Span
from search.conditions import CENTS
from search.rule_files import load_language
from search.sentences import sentence_spans

_FULL = 110  # words from which a passage may end at a sentence border (SEMANTICS: passages of about 110 words)
_LONGEST = 180  # words that no passage exceeds
_HIGHEST = 10**15


class StoredLike(Protocol):
    """What the search reads of a stored document; a ``corpus.store`` document has it."""

    @property
    def id(self) -> DocumentId:
        """Its id."""
        ...

    @property
    def text(self) -> DocumentText:
        """Its text."""
        ...

    @property
    def record(self) -> QuestionRecord:
        """Its record."""
        ...

    @property
    def facts(self) -> Facts:
        """Its facts."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The smallest piece of a document that a search shows.

    Attributes:
        ordinal: Place among the passages of its document, from 0.
        side: Question or answer.
        item: Label of the smallest item that holds it; empty for an introduction or an unnumbered body.
        span: Where it stands, with its page.
        text: Its words, as printed.
        attachment: Name of the attached file that it stands in; empty in the document itself.
        sentences: Where its sentences stand in ``text``.
    """

    ordinal: int
    side: Side
    item: str
    span: Span
    text: str
    attachment: str = ""
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDocument:
    """Everything that the index holds of one document.

    Attributes:
        id: The document.
        record: Its header fields.
        text: The whole text.
        has_commitment: Whether a commitment was read in it.
        answered: Whether it holds an answer.
        passages: Its passages in reading order.
        has_figure: Whether a figure was read in it.
        has_deadline: Whether a commitment with a time, exact or vague, was read in it.
        has_attachment: Whether it has attachments.
        amounts: The amounts of money read in it, in cents, each once.
    """

    id: DocumentId
    record: QuestionRecord
    text: str
    has_commitment: bool
    answered: bool
    passages: tuple[Passage, ...]
    has_figure: bool = False
    has_deadline: bool = False
    has_attachment: bool = False
    amounts: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        """The title, empty where unknown."""
        return self.record.title or ""

    @property
    def question(self) -> str:
        """The words of the question."""
        return " ".join(one.text for one in self.passages if one.side is Side.QUESTION and not one.attachment)

    @property
    def context(self) -> str:
        """Title, office, people, number and day in one line, by which a document is found beside its text."""
        record = self.record
        day: date | None = record.asked or record.answered
        parts = (record.title, record.minister, record.office, record.asker, record.number, day)
        return " · ".join(str(part) for part in parts if part is not None)


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text that belongs to one side and one smallest item."""

    side: Side
    item: str
    start: int
    end: int
    attachment: str = ""


def index_document(stored: StoredLike) -> IndexDocument:
    """Prepare a stored document for the index.

    Args:
        stored: The document with its record and facts.

    Returns:
        The document with its passages.
    """
    text, record = stored.text, stored.record
    passages = passages_of(text, record)
    facts = stored.facts
    said = any(passage.side is Side.ANSWER and not passage.attachment for passage in passages)
    return IndexDocument(
        id=stored.id,
        record=record,
        text=text.text,
        has_commitment=bool(facts.commitments),
        answered=record.answered is not None or said,
        passages=passages,
        has_figure=bool(facts.figures),
        has_deadline=any(one.due is not None or one.vague for one in facts.commitments),
        has_attachment=bool(text.attachments),
        amounts=_amounts(facts),
    )


def _amounts(facts: Facts) -> tuple[int, ...]:
    values = (
        value
        for figure in facts.figures
        if figure.kind is FigureKind.MONEY
        for value in (figure.value, figure.low, figure.high)
    )
    held = {int(value * CENTS) for value in values if value is not None and abs(value) < _HIGHEST}
    return tuple(sorted(held))


def passages_of(text: DocumentText, record: QuestionRecord) -> tuple[Passage, ...]:
    """Cut a document into passages.

    Each smallest item is one; so is what an item says before or after its sub-items, and what a side says outside
    its items. Long ones are cut at sentence borders into pieces of 110 to 180 words. Attachments that were read follow,
    as part of the answer (of the question where there is none).

    Args:
        text: The document's text.
        record: Its items and sections.

    Returns:
        The passages in reading order; they do not overlap.
    """
    passages: list[Passage] = []
    for run in (*_runs(text, record), *_attached(text, record)):
        for start, end in _pieces(text.text[run.start : run.end]):
            span = text.span(run.start + start, run.start + end)
            passages.append(
                Passage(
                    ordinal=len(passages),
                    side=run.side,
                    item=run.item,
                    span=span,
                    text=span.quote(text.text),
                    attachment=run.attachment,
                    sentences=sentence_spans(span.quote(text.text), _abbreviations()),
                )
            )
    return tuple(passages)


def _attached(text: DocumentText, record: QuestionRecord) -> Iterator[_Run]:
    """Yield the attachments that were read."""
    sides = {section.side for section in record.sections} | {item.side for item in record.items}
    side = Side.ANSWER if Side.ANSWER in sides else Side.QUESTION
    for attached in text.attachments:
        span = attached.span
        if span is not None and any(char.isalnum() for char in span.quote(text.text)):
            yield _Run(side, "", span.start, span.end, attached.name)


def _runs(whole: DocumentText, record: QuestionRecord) -> Iterator[_Run]:
    spans = [attached.span for attached in whole.attachments if attached.span is not None]
    text = whole.text[: min((span.start for span in spans), default=len(whole.text))]
    sections = record.sections or _sections_around(record.items, len(text))
    for section in sorted(sections, key=lambda section: (section.start, section.end)):
        items = [item for item in record.items if item.side is section.side and _inside(item, section)]
        borders = {section.start, section.end}
        for item in items:
            borders |= {item.span.start, item.span.end}
            borders |= {item.label_span.start, item.label_span.end} if item.label_span else set()
        end = min(section.end, len(text))
        ordered = sorted({border for border in borders if section.start <= border <= end} | {end})
        for start, end in pairwise(ordered):
            if not _is_label(items, start) and any(char.isalnum() for char in text[start:end]):
                yield _Run(section.side, _smallest(items, start), start, end)


def _sections_around(items: tuple[Item, ...], length: int) -> tuple[Section, ...]:
    """Return the stretch of each side's items where the record names no sections; the whole text without items."""
    found = []
    for side in Side:
        spans = [item.span for item in items if item.side is side]
        if spans:
            found.append(Section(side=side, start=min(s.start for s in spans), end=max(s.end for s in spans)))
    return tuple(found) or (Section(side=Side.QUESTION, start=0, end=length),)


def _inside(item: Item, section: Section) -> bool:
    return section.start <= item.span.start and item.span.end <= section.end


def _is_label(items: list[Item], start: int) -> bool:
    return any(item.label_span and item.label_span.start <= start < item.label_span.end for item in items)


def _smallest(items: list[Item], start: int) -> str:
    holding = [item for item in items if item.span.start <= start < item.span.end]
    return min(holding, key=lambda item: item.span.end - item.span.start).label if holding else ""


@cache
def _abbreviations() -> frozenset[str]:
    return load_language().abbreviations


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a run's pieces: whole sentences up to 110 words, never more than 180."""
    start: int | None = None
    end = words = 0
    for first, last in _short_sentences(text):
        count = len(text[first:last].split())
        if start is not None and (words >= _FULL or words + count > _LONGEST):
            yield start, end
            start, words = None, 0
        start = first if start is None else start
        end, words = last, words + count
    if start is not None:
        yield start, end


def _short_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield sentence ranges, those over 180 words cut between words."""
    for first, last in sentence_spans(text, _abbreviations()):
        while len(text[first:last].split(maxsplit=_LONGEST)) > _LONGEST:
            rest = text[first:last].split(maxsplit=_LONGEST)[-1]
            cut = last - len(rest)
            yield first, first + len(text[first:cut].rstrip())
            first = cut
        yield first, last
