"""A found figure, and the answer to a question for a figure, as data for pages, API and command line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from corpus.facts import FigureKind, Qualifier
from corpus.model import DocumentId, Span

if TYPE_CHECKING:
    from tracker.figure_search import FigureAnswer, FoundFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureOutline:
    """A figure with its sentence and document.

    Attributes:
        value: In base units.
        low: Lower end of a range.
        high: Upper end of a range.
        unit: ISO code for money, ``%``, or the counted noun.
        kind: What it counts in.
        qualifier: None where it is stated as exact.
        quote: Number and unit as printed.
        sentence: Its sentence, on one line.
        begins: First day of what it is about, None where not certain.
        ends: Last day of it.
        planned: Whether it is a plan or an estimate.
        document: The document that states it.
        span: Where it stands there.
        title: Title of the document.
        minister: Who answered.
        day: Day of the answer, else of the question.
        age_days: Days since then; None where the day is unknown.
        score: Share of the words asked for that it has, or the probability that it is the answer.
    """

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    unit: str
    kind: FigureKind
    qualifier: Qualifier | None
    quote: str
    sentence: str
    begins: date | None
    ends: date | None
    planned: bool
    document: DocumentId
    span: Span
    title: str | None
    minister: str | None
    day: date | None
    age_days: int | None
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOutline:
    """The answer to a question for a figure.

    Attributes:
        figures: One, or one a document where documents disagree.
        disagree: Whether they do.
        agreeing: Other documents that state the first value.
        words: Words of the question that were looked for around the figure.
        years: Years that it names.
        threshold: Probability from which an answer is shown.
    """

    figures: tuple[FigureOutline, ...]
    disagree: bool
    agreeing: tuple[DocumentId, ...]
    words: tuple[str, ...]
    years: tuple[int, ...]
    threshold: float


def figure_outline(found: "FoundFigure") -> FigureOutline:
    """Return a found figure as data."""
    stored, figure, period = found.statement.stored, found.statement.figure, found.statement.period
    return FigureOutline(
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        kind=figure.kind,
        qualifier=figure.qualifier,
        quote=stored.quote,
        sentence=found.statement.sentence,
        begins=period.first if period else None,
        ends=period.last if period else None,
        planned=found.statement.planned,
        document=stored.document,
        span=figure.span,
        title=stored.title,
        minister=stored.minister,
        day=stored.day,
        age_days=found.age_days,
        score=found.score,
    )


def answer_outline(answer: "FigureAnswer | None") -> AnswerOutline | None:
    """Return an answer as data; None for none."""
    if answer is None:
        return None
    return AnswerOutline(
        figures=tuple(map(figure_outline, answer.figures)),
        disagree=answer.disagree,
        agreeing=answer.agreeing,
        words=answer.words,
        years=tuple(sorted(answer.question.years)),
        threshold=answer.threshold,
    )


def print_answer(answer: AnswerOutline) -> None:
    """Print an answer above the results of a search."""
    print("Documents disagree:" if answer.disagree else "Answer:")
    for one in answer.figures:
        print_figure(one)
    print(f"  chosen by {', '.join((*answer.words, *map(str, answer.years)))} in its sentence or title\n")


def print_figure(one: FigureOutline) -> None:
    """Print a figure with its sentence, its document and its age."""
    period = f" · {one.begins} to {one.ends}" if one.begins else ""
    plan = " · planned" if one.planned else ""
    age = "" if one.age_days is None else f" · {one.age_days} days old"
    print(f"  {one.quote}{period}{plan}{age}")
    print(f"    {one.sentence[:400]}")
    print(f"    {one.title or ''} ({one.document}{f', {one.minister}' if one.minister else ''}, {one.day})")
