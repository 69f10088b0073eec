"""Training of the judge: ``python -m tracker.evidence.training`` writes ``nl_model.json`` from the learning half.

Strengths were chosen by cross-validation over its groups; docs/evidence.md says what was tried.
"""

import argparse
import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from corpus.register import Relation
from tracker.evidence.features import manner, topic
from tracker.evidence.judge import Judge
from tracker.evidence.model import FOLDER, SILENT, Linear, Model, written
from tracker.evidence.pairs import FOLDER as PAIRS
from tracker.evidence.pairs import Pair, read_pairs

FOLDS = 8
TOPIC_STRENGTH = 0.2
MANNER_STRENGTH = 1.0
NAMED_STRENGTH = 3.0
VERSION = "1"
_BLANK = Model(version="", topic=Linear(bias=0.0, weights={}), manner={})


def fit(pairs: Sequence[Pair], judge: Judge) -> Model:
    """Learn weights from pairs, uncalibrated; the same pairs give the same weights."""
    related = [pair for pair in pairs if pair.relation is not Relation.UNRELATED]
    about = _regression(
        [topic(pair.promise, pair.later, judge.words) for pair in pairs],
        ["same" if pair.relation is not Relation.UNRELATED else "other" for pair in pairs],
        TOPIC_STRENGTH,
    )
    told = _regression(
        [manner(pair.promise, pair.later) for pair in related],
        [str(pair.relation) for pair in related],
        MANNER_STRENGTH,
    )
    silent = [pair for pair in pairs if pair.relation in SILENT]
    named = _regression(
        [topic(pair.promise, pair.later, judge.words) | manner(pair.promise, pair.later) for pair in silent],
        ["named" if pair.relation is Relation.MENTIONS else "absent" for pair in silent],
        NAMED_STRENGTH,
    )
    return replace(
        _BLANK,
        version=VERSION,
        named=named["named"],
        topic=about["same"],
        manner={Relation(name): linear for name, linear in told.items()},
    )


def _regression(features: Sequence[dict[str, float]], labels: Sequence[str], strength: float) -> dict[str, Linear]:
    vectoriser = import_module("sklearn.feature_extraction").DictVectorizer(sparse=False)
    learner = import_module("sklearn.linear_model").LogisticRegression(C=strength, max_iter=5000, tol=1e-8)
    fitted: Any = learner.fit(vectoriser.fit_transform(features), labels)
    names, classes = [str(name) for name in vectoriser.feature_names_], [str(name) for name in fitted.classes_]
    if len(classes) == 2:
        return {classes[1]: _linear(names, fitted.coef_[0], fitted.intercept_[0])}
    return {
        name: _linear(names, weights, bias)
        for name, weights, bias in zip(classes, fitted.coef_, fitted.intercept_, strict=True)
    }


def _linear(names: Sequence[str], weights: Any, bias: Any) -> Linear:  # noqa: ANN401 - arrays of the library
    return Linear(bias=float(bias), weights={name: float(one) for name, one in zip(names, weights, strict=True)})


def folds(pairs: Sequence[Pair]) -> tuple[frozenset[str], ...]:
    """Divide groups into folds, the same on every run."""
    names = sorted({pair.group for pair in pairs}, key=lambda name: hashlib.sha256(f"x{name}".encode()).hexdigest())
    return tuple(frozenset(names[fold::FOLDS]) for fold in range(min(FOLDS, len(names))))


def left_out(pairs: Sequence[Pair], judge: Judge) -> dict[str, Model]:
    """Return, by group, a model that has not seen the group."""
    found: dict[str, Model] = {}
    for fold in folds(pairs):
        model = fit([pair for pair in pairs if pair.group not in fold], judge)
        found |= dict.fromkeys(fold, model)
    return found


def calibrated(model: Model, pairs: Sequence[Pair], judge: Judge) -> Model:
    """Give a model scores that are true shares, from pairs judged by models that had not seen their group."""
    models, odds = left_out(pairs, judge), []
    for pair in pairs:
        held = models[pair.group]
        score = held.score(held.chances(topic(pair.promise, pair.later, judge.words), manner(pair.promise, pair.later)))
        odds.append([math.log(score / (1.0 - score))])
    learner = import_module("sklearn.linear_model").LogisticRegression(C=100.0)
    fitted: Any = learner.fit(odds, [pair.relation not in SILENT for pair in pairs])
    return replace(model, slope=float(fitted.coef_[0][0]), offset=float(fitted.intercept_[0]))


def train(learning: Path, judge: Judge) -> Model:
    """Return the calibrated model of a file of pairs."""
    pairs = read_pairs(learning, judge)
    return calibrated(fit(pairs, judge), pairs, judge)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the model of the learning half."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--pairs", type=Path, default=PAIRS / "learning.jsonl")
    parser.add_argument("--out", type=Path, default=FOLDER / "nl_model.json")
    given = parser.parse_args(arguments)
    given.out.write_text(written(train(given.pairs, Judge(model=_BLANK))), encoding="utf-8")


if __name__ == "__main__":
    main()
