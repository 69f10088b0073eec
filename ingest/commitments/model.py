"""The judge of clauses: a logistic regression whose weights are a small file, used without any learning library."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import repeat
from pathlib import Path

from corpus.errors import RulesError
from ingest.commitments.features import WordWeights

MODELS_FOLDER = Path(__file__).resolve().parent.parent / "models"


@dataclass(frozen=True, kw_only=True)  # without slots: what is arranged once is kept beside the fields
class Model:
    """Weights of features.

    Attributes:
        version: Version of the weights.
        weights: Weight by feature; features without one count nothing.
        bias: Weight of every clause.
        slope: Factor that turns a sum of weights into a calibrated log-odds.
        offset: Added to it.
        threshold: Certainty from which a clause counts as a commitment.
        paired: Groups of cues whose company is a feature of its own.
    """

    version: str
    weights: Mapping[str, float]
    bias: float
    slope: float
    offset: float
    threshold: float
    paired: frozenset[str]

    @cached_property
    def words(self) -> WordWeights:
        """The weights of words, arranged for judging."""
        return WordWeights(self.weights)

    def total(self, features: Iterable[str]) -> float:
        """Return the uncalibrated log-odds: the bias and the weights of the features."""
        return self.bias + sum(map(self.weights.get, features, repeat(0.0)))

    def chance(self, total: float) -> float:
        """Return the calibrated chance, between 0 and 1, that belongs to uncalibrated log-odds."""
        odds = self.slope * total + self.offset
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))

    def certainty(self, features: Iterable[str]) -> float:
        """Return the calibrated chance, between 0 and 1, that a clause with these features is a commitment."""
        return self.chance(self.total(features))

    def strongest(self, features: Iterable[str]) -> str:
        """Return the cue among the features that spoke most for a commitment, ``words`` where no cue did."""
        cues = [feature for feature in features if feature.startswith("for.") and "&" not in feature]
        best = max(sorted(cues), key=lambda feature: self.weights.get(feature, 0.0), default="words")
        return best.removeprefix("for.")


@lru_cache(maxsize=4)
def load_model(language: str = "nl", folder: Path = MODELS_FOLDER) -> Model:
    """Read ``<folder>/<language>_commitments.json``.

    Args:
        language: Two-letter code.
        folder: Where the model files are.

    Returns:
        The model; the same object on every call.

    Raises:
        RulesError: If the file is missing or has another form.
    """
    path = folder / f"{language}_commitments.json"
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return Model(
            version=str(held["version"]),
            weights={str(name): float(weight) for name, weight in held["weights"].items()},
            bias=float(held["bias"]),
            slope=float(held["slope"]),
            offset=float(held["offset"]),
            threshold=float(held["threshold"]),
            paired=frozenset(held["paired"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RulesError(f"{path}: no model of commitments: {error}") from error
