"""Small documents for the tests of commitments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.facts import (
    CommitmentFact,
    EarlierClaim,
    Reading,
    TimeExpression,
    TimeRange,
    TimeRole,
)
from corpus.model import DocumentText, Item, QuestionRecord, Section, Side, Span
from ingest.commitments import read_commitments

READ = Reading(rule="test", version="1", certainty=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A time to be put where its words stand: role, first, expected and last day."""

    quote: str
    role: TimeRole = TimeRole.FUTURE
    first: date | None = None
    last: date | None = None
    side: Side = Side.ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A document with its record and times."""

    text: DocumentText
    record: QuestionRecord
    times: tuple[TimeExpression, ...]

    def read(self) -> tuple[tuple[CommitmentFact, ...], tuple[EarlierClaim, ...]]:
        """Read commitments and claims."""
        return read_commitments(self.text, self.record, self.times, ())

    def quotes(self) -> list[str]:
        """Return the commitments' words."""
        return [fact.span.quote(self.text.text) for fact in self.read()[0]]


def _times(whole: str, dated: Sequence[Dated], answer_start: int) -> tuple[TimeExpression, ...]:
    placed = []
    for one in dated:
        start = whole.find(one.quote, answer_start if one.side is Side.ANSWER else 0)
        range_ = TimeRange(earliest=one.first, expected=one.last, latest=one.last)
        span = Span(start=start, end=start + len(one.quote))
        placed.append(TimeExpression(span=span, side=one.side, item="", role=one.role, range=range_, reading=READ))
    return tuple(placed)


def _items(whole: str, labels: Sequence[str], side: Side, start: int, end: int) -> tuple[Item, ...]:
    """Find the items whose labels stand as ``[2.a]`` in the text; the brackets are their printed labels."""
    places = [(whole.index(f"[{label}]", start), label) for label in labels]
    items = []
    for begin, label in places:
        size = len(label) + 2
        stop = next((other for other, name in places if other > begin and not name.startswith(f"{label}.")), end)
        answers = (label.partition(".")[0],) if side is Side.ANSWER else ()
        label_span = Span(start=begin, end=begin + size)
        items.append(
            Item(
                side=side, label=label, span=Span(start=begin + size, end=stop), label_span=label_span, answers=answers
            )
        )
    return tuple(items)


def case(
    answer: str,
    *dated: Dated,
    question: str = "",
    asked: date | None = date(2024, 2, 1),
    title: str | None = None,
    labels: Sequence[str] = (),
    question_labels: Sequence[str] = (),
) -> Case:
    """Build a document of a question and an answer; item labels stand in the texts as ``[1]``, ``[1.a]``."""
    whole = f"{question}\n{answer}" if question else answer
    border = len(question) + 1 if question else 0
    sections = [Section(side=Side.ANSWER, start=border, end=len(whole))]
    if question:
        sections.insert(0, Section(side=Side.QUESTION, start=0, end=border))
    items = (
        *_items(whole, question_labels, Side.QUESTION, 0, border),
        *_items(whole, labels, Side.ANSWER, border, len(whole)),
    )
    record = QuestionRecord(asked=asked, title=title, items=items, sections=tuple(sections))
    return Case(text=DocumentText(text=whole), record=record, times=_times(whole, dated, border))
