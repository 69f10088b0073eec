"""Measures and fits the probability that two sub-questions ask the same.

Two kinds of pairs. *Drafts*: questions in our own words that ask what a held sub-question asks, or something else
about the same subject (``similar_drafts.jsonl``). *Held*: sub-questions of the corpus itself, their own document taken
away: what is nearly word for word the same under a like title is the same question (asked again, or of another
minister); where less than half of the shorter one's words are shared, it is another; what lies between is left out.
Half of the documents fit the weights and choose the threshold, the other half is only measured.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from math import sqrt
from pathlib import Path
from random import Random

import numpy as np

from corpus.errors import WrongUse
from corpus.model import DocumentId, Side
from search.analysis import folded_words
from search.arrays import Scores
from search.evaluation.run import opened
from search.evaluation.tasks import smallest_items
from search.passages import StoredLike, index_document
from search.similar.candidates import Candidate, Comparison
from search.similar.features import Likeness
from search.similar.rules import Weights
from search.snapshot import Snapshot

DRAFTS = Path(__file__).with_name("similar_drafts.jsonl")
PRECISION = 0.97
"""Precision of the shown threshold on the half that chooses it: on the other half it is lower."""

FLOOR = 0.9
"""Precision that the unseen halves together must reach."""

_JUDGED = 10  # nearest candidates of a draft that are judged
_HELD = 600
_SAME, _OTHER = 0.8, 0.5  # shares of words in common
_SAME_TITLE = 0.5
_RIDGE = 0.5
_NAMES = tuple(field.name for field in fields(Likeness))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft part with what is known of it.

    Attributes:
        source: ``drafts`` or ``held``.
        near: The document that it was made from.
        title: Its title.
        text: Its words.
        same: Sub-questions that ask the same, as ``document/label``; None where words decide.
    """

    source: str
    near: str
    title: str
    text: str
    same: frozenset[str] | None

    @property
    def fits(self) -> bool:
        """Whether it may shape the weights; the others are only measured."""
        return sum(map(ord, self.near)) % 2 == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPair:
    """A candidate with what is known of it: the same question, or another."""

    draft: Draft
    values: tuple[float, ...]
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What was reached on one half of one kind of drafts.

    Attributes:
        source: ``drafts`` or ``held``.
        fitted: Whether it is the half that shaped the weights.
        asked: Drafts.
        findable: Drafts that do ask what a held sub-question asks.
        shown: Drafts whose nearest candidate lies at or above the threshold.
        right: Those of them whose nearest candidate asks the same.
    """

    source: str
    fitted: bool
    asked: int
    findable: int
    shown: int
    right: int

    @property
    def precision(self) -> float:
        """Share of what is shown that is right; 1 where nothing is shown."""
        return self.right / self.shown if self.shown else 1.0

    @property
    def recall(self) -> float:
        """Share of what could be found that is shown and right."""
        return self.right / self.findable if self.findable else 0.0

    @property
    def lower_bound(self) -> float:
        """Lower end of the 95 % interval of the precision (Wilson 1927)."""
        if not self.shown:
            return 0.0
        z, n, p = 1.96, self.shown, self.precision
        centre = p + z * z / (2 * n)
        return (centre - z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)


def drafts(path: Path = DRAFTS) -> tuple[Draft, ...]:
    """Read the drafts in our own words.

    Raises:
        WrongUse: If the file cannot be read.
    """
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return tuple(
            Draft(source="drafts", near=one["near"], title=one["title"], text=one["text"], same=frozenset(one["same"]))
            for one in lines
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WrongUse(f"{path} holds no drafts: {error}") from error


def held_drafts(documents: Sequence[StoredLike], count: int = _HELD, seed: int = 4) -> tuple[Draft, ...]:
    """Return sub-questions of the corpus as drafts, one a document.

    Args:
        documents: The corpus.
        count: How many.
        seed: Of the sample.
    """
    random = Random(seed)  # noqa: S311 - a sample
    order = sorted(documents, key=lambda one: one.id)
    random.shuffle(order)
    made = (
        Draft(source="held", near=one.id, title=one.record.title or "", text=random.choice(items), same=None)
        for one in order
        if (items := smallest_items(one))
    )
    return tuple(draft for draft, _ in zip(made, range(count), strict=False))


def judged_pairs(snapshot: Snapshot, asked: Iterable[Draft], questions: dict[str, str]) -> Iterator[list[JudgedPair]]:
    """Yield for each draft its nearest candidates with what is known of them, nearest first.

    Args:
        snapshot: The index of the corpus.
        asked: The drafts.
        questions: Words of every sub-question, by ``document/label``.
    """
    for draft in asked:
        excluded = frozenset({DocumentId(draft.near)}) if draft.same is None else frozenset()
        comparison = Comparison(snapshot=snapshot, excluded=excluded)
        found = comparison.nearest(draft.text, draft.title)[:_JUDGED]
        headers = snapshot.lexical.headers(np.array(sorted({one.serial for one in found}), dtype=np.int64))
        pairs = []
        for one in found:
            header = headers[one.serial]
            same = _judge(draft, one, str(header["id"]), str(header["title"] or ""), questions)
            if same is not None:
                pairs.append(JudgedPair(draft=draft, values=astuple(one.likeness), same=same))
        yield pairs


def _judge(draft: Draft, one: Candidate, document: str, title: str, questions: dict[str, str]) -> bool | None:
    if draft.same is not None:
        name = f"{document}/{one.passage.item}"
        wanted = {_plain(questions.get(same, "")) for same in draft.same}
        return name in draft.same or _plain(one.passage.text) in wanted
    words, others = _plain(draft.text), _plain(one.passage.text)
    if _common(draft.text, one.passage.text) >= _SAME and _common(draft.title, title) >= _SAME_TITLE:
        return True
    shorter = min(len(words), len(others)) or 1
    return False if len(words & others) / shorter < _OTHER else None


def _plain(text: str) -> frozenset[str]:
    return frozenset(word for word in folded_words(text) if not word.isdigit())


def _common(one: str, other: str) -> float:
    left, right = _plain(one), _plain(other)
    return len(left & right) / len(left | right) if left | right else 1.0


def fitted(pairs: Sequence[JudgedPair], related: float = 0.15) -> Weights:
    """Fit a logistic model with a small ridge, in which no likeness counts against its meaning.

    A draft in our own words counts twice: of them there are fewer.

    Args:
        pairs: Judged pairs; only those that may shape the weights are used.
        related: Probability under which an earlier question is not shown.

    Returns:
        The weights, without a threshold yet.

    Raises:
        WrongUse: If there are not both kinds of pairs.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    used = [pair for pair in pairs if pair.draft.fits]
    labels = np.array([pair.same for pair in used], dtype=np.float64)
    if not 0 < labels.sum() < len(labels):
        raise WrongUse("weights need pairs that ask the same and pairs that do not")
    values = np.array([(1.0, *pair.values) for pair in used])
    counts = np.array([2.0 if pair.draft.source == "drafts" else 1.0 for pair in used])

    def loss(weights: Scores) -> tuple[float, Scores]:
        told = values @ weights
        slope: Scores = values.T @ (counts * (1.0 / (1.0 + np.exp(-told)) - labels)) + _RIDGE * _unbiased(weights)
        cost = float((counts * (np.logaddexp(0.0, told) - labels * told)).sum())
        return cost + 0.5 * _RIDGE * float((_unbiased(weights) ** 2).sum()), slope

    against = [place for place, name in enumerate(_NAMES) if name == "other_form"]
    bounds = [(None, 0.0) if place in against else (0.0, None) for place in range(len(_NAMES))]
    found = minimize(loss, np.zeros(len(_NAMES) + 1), jac=True, bounds=[(None, None), *bounds], method="L-BFGS-B").x
    rounded = [round(float(weight), 3) for weight in found]
    return Weights(bias=rounded[0], values=tuple(rounded[1:]), asked=0.5, related=related)


def _unbiased(weights: Scores) -> Scores:
    kept = weights.copy()
    kept[0] = 0.0
    return kept


def nearest_of(pairs: Sequence[JudgedPair], weights: Weights) -> tuple[JudgedPair, float] | None:
    """Return the likeliest candidate of one draft with its probability."""
    told = [(pair, probability(pair, weights)) for pair in pairs]
    return max(told, key=lambda one: one[1], default=None)


def probability(pair: JudgedPair, weights: Weights) -> float:
    """Return the probability that weights give a pair."""
    total = weights.bias + float(np.dot(weights.values, pair.values))
    return float(1.0 / (1.0 + np.exp(-np.clip(total, -60, 60))))


def threshold(lists: Iterable[Sequence[JudgedPair]], weights: Weights, precision: float = PRECISION) -> float:
    """Return the lowest probability from which the nearest candidates of the fitting drafts reach a precision."""
    nearest = [one for pairs in lists if pairs and pairs[0].draft.fits if (one := nearest_of(pairs, weights))]
    told = sorted(((likely, pair.same) for pair, likely in nearest), reverse=True)
    best, right = 0.99, 0
    for place, (likely, same) in enumerate(told, 1):
        right += same
        if right / place >= precision:
            best = likely
    return round(best, 3)


def reached(lists: Iterable[Sequence[JudgedPair]], weights: Weights) -> tuple[Reached, ...]:
    """Measure the threshold on both halves of each kind of drafts."""
    halves: dict[tuple[str, bool], list[int]] = {}
    for pairs in lists:
        if not pairs:
            continue
        count = halves.setdefault((pairs[0].draft.source, pairs[0].draft.fits), [0, 0, 0, 0])
        nearest = nearest_of(pairs, weights)
        shown = nearest is not None and nearest[1] >= weights.asked
        right = shown and nearest is not None and nearest[0].same
        for place, value in enumerate((True, any(pair.same for pair in pairs), shown, right)):
            count[place] += value
    return tuple(
        Reached(source=source, fitted=fits, asked=n[0], findable=n[1], shown=n[2], right=n[3])
        for (source, fits), n in sorted(halves.items())
    )


def sub_questions(documents: Iterable[StoredLike]) -> dict[str, str]:
    """Return the words of every sub-question, by ``document/label``."""
    return {
        f"{document.id}/{passage.item}": passage.text
        for document in map(index_document, documents)
        for passage in document.passages
        if passage.side is Side.QUESTION
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredSimilarity:
    """What the comparison reaches on a corpus.

    Attributes:
        now: With the weights of the program.
        anew: Weights fitted on this corpus.
        then: What these would reach.
    """

    now: tuple[Reached, ...]
    anew: Weights
    then: tuple[Reached, ...]


def measure(documents: Sequence[StoredLike], *, model: str) -> MeasuredSimilarity:
    """Measure the comparison on a corpus, and fit it anew.

    Args:
        documents: The corpus.
        model: ``builtin``, or ``lexical`` for the weights that hold without meaning.
    """
    with opened(documents, model) as search:
        snapshot = search.snapshot()
        if snapshot is None:  # pragma: no cover - it was just built
            raise WrongUse("no index was built")
        asked = [*drafts(), *held_drafts(documents)]
        lists = list(judged_pairs(snapshot, asked, sub_questions(documents)))
        weights = Comparison(snapshot=snapshot).weights
    fit = fitted([pair for pairs in lists for pair in pairs])
    fit = fit.model_copy(update={"asked": threshold(lists, fit)})
    return MeasuredSimilarity(now=reached(lists, weights), anew=fit, then=reached(lists, fit))


def print_similarity(measured: MeasuredSimilarity, *, fit: bool) -> None:
    """Print what was reached, and the weights fitted anew where they are wanted."""
    _print_reached(measured.now)
    if fit:
        new = measured.anew
        print(f"bias = {new.bias}\nvalues = {list(new.values)}\nasked = {new.asked}\nrelated = {new.related}")
        _print_reached(measured.then)


def _print_reached(rows: Iterable[Reached]) -> None:
    for row in rows:
        half = "fitted" if row.fitted else "unseen"
        print(
            f"{row.source:7} {half}  {row.asked:4} asked  {row.findable:3} findable  {row.shown:3} shown  "
            f"{row.right:3} right  precision {row.precision:.3f} (from {row.lower_bound:.3f})  recall {row.recall:.3f}"
        )


def holds(measured: MeasuredSimilarity, floor: float) -> bool:
    """Tell whether the unseen halves together reach a precision."""
    unseen = [row for row in measured.now if not row.fitted]
    shown = sum(row.shown for row in unseen)
    return shown > 0 and sum(row.right for row in unseen) / shown >= floor
