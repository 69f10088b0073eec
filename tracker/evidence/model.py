"""The weights by which a passage is judged: two logistic regressions in one small file, used without any library.

The first says whether passage and promise are about the same thing; the second what the passage says of it.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import RulesError
from corpus.register import Relation

FOLDER = Path(__file__).parent
SILENT = frozenset({Relation.MENTIONS, Relation.UNRELATED})
"""The relations that say nothing about how the promise stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Weights of features and the weight that every case has."""

    bias: float
    weights: Mapping[str, float]

    def total(self, features: Mapping[str, float]) -> float:
        """Return the bias and the weighted features together."""
        return self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What was learned.

    Attributes:
        version: Version of the weights.
        topic: Log-odds that both are about the same thing.
        manner: Log-odds of each relation but ``unrelated``.
        named: Log-odds that a passage without news names the promise at all.
        slope: Factor that turns the log-odds of concerning into calibrated ones.
        offset: Added to them.
    """

    version: str
    topic: Linear
    manner: Mapping[Relation, Linear]
    named: Linear | None = None
    slope: float = 1.0
    offset: float = 0.0

    def same(self, topic: Mapping[str, float]) -> float:
        """Return the chance that passage and promise are about the same thing."""
        return _chance(self.topic.total(topic))

    def chances(self, topic: Mapping[str, float], manner: Mapping[str, float]) -> dict[Relation, float]:
        """Return the chance of each relation; together they are 1."""
        same = self.same(topic)
        totals = {relation: linear.total(manner) for relation, linear in self.manner.items()}
        highest = max(totals.values())
        odds = {relation: math.exp(total - highest) for relation, total in totals.items()}
        whole = sum(odds.values())
        found = {relation: same * part / whole for relation, part in odds.items()} | {Relation.UNRELATED: 1.0 - same}
        return found if self.named is None else found | self._without_news(found, {**topic, **manner})

    def _without_news(self, found: Mapping[Relation, float], features: Mapping[str, float]) -> dict[Relation, float]:
        """Divide the chance that a passage brings no news: naming the promise also shows in how it speaks."""
        silent = sum(found.get(relation, 0.0) for relation in SILENT)
        named = _chance(self.named.total(features)) if self.named else 0.0
        return {Relation.MENTIONS: silent * named, Relation.UNRELATED: silent * (1.0 - named)}

    def score(self, chances: Mapping[Relation, float]) -> float:
        """Return the calibrated chance that the passage concerns the promise: any relation that is not silent."""
        raw = sum(chance for relation, chance in chances.items() if relation not in SILENT)
        bounded = min(max(raw, 1e-6), 1.0 - 1e-6)
        return _chance(self.slope * math.log(bounded / (1.0 - bounded)) + self.offset)


def _chance(total: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load_model(language: str = "nl", folder: Path = FOLDER) -> Model:
    """Read ``<folder>/<language>_model.json``.

    Raises:
        RulesError: If the file is missing or has another form.
    """
    path = folder / f"{language}_model.json"
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return Model(
            version=str(held["version"]),
            topic=_linear(held["topic"]),
            manner={Relation(name): _linear(part) for name, part in held["manner"].items()},
            named=_linear(held["named"]) if held.get("named") else None,
            slope=float(held["slope"]),
            offset=float(held["offset"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RulesError(f"{path.name}: no model of evidence: {error!r}") from error


def _linear(held: Mapping[str, object]) -> Linear:
    weights = held["weights"]
    if not isinstance(weights, Mapping):
        raise TypeError("weights are no table")
    return Linear(bias=float(str(held["bias"])), weights={str(name): float(value) for name, value in weights.items()})


def written(model: Model) -> str:
    """Return a model as the text of its file; the same weights give the same text."""
    held = {
        "version": model.version,
        "slope": round(model.slope, 4),
        "offset": round(model.offset, 4),
        "topic": _as_data(model.topic),
        "named": _as_data(model.named) if model.named else None,
        "manner": {relation.value: _as_data(linear) for relation, linear in sorted(model.manner.items())},
    }
    return json.dumps(held, indent=1, sort_keys=True) + "\n"


def _as_data(linear: Linear) -> dict[str, object]:
    return {
        "bias": round(linear.bias, 4),
        "weights": {name: round(value, 4) for name, value in sorted(linear.weights.items()) if abs(value) >= 5e-5},
    }
