"""The annotated answers: commitments, times, figures and items against the gold."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.evaluation.board import Miss, Score
from ingest.evaluation.pairing import Entry, Placed, overlap, pair, placed, places, share_any, share_half

KINDS = ("commitments", "times", "figures")
_NEAR = 3
_UNDATED = ("recurring", "vague")


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts and misses over all documents."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)

    def miss(self, score: str, kind: str, document: str, quote: str, detail: str = "") -> None:
        """Note something that is read wrongly."""
        self.misses.append(Miss(score=score, kind=kind, document=document, quote=quote, detail=detail))

    def f1(self, kind: str) -> float:
        """Return the harmonic mean of precision and recall."""
        found, wrong, gold = (self.counts[kind, what] for what in ("found", "wrong", "gold"))
        precision = found / (found + wrong) if found + wrong else 0.0
        recall = found / gold if gold else 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def share(self, kind: str, what: str, of: str) -> float:
        """Return one count out of another."""
        return self.counts[kind, what] / self.counts[kind, of] if self.counts[kind, of] else 0.0


def _day_readings(due: Entry) -> set[object]:
    return {due.get("to"), due["to_alt"]} if due.get("to_alt") else {due.get("to")}


def _right(kind: str, gold: Entry, found: Entry) -> bool | None:
    """Tell whether a found fact has the right reading; None where the gold has none."""
    if kind == "figures":
        wanted = float(gold["value"])
        return abs(wanted - float(found["value"])) < 1e-6 * max(1, abs(wanted))
    if kind == "times":
        if gold["role"] in _UNDATED:
            return None
        return found.get("from") == gold.get("from") and found.get("to") in _day_readings(gold)
    return found.get("due_to") in _day_readings(gold.get("due") or {})


def _repeats(kind: str, text: str, extra: Placed, gold: Sequence[Placed], entries: Sequence[Entry]) -> bool:
    """Tell whether a prediction only repeats what the gold lists once."""
    words = text[extra.start : extra.end]
    if kind != "commitments":
        return any(words in one.entry["quote"] or one.entry["quote"] in words for one in gold if "quote" in one.entry)
    again: list[Placed] = []
    for entry in entries:
        also = entry.get("also") or []
        for one in also if isinstance(also, list) else [also]:
            where = [(one["start"], one["end"])] if isinstance(one, dict) else places(text, one)[:1]
            again += [Placed(start=start, end=end, entry=entry) for start, end in where]
    return any(overlap(extra, one) > 0 for one in again)


def _facts(tally: Tally, kind: str, document: str, text: str, entries: Sequence[Entry], found: Sequence[Entry]) -> None:
    gold = placed(text, entries)
    predicted = [Placed(start=one["start"], end=one["end"], entry=one) for one in found]
    pairs = pair(gold, predicted, share_half if kind == "commitments" else share_any)
    tally.counts[kind, "gold"] += len(gold)
    tally.counts[kind, "found"] += len(pairs)
    for i in set(range(len(gold))) - {i for i, _ in pairs}:
        tally.miss(f"{kind}.f1", "missed", document, text[gold[i].start : gold[i].end])
    for j in sorted(set(range(len(predicted))) - {j for _, j in pairs}):
        if not _repeats(kind, text, predicted[j], gold, entries):
            tally.counts[kind, "wrong"] += 1
            tally.miss(f"{kind}.f1", "wrong", document, text[predicted[j].start : predicted[j].end])
    for i, j in pairs:
        _reading(tally, kind, document, text, gold[i], predicted[j].entry)


def _reading(tally: Tally, kind: str, document: str, text: str, gold: Placed, found: Entry) -> None:
    right = _right(kind, gold.entry, found)
    if right is None:
        return
    tally.counts[kind, "valued"] += 1
    tally.counts[kind, "right"] += right
    if kind == "commitments" and gold.entry["kind"] == "milestone":
        tally.counts["milestones", "right"] += right
    if not right:
        keys = ("value", "from", "to", "due", "due_to")
        wanted, read = ({k: e[k] for k in keys if k in e} for e in (gold.entry, found))
        tally.miss(f"{kind}.right", "value", document, text[gold.start : gold.end], f"{wanted} / {read}")


def _label(text: str) -> str:
    return re.sub(r"[^0-9a-z]+", " ", text.lower()).strip()


def _items(tally: Tally, document: str, side: str, text: str, entries: Sequence[Entry], found: Sequence[Entry]) -> None:
    gold = [(_label(e["label"]), e.get("start", text.find(e["starts"]))) for e in entries if e["label"]]
    free = [(_label(p["label"]), p["start"]) for p in found if p["side"] == side and p["label"]]
    tally.counts["items", "gold"] += len(gold)
    for label, start in gold:
        match = next((one for one in free if one[0] == label and abs(one[1] - start) <= _NEAR), None)
        if match is None:
            tally.miss("items.f1", "missed", document, f"{side} {label}: {text[start : start + 40]}")
        else:
            free.remove(match)
            tally.counts["items", "found"] += 1
    tally.counts["items", "wrong"] += len(free)
    for label, start in free:
        tally.miss("items.f1", "wrong", document, f"{side} {label}: {text[start : start + 40]}")


def score_answers(
    gold: Mapping[str, Mapping[str, Any]], texts: Mapping[str, Entry], predictions: Mapping[str, Mapping[str, Any]]
) -> tuple[list[Score], list[Miss]]:
    """Score predictions of all annotated answers.

    Args:
        gold: Annotations by document.
        texts: The documents' ``question`` and ``answer`` strings.
        predictions: What was read, as ``rappel extract --predictions`` writes it.

    Returns:
        The scores, and everything that is read wrongly.
    """
    tally = Tally()
    for document, wanted in gold.items():
        found = predictions.get(document, {})
        for kind in KINDS:
            _facts(tally, kind, document, texts[document]["answer"], wanted[kind], found.get(kind, []))
        for side in ("question", "answer"):
            _items(tally, document, side, texts[document][side], wanted[f"{side}_items"], found.get("items", []))
    milestones = sum(one["kind"] == "milestone" for wanted in gold.values() for one in wanted["commitments"])
    tally.counts["milestones", "gold"] = milestones
    return _scores(tally), tally.misses


def _scores(tally: Tally) -> list[Score]:
    counts = tally.counts
    found = [Score(name=f"{kind}.f1", value=tally.f1(kind), out_of=counts[kind, "gold"]) for kind in (*KINDS, "items")]
    found += [
        Score(name=f"{kind}.right", value=tally.share(kind, "right", "valued"), out_of=counts[kind, "valued"])
        for kind in KINDS
    ]
    right = tally.share("milestones", "right", "gold")
    return [*found, Score(name="milestones.right_last_day", value=right, out_of=counts["milestones", "gold"])]
