"""Finds figures by what they are about, and answers a question for a figure where the answer is certain."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from math import exp
from typing import TYPE_CHECKING

from corpus.errors import WrongUse
from corpus.facts import FigureKind
from corpus.model import DocumentId, Side
from corpus.store import FigureFilter
from search.figure_question import AskedFigure, Asks, asked_figure
from search.figure_words import FigureWords
from search.request import Hit, SearchRequest
from search.service import SearchService
from search.similar.whole import plain
from tracker.comparison.statements import Statement, statements
from tracker.rules.figure_answers import AnswerWeights, answer_weights

if TYPE_CHECKING:
    from corpus.store import Store

_KINDS = {Asks.MONEY: FigureKind.MONEY, Asks.PERCENT: FigureKind.PERCENT}
_DOCUMENTS = 8  # nearest to a question, whose figures may answer it
_ABOUT = 200  # nearest to a subject, whose figures are listed
_LEAST = 0.5  # share of the subject's words that a listed figure has
_LEAST_WORDS = 3  # words and years of a question: fewer fit too many figures
_NEAR = 90  # characters around a figure that count as near
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureQuery:
    """Which figures are looked for.

    Attributes:
        about: Words of their subject.
        unit: Unit or counted noun, in any form.
        kind: What they count in.
        at_least: Smallest value, in base units.
        at_most: Largest value.
        begins: First day of the time that they may be about.
        ends: Last day of it.
        year: The calendar year that they are about.
        planned: True for plans only, False for outcomes only.
        limit: How many.
    """

    about: str
    unit: str | None = None
    kind: FigureKind | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    begins: date | None = None
    ends: date | None = None
    year: int | None = None
    planned: bool | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFigure:
    """A figure with its sentence.

    Attributes:
        statement: The figure with its document, its sentence and its words.
        score: Share of the words asked for that it has, or the probability that it is the answer.
        age_days: Days since it was stated; None where the day is unknown.
    """

    statement: Statement
    score: float
    age_days: int | None

    @property
    def document(self) -> DocumentId:
        """The document that states it."""
        return self.statement.stored.document

    @property
    def value(self) -> Decimal:
        """Its value, in base units."""
        return self.statement.figure.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What speaks for a figure as the answer to a question; the weights stand in this order.

    Attributes:
        document: Share of the question's words, rare ones counting more, in its sentence or the title.
        year: 1 where a year is asked for, which then is its period or stands in its sentence.
        lead: How far it leads, in words close to it and in its sentence, before the next figure of another value.
    """

    document: float
    year: float
    lead: float = 0.0

    def probability(self, weights: AnswerWeights) -> float:
        """Return the probability that the figure answers the question."""
        return probability_of(astuple(self), weights)


def probability_of(values: Iterable[float], weights: AnswerWeights) -> float:
    """Return the probability that the values of ``Features``, in their order, belong to the right answer."""
    total = weights.bias + sum(w * value for w, value in zip(weights.values, values, strict=True))
    return 1.0 / (1.0 + exp(-max(-60.0, min(60.0, total))))


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureAnswer:
    """What the documents say to a question for a figure.

    Attributes:
        question: How the question was read.
        figures: The certain answer; two or more, of different documents, where they disagree.
        agreeing: Other documents that state the same value.
        words: Words of the question that were looked for.
        threshold: Probability from which an answer is shown.
    """

    question: AskedFigure
    figures: tuple[FoundFigure, ...]
    agreeing: tuple[DocumentId, ...]
    words: tuple[str, ...]
    threshold: float

    @property
    def disagree(self) -> bool:
        """Whether documents give different values."""
        return len(self.figures) > 1


class FigureSearch:
    """Searches the figures of a store through the analysis of its search.

    Args:
        store: Where the figures are.
        search: Finds the documents that speak of a subject.
    """

    def __init__(self, store: "Store", search: SearchService) -> None:
        self._store = store
        self._search = search

    def find(self, query: FigureQuery, today: date) -> tuple[FoundFigure, ...]:
        """Return the figures about a subject, those that have most of its words first.

        Args:
            query: What is looked for.
            today: The day from which ages count.

        Raises:
            WrongUse: If no subject is given, or the limit cannot be.
            SearchIndexError: If the index cannot be used.
        """
        if not query.about.strip():
            raise WrongUse("give words of the subject, such as 'laadpunten'")
        if not 1 <= query.limit <= 500:
            raise WrongUse(f"limit must lie between 1 and 500, not {query.limit}")
        snapshot = self._search.snapshot()
        if snapshot is None:
            return ()
        asked = plain(query.about)
        words = FigureWords(snapshot, asked.lower().split(), self._search.synonyms())
        hits = self._search.search(SearchRequest(text=asked, limit=_ABOUT, passages=0)).hits
        found = []
        for one in self._statements(hits, query):
            if not _wanted(one, query, words):
                continue
            own = words.coverage(words.terms(f"{one.sentence} {one.figure.subject or ''}"))
            score = 0.7 * own + 0.3 * words.coverage(words.terms(f"{one.stored.title or ''} {one.sentence}"))
            if score >= _LEAST:
                found.append(_found(one, score, today))
        found.sort(key=lambda one: (-one.score, one.age_days is None, one.age_days or 0))
        return tuple(found[: query.limit])

    def answer(self, text: str, today: date, excluded: frozenset[DocumentId] = frozenset()) -> FigureAnswer | None:
        """Answer a question for a figure where the answer is certain.

        Args:
            text: The question as typed.
            today: The day from which ages count.
            excluded: Documents that may not answer it.

        Returns:
            The answer; None where the text asks for none, or nothing is certain.

        Raises:
            SearchIndexError: If the index cannot be used.
        """
        asked = asked_figure(text)
        if asked is None or asked.asks is Asks.DATE:
            return None
        weights = answer_weights()
        told = self.told(asked, text, excluded)
        likely = [(one, p) for one, features in told if (p := features.probability(weights)) >= weights.shown]
        likely.sort(key=lambda pair: -pair[1])
        if not likely:
            return None
        return _answer(asked, likely, weights, today)

    def told(
        self, asked: AskedFigure, text: str, excluded: frozenset[DocumentId] = frozenset()
    ) -> list[tuple[Statement, Features]]:
        """Return the figures that may answer a question, each with what speaks for it."""
        snapshot = self._search.snapshot()
        if snapshot is None:
            return []
        words = FigureWords(snapshot, asked.words, self._search.synonyms())
        if words.count + len(asked.years) < _LEAST_WORDS:
            return []
        hits = self._nearest(text, excluded)
        kind = _KINDS.get(asked.asks)
        query = FigureQuery(about=text, kind=kind)
        fitting = (one for one in self._statements(hits, query) if _may_answer(one, asked, words, kind))
        return _compared(list(fitting), asked, words)

    def _nearest(self, text: str, excluded: frozenset[DocumentId]) -> tuple[Hit, ...]:
        """Return the documents whose figures may answer.

        Where one question was put to several ministers, each answers for their own services: none answers for all.
        """
        request = SearchRequest(text=plain(text), limit=_DOCUMENTS + len(excluded), passages=0, grouped=True)
        hits = self._search.search(request).hits
        return tuple(hit for hit in hits if hit.document_id not in excluded and not hit.also)[:_DOCUMENTS]

    def _statements(self, hits: Iterable[Hit], query: FigureQuery) -> tuple[Statement, ...]:
        names = tuple(hit.document_id for hit in hits)
        chosen = FigureFilter(
            documents=names, kind=query.kind, at_least=query.at_least, at_most=query.at_most, year=query.year
        )
        return statements(self._store.figures.in_context(chosen))


def _wanted(one: Statement, query: FigureQuery, words: FigureWords) -> bool:
    if query.planned is not None and one.planned is not query.planned:
        return False
    if query.unit is not None and not (
        one.figure.unit.casefold() == query.unit.casefold() or words.same([query.unit.casefold()], one.figure.unit)
    ):
        return False
    if query.begins is None and query.ends is None:
        return True
    period = one.figure.period
    if period is None:
        return False
    first, last = period.earliest or date.min, period.expected or period.latest or date.max
    return (query.begins is None or last >= query.begins) and (query.ends is None or first <= query.ends)


def _may_answer(one: Statement, asked: AskedFigure, words: FigureWords, kind: FigureKind | None) -> bool:
    """Tell whether a figure of an answer counts what is asked, for the year asked."""
    figure = one.figure
    if figure.side is not Side.ANSWER or len(one.sentence) > 2 * _LONGEST:
        return False
    if kind is None and (figure.kind in _KINDS.values() or not words.same(asked.noun, figure.unit)):
        return False
    return not asked.years or _of_year(one, asked)


def _of_year(one: Statement, asked: AskedFigure) -> bool:
    """Tell whether a figure is about a year that is asked for: by its period, or by the only years of its sentence."""
    if one.period is not None:
        return one.period.year in asked.years
    return any(str(year) in one.sentence for year in asked.years)


def _compared(fitting: Sequence[Statement], asked: AskedFigure, words: FigureWords) -> list[tuple[Statement, Features]]:
    """Return what speaks for each figure, the others of another value held against it."""
    own = [words.terms(one.sentence) for one in fitting]
    close = [words.coverage(terms) + _near(one, words) for one, terms in zip(fitting, own, strict=True)]
    told = []
    for one, terms, strength in zip(fitting, own, close, strict=True):
        pairs = zip(fitting, close, strict=True)
        others = [other for two, other in pairs if two.figure.value != one.figure.value]
        lead = strength - max(others) if others else 1.0
        document = words.coverage(terms | words.terms(one.stored.title or ""))
        year = float(bool(asked.years))
        told.append((one, Features(document=document, year=year, lead=max(-1.0, min(1.0, lead)))))
    return told


def _near(one: Statement, words: FigureWords) -> float:
    """Return the share of the question's words within 90 characters of a figure, or in its subject."""
    quote = " ".join(one.stored.quote.split())
    at = max(0, one.sentence.find(quote))
    near = one.sentence[max(0, at - _NEAR) : at + len(quote) + _NEAR]
    return words.coverage(words.terms(f"{near} {one.figure.subject or ''}"))


def _found(one: Statement, score: float, today: date) -> FoundFigure:
    day = one.stored.day
    return FoundFigure(statement=one, score=round(score, 3), age_days=None if day is None else (today - day).days)


def _answer(
    asked: AskedFigure, likely: Sequence[tuple[Statement, float]], weights: AnswerWeights, today: date
) -> FigureAnswer | None:
    """Return one figure, or one a document where documents disagree; nothing where one document gives several."""
    first = likely[0][0]
    shown: dict[DocumentId, tuple[Statement, float]] = {}
    for one, probability in likely:
        known = shown.setdefault(one.stored.document, (one, probability))
        if known[0].figure.value != one.figure.value and one.stored.document == first.stored.document:
            return None
    others = [pair for name, pair in shown.items() if name != first.stored.document]
    differing = [pair for pair in others if pair[0].figure.value != first.figure.value]
    return FigureAnswer(
        question=asked,
        figures=tuple(_found(one, probability, today) for one, probability in (likely[0], *differing)),
        agreeing=tuple(pair[0].stored.document for pair in others if pair[0].figure.value == first.figure.value),
        words=asked.words,
        threshold=weights.shown,
    )
