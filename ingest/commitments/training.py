"""Training of the judge of clauses: ``python -m ingest.commitments.training --shared ../shared``.

It learns from the 60 annotated answers of ``gold/`` and from further answers of ``data/`` whose clauses were labelled
by hand after the same guidelines. Those labels are offsets only (``models/nl_commitments_labels.jsonl``); the texts
stay where they are. See ``docs/commitments.md`` for what was measured.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from corpus.facts import TimeExpression
from corpus.model import DocumentText, QuestionRecord, Side, Span
from ingest.commitments.features import features_of
from ingest.commitments.labelled import Labelled, TimesReader, label_of, read_gold, read_labels
from ingest.commitments.material import PAIRED, Example, Material
from ingest.commitments.model import MODELS_FOLDER, Model
from ingest.commitments.reading import Source, clauses_of
from ingest.commitments.rules import Rules, load_rules
from ingest.commitments.vectors import learn_from
from ingest.times import read_times

FOLDS = 6
TOLERANCE = 0.002


def examples_of(labelled: Labelled, times_of: TimesReader, rules: Rules) -> Iterator[Example]:
    """Yield an example for each clause of an answer."""
    source = Source.of(labelled.text, labelled.record, rules, EMPTY_MODEL)
    clauses = clauses_of(source, Side.ANSWER, times_of(labelled.text, labelled.record))
    for place, clause in enumerate(clauses):
        yield Example(
            doc_id=labelled.doc_id,
            gold=labelled.gold,
            features=frozenset(features_of(clauses, place, PAIRED)),
            label=label_of((clause.unit.start, clause.unit.end), labelled),
            silent=clause.is_silent,
        )


EMPTY_MODEL = Model(version="", weights={}, bias=0.0, slope=1.0, offset=0.0, threshold=0.5, paired=PAIRED)


def folds_of(examples: Sequence[Example], folds: int = FOLDS) -> tuple[frozenset[str], ...]:
    """Divide the documents of examples into folds that no document crosses; the same division on every run."""
    ids = sorted({example.doc_id for example in examples}, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return tuple(frozenset(ids[fold::folds]) for fold in range(folds))


def models_by_fold(material: Material, without: frozenset[str] = frozenset()) -> Iterator[tuple[frozenset[str], Model]]:
    """Yield each fold of the documents with a model that has seen neither them nor ``without``."""
    for fold in folds_of([example for example in material.examples if example.doc_id not in without]):
        yield fold, material.fit(fold | without)


def left_out(material: Material) -> list[tuple[float, bool]]:
    """Return (log-odds, label) of every clause, judged by a model that has not seen its document."""
    return judged_by(dict(models_by_fold(material)), material.examples)


def judged_by(models: Mapping[frozenset[str], Model], examples: Sequence[Example]) -> list[tuple[float, bool]]:
    """Return (log-odds, label) of the clauses that teach and whose document's fold has a model."""
    by_document = {doc_id: model for fold, model in models.items() for doc_id in fold}
    return [
        (by_document[example.doc_id].total(example.features), bool(example.label))
        for example in examples
        if example.teaches and example.doc_id in by_document
    ]


def calibrated(model: Model, judged: Sequence[tuple[float, bool]]) -> Model:
    """Give a model certainties that are true shares, and the threshold with the best F1 over left-out clauses.

    Args:
        model: The fitted model.
        judged: Log-odds and labels of clauses that their judge had not seen.

    Returns:
        The same weights with slope, offset (Platt's scaling) and threshold.
    """
    linear = import_module("sklearn.linear_model")
    scaler = linear.LogisticRegression(C=1e6).fit([[total] for total, _ in judged], [label for _, label in judged])
    scaled = replace(model, slope=round(float(scaler.coef_[0][0]), 4), offset=round(float(scaler.intercept_[0]), 4))
    return replace(scaled, threshold=_best_threshold([(scaled.chance(total), label) for total, label in judged]))


def _best_threshold(judged: Sequence[tuple[float, bool]]) -> float:
    """Return the middle of the certainties whose F1 of clauses is within ``TOLERANCE`` of the best, by hundredths.

    Near the best the curve is flat, and its end is a matter of chance.
    """
    wanted = sum(label for _, label in judged)

    def f1(threshold: float) -> float:
        chosen = [label for chance, label in judged if chance >= threshold]
        return 2 * sum(chosen) / (len(chosen) + wanted) if chosen else 0.0

    scores = {step / 100: f1(step / 100) for step in range(10, 90)}
    best = max(scores.values())
    good = [threshold for threshold, score in scores.items() if score >= best - TOLERANCE]
    return good[len(good) // 2]


def write(model: Model, path: Path) -> None:
    """Write a model file, its weights in the order of their names."""
    held = {
        "version": model.version,
        "bias": model.bias,
        "slope": model.slope,
        "offset": model.offset,
        "threshold": model.threshold,
        "paired": sorted(model.paired),
        "weights": dict(sorted(model.weights.items())),
    }
    path.write_text(json.dumps(held, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def times_in(text: DocumentText, record: QuestionRecord) -> tuple[TimeExpression, ...]:
    """Read the times of an answer that stands alone."""
    return tuple(
        TimeExpression(
            span=Span(start=found.start, end=found.end),
            side=Side.ANSWER,
            item="",
            role=found.role,
            range=found.range,
            recurrence=found.recurrence,
            reading=found.reading,
        )
        for found in read_times(text.text, record.reference_date)
    )


def train(shared: Path, labels: Path, rules: Rules, times_of: TimesReader = times_in) -> Model:
    """Train on everything that is labelled.

    Args:
        shared: Folder that holds ``gold/`` and ``data/``.
        labels: File of further labels.
        rules: The language's rules.
        times_of: Reads the times of an answer.

    Returns:
        The calibrated model.

    Raises:
        corpus.errors.WrongUse: If a file is missing.
    """
    answers = (*read_gold(shared), *read_labels(shared, labels))
    examples = [example for labelled in answers for example in examples_of(labelled, times_of, rules)]
    vectors = learn_from(shared, rules.stop_words)
    material = Material.of(examples, vectors)
    return calibrated(material.fit(), left_out(material))


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write the model file."""
    parser = argparse.ArgumentParser(description="Train the judge of clauses.")
    parser.add_argument("--shared", type=Path, required=True, help="folder that holds gold/ and data/")
    parser.add_argument("--labels", type=Path, default=MODELS_FOLDER / "nl_commitments_labels.jsonl")
    parser.add_argument("--out", type=Path, default=MODELS_FOLDER / "nl_commitments.json")
    chosen = parser.parse_args(arguments)
    write(train(chosen.shared, chosen.labels, load_rules()), chosen.out)


if __name__ == "__main__":
    main()
