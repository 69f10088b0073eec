"""Judges a later passage against a promise: relation, score, new time and reasons."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from corpus.facts import Multilingual, TimeRange
from corpus.register import Relation
from ingest.times.match import TimeMatch
from tracker.evidence.features import Later, Promise, compared, future_times, manner, shared_terms, topic
from tracker.evidence.model import SILENT, Model, load_model
from tracker.evidence.shifts import counted
from tracker.evidence.why import counted_from, reasons
from tracker.evidence.wording import Words, words_of

_VERBATIM = 0.9
_WORD = re.compile(r"\w+")
_DONE = frozenset({Relation.FULFILS, Relation.PARTLY})
ENOUGH = 0.35
"""Calibrated score from which a passage is held to concern a promise; below a half, for unknown wordings score low."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a passage says about a promise.

    Attributes:
        relation: How it relates.
        score: Calibrated chance, between 0 and 1, that it concerns the promise.
        chances: Chance of each relation.
        new_due: The time it moves the promise to; None where it does not, or names none.
        new_due_quote: That time as printed; empty where none.
        dated: Whether the passage names a time to come.
        why: The reasons in words.
    """

    relation: Relation
    score: float
    chances: Mapping[Relation, float]
    new_due: TimeRange | None = None
    new_due_quote: str = ""
    dated: bool = False
    why: Multilingual


class Judge:
    """Judges passages of one language.

    Args:
        language: Two-letter code.
        model: The weights; those of the language unless given.
    """

    def __init__(self, language: str = "nl", model: Model | None = None) -> None:
        self.words: Words = words_of(language)
        self.model = model or load_model(language)

    @property
    def version(self) -> str:
        """Version of rules and weights together."""
        return f"{self.words.rules.version}.{self.model.version}"

    def promise(self, quote: str, stated: date | None, **given: object) -> Promise:
        """Read a promise: its words with what it is about, and the day from which its relative times count."""
        return Promise(wording=self.words.read(quote, stated), stated=stated, **given)  # type: ignore[arg-type]

    def later(self, passage: str, answered: date | None, **given: object) -> Later:
        """Read a passage of a later answer."""
        return Later(wording=self.words.read(passage, answered), answered=answered, **given)  # type: ignore[arg-type]

    def judge(self, promise: Promise, later: Later) -> Judgement:
        """Say what a passage says about a promise."""
        chances = self.model.chances(topic(promise, later, self.words), manner(promise, later))
        score = self.model.score(chances)
        among = [one for one in chances if (one in SILENT) == (score < ENOUGH)]
        relation = max(among, key=lambda one: chances[one])
        if relation not in SILENT and _is_verbatim(promise, later):
            relation = Relation.REPEATS
        if relation in _DONE and _is_before(promise, later):
            relation, score = Relation.MENTIONS, min(score, ENOUGH / 2)
        moved = self._new_time(promise, later) if relation is Relation.MOVES else None
        shared = [word for word in promise.wording.words if self._is_shared(promise, later, word)]
        return Judgement(
            relation=relation,
            score=score,
            chances=chances,
            new_due=moved.range if moved else None,
            new_due_quote=later.wording.text[moved.start : moved.end] if moved else "",
            dated=bool(future_times(later)),
            why=reasons(relation, promise, later, shared, moved, self.words.language),
        )

    def _new_time(self, promise: Promise, later: Later) -> TimeMatch | None:
        """Return the new time that is named, else the one counted from the promised time by the delay that is named."""
        named, shifts = new_time(promise, later), later.wording.shifts
        if named is not None or not shifts or promise.due is None:
            return named
        start, end, _ = shifts[-1]
        explanation = counted_from(later.wording.text[start:end], promise.due)
        return counted(promise.due, shifts[-1], explanation, self.words.rules)

    def _is_shared(self, promise: Promise, later: Later, word: str) -> bool:
        found = shared_terms(promise, later)
        return any(term in found for term in promise.wording.words[word])


def _is_verbatim(promise: Promise, later: Later) -> bool:
    """Tell whether the passage is the promise in the same words, its verbs too: then it says nothing new."""
    mine, theirs = set(_WORD.findall(promise.wording.folded)), set(_WORD.findall(later.wording.folded))
    return len(mine & theirs) >= _VERBATIM * len(mine | theirs)


def _is_before(promise: Promise, later: Later) -> bool:
    """Tell whether all that the passage dates was over before the promise was made: nothing of it can fulfil it."""
    ends = [time.range.latest for time in later.wording.times if time.range.latest is not None]
    return promise.stated is not None and bool(ends) and max(ends) < promise.stated


def new_time(promise: Promise, later: Later) -> TimeMatch | None:
    """Return the time to which a passage moves a promise: the last one named that is not the time promised."""
    other = [time for time in future_times(later) if compared(promise.due, time.range) != "same"]
    return other[-1] if other else None
