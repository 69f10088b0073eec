"""Training of the judge of clauses: ``python -m ingest.commitments.training --shared ../shared``.

It learns from the 60 annotated answers of ``gold/`` and from further answers of ``data/`` whose clauses were labelled by
hand after the same guidelines; the labels are offsets only (``models/nl_commitments_labels.jsonl``), the texts stay where
they are. See ``docs/commitments.md`` for what was measured.
"""

import argparse
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import WrongUse
from corpus.facts import TimeExpression
from corpus.model import DocumentText, Item, QuestionRecord, Section, Side, Span
from ingest.commitments.features import features_of
from ingest.commitments.model import MODELS_FOLDER, Model
from ingest.commitments.reading import Source, clauses_of
from ingest.commitments.rules import Rules, load_rules

VERSION = "2026.1"
PAIRED = frozenset(
    f"for.{name}"
    for name in (
        *("future", "planned", "foreseen", "under_way", "intention", "ought", "expected", "in_making", "present_passive"),
        *("considered", "studied", "decided", "asked", "delivers", "starts", "continued", "vague_time"),
    )
)
FEWEST = {"word": 5, "first": 5, "last": 5}
FEWEST_OTHERS = 4
STRENGTH = 0.3
GOLD_WEIGHT = 3.0
FOLDS = 6
SAME_OPENING = 200
TOLERANCE = 0.005

TimesReader = Callable[[DocumentText, QuestionRecord], Sequence[TimeExpression]]
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An answer with hand-made labels.

    Attributes:
        doc_id: Its id.
        gold: Whether it is one of the 60 of the measuring set.
        text: The answer as a document.
        record: A record around it, with the date of the question.
        commitments: Stretches that state a commitment.
        unclear: Stretches that teach nothing: repeated or doubtful.
    """

    doc_id: str
    gold: bool
    text: DocumentText
    record: QuestionRecord
    commitments: tuple[Stretch, ...]
    unclear: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One clause of a labelled answer: its features and whether it is a commitment (None: teaches nothing)."""

    doc_id: str
    gold: bool
    features: frozenset[str]
    label: bool | None


def as_document(answer: str, asked: date) -> tuple[DocumentText, QuestionRecord]:
    """Return an answer alone as a document with a record around it."""
    whole = Span(start=0, end=len(answer))
    item = Item(side=Side.ANSWER, label="", span=whole)
    section = Section(side=Side.ANSWER, start=0, end=len(answer))
    return DocumentText(text=answer), QuestionRecord(asked=asked, items=(item,), sections=(section,))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
        with opened as lines:
            yield from map(json.loads, lines)
    except OSError as error:
        raise WrongUse(f"{path}: cannot be read: {error}") from error


def _places(answer: str, quotes: Iterable[str]) -> tuple[Stretch, ...]:
    found = ((answer.find(quote), len(quote)) for quote in quotes)
    return tuple((start, start + length) for start, length in found if start >= 0)


def read_gold(shared: Path) -> tuple[Labelled, ...]:
    """Read the 60 annotated answers.

    Args:
        shared: Folder that holds ``gold/``.

    Returns:
        The answers.

    Raises:
        WrongUse: If a file is missing.
    """
    answers = {line["doc_id"]: line for line in _lines(shared / "gold" / "answers.jsonl")}
    labelled = []
    for line in _lines(shared / "gold" / "answers.gold.jsonl"):
        held = answers[line["doc_id"]]
        text, record = as_document(held["answer"], date.fromisoformat(held["asked"]))
        again = [held_again for one in line["commitments"] if (held_again := one.get("also"))]
        also = [quote for one in again for quote in (one if isinstance(one, list) else [one]) if isinstance(quote, str)]
        labelled.append(
            Labelled(
                doc_id=line["doc_id"],
                gold=True,
                text=text,
                record=record,
                commitments=_places(text.text, (one["quote"] for one in line["commitments"])),
                unclear=_places(text.text, also),
            )
        )
    return tuple(labelled)


def read_labels(shared: Path, labels: Path) -> tuple[Labelled, ...]:
    """Read the further labelled answers.

    Args:
        shared: Folder that holds ``data/``.
        labels: File of labels.

    Returns:
        The answers whose text is still the one that was labelled.

    Raises:
        WrongUse: If a file is missing.
    """
    answers = {line["doc_id"]: line for line in _lines(shared / "data" / "federal-qa-2017.jsonl.gz")}
    labelled: list[Labelled] = []
    seen: set[str] = set()
    for line in _lines(labels):
        held = answers.get(line["doc_id"])
        if held is None or hashlib.sha1(held["answer"].encode(), usedforsecurity=False).hexdigest()[:12] != line["sha1"]:
            continue
        if (opening := held["answer"][:SAME_OPENING]) in seen:
            continue
        seen.add(opening)
        text, record = as_document(held["answer"], date.fromisoformat(held["depotdat"]))
        commitments = tuple((start, end) for start, end in line["commitments"])
        unclear = tuple((start, end) for start, end in line["unclear"])
        labelled.append(
            Labelled(doc_id=line["doc_id"], gold=False, text=text, record=record, commitments=commitments, unclear=unclear)
        )
    return tuple(labelled)


def _shared_length(one: Stretch, other: Stretch) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def _label(own: Stretch, labelled: Labelled) -> bool | None:
    """Return the label of a clause: a commitment where it covers at least half of the shorter of the two."""
    for other in labelled.commitments:
        if 2 * _shared_length(own, other) >= min(own[1] - own[0], other[1] - other[0]):
            return True
    return None if any(_shared_length(own, other) > 0 for other in labelled.unclear) else False


def examples_of(labelled: Labelled, times_of: TimesReader, rules: Rules) -> Iterator[Example]:
    """Yield an example for each clause of an answer."""
    source = Source.of(labelled.text, labelled.record, rules, EMPTY_MODEL)
    clauses = clauses_of(source, Side.ANSWER, times_of(labelled.text, labelled.record))
    for place, clause in enumerate(clauses):
        yield Example(
            doc_id=labelled.doc_id,
            gold=labelled.gold,
            features=frozenset(features_of(clauses, place, PAIRED)),
            label=_label((clause.unit.start, clause.unit.end), labelled),
        )


EMPTY_MODEL = Model(version="", weights={}, bias=0.0, slope=1.0, offset=0.0, threshold=0.5, paired=PAIRED)


def _vocabulary(examples: Sequence[Example]) -> dict[str, int]:
    counts = Counter(feature for example in examples for feature in example.features)
    kept = (name for name, count in counts.items() if count >= FEWEST.get(name.partition(":")[0], FEWEST_OTHERS))
    return {name: place for place, name in enumerate(sorted(kept))}


def _matrix(examples: Sequence[Example], vocabulary: Mapping[str, int]) -> Any:
    from scipy.sparse import csr_matrix

    places: list[int] = []
    rows = [0]
    for example in examples:
        places += sorted(vocabulary[name] for name in example.features if name in vocabulary)
        rows.append(len(places))
    return csr_matrix(([1.0] * len(places), places, rows), shape=(len(examples), len(vocabulary)))


def fit(examples: Sequence[Example]) -> Model:
    """Fit weights to examples, without calibration.

    Args:
        examples: Clauses; those that teach nothing are left out.

    Returns:
        A model whose threshold is half.
    """
    from sklearn.linear_model import LogisticRegression

    taught = [example for example in examples if example.label is not None]
    vocabulary = _vocabulary(taught)
    learner = LogisticRegression(C=STRENGTH, max_iter=3000)
    weights = [GOLD_WEIGHT if example.gold else 1.0 for example in taught]
    learner.fit(_matrix(taught, vocabulary), [bool(example.label) for example in taught], sample_weight=weights)
    held = {name: round(float(learner.coef_[0][place]), 4) for name, place in vocabulary.items()}
    return Model(
        version=VERSION,
        weights={name: weight for name, weight in held.items() if abs(weight) >= 0.002},
        bias=round(float(learner.intercept_[0]), 4),
        slope=1.0,
        offset=0.0,
        threshold=0.5,
        paired=PAIRED,
    )


def folds_of(examples: Sequence[Example], folds: int = FOLDS) -> tuple[frozenset[str], ...]:
    """Divide the documents of examples into folds that no document crosses; the same division on every run."""
    ids = sorted({example.doc_id for example in examples}, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return tuple(frozenset(ids[fold::folds]) for fold in range(folds))


def left_out(examples: Sequence[Example]) -> list[tuple[float, bool]]:
    """Return (log-odds, label) of every clause, judged by a model that has not seen its document."""
    judged = []
    for fold in folds_of(examples):
        model = fit([example for example in examples if example.doc_id not in fold])
        judged += [
            (model.total(example.features), example.label)
            for example in examples
            if example.doc_id in fold and example.label is not None
        ]
    return judged


def calibrated(model: Model, judged: Sequence[tuple[float, bool]]) -> Model:
    """Give a model certainties that are true shares, and the threshold with the best F1 over left-out clauses.

    Args:
        model: The fitted model.
        judged: Log-odds and labels of clauses that their judge had not seen.

    Returns:
        The same weights with slope, offset (Platt's scaling) and threshold.
    """
    from dataclasses import replace

    from sklearn.linear_model import LogisticRegression

    scaler = LogisticRegression(C=1e6).fit([[total] for total, _ in judged], [label for _, label in judged])
    scaled = replace(model, slope=round(float(scaler.coef_[0][0]), 4), offset=round(float(scaler.intercept_[0]), 4))
    return replace(scaled, threshold=_best_threshold([(scaled.chance(total), label) for total, label in judged]))


def _best_threshold(judged: Sequence[tuple[float, bool]]) -> float:
    """Return the highest certainty whose F1 of clauses is within ``TOLERANCE`` of the best, in steps of a hundredth.

    Near the best the curve is flat; the stricter end keeps false entries out of the register.
    """
    wanted = sum(label for _, label in judged)

    def f1(threshold: float) -> float:
        chosen = [label for chance, label in judged if chance >= threshold]
        return 2 * sum(chosen) / (len(chosen) + wanted) if chosen else 0.0

    scores = {step / 100: f1(step / 100) for step in range(10, 90)}
    best = max(scores.values())
    return max(threshold for threshold, score in scores.items() if score >= best - TOLERANCE)


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
