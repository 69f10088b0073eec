"""Measures and fits when a figure is shown as the answer to a question, on questions made from extracted figures.

*Made*: the unit of a figure of an answer, some words of its own clause, half of the time words of the title, and the
year where its period is certain. *Taken away*: the same, with the document and its family left out. *Other*: questions
of another year, whose answers the corpus cannot hold. Half of the questions fit the weights and choose the threshold.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from corpus.facts import FigureKind
from corpus.model import DocumentId, Side
from search.analysis import folded_words
from search.figure_question import asked_figure, figure_question_rules
from search.rule_files import load_language
from tracker.comparison.statements import Statement, statements
from tracker.figure_search import Features, FigureSearch, probability_of
from tracker.rules.figure_answers import AnswerWeights

if TYPE_CHECKING:
    from corpus.store import Store

PRECISION = 0.97
"""Precision of the threshold on the half that chooses it; on the other half it is lower."""

FLOOR = 0.95
"""Precision that the unseen half must reach."""

_CUE = {FigureKind.COUNT: "count", FigureKind.MONEY: "money", FigureKind.PERCENT: "percent"}
_WORDS = (3, 5)
_TITLE_WORDS = 2
_SHORTEST = 4
_RIDGE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeQuestion:
    """A question with its answer.

    Attributes:
        text: The question.
        value: The right value; None where the corpus cannot answer it.
        excluded: Documents that may not answer it.
        fits: Whether it may shape the weights.
    """

    text: str
    value: Decimal | None
    excluded: frozenset[DocumentId]
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one question was offered: features of each figure, and whether its value is right."""

    question: MadeQuestion
    offered: tuple[tuple[tuple[float, ...], bool, Decimal, DocumentId], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was reached on one half.

    Attributes:
        fitted: Whether it is the half that shaped the weights.
        answerable: Questions with an answer.
        unanswerable: Questions without one.
        shown: Answers shown.
        right: Those of them that are right.
        invented: Answers shown to questions without one.
    """

    fitted: bool
    answerable: int
    unanswerable: int
    shown: int
    right: int
    invented: int

    @property
    def precision(self) -> float:
        """Share of the answers shown that are right; 1 where none is shown."""
        return self.right / self.shown if self.shown else 1.0

    @property
    def recall(self) -> float:
        """Share of the answerable questions that are answered rightly."""
        return self.right / self.answerable if self.answerable else 0.0


def made_questions(store: "Store", count: int = 200, without: int = 50, seed: int = 6) -> tuple[MadeQuestion, ...]:
    """Return questions made from figures of answers, one a document, and such whose document is taken away.

    Args:
        store: Where the figures are.
        count: Questions whose answer is held.
        without: Questions whose document is taken away.
        seed: Of the sample.
    """
    random = Random(seed)  # noqa: S311 - a sample
    held = [one for one in statements(store.figures.in_context()) if _asks(one)]
    random.shuffle(held)
    seen: set[DocumentId] = set()
    made: list[MadeQuestion] = []
    for one in held:
        if one.stored.document in seen or len(made) == count + without:
            continue
        text = _question(one, random)
        if text is None:
            continue
        seen.add(one.stored.document)
        away = len(made) >= count
        made.append(
            MadeQuestion(
                text=text,
                value=None if away else one.figure.value,
                excluded=_family(one, held) if away else frozenset(),
                fits=len(made) % 2 == 0,
            )
        )
    return tuple(made)


def other_questions(texts: Iterable[str], count: int = 50, seed: int = 6) -> tuple[MadeQuestion, ...]:
    """Return questions for figures among sentences that the corpus cannot answer."""
    asked = sorted(
        {text for text in texts if (read := asked_figure(text)) is not None and len(read.words) >= _SHORTEST}
    )
    Random(seed).shuffle(asked)  # noqa: S311 - a sample
    return tuple(
        MadeQuestion(text=text, value=None, excluded=frozenset(), fits=place % 2 == 0)
        for place, text in enumerate(asked[:count])
    )


def judged(search: FigureSearch, questions: Iterable[MadeQuestion]) -> Iterator[Judged]:
    """Yield what each question is offered."""
    for question in questions:
        asked = asked_figure(question.text)
        told = [] if asked is None else search.told(asked, question.text, question.excluded)
        yield Judged(
            question=question,
            offered=tuple(
                (astuple(features), one.figure.value == question.value, one.figure.value, one.stored.document)
                for one, features in told
            ),
        )


def fitted(lists: Sequence[Judged]) -> AnswerWeights:
    """Fit the weights on one half, no feature against its meaning, and choose the threshold on it."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    rows = [(values, right) for one in lists if one.question.fits for values, right, _, _ in one.offered]
    table = np.array([(1.0, *values) for values, _ in rows])
    labels = np.array([right for _, right in rows], dtype=np.float64)

    def loss(weights: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> tuple[float, object]:
        told, kept = table @ weights, np.concatenate([[0.0], weights[1:]])
        cost = float((np.logaddexp(0.0, told) - labels * told).sum() + 0.5 * _RIDGE * (kept**2).sum())
        return cost, table.T @ (1.0 / (1.0 + np.exp(-told)) - labels) + _RIDGE * kept

    bounds = [(None, None), *((0.0, None) for _ in fields(Features))]
    found = minimize(loss, np.zeros(len(bounds)), jac=True, bounds=bounds, method="L-BFGS-B").x
    rounded = [round(float(weight), 3) for weight in found]
    weights = AnswerWeights(bias=rounded[0], values=tuple(rounded[1:]), shown=0.5)
    return weights.model_copy(update={"shown": _threshold(lists, weights)})


def _threshold(lists: Sequence[Judged], weights: AnswerWeights) -> float:
    """Return the lowest probability from which what the fitting half shows is right often enough."""
    told = {probability_of(values, weights) for one in lists for values, *_ in one.offered}
    best = 0.999
    for shown in sorted((p for p in told if p >= 0.3), reverse=True)[:400]:
        half = reached(lists, weights.model_copy(update={"shown": shown}))[0]
        if half.precision >= PRECISION:
            best = shown
    return round(best - 0.0005, 3)


def reached(lists: Sequence[Judged], weights: AnswerWeights) -> tuple[Answered, Answered]:
    """Measure weights: first the half that fitted them, then the unseen one."""
    return _half(lists, weights, fits=True), _half(lists, weights, fits=False)


def _half(lists: Sequence[Judged], weights: AnswerWeights, *, fits: bool) -> Answered:
    mine = [one for one in lists if one.question.fits is fits]
    shown = [(one, right) for one in mine if (right := _shown(one, weights)) is not None]
    return Answered(
        fitted=fits,
        answerable=sum(one.question.value is not None for one in mine),
        unanswerable=sum(one.question.value is None for one in mine),
        shown=len(shown),
        right=sum(right for _, right in shown),
        invented=sum(one.question.value is None for one, _ in shown),
    )


def _shown(one: Judged, weights: AnswerWeights) -> bool | None:
    """Return whether what is shown first is right; None where nothing is shown."""
    likely = [
        (probability_of(values, weights), right, value, document) for values, right, value, document in one.offered
    ]
    likely = [row for row in likely if row[0] >= weights.shown]
    if not likely:
        return None
    _, right, value, document = max(likely, key=lambda row: row[0])
    if any(other == document and its != value for _, _, its, other in likely):
        return None
    return right


def _asks(one: Statement) -> bool:
    figure = one.figure
    letters = figure.unit.isalpha() and len(figure.unit) >= _SHORTEST
    return figure.side is Side.ANSWER and figure.kind in _CUE and (figure.kind is not FigureKind.COUNT or letters)


def _question(one: Statement, random: Random) -> str | None:
    figure, stop = one.figure, load_language().stop_words
    at = one.sentence.find(" ".join(one.stored.quote.split()))
    near = one.sentence[max(0, at - 120) : at + 150].replace(one.stored.quote, " ")
    kept = [w for w in dict.fromkeys(folded_words(near)) if w.isalpha() and w not in stop and len(w) >= _SHORTEST]
    kept = [word for word in kept if word != figure.unit.casefold()]
    if len(kept) < _WORDS[0]:
        return None
    words = random.sample(kept, min(len(kept), random.randint(*_WORDS)))
    title = [w for w in folded_words(one.stored.title or "") if w.isalpha() and w not in stop and len(w) >= _SHORTEST]
    if random.random() < 0.5:
        words += random.sample(title, min(len(title), _TITLE_WORDS))
    year = [f"in {one.period.year}"] if one.period is not None and random.random() < 0.7 else []
    cue = getattr(figure_question_rules().cues, _CUE[figure.kind])[0]
    noun = [figure.unit] if figure.kind is FigureKind.COUNT else []
    return " ".join([cue, *noun, *words, *year])


def _family(one: Statement, held: Iterable[Statement]) -> frozenset[DocumentId]:
    return frozenset(two.stored.document for two in held if two.stored.title == one.stored.title)
