"""What lists of offices, persons, subjects and parties count of each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.model import AnswerKind, CommitmentId
from corpus.store.people_heads import QuestionHead
from tracker.tracked import TrackedCommitment
from web.views import TONES, tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts over some questions.

    Attributes:
        asked: Questions.
        answered: Those with an answer of any kind.
        dated: Answers of which the day is known.
        open: Questions of which no answer was found, and that were not withdrawn.
        promised: Commitments.
        tones: Commitments by how they stand: missed, now, next, done, quiet; those that occur.
        first: Day of the first document, None where all are undated.
        last: Day of the last one.
    """

    asked: int
    answered: int
    dated: int
    open: int
    promised: int
    tones: Mapping[str, int]
    first: date | None
    last: date | None

    @property
    def missed(self) -> int:
        """Commitments whose deadline passed without evidence."""
        return self.tones.get("missed", 0)


def tally(
    heads: Sequence[QuestionHead],
    promised: Sequence[TrackedCommitment],
    tones: Mapping[CommitmentId, str] | None = None,
) -> Tally:
    """Count some questions and commitments.

    Args:
        heads: The questions.
        promised: The commitments, as they stand on a day.
        tones: How each stands, for who has looked at all of them before.
    """
    answered = dated = withdrawn = 0
    first: date | None = None
    last: date | None = None
    for one in heads:
        held = one.summary
        if held.answer_kind is not AnswerKind.NONE:
            answered += 1
            dated += held.answered is not None
        else:
            withdrawn += one.withdrawn
        day = held.day
        if day is not None:
            first = day if first is None or day < first else first
            last = day if last is None or day > last else last
    return Tally(
        asked=len(heads),
        answered=answered,
        dated=dated,
        open=len(heads) - answered - withdrawn,
        promised=len(promised),
        tones=standing(promised, tones),
        first=first,
        last=last,
    )


def standing(promised: Iterable[TrackedCommitment], tones: Mapping[CommitmentId, str] | None = None) -> dict[str, int]:
    """Count commitments by the colour family of their state, in the order of the legend; see ``tally``."""
    known = tones or {}
    found = Counter(known.get(one.id) or tone(one.timeliness.state) for one in promised)
    return {name: found[name] for name in TONES if found[name]}
