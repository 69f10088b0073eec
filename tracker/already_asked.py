"""Whether a draft question was asked before, what was answered then, and how old the figures of that answer are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from corpus.errors import NotFound
from corpus.facts import Figure, Reference, ReferenceRole
from corpus.model import DocumentId, Side, Span
from corpus.store import StoredDocument
from search.request import Hit
from search.similar import Closeness, SimilarDraft, SimilarQuestion, SimilarResults
from tracker.draft_cutting import cut_draft

_SHOWN_LETTERS = 700
_MOST_FIGURES = 12
_MOST_REFERRED = 3


class Documents(Protocol):
    """Where documents are kept."""

    def get(self, document_id: DocumentId, /) -> StoredDocument:
        """Return a document."""
        ...  # pragma: no cover - a protocol


class Compares(Protocol):
    """What compares drafts with earlier questions."""

    def compare(self, draft: SimilarDraft) -> SimilarResults:
        """Compare a draft."""
        ...  # pragma: no cover - a protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredFigure:
    """A figure of an earlier answer.

    Attributes:
        figure: The figure.
        quote: Its words as printed.
        age_days: Days from the day of that answer to today; None where the day is unknown.
    """

    figure: Figure
    quote: str
    age_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierAnswer:
    """What was answered to an earlier sub-question.

    Attributes:
        item: Label of the answer item; empty where the whole answer is meant.
        span: Where it stands.
        text: Its words, on one line, cut after about 700 characters.
        cut: Whether it says more.
        certain: Whether layout found this item to answer that question; else the whole answer is shown.
        figures: The figures in it, in reading order, at most twelve.
    """

    item: str
    span: Span
    text: str
    cut: bool
    certain: bool
    figures: tuple[AnsweredFigure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferredAnswer:
    """The answer to which an earlier answer refers.

    Attributes:
        document_id: The document that holds it.
        title: Its title.
        minister: Who answers there; the office where the person is unknown.
        answered: The day of that answer.
        answer: That answer as a whole.
        language: Two-letter code of the language of its text; None where unknown.
    """

    document_id: DocumentId
    title: str | None
    minister: str | None
    answered: date | None
    answer: EarlierAnswer
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierQuestion:
    """An earlier sub-question with its answer.

    Attributes:
        question: The sub-question, with its probability and its document.
        answer: What was answered; None where nothing was.
        days_since: Days since it was asked; None where the day is unknown.
        language: Two-letter code of the language of the text; None where unknown.
        referred: The answers elsewhere to which this answer refers, where it is certain which are meant.
    """

    question: SimilarQuestion
    answer: EarlierAnswer | None
    days_since: int | None
    language: str | None
    referred: tuple[ReferredAnswer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPart:
    """One part of the draft.

    Attributes:
        label: Its number as printed in the draft; empty where it has none.
        text: Its words.
        closeness: Very likely asked, related, or nothing found.
        questions: The nearest earlier ones, likeliest first.
    """

    label: str
    text: str
    closeness: Closeness
    questions: tuple[EarlierQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSummary:
    """A draft beside what was asked before, in numbers.

    Attributes:
        parts: Parts of the draft.
        asked: Parts that were very likely asked before.
        related: Parts near which a related question was found.
        figures: Figures in the answers to the nearest questions.
        newest_figure_days: Age of the newest of them in days; None where there are none, or their day is unknown.
        referred: Parts whose nearest question was answered elsewhere, and that answer was followed.
    """

    parts: int
    asked: int
    related: int
    figures: int
    newest_figure_days: int | None
    referred: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBefore:
    """A draft beside what was asked before.

    Attributes:
        title: What was read as its title or subject.
        parts: Its parts in order.
        documents: The documents nearest to the whole.
        threshold: Probability from which a part counts as asked already.
        today: The day from which ages count.
        summary: The same in numbers.
        message: What is wrong with the index; empty where all is well.
    """

    title: str
    parts: tuple[AskedPart, ...]
    documents: tuple[Hit, ...]
    threshold: float
    today: date
    summary: AskedSummary
    message: str = ""


def already_asked(text: str, questions: Compares, documents: Documents, *, today: date, limit: int = 3) -> AskedBefore:
    """Say of each part of a draft whether it was asked before, and what was answered.

    Args:
        text: The draft.
        questions: Compares it with the questions held.
        documents: Where the answers and their facts are.
        today: The day from which ages count.
        limit: Earlier questions shown of each part.

    Raises:
        WrongUse: If the draft is empty, too long, or has too many parts.
        SearchIndexError: If the index cannot be used.
    """
    cut = cut_draft(text)
    found = questions.compare(SimilarDraft(title=cut.title, parts=tuple(words for _, words in cut.parts), limit=limit))
    held = _Held(documents)
    parts = tuple(
        AskedPart(
            label=label,
            text=part.text,
            closeness=part.closeness,
            questions=tuple(_earlier(one, held, today) for one in part.questions),
        )
        for (label, _), part in zip(cut.parts, found.parts, strict=True)
    )
    return AskedBefore(
        title=cut.title,
        parts=parts,
        documents=found.documents,
        threshold=found.threshold,
        today=today,
        summary=_summary(parts),
        message=found.status.message,
    )


def _summary(parts: tuple[AskedPart, ...]) -> AskedSummary:
    """Return the numbers of a comparison; of each part the nearest question counts."""
    nearest = [part.questions[0] for part in parts if part.questions]
    figures = [figure for one in nearest if one.answer for figure in one.answer.figures]
    return AskedSummary(
        parts=len(parts),
        asked=sum(part.closeness is Closeness.ASKED for part in parts),
        related=sum(part.closeness is Closeness.RELATED for part in parts),
        figures=len(figures),
        newest_figure_days=min((one.age_days for one in figures if one.age_days is not None), default=None),
        referred=sum(bool(one.referred) for one in nearest),
    )


class _Held:
    """Documents, each read once."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._read: dict[DocumentId, StoredDocument] = {}

    def get(self, name: DocumentId) -> StoredDocument:
        """Return a document."""
        if name not in self._read:
            self._read[name] = self._documents.get(name)
        return self._read[name]


def _earlier(question: SimilarQuestion, held: _Held, today: date) -> EarlierQuestion:
    document, since = held.get(question.document_id), question.asked or question.answered
    answer = _answer(question.item, document, today)
    return EarlierQuestion(
        question=question,
        answer=answer,
        days_since=None if since is None else (today - since).days,
        language=document.record.language,
        referred=tuple(_referred(document, answer, held, today)) if answer else (),
    )


def _referred(document: StoredDocument, answer: EarlierAnswer, held: _Held, today: date) -> Iterator[ReferredAnswer]:
    """Yield the answers to which the shown answer refers; of each reference only where one document can be meant."""
    meant = dict.fromkeys(
        one.candidates[0]
        for one in document.facts.references
        if one.role is ReferenceRole.ANSWER and len(one.candidates) == 1 and _concerns(one, answer)
    )
    for name in list(meant)[:_MOST_REFERRED]:
        try:
            other = held.get(name)
        except NotFound:  # withdrawn since the reference was resolved
            continue
        there = _answer("", other, today)
        if there is not None:
            record = other.record
            yield ReferredAnswer(
                document_id=name,
                title=record.title,
                minister=record.minister or record.office,
                answered=record.answered,
                answer=there,
                language=record.language,
            )


def _concerns(reference: Reference, answer: EarlierAnswer) -> bool:
    """Tell whether a reference stands in the answer that is shown, or before its items, where it speaks for all."""
    inside = answer.span.start <= reference.span.start < answer.span.end
    return reference.side is Side.ANSWER and (inside or not reference.item)


def _answer(label: str, document: StoredDocument, today: date) -> EarlierAnswer | None:
    """Return the smallest answer item that answers a question item, else the whole answer."""
    record, text = document.record, document.text.text
    answering = [item for item in record.items_of(Side.ANSWER) if label and label in item.answers]
    if answering:
        item = min(answering, key=lambda one: one.span.end - one.span.start)
        return _shown(item.label, item.span, document, today, certain=True)
    sections = [section for section in record.sections if section.side is Side.ANSWER]
    if not sections or not text[sections[0].start : sections[-1].end].strip():
        return None
    span = document.text.span(sections[0].start, sections[-1].end)
    return _shown("", span, document, today, certain=not label)


def _shown(item: str, span: Span, document: StoredDocument, today: date, *, certain: bool) -> EarlierAnswer:
    text, day = document.text.text, document.record.answered or document.record.published
    words = " ".join(span.quote(text).split())
    inside = (f for f in document.facts.figures if span.start <= f.span.start and f.span.end <= span.end)
    figures = [
        AnsweredFigure(
            figure=figure,
            quote=figure.span.quote(text),
            age_days=None if (of := day or document.record.asked) is None else (today - of).days,
        )
        for figure, _ in zip(inside, range(_MOST_FIGURES), strict=False)
    ]
    shown = words if len(words) <= _SHOWN_LETTERS else words[:_SHOWN_LETTERS].rsplit(" ", 1)[0]
    return EarlierAnswer(
        item=item, span=span, text=shown, cut=shown != words, certain=certain, figures=tuple(figures) if certain else ()
    )
