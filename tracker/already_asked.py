"""Whether a draft question was asked before, what was answered then, and how old the figures of that answer are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from corpus.errors import WrongUse
from corpus.facts import Figure
from corpus.model import DocumentId, DocumentText, Item, Section, Side, Span
from corpus.store import StoredDocument
from ingest.layout import parse
from search.request import Hit
from search.similar import Closeness, SimilarDraft, SimilarQuestion, SimilarResults
from search.similar.service import MOST_LETTERS

_TITLE_LETTERS = 200
_INTRODUCTION_LETTERS = 400
_SHOWN_LETTERS = 700
_SHORTEST_PART = 12
_MOST_FIGURES = 12


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
class EarlierQuestion:
    """An earlier sub-question with its answer.

    Attributes:
        question: The sub-question, with its probability and its document.
        answer: What was answered; None where nothing was.
        days_since: Days since it was asked; None where the day is unknown.
    """

    question: SimilarQuestion
    answer: EarlierAnswer | None
    days_since: int | None


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
class AskedBefore:
    """A draft beside what was asked before.

    Attributes:
        title: What was read as its title or subject.
        parts: Its parts in order.
        documents: The documents nearest to the whole.
        threshold: Probability from which a part counts as asked already.
        today: The day from which ages count.
        message: What is wrong with the index; empty where all is well.
    """

    title: str
    parts: tuple[AskedPart, ...]
    documents: tuple[Hit, ...]
    threshold: float
    today: date
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutDraft:
    """A draft as it was cut.

    Attributes:
        title: Its title, else the beginning of its introduction.
        parts: Label and words of each part.
    """

    title: str
    parts: tuple[tuple[str, str], ...]


def cut_draft(text: str) -> CutDraft:
    """Cut a draft into its sub-questions, by the rules that cut the documents.

    Args:
        text: The draft as pasted.

    Returns:
        The numbered sub-questions that hold no others; the whole text as one part where there are none.

    Raises:
        WrongUse: If it is empty or longer than 50,000 characters.
    """
    if not text.strip():
        raise WrongUse("the draft is empty: give the text of a question")
    if len(text) > MOST_LETTERS:
        raise WrongUse(f"the draft has {len(text)} characters; at most {MOST_LETTERS} are compared")
    side = Section(side=Side.QUESTION, start=0, end=len(text))
    record = parse(DocumentText(text=text, sections=(side,)), parliament="")
    items = [item for item in record.items_of(Side.QUESTION) if item.label]
    smallest = [item for item in items if not any(_inside(other, item) for other in items if other is not item)]
    cut = [(item.label, " ".join(item.span.quote(text).split())) for item in smallest]
    parts = tuple((label, words) for label, words in cut if len(words) >= _SHORTEST_PART)
    whole = " ".join(text.split())
    if not parts:
        return CutDraft(title=_title(record.title, text) if "\n" in text.strip() else "", parts=(("", whole),))
    return CutDraft(title=_title(record.title, text[: _beginning(smallest)]), parts=parts)


def _inside(inner: Item, outer: Item) -> bool:
    return outer.span.start <= inner.span.start and inner.span.end <= outer.span.end


def _beginning(items: Iterable[Item]) -> int:
    return min((item.label_span or item.span).start for item in items)


def _title(found: str | None, before: str) -> str:
    """Return the title, or the first line where it is short and something follows, or where the text begins."""
    if found:
        return found
    first, _, rest = before.strip().partition("\n")
    if first and (rest.strip() or len(first) <= _TITLE_LETTERS):
        return first[:_TITLE_LETTERS]
    return " ".join(before.split())[:_INTRODUCTION_LETTERS]


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
    held = dict(_held((one.document_id for part in found.parts for one in part.questions), documents))
    return AskedBefore(
        title=cut.title,
        parts=tuple(
            AskedPart(
                label=label,
                text=part.text,
                closeness=part.closeness,
                questions=tuple(_earlier(one, held[one.document_id], today) for one in part.questions),
            )
            for (label, _), part in zip(cut.parts, found.parts, strict=True)
        ),
        documents=found.documents,
        threshold=found.threshold,
        today=today,
        message=found.status.message,
    )


def _held(names: Iterable[DocumentId], documents: Documents) -> Iterator[tuple[DocumentId, StoredDocument]]:
    for name in dict.fromkeys(names):
        yield name, documents.get(name)


def _earlier(question: SimilarQuestion, document: StoredDocument, today: date) -> EarlierQuestion:
    since = question.asked or question.answered
    return EarlierQuestion(
        question=question,
        answer=_answer(question.item, document, today),
        days_since=None if since is None else (today - since).days,
    )


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
