"""The two whole documents: everything that their annotation states, counted as found or not."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from corpus.facts import TimeRange
from corpus.model import QuestionRecord, Side, Span
from ingest.evaluation.board import Miss, Score
from ingest.pipeline import ParsedDocument

Entry = Mapping[str, Any]
_FIELDS = {"author": "asker"}
_UNASKED = ("kind", "parliament")


def folded(text: str) -> str:
    """Fold white space, as the annotation does."""
    return " ".join(text.split())


def _days(due: TimeRange | None) -> tuple[date | None, date | None]:
    return (due.earliest, due.expected) if due else (None, None)


def _stated_days(entry: Entry) -> tuple[date | None, date | None]:
    due = entry.get("due", entry)
    first, last = (due or {}).get("from"), (due or {}).get("to")
    return first and date.fromisoformat(first), last and date.fromisoformat(last)


def _header(record: QuestionRecord, stated: Entry) -> Iterator[tuple[str, bool]]:
    for name, wanted in stated.items():
        if name in _UNASKED:
            continue
        found = getattr(record, _FIELDS.get(name, name))
        shown = found.isoformat() if isinstance(found, date) else found
        yield f"header {name}", (folded(shown) if isinstance(shown, str) else shown) == wanted


def _items(document: ParsedDocument, side: Side, stated: list[Entry]) -> Iterator[tuple[str, bool]]:
    text = document.text.text
    held = [(one.label, folded(one.span.quote(text)), list(one.answers)) for one in document.record.items_of(side)]
    for entry in stated:
        good = any(
            label == entry["label"] and words.startswith(entry["starts"]) and answers == entry.get("answers", [])
            for label, words, answers in held
        )
        yield f"{side} item {entry['label']}", good


def _same_words(text: str, span: Span, quote: str) -> bool:
    words = folded(span.quote(text))
    return words in quote or quote in words


def _facts(
    document: ParsedDocument, kind: str, stated: list[Entry], right: Callable[[Any, Entry], bool]
) -> Iterator[tuple[str, bool]]:
    left = list(getattr(document.facts, kind))
    for entry in stated:
        quote = folded(entry["quote"])
        found = next((f for f in left if _same_words(document.text.text, f.span, quote) and right(f, entry)), None)
        if found is not None:
            left.remove(found)
        yield f"{kind} {quote}", found is not None


def _commitment(found: Any, entry: Entry) -> bool:  # noqa: ANN401 - one of several fact types
    same = (found.kind, found.strength, _days(found.due)) == (entry["kind"], entry["strength"], _stated_days(entry))
    return same and found.actor is not None


def _figure(found: Any, entry: Entry) -> bool:  # noqa: ANN401
    return (found.value, found.unit, found.kind, found.side) == (
        Decimal(str(entry["value"])),
        entry["unit"],
        entry["kind"],
        entry["side"],
    )


def _time(found: Any, entry: Entry) -> bool:  # noqa: ANN401
    return (found.side, found.role, _days(found.range)) == (entry["side"], entry["role"], _stated_days(entry))


def _statements(gold: Entry, document: ParsedDocument) -> Iterator[tuple[str, bool]]:
    yield from _header(document.record, gold["header"])
    yield from _items(document, Side.QUESTION, gold["question_items"])
    yield from _items(document, Side.ANSWER, gold["answer_items"])
    yield from _facts(document, "commitments", gold["commitments"], _commitment)
    claims = gold.get("earlier_claims", [])
    yield from _facts(document, "claims", claims, lambda found, entry: _days(found.due) == _stated_days(entry))
    yield from _facts(document, "figures", gold["figures"], _figure)
    yield from _facts(document, "times", gold["times"], _time)
    yield from _facts(document, "references", gold["references"], lambda *_: True)


def score_seed(gold: Entry, document: ParsedDocument) -> tuple[Score, list[Miss]]:
    """Score one whole document.

    Args:
        gold: Its annotation.
        document: What was read.

    Returns:
        The share of statements that were read, and those that were not.
    """
    name = PurePosixPath(gold["doc"]).stem
    told = list(_statements(gold, document))
    misses = [
        Miss(score=f"seed.{name}", kind="missed", document=gold["doc"], quote=quote) for quote, good in told if not good
    ]
    share = sum(good for _, good in told) / len(told)
    return Score(name=f"seed.{name}", value=share, out_of=len(told)), misses
