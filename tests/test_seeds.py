"""The two real documents of ``../shared/seeds``: everything that ``../shared/gold/seeds.json`` states is read.

Where the shared folder is absent, as in a clone by itself, these tests are skipped with that reason.
"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.facts import TimeRange
from corpus.model import RawDocument, Side
from ingest.pipeline import ParsedDocument, process

SHARED = Path(__file__).parent.parent.parent / "shared"
GOLD = SHARED / "gold" / "seeds.json"
pytestmark = pytest.mark.skipif(not GOLD.exists(), reason="needs ../shared/gold and ../shared/seeds")
NAMES = ("seeds/sv-710.txt", "seeds/gegevensuitwisseling.txt")


@cache
def gold(name: str) -> dict[str, Any]:
    """Return the annotations of a document."""
    return next(one for one in json.loads(GOLD.read_text(encoding="utf-8")) if one["doc"] == name)


@cache
def read(name: str) -> ParsedDocument:
    """Return the document as it is read."""
    path = SHARED / name
    return process(
        RawDocument(
            source="files",
            uri=path.as_uri(),
            name=path.name,
            media_type="text/plain",
            content=path.read_bytes(),
            fetched=datetime(2026, 1, 1, tzinfo=UTC),
        ),
        parliament="Vlaams Parlement",
    )


def folded(text: str) -> str:
    """Fold white space, as the annotations do."""
    return " ".join(text.split())


def days(due: TimeRange | None) -> tuple[date | None, date | None]:
    """Return first and expected last day."""
    return (due.earliest, due.expected) if due else (None, None)


def given_days(entry: dict[str, Any]) -> tuple[date | None, date | None]:
    """Return the days of an annotation."""
    due = entry.get("due") if "due" in entry else entry
    if not due:
        return None, None
    return tuple(None if due.get(key) is None else date.fromisoformat(due[key]) for key in ("from", "to"))  # type: ignore[return-value]


@pytest.mark.parametrize("name", NAMES)
def test_header(name: str) -> None:
    """Every header field is as annotated; what is lost stays unknown."""
    record, expected = read(name).record, gold(name)["header"]
    assert record.number == expected["number"]
    assert record.session == expected["session"]
    assert record.asker == expected["author"]
    assert record.minister == expected["minister"]
    assert record.office == expected["office"]
    assert folded(record.title or "") == expected["title"]
    assert (record.asked and record.asked.isoformat()) == expected["asked"]
    assert record.answered is None
    if "not_before" in expected:
        assert record.not_before == date.fromisoformat(expected["not_before"])
        assert "not_before" in record.inferred


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("side", list(Side))
def test_items(name: str, side: Side) -> None:
    """Every item stands where it is annotated, answers what it should, and there is no other."""
    text, record = read(name).text.text, read(name).record
    expected = gold(name)[f"{side}_items"]
    found = [item for item in record.items_of(side) if item.label]
    assert [item.label for item in found] == [one["label"] for one in expected]
    for item, one in zip(found, expected, strict=True):
        assert folded(item.span.quote(text)).startswith(one["starts"])
        if side is Side.ANSWER:
            assert list(item.answers) == one["answers"]


def test_answers_without_question_are_reported() -> None:
    """Answers 5 and 6 of the second document have no question there, and the record says so."""
    remarks = {remark.code: remark for remark in read(NAMES[1]).record.remarks}
    assert remarks["answer_without_question"].labels == ("5", "6")


@pytest.mark.parametrize("name", NAMES)
def test_commitments(name: str) -> None:
    """Exactly the annotated commitments, with kind, strength, actor, item and dates."""
    document = read(name)
    found = {folded(one.span.quote(document.text.text)): one for one in document.facts.commitments}
    for expected in gold(name)["commitments"]:
        quote = folded(expected["quote"])
        match = next((one for words, one in found.items() if quote in words or words in quote), None)
        assert match is not None, f"not found: {quote[:60]}"
        assert (match.kind, match.strength) == (expected["kind"], expected["strength"]), quote[:60]
        assert match.actor is not None
        assert match.actor.split()[0].rstrip(",") == expected["actor"].split()[0].rstrip(","), quote[:60]
        assert days(match.due) == given_days(expected), quote[:60]
    assert len(found) == len(gold(name)["commitments"])


def test_the_four_tools_are_parts_of_one_promise() -> None:
    """The promise stated twice is one commitment, and 3.a to 3.d are its parts."""
    facts, text = read(NAMES[0]).facts, read(NAMES[0]).text.text
    whole = [i for i, one in enumerate(facts.commitments) if "gefaseerd" in one.span.quote(text)]
    assert len(whole) == 1
    assert facts.commitments[whole[0]].also
    parts = [one for one in facts.commitments if one.parent == whole[0]]
    assert [one.item for one in parts] == ["3.a", "3.b", "3.c", "3.d"]
    assert "tools" in (parts[0].subject or "")


def test_earlier_claims_are_compared() -> None:
    """The asker's plans are kept apart, and the dated one is compared with the end of the answer's."""
    document = read(NAMES[0])
    claims = {folded(one.span.quote(document.text.text)): one for one in document.facts.claims}
    for expected in gold(NAMES[0])["earlier_claims"]:
        quote = folded(expected["quote"])
        match = next((one for words, one in claims.items() if quote in words or words in quote), None)
        assert match is not None, quote[:60]
        assert days(match.due) == given_days(expected)
    dated = next(one for one in claims.values() if one.due)
    assert dated.moved_days == (date(2024, 12, 31) - date(2023, 12, 31)).days


@pytest.mark.parametrize("name", NAMES)
def test_figures(name: str) -> None:
    """Every annotated figure is found on its side with its value, unit and kind, and there is no other."""
    document = read(name)
    left = list(document.facts.figures)
    for expected in gold(name)["figures"]:
        quote = folded(expected["quote"])
        match = next(
            (
                one
                for one in left
                if one.side == expected["side"]
                and one.value == Decimal(str(expected["value"]))
                and (
                    folded(one.span.quote(document.text.text)) in quote
                    or quote in folded(one.span.quote(document.text.text))
                )
            ),
            None,
        )
        assert match is not None, f"not found: {quote}"
        assert (match.kind, match.qualifier) == (expected["kind"], expected["qualifier"]), quote
        assert match.unit == expected["unit"], quote
        left.remove(match)
    listed = {folded(one["quote"]) for one in gold(name)["figures"]}
    assert [w for one in left if (w := folded(one.span.quote(document.text.text))) not in listed] == []


@pytest.mark.parametrize("name", NAMES)
def test_times(name: str) -> None:
    """Every annotated time is found with its dates and role."""
    document = read(name)
    left = list(document.facts.times)
    for expected in gold(name)["times"]:
        quote = folded(expected["quote"])
        match = next(
            (
                one
                for one in left
                if one.side == expected["side"]
                and (
                    quote in folded(one.span.quote(document.text.text))
                    or folded(one.span.quote(document.text.text)) in quote
                )
                and days(one.range) == given_days(expected)
            ),
            None,
        )
        assert match is not None, f"not found: {quote} {[one.span.quote(document.text.text) for one in left]}"
        assert match.role == expected["role"], quote


@pytest.mark.parametrize("name", NAMES)
def test_references(name: str) -> None:
    """Every annotated reference is found with its numbers and asker."""
    document = read(name)
    for expected in gold(name)["references"]:
        quote = folded(expected["quote"])
        kind = "question" if expected["kind"] == "written question" else expected["kind"]
        match = [
            one
            for one in document.facts.references
            if one.kind == kind and quote in folded(one.span.quote(document.text.text))
        ]
        if kind == "question":
            numbers = tuple(expected.get("numbers") or [expected["number"]])
            match = [one for one in document.facts.references if one.kind == kind and one.numbers == numbers]
            assert not expected.get("author") or (match and match[0].asker == expected["author"])
        assert match, f"not found: {quote}"


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_explains_itself(name: str) -> None:
    """Every fact names its rule, version and certainty; every dated time says in both languages how it was computed."""
    facts = read(name).facts
    every: list[Any] = [*facts.times, *facts.figures, *facts.references, *facts.commitments, *facts.claims]
    for fact in every:
        assert fact.reading.rule
        assert fact.reading.version
        assert 0 < fact.reading.certainty <= 1
    for time in facts.times:
        if time.range.expected:
            assert time.range.explanation.nl
            assert time.range.explanation.en
