"""Honest measuring of commitments: ``python -m ingest.commitments.crossvalidation --shared ../shared``.

The shipped model has learned from the 60 annotated answers, so a plain run on them proves nothing. Here each of them is
read by a model that has not seen it: *cross-validated* (the other 59 and all further labels taught) and *unseen* (none
of the 60 taught). The further labelled answers are measured too, each read by a model that has seen neither it nor
any of the 60. Every threshold and calibration comes from left-out answers as well.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.facts import CommitmentFact
from ingest.commitments.calibration import Outcome, reliability
from ingest.commitments.labelled import Labelled, read_gold, read_labels
from ingest.commitments.material import Example, Material
from ingest.commitments.model import MODELS_FOLDER, Model
from ingest.commitments.reading import Source, commitments_of
from ingest.commitments.rules import Rules, load_rules
from ingest.commitments.training import (
    calibrated,
    examples_of,
    folds_of,
    judged_by,
    models_by_fold,
    times_in,
)
from ingest.commitments.vectors import Vectors, learn_from
from ingest.evaluation.answers import score_answers
from ingest.evaluation.board import Miss
from ingest.evaluation.pairing import Placed, pair, placed, share_half

ModelOf = Callable[[str], Model]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one way of measuring found.

    Attributes:
        name: ``cross-validated``, ``unseen`` or ``further labels``.
        f1: Harmonic mean of precision and recall.
        precision: Share of what was found that is annotated.
        recall: Share of what is annotated that was found.
        milestones: Share of the milestones found with the right last day; None where no days are annotated.
        kinds: Found and annotated by kind.
        cues: Right and found by rule.
        misses: Everything that is read wrongly.
        outcomes: Each found commitment's rule and certainty, and whether it is annotated.
    """

    name: str
    f1: float
    precision: float
    recall: float
    milestones: float | None
    kinds: Mapping[str, tuple[int, int]]
    cues: Mapping[str, tuple[int, int]]
    misses: tuple[Miss, ...]
    outcomes: tuple[Outcome, ...]


def _by_id(path: Path) -> dict[str, dict[str, Any]]:
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {line["doc_id"]: line for line in lines}


def _entry(fact: CommitmentFact) -> dict[str, Any]:
    last = fact.due.expected if fact.due else None
    return {
        "start": fact.span.start,
        "end": fact.span.end,
        "kind": fact.kind.value,
        "due_to": last.isoformat() if last else None,
        "rule": fact.reading.rule,
        "certainty": fact.reading.certainty,
    }


def read_with(answers: Sequence[Labelled], model_of: ModelOf, rules: Rules) -> dict[str, dict[str, Any]]:
    """Read each answer with the model that may read it.

    Args:
        answers: Labelled answers.
        model_of: The model by the answer's id.
        rules: The language's rules.

    Returns:
        Predictions by id, in the form of ``rappel extract --predictions``.
    """
    found = {}
    for one in answers:
        source = Source.of(one.text, one.record, rules, model_of(one.doc_id))
        facts = commitments_of(source, times_in(one.text, one.record))
        found[one.doc_id] = {"commitments": [_entry(fact) for fact in facts]}
    return found


def _pairs(
    gold: Mapping[str, Any], texts: Mapping[str, Any], found: Mapping[str, Any]
) -> Iterator[tuple[list[Placed], list[Placed], list[tuple[int, int]]]]:
    for name, wanted in gold.items():
        annotated = placed(texts[name]["answer"], wanted["commitments"])
        entries = found[name]["commitments"]
        read = [Placed(start=entry["start"], end=entry["end"], entry=entry) for entry in entries]
        yield annotated, read, pair(annotated, read, share_half)


def report(name: str, gold: Mapping[str, Any], texts: Mapping[str, Any], found: Mapping[str, Any]) -> Report:
    """Measure predictions against the annotated answers.

    Args:
        name: Name of the way of measuring.
        gold: Annotations by id.
        texts: The answers' texts by id.
        found: Predictions by id.

    Returns:
        The figures, by kind and by rule, and every miss.
    """
    scores, misses = score_answers(gold, texts, found)
    values = {score.name: score.value for score in scores}
    kinds: dict[str, Counter[str]] = {"all": Counter(), "found": Counter()}
    outcomes: list[Outcome] = []
    for annotated, read, pairs in _pairs(gold, texts, found):
        kinds["all"].update(one.entry["kind"] for one in annotated)
        kinds["found"].update(annotated[i].entry["kind"] for i, _ in pairs)
        right = {j for _, j in pairs}
        outcomes += [
            Outcome(rule=one.entry["rule"], certainty=one.entry["certainty"], right=j in right)
            for j, one in enumerate(read)
        ]
    own = tuple(miss for miss in misses if miss.score.startswith("commitments"))
    hits, annotated_all = sum(kinds["found"].values()), sum(kinds["all"].values())
    wrong = sum(miss.kind == "wrong" for miss in own)
    by_rule = Counter(outcome.rule for outcome in outcomes)
    right_by_rule = Counter(outcome.rule for outcome in outcomes if outcome.right)
    return Report(
        name=name,
        f1=values["commitments.f1"],
        precision=hits / max(1, hits + wrong),
        recall=hits / max(1, annotated_all),
        milestones=values["milestones.right_last_day"],
        kinds={kind: (kinds["found"][kind], number) for kind, number in sorted(kinds["all"].items())},
        cues={rule: (right_by_rule[rule], number) for rule, number in by_rule.most_common()},
        misses=own,
        outcomes=tuple(outcomes),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """Models by what they may read.

    Attributes:
        crossvalidated: The model by an annotated answer's id, which has learned from the other annotated ones.
        unseen: The model that has seen none of the annotated answers.
        further: The model by the id of a further labelled answer, which has seen neither that one nor any annotated.
    """

    crossvalidated: ModelOf
    unseen: Model
    further: ModelOf


def judges_of(examples: Sequence[Example], vectors: Vectors | None = None) -> Judges:
    """Train the models that may read the labelled answers.

    Args:
        examples: All labelled clauses.
        vectors: Vectors of words for the training.

    Returns:
        The models.
    """
    material = Material.of(examples, vectors)
    annotated = [example for example in examples if example.gold]
    all_annotated = frozenset(example.doc_id for example in annotated)
    by_fold = dict(models_by_fold(material, all_annotated))
    unseen = calibrated(material.fit(all_annotated), judged_by(by_fold, material.examples))
    by_other = {doc_id: _scaled(model, unseen) for fold, model in by_fold.items() for doc_id in fold}
    by_answer: dict[str, Model] = {}
    for fold in folds_of(annotated):
        by_answer |= dict.fromkeys(fold, _scaled(material.fit(fold), unseen))
    return Judges(
        crossvalidated=lambda doc_id: by_answer.get(doc_id, unseen),
        unseen=unseen,
        further=lambda doc_id: by_other.get(doc_id, unseen),
    )


def _scaled(model: Model, other: Model) -> Model:
    """Give a model the scaling of one that learned from nearly the same; its own would cost six times the time."""
    return replace(model, slope=other.slope, offset=other.offset, threshold=other.threshold)


def report_on_labels(answers: Sequence[Labelled], found: Mapping[str, Any]) -> Report:
    """Measure predictions against the further labels, which tell neither kind nor day.

    Args:
        answers: The further labelled answers.
        found: Predictions by id.

    Returns:
        The figures; what stands on an unclear stretch counts neither way.
    """
    outcomes: list[Outcome] = []
    hits = wanted = 0
    for one in answers:
        annotated = [Placed(start=start, end=end, entry={}) for start, end in one.commitments]
        read = [
            Placed(start=entry["start"], end=entry["end"], entry=entry) for entry in found[one.doc_id]["commitments"]
        ]
        right = {j for _, j in pair(annotated, read, share_half)}
        hits, wanted = hits + len(right), wanted + len(annotated)
        outcomes += [
            Outcome(rule=own.entry["rule"], certainty=own.entry["certainty"], right=j in right)
            for j, own in enumerate(read)
            if j in right or not any(own.start < end and start < own.end for start, end in one.unclear)
        ]
    by_rule = Counter(outcome.rule for outcome in outcomes)
    right_by_rule = Counter(outcome.rule for outcome in outcomes if outcome.right)
    return Report(
        name="further labels",
        f1=2 * hits / max(1, len(outcomes) + wanted),
        precision=hits / max(1, len(outcomes)),
        recall=hits / max(1, wanted),
        milestones=None,
        kinds={},
        cues={rule: (right_by_rule[rule], number) for rule, number in by_rule.most_common()},
        misses=(),
        outcomes=tuple(outcomes),
    )


def measure(shared: Path, labels: Path, rules: Rules) -> tuple[Report, ...]:
    """Measure both ways on the 60 annotated answers, and on the further labels.

    Args:
        shared: Folder that holds ``gold/`` and ``data/``.
        labels: File of further labels.
        rules: The language's rules.

    Returns:
        The cross-validated report, the unseen one, and the one on the further labels.

    Raises:
        corpus.errors.WrongUse: If a file is missing.
    """
    annotated, further = read_gold(shared), read_labels(shared, labels)
    examples = [example for one in (*annotated, *further) for example in examples_of(one, times_in, rules)]
    judges = judges_of(examples, learn_from(shared, rules.stop_words))
    gold, texts = _by_id(shared / "gold" / "answers.gold.jsonl"), _by_id(shared / "gold" / "answers.jsonl")
    return (
        report("cross-validated", gold, texts, read_with(annotated, judges.crossvalidated, rules)),
        report("unseen", gold, texts, read_with(annotated, lambda _: judges.unseen, rules)),
        report_on_labels(further, read_with(further, judges.further, rules)),
    )


def told(one: Report) -> Iterator[str]:
    """Yield the lines that print a report."""
    days = "" if one.milestones is None else f"  milestones with the right last day {one.milestones:.3f}"
    yield f"{one.name}: F1 {one.f1:.3f}  precision {one.precision:.3f}  recall {one.recall:.3f}{days}"
    yield from (f"  kind {kind}: {hits} of {number} found" for kind, (hits, number) in one.kinds.items())
    yield from (f"  rule {rule}: {right} of {number} right" for rule, (right, number) in one.cues.items())
    for group in reliability(one.outcomes):
        yield (
            f"  certainty {group.low:.1f} to {group.high:.1f}: said {group.said:.2f}, "
            f"right {group.right:.2f} of {group.number}"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print the reports, with every miss."""
    parser = argparse.ArgumentParser(description="Measure commitments on answers that the model has not seen.")
    parser.add_argument("--shared", type=Path, required=True, help="folder that holds gold/ and data/")
    parser.add_argument("--labels", type=Path, default=MODELS_FOLDER / "nl_commitments_labels.jsonl")
    parser.add_argument("--brief", action="store_true", help="leave the misses out")
    chosen = parser.parse_args(arguments)
    for one in measure(chosen.shared, chosen.labels, load_rules()):
        print("\n".join(told(one)))
        for miss in () if chosen.brief else one.misses:
            print(f"  {miss.kind} {miss.document}: {' '.join(miss.quote.split())} {miss.detail}".rstrip())


if __name__ == "__main__":
    main()
