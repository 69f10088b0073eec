"""Answers with hand-made labels, from which the judge of clauses learns."""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import WrongUse
from corpus.facts import TimeExpression
from corpus.model import DocumentText, Item, QuestionRecord, Section, Side, Span

SAME_OPENING = 200

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


def as_document(answer: str, asked: date) -> tuple[DocumentText, QuestionRecord]:
    """Return an answer alone as a document with a record around it."""
    whole = Span(start=0, end=len(answer))
    item = Item(side=Side.ANSWER, label="", span=whole)
    section = Section(side=Side.ANSWER, start=0, end=len(answer))
    return DocumentText(text=answer), QuestionRecord(asked=asked, items=(item,), sections=(section,))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WrongUse(f"{path}: cannot be read: {error}") from error
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    yield from (json.loads(line) for line in text.split("\n") if line)


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
        if (
            held is None
            or hashlib.sha1(held["answer"].encode(), usedforsecurity=False).hexdigest()[:12] != line["sha1"]
        ):
            continue
        if (opening := held["answer"][:SAME_OPENING]) in seen:
            continue
        seen.add(opening)
        text, record = as_document(held["answer"], date.fromisoformat(held["depotdat"]))
        commitments = tuple((start, end) for start, end in line["commitments"])
        unclear = tuple((start, end) for start, end in line["unclear"])
        labelled.append(
            Labelled(
                doc_id=line["doc_id"], gold=False, text=text, record=record, commitments=commitments, unclear=unclear
            )
        )
    return tuple(labelled)


def _shared_length(one: Stretch, other: Stretch) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def label_of(own: Stretch, labelled: Labelled) -> bool | None:
    """Return the label of a clause: a commitment where it covers at least half of the shorter of the two."""
    for other in labelled.commitments:
        if 2 * _shared_length(own, other) >= min(own[1] - own[0], other[1] - other[0]):
            return True
    return None if any(_shared_length(own, other) > 0 for other in labelled.unclear) else False
