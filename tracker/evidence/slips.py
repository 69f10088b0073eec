"""Slips that the evidence shows: moves counted, and the same vague promise repeated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.facts import TimeRange
from corpus.model import CommitmentId
from corpus.register import Decision, Event, EventKind, Evidence, Relation
from tracker.state import CommitmentState, days_between

REPEATED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTime:
    """A time that a promise was moved to, or that a passage proposes.

    Attributes:
        said: The day it was said.
        quote: The time as printed; empty where a day was typed.
        days: Days beyond the time before it; None where either has none.
        decided: Whether a person accepted it; a proposal otherwise.
    """

    said: date
    quote: str
    days: int | None
    decided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """How a commitment slipped.

    Attributes:
        commitment: The commitment.
        moves: Every new time, in order: those decided, then those proposed.
        days: Days between the time first promised and the one that holds now; None where either has none.
        repeats: Days on which it was said again without a date.
        is_repeated_vaguely: Whether it has no date and was said again twice or more without one.
    """

    commitment: CommitmentId
    moves: tuple[NewTime, ...] = ()
    days: int | None = None
    repeats: tuple[date, ...] = ()
    is_repeated_vaguely: bool = False


def slips_of(state: CommitmentState, pieces: Sequence[Evidence], events: Sequence[Event]) -> Slips:
    """Return the slips of one commitment.

    Args:
        state: The commitment as it stands.
        pieces: What was put beside it; what a person rejected does not count.
        events: Its log, which says what each proposal rests on.
    """
    kept = {piece.id: piece for piece in pieces if piece.decision is not Decision.REJECTED}
    proposed = [
        event for event in events if event.kind is EventKind.EVIDENCE_PROPOSED and kept.get(_number(event)) is not None
    ]
    waiting = [
        NewTime(said=event.occurred, quote=str(event.data.get("new_due_quote", "")), days=None, decided=False)
        for event in proposed
        if kept[_number(event)].relation is Relation.MOVES and kept[_number(event)].decision is Decision.PROPOSED
    ]
    again = {
        event.occurred
        for event in proposed
        if kept[_number(event)].relation is Relation.REPEATS and event.data.get("dated") is False
    }
    undated = all(milestone.due.latest is None and milestone.due.earliest is None for milestone in state.milestones)
    first = state.milestones[0]
    return Slips(
        commitment=state.id,
        moves=(*_decided(state), *waiting),
        days=days_between(first.original, first.due) if first.revisions else None,
        repeats=tuple(sorted(again)),
        is_repeated_vaguely=undated and len(again) >= REPEATED,
    )


def _decided(state: CommitmentState) -> Iterable[NewTime]:
    found: list[NewTime] = []
    for milestone in state.milestones:
        before: TimeRange = milestone.original
        for revision in milestone.revisions:
            days = days_between(before, revision.after)
            found.append(NewTime(said=revision.occurred, quote=revision.quote, days=days, decided=True))
            before = revision.after
    return sorted(found, key=lambda one: one.said)


def _number(event: Event) -> int | None:
    number = event.data.get("evidence")
    return number if isinstance(number, int) else None
