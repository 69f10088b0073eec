"""A figure as a statement: what it says, of what, for when, in which words.

What the extraction could not know for certain is not relied on: where the sentence holds another year beside the
figure, or words that move it in time, its period counts as unknown.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.facts import Figure, FigureKind
from corpus.store import FigureInContext, StoredFigure
from search.sentences import sentence_spans
from tracker.comparison.periods import Period, period_of, years_in
from tracker.comparison.words import SubjectWords, subject_words

COUNTED = (FigureKind.COUNT, FigureKind.MEASURE)
"""Kinds of figures whose unit itself says what is counted."""

_IN_BRACKETS = re.compile(r"\s*\(\D{0,12}((?:19|20)\d\d)\)")
_CLAUSE = re.compile(r"[,;:()]|\s[-–]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A figure with what decides whether another one is about the same.

    Attributes:
        stored: The figure, its quote and its document.
        sentence: Its sentence, on one line.
        unit: Stem of its unit; empty where it is not printed with the number.
        own: Stems of its own phrase: the noun with its adjectives, what it is of, headings of its row and column.
        around: Stems of the part of the sentence that belongs to it.
        topic: Stems of the document's title.
        topic_names: Names in the title.
        parts: Words that make it a part, a rate or a change.
        names: Names in the sentence.
        period: What it is about; None where unsaid or not certain.
        planned: Whether the words speak of a plan or an estimate, or the period was not over on the document's day.
    """

    stored: StoredFigure
    sentence: str
    unit: str
    own: frozenset[str]
    around: frozenset[str]
    topic: frozenset[str]
    topic_names: frozenset[str]
    parts: frozenset[str]
    names: frozenset[str]
    period: Period | None
    planned: bool

    @property
    def figure(self) -> Figure:
        """The figure itself."""
        return self.stored.figure

    @property
    def words(self) -> frozenset[str]:
        """Stems of everything that is said to be counted; euros, per cents and days are counted of anything."""
        return self.own | self.around | ({self.unit} if self.unit and self.figure.kind in COUNTED else set())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """The piece of a sentence around a figure.

    Attributes:
        lead: From the beginning of the sentence to its first figure.
        before: Between the figure before and this one.
        after: Between this figure and the next one.
        whole: The whole sentence.
    """

    lead: str
    before: str
    after: str
    whole: str


def statements(figures: Iterable[FigureInContext], language: str = "nl") -> tuple[Statement, ...]:
    """Return figures as statements, those of a document together as the store gives them.

    Args:
        figures: Figures with their surroundings, all of a document in reading order, as ``store.figures.in_context``.
        language: Two-letter code of the rules.
    """
    words = subject_words(language)
    made: list[Statement] = []
    for _, group in groupby(figures, key=lambda one: one.stored.document):
        inside = list(group)
        made.extend(_statement(one, _part(one, inside, at, words), words) for at, one in enumerate(inside))
    return tuple(made)


def _part(one: FigureInContext, group: Sequence[FigureInContext], at: int, words: SubjectWords) -> _Part:
    before, after = sentence_around(one, words)
    span = one.stored.figure.span
    low, high = span.start - len(before), span.end + len(after)
    previous = group[at - 1].stored.figure.span.end if at else low
    following = group[at + 1].stored.figure.span.start if at + 1 < len(group) else high
    first = min((two.stored.figure.span.start for two in group if low <= two.stored.figure.span.start), default=low)
    return _Part(
        lead=before[: max(0, first - low)],
        before=before[max(0, previous - low) :],
        after=after[: max(0, following - span.end)] if following < high else after,
        whole=f"{before}{one.stored.quote}{after}",
    )


def sentence_around(one: FigureInContext, words: SubjectWords) -> tuple[str, str]:
    """Return what stands before and behind a figure in its own sentence."""
    whole = f"{one.before}{one.stored.quote}{one.after}"
    place = len(one.before)
    behind = place + len(one.stored.quote)
    start, end = next(span for span in sentence_spans(whole, words.abbreviations) if span[1] > place)
    return whole[start:place], whole[behind : max(end, behind)]


def _statement(one: FigureInContext, part: _Part, words: SubjectWords) -> Statement:
    figure, title = one.stored.figure, one.stored.title or ""
    headings = " ".join(filter(None, (figure.row, figure.column, figure.table)))
    near = f"{_last_clause(part.before)} {one.stored.quote} {_CLAUSE.split(part.after)[0]}"
    spoken = f"{part.lead} {part.before} {one.stored.quote} {part.after}"
    period = _certain_period(figure, part, near, words)
    return Statement(
        stored=one.stored,
        sentence=" ".join(part.whole.split()),
        unit=words.unit(figure.unit),
        own=words.stems(f"{one.stored.quote} {figure.unit} {figure.subject or ''} {headings}"),
        around=frozenset() if figure.row or figure.column else words.stems(spoken),
        topic=words.stems(title),
        topic_names=words.names(title, abbreviations=False),
        parts=words.parts(f"{part.lead} {near}"),
        names=frozenset().union(*(words.names(piece) for piece in (part.lead, part.before, part.after))),
        period=period,
        planned=_planned(one.stored, period, near, part.whole, words),
    )


def _planned(stored: StoredFigure, period: Period | None, near: str, whole: str, words: SubjectWords) -> bool:
    """Tell a plan by its words; the tense of the sentence alone is believed only where such a word stands in it."""
    open_ = period is not None and stored.day is not None and period.last > stored.day
    return open_ or words.plans(near) or (stored.figure.planned is True and words.plans(whole))


def _last_clause(text: str) -> str:
    return _CLAUSE.split(text)[-1]


def _certain_period(figure: Figure, part: _Part, near: str, words: SubjectWords) -> Period | None:
    period = period_of(figure.period, figure.kind)
    if period is None or figure.column is not None or figure.row is not None:
        return period
    years = _years_of(part)
    if set(years) != {period.year} and not (period.first.year < period.year and set(years) <= set(_span(period))):
        return None
    if words.moves(near) and period.year not in years_in(near):
        return None
    return period


def _span(period: Period) -> range:
    return range(period.first.year, period.year + 1)


def _years_of(part: _Part) -> list[int]:
    """Return the years that belong to a figure: in its clause behind it, or before it.

    In "12 in 2021, 14 in 2022" each year follows its figure; in "in 2021 12, in 2022 14" it leads, and what stands
    behind a figure belongs to the next one. In "12 (2021), 14 (2022)" the brackets decide.
    """
    if own := _IN_BRACKETS.match(part.after):
        return [int(own[1])]
    behind, before, lead = years_in(_CLAUSE.split(part.after)[0]), years_in(part.before), years_in(part.lead)
    if behind and not (lead and before):
        return behind
    return before or lead
