"""What a found commitment says of itself: kind, strength, condition, time, and the smallest span that says it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.facts import CommitmentKind, Strength, TimeExpression, TimeMention, TimeRange, TimeRole
from corpus.model import Span
from ingest.commitments.features import Clause
from ingest.commitments.governance import Surroundings, governed
from ingest.commitments.rules import Rules

_LONGEST_PERIOD = timedelta(days=400)
_CLAUSE_END = re.compile(r"[,;.)]|$")
_KEPT_SHARE = 0.4


def _is_dated(range_: TimeRange) -> bool:
    return range_.earliest is not None or range_.expected is not None or range_.latest is not None


def _can_bound(time: TimeExpression, reference: date | None) -> bool:
    """Tell whether a time can be when something is due: to come and not long begun, or a short stretch not yet over."""
    if not _is_dated(time.range):
        return False
    if reference is not None and time.range.earliest is not None and time.range.earliest < reference - _LONGEST_PERIOD:
        return False
    if time.role is TimeRole.FUTURE:
        return True
    last = time.range.expected or time.range.latest
    if time.role is not TimeRole.PERIOD or last is None or reference is None or last <= reference:
        return False
    return time.range.earliest is not None and last - time.range.earliest <= _LONGEST_PERIOD


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a promise is due.

    Attributes:
        time: The time that bounds it, None where none does.
        mentions: Times to come beside it that date something else.
    """

    time: TimeExpression | None
    mentions: tuple[TimeMention, ...] = ()


def due_of(around: Surroundings, reference: date | None) -> Due:
    """Choose the time that bounds a deliverable.

    Only a time that governs the promise counts (``governance``). A time with a word of a deadline before it comes
    first, then a time of the future, then a period not yet over.

    Args:
        around: The clause and its text.
        reference: Day of the document, None where unknown.

    Returns:
        The time, and what other times stand beside it.
    """
    held = governed(around, [time for time in around.clause.times if _can_bound(time, reference)])
    deadline = around.rules.traits["deadline"]

    def order(time: TimeExpression) -> tuple[bool, bool, int]:
        return deadline.match(around.own(time)) is None, time.role is not TimeRole.FUTURE, time.span.start

    return Due(time=min(held.bounding, key=order, default=None), mentions=held.mentions)


def vague_of(times: Iterable[TimeExpression], text: str) -> str | None:
    """Return the first vague time as printed, None where there is none."""
    return next((time.span.quote(text) for time in times if time.role is TimeRole.VAGUE), None)


def kind_of(clause: Clause, due: TimeExpression | None, rules: Rules) -> CommitmentKind:
    """Tell a milestone (dated), continued effort and a promise apart."""
    if rules.traits["ongoing"].search(clause.lowered):
        return CommitmentKind.ONGOING
    return CommitmentKind.PROMISE if due is None else CommitmentKind.MILESTONE


def condition_of(clause: Clause, text: str, rules: Rules) -> str | None:
    """Return the words of the condition as printed, from its first word to the end of its clause."""
    found = rules.traits["condition"].search(clause.lowered)
    if found is None:
        return None
    stop = _CLAUSE_END.search(clause.lowered, found.end())
    end = stop.start() if stop else len(clause.lowered)
    return text[clause.unit.start + found.start() : clause.unit.start + end].strip()


def strength_of(clause: Clause, condition: str | None, rules: Rules) -> Strength:
    """Tell how firmly a clause promises: a condition outweighs a word of intention."""
    if condition is not None:
        return Strength.CONDITIONAL
    return Strength.INTENTION if rules.traits["intention"].search(clause.lowered) else Strength.FIRM


def trimmed(clause: Clause, due: TimeExpression | None, rules: Rules) -> Span:
    """Return the span of the statement itself, without connectives and subordinate clauses around it.

    Args:
        clause: The clause.
        due: The time that bounds it, which stays inside.
        rules: The language's rules.

    Returns:
        The span, never empty.
    """
    start = _after_connectives(clause.lowered, rules)
    start = max(start, _after_subordinate(clause.lowered, start, rules))
    end = len(clause.lowered)
    cut = rules.traits["after"].search(clause.lowered, start + int((end - start) * _KEPT_SHARE))
    if cut is not None:
        end = cut.start()
    base = clause.unit.start
    if due is not None and base <= due.span.start < clause.unit.end:
        start = min(start, due.span.start - base)
        end = max(end, min(due.span.end, clause.unit.end) - base)
    kept = clause.lowered[start:end].rstrip(" \t\r\n,;:")
    return Span(start=base + start, end=base + start + len(kept)) if kept else Span(start=base, end=clause.unit.end)


def _after_connectives(lowered: str, rules: Rules) -> int:
    found = rules.connectives.match(lowered)
    return found.end() if found else 0


def _after_subordinate(lowered: str, start: int, rules: Rules) -> int:
    """Return where the main clause begins after a subordinate clause that stands before it, else ``start``."""
    if rules.traits["before"].match(lowered, start) is None:
        return start
    found = rules.main_verb.search(lowered, start)
    return found.start("verb") if found else start
