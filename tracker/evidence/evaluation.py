"""The judge measured on pairs, against floors that only rise."""

import json
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import RulesError, WrongUse
from corpus.register import Relation
from tracker.evidence.judge import Judge, Judgement
from tracker.evidence.model import SILENT
from tracker.evidence.pairs import Pair, read_pairs

FLOORS = Path(__file__).with_name("floors.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceScores:
    """How well pairs were judged.

    Attributes:
        pairs: How many there are.
        f1: F1 of "concerns this commitment": any relation but ``mentions`` and ``unrelated``.
        precision: Share of those held to concern it that do.
        recall: Share of those that concern it that were held to.
        relation: Share of all pairs with the right relation.
        relation_concerning: The same, of the pairs that concern the commitment.
        new_last_day: Share of right moves with a new date whose last day is right.
        brier: Mean squared distance of the score from the truth.
        confusions: How often one relation was taken for another, most often first.
    """

    pairs: int
    f1: float
    precision: float
    recall: float
    relation: float
    relation_concerning: float
    new_last_day: float
    brier: float
    confusions: tuple[tuple[str, str, int], ...]

    def below(self, floors: Mapping[str, float]) -> tuple[str, ...]:
        """Return the names of the figures that lie below their floor."""
        return tuple(name for name, floor in floors.items() if getattr(self, name) < floor)


def judged(pairs: Sequence[Pair], judge: Judge) -> list[tuple[Pair, Judgement]]:
    """Return each pair with its judgement."""
    return [(pair, judge.judge(pair.promise, pair.later)) for pair in pairs]


def scores(found: Sequence[tuple[Pair, Judgement]]) -> EvidenceScores:
    """Compare judgements with what is right.

    Raises:
        WrongUse: If there are no pairs, or one lacks its relation.
    """
    if not found or any(pair.relation is None for pair, _ in found):
        raise WrongUse("evidence is scored on pairs that all state their relation; there are none, or one does not")
    right = [(pair.relation not in SILENT, made.relation not in SILENT) for pair, made in found]
    hits, held, meant = sum(a and b for a, b in right), sum(b for _, b in right), sum(a for a, _ in right)
    moves = [
        (pair.new_due[1], made.new_due.latest if made.new_due else None)
        for pair, made in found
        if pair.relation is Relation.MOVES is made.relation and pair.new_due is not None
    ]
    confusions = Counter(
        (str(pair.relation), made.relation.value) for pair, made in found if pair.relation is not made.relation
    )
    same = [pair.relation is made.relation for pair, made in found]
    return EvidenceScores(
        pairs=len(found),
        f1=2 * hits / max(1, held + meant),
        precision=hits / max(1, held),
        recall=hits / max(1, meant),
        relation=sum(same) / len(same),
        relation_concerning=sum(a for a, (b, _) in zip(same, right, strict=True) if b) / max(1, meant),
        new_last_day=sum(a == b for a, b in moves) / max(1, len(moves)),
        brier=sum((made.score - float(a)) ** 2 for (_, made), (a, _) in zip(found, right, strict=True)) / len(found),
        confusions=tuple((one, other, count) for (one, other), count in confusions.most_common()),
    )


def floors(path: Path = FLOORS, table: str = "floors") -> dict[str, float]:
    """Read the floors of the unseen half, or those of another table of the file.

    Raises:
        RulesError: If the file has another form.
    """
    try:
        return {str(name): float(floor) for name, floor in tomllib.loads(path.read_text())[table].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RulesError(f"{path.name}: no floors of evidence: {error!r}") from error


def predictions(found: Sequence[tuple[Pair, Judgement]]) -> str:
    """Return a line of JSON a passage: id, relation, score and new time."""
    return "".join(json.dumps(_predicted(pair, made), ensure_ascii=False) + "\n" for pair, made in found)


def _predicted(pair: Pair, made: Judgement) -> dict[str, object]:
    due = made.new_due
    days = None
    if due is not None:
        days = {
            "from": due.earliest.isoformat() if due.earliest else None,
            "to": due.latest.isoformat() if due.latest else None,
        }
    return {"id": pair.id, "relation": made.relation.value, "score": round(made.score, 4), "new_due": days}


def measure(path: Path, judge: Judge | None = None) -> tuple[EvidenceScores, list[tuple[Pair, Judgement]]]:
    """Judge and score a file of pairs."""
    known = judge or Judge()
    found = judged(read_pairs(path, known), known)
    return scores(found), found
