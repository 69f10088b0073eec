"""Layout and references on the real texts of ``../shared``, where it is present."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.model import DocumentText, QuestionRecord, Section, Side
from ingest.layout import parse
from ingest.references import read_references

SHARED = Path(__file__).resolve().parents[3] / "shared"
GOLD = SHARED / "gold"
FLOOR = 0.97

pytestmark = pytest.mark.skipif(not (GOLD / "seeds.json").exists(), reason="../shared is not here: no real texts")


def seeds() -> list[dict[str, Any]]:
    """Return the annotated documents; none where the shared folder is absent."""
    return json.loads((GOLD / "seeds.json").read_text(encoding="utf-8")) if GOLD.exists() else []


def read(seed: dict[str, Any]) -> tuple[DocumentText, QuestionRecord]:
    """Parse an annotated document."""
    text = DocumentText(text=(SHARED / seed["doc"]).read_text(encoding="utf-8"))
    return text, parse(text, parliament="Vlaams Parlement")


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed["doc"])
def test_seed_header(seed: dict[str, Any]) -> None:
    """Every header field is as annotated, and what is lost is None."""
    _, record = read(seed)
    header = seed["header"]
    for name in ("parliament", "number", "session", "minister", "office", "title"):
        assert getattr(record, name) == header[name]
    for name in ("asked", "answered", "not_before"):
        value = getattr(record, name)
        assert (value.isoformat() if value else None) == header.get(name)
    assert record.asker == header["author"]
    assert ("session" in record.inferred) == (header["session"] is not None)
    assert ("not_before" in record.inferred) == ("not_before" in header)


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed["doc"])
def test_seed_items(seed: dict[str, Any]) -> None:
    """Every item has its label, its first words and the questions it answers."""
    text, record = read(seed)
    for side in Side:
        expected = [(i["label"], i["starts"], tuple(i.get("answers", ()))) for i in seed[f"{side}_items"]]
        items = record.items_of(side)
        assert [(i.label, i.answers) for i in items] == [(label, answered) for label, _, answered in expected]
        for item, (_, starts, _) in zip(items, expected, strict=True):
            assert " ".join(item.span.quote(text.text).split()).startswith(starts)
    unmatched = [i["label"] for i in seed["answer_items"] if not i["answers"]]
    remarks = [r for r in record.remarks if r.code == "answer_without_question"]
    assert [label for remark in remarks for label in remark.labels] == unmatched


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed["doc"])
def test_seed_references(seed: dict[str, Any]) -> None:
    """Every annotated reference is found with its numbers and asker."""
    text, record = read(seed)
    found = {" ".join(r.span.quote(text.text).split()): r for r in read_references(text, record)}
    for reference in seed["references"]:
        one = found[reference["quote"]]
        numbers = reference.get("numbers") or ([reference["number"]] if "number" in reference else [])
        assert (list(one.numbers), one.asker) == (numbers, reference.get("author"))


def test_items_of_real_answers() -> None:
    """Labels and places of the items of the annotated answers keep their measured quality (F1)."""
    gold = {g["doc_id"]: g for g in map(json.loads, (GOLD / "answers.gold.jsonl").read_text("utf-8").splitlines())}
    right = predicted = wanted = 0
    for line in (GOLD / "answers.jsonl").read_text("utf-8").splitlines():
        document = json.loads(line)
        expected, found = _expected(document, gold[document["doc_id"]]), _found(document)
        right += len(expected & found)
        predicted += len(found)
        wanted += len(expected)
    assert 2 * right / (predicted + wanted) >= FLOOR


def _expected(document: dict[str, Any], gold: dict[str, Any]) -> set[tuple[Side, str, int]]:
    return {
        (side, item["label"], document[side].find(item["starts"]))
        for side in Side
        for item in gold[f"{side}_items"]
        if item["label"]
    }


def _found(document: dict[str, Any]) -> set[tuple[Side, str, int]]:
    question, answer = document["question"], document["answer"]
    text = f"{question}\n\n{answer}"
    begins = {Side.QUESTION: 0, Side.ANSWER: len(question) + 2}
    sections = (
        Section(side=Side.QUESTION, start=0, end=len(question)),
        Section(side=Side.ANSWER, start=len(question) + 2, end=len(text)),
    )
    record = parse(DocumentText(text=text, sections=sections), parliament="Kamer")
    return {(i.side, i.label, i.span.start - begins[i.side]) for i in record.items if i.label}
