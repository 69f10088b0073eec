"""Promises with later passages and their relations, a JSON object a group: to learn from and to be scored on."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.errors import WrongUse
from corpus.facts import TimeRange
from corpus.register import Relation
from corpus.store.names import slug
from tracker.evidence.features import Later, Promise
from tracker.evidence.judge import Judge

FOLDER = Path(__file__).with_name("pairs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A promise with one later passage.

    Attributes:
        group: Name of its group.
        id: Name of the passage.
        promise: The promise.
        later: The passage.
        relation: The right relation; None where the file does not say.
        new_due: First and last day of the new time; None where it names none.
    """

    group: str
    id: str
    promise: Promise
    later: Later
    relation: Relation | None
    new_due: tuple[date | None, date | None] | None


def read_pairs(path: Path, judge: Judge) -> tuple[Pair, ...]:
    """Read a file of groups.

    Args:
        path: The file, one JSON object a line.
        judge: Reads the wordings.

    Raises:
        WrongUse: If the file cannot be read or a line has another form; the text names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{path}: {error}") from error
    found: list[Pair] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found.extend(_group(json.loads(line), judge))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise WrongUse(f"{path}, line {number}: no group of pairs: {error!r}") from error
    return tuple(found)


def _group(held: Mapping[str, object], judge: Judge) -> Iterator[Pair]:
    stated = _table(held["commitment"])
    due = _days(stated.get("due"))
    promise = judge.promise(
        str(stated["quote"]),
        _day(stated.get("answered")),
        office=slug(str(stated.get("office") or "")),
        actor=judge.words.terms(str(stated.get("actor") or "")),
        due=None if due is None else TimeRange(earliest=due[0], expected=due[1], latest=due[1]),
    )
    later = held["later"]
    if not isinstance(later, list):
        raise TypeError("later is no list")
    for one in map(_table, later):
        relation = one.get("relation")
        yield Pair(
            group=str(held["group"]),
            id=str(one["id"]),
            promise=promise,
            later=judge.later(
                str(one["passage"]), _day(one.get("answered")), office=slug(str(one.get("office") or ""))
            ),
            relation=None if relation is None else Relation(str(relation)),
            new_due=_days(one.get("new_due")),
        )


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object")
    return value


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _days(value: object) -> tuple[date | None, date | None] | None:
    if not value:
        return None
    held = _table(value)
    days = _day(held.get("from")), _day(held.get("to"))
    return None if days == (None, None) else days
