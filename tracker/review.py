"""The review queue: what waits for a person, and in which order.

An entry is in the queue for one reason or several (`Reason`), and leaves it when a person has dealt with that. The
order is by three steps, coarse on purpose, so that what belongs together stays together:

1. how pressing: a deadline near or past, a passage found as evidence, or words that are gone (`pressing`);
2. how uncertain: what the program was least sure of first, in three steps (`Certainty`);
3. office, document, place in it: one source is read once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache

from corpus.model import CommitmentId
from corpus.register import Event, EventKind, Evidence, Fulfilment, RecordState
from corpus.store.names import fold, slug
from tracker.state import SETTLED
from tracker.timeliness import OVERDUE, TimelinessState
from tracker.tracked import TrackedCommitment
from tracker.transitions import LIVE

SURE, UNSURE = 0.85, 0.6
"""Certainty of the reader from which an entry counts as sure, and below which as unsure."""
_NEAR = OVERDUE | {
    TimelinessState.CANNOT_TELL,
    TimelinessState.IN_GRACE,
    TimelinessState.IN_WINDOW,
    TimelinessState.DUE_SOON,
}
_END_OF_TERM = {EventKind.CARRIED_OVER, EventKind.LAPSED}
NO_OFFICE = "-"
"""Stands for the office where it is unknown."""
LOG_KINDS = (EventKind.DETACHED, EventKind.NOTED)
"""Kinds of events that the queue needs beside the state: words that went, and notes that say that somebody looked."""


class Reason(StrEnum):
    """Why an entry waits for a person."""

    CANDIDATE = "candidate"
    EVIDENCE = "evidence"
    DETACHED = "detached"
    UNDATED = "undated"
    CARRIED_OVER = "carried_over"
    LAPSED = "lapsed"


class Certainty(StrEnum):
    """How sure the program was, in steps."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


class Pressing(IntEnum):
    """How much an entry presses, most first."""

    NOW = 0
    LATER = 1
    UNDATED = 2
    ENDED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """An entry that waits for a person.

    Attributes:
        tracked: How it stands.
        reasons: Why it waits, one or several.
        proposals: Evidence that was proposed for it, the best first.
        certainty: The least certain thing that waits: the reading of a candidate, or the best piece of evidence.
    """

    tracked: TrackedCommitment
    reasons: tuple[Reason, ...]
    proposals: tuple[Evidence, ...]
    certainty: float

    @property
    def id(self) -> CommitmentId:
        """Id of the commitment."""
        return self.tracked.id

    @property
    def step(self) -> Certainty:
        """The certainty as one of three steps."""
        return (
            Certainty.LOW if self.certainty < UNSURE else Certainty.MIDDLE if self.certainty < SURE else Certainty.HIGH
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFilter:
    """What the queue is narrowed to; a field that is None leaves all.

    Attributes:
        office: Slug of the office; ``NO_OFFICE`` for the entries of which it is unknown.
        reason: Why an entry waits.
        certainty: Step of certainty.
    """

    office: str | None = None
    reason: Reason | None = None
    certainty: Certainty | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCount:
    """An office with how many of its entries wait; without a name where it is unknown."""

    slug: str
    office: str
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits, in order.

    Attributes:
        items: The entries that a filter leaves.
        waiting: How many wait in all, whatever the filter.
        offices: The offices of all that wait, by name.
    """

    items: tuple[ReviewItem, ...]
    waiting: int
    offices: tuple[OfficeCount, ...]

    def place(self, commitment: str) -> int | None:
        """Return where a commitment stands, from 0; None where it does not wait."""
        return next((place for place, item in enumerate(self.items) if item.id == commitment), None)

    def after(self, commitment: str) -> CommitmentId | None:
        """Return the one behind a commitment; None where it is the last, or does not wait."""
        place = self.place(commitment)
        return None if place is None or place + 1 >= len(self.items) else self.items[place + 1].id


def queue(
    tracked: Sequence[TrackedCommitment],
    proposals: Iterable[Evidence],
    events: Iterable[Event],
    wanted: ReviewFilter | None = None,
) -> Queue:
    """Return what waits for a person, most pressing first.

    Args:
        tracked: All commitments as they stand today, those whose words are gone included.
        proposals: The evidence that waits.
        events: The log's events of ``LOG_KINDS``.
        wanted: What to narrow to.
    """
    wanted = wanted or ReviewFilter()
    pieces = _by_commitment(proposals)
    last = _last_of_kinds(events)
    waiting = [item for one in tracked if (item := _item(one, pieces.get(one.id, ()), last)) is not None]
    kept = [item for item in waiting if _wanted(item, wanted)]
    return Queue(items=tuple(sorted(kept, key=_order)), waiting=len(waiting), offices=_offices(waiting))


def pressing(item: ReviewItem) -> Pressing:
    """Return how much an entry presses."""
    if {Reason.EVIDENCE, Reason.DETACHED} & set(item.reasons) or item.tracked.timeliness.state in _NEAR:
        return Pressing.NOW
    if {Reason.CARRIED_OVER, Reason.LAPSED} & set(item.reasons):
        return Pressing.ENDED
    return Pressing.UNDATED if item.tracked.last_day is None else Pressing.LATER


def _order(item: ReviewItem) -> tuple[int, int, str, str, int, str]:
    held = item.tracked.commitment
    office = slug(held.office or "")
    return (pressing(item), list(Certainty).index(item.step), office, held.document, held.span.start, item.id)


_Last = Mapping[tuple[CommitmentId | None, EventKind], int]


def _item(one: TrackedCommitment, pieces: tuple[Evidence, ...], last: _Last) -> ReviewItem | None:
    reasons = tuple(_reasons(one, pieces, last))
    if not reasons:
        return None
    reading = one.commitment.reading.certainty if one.record is RecordState.CANDIDATE else 1.0
    return ReviewItem(
        tracked=one,
        reasons=reasons,
        proposals=pieces,
        certainty=min([reading, *(max(piece.score for piece in pieces) for _ in pieces[:1])]),
    )


def _reasons(one: TrackedCommitment, pieces: tuple[Evidence, ...], last: _Last) -> Iterable[Reason]:
    if one.record not in LIVE:
        return
    if not one.commitment.attached:
        if _gone_unseen(one, last):
            yield Reason.DETACHED
        return
    if one.record is RecordState.CANDIDATE:
        yield Reason.CANDIDATE
    if pieces and one.fulfilment not in SETTLED:
        yield Reason.EVIDENCE
    if one.timeliness.state is TimelinessState.UNDATED_FOR_REVIEW and not one.parts:
        yield Reason.UNDATED
    if _ended_unseen(one, last):
        yield Reason.CARRIED_OVER if one.fulfilment is Fulfilment.CARRIED_OVER else Reason.LAPSED


def _gone_unseen(one: TrackedCommitment, last: _Last) -> bool:
    """Return whether words went that a person had decided on, and nobody has looked at it since."""
    decided = one.state.last_decision
    if decided is None or one.fulfilment in SETTLED:
        return False
    gone = last.get((one.id, EventKind.DETACHED), 0)
    return max(decided.id or 0, last.get((one.id, EventKind.NOTED), 0)) < gone


def _ended_unseen(one: TrackedCommitment, last: _Last) -> bool:
    """Return whether the last decision ended a term of government, and nobody has noted anything since."""
    decided = one.state.last_decision
    if decided is None or decided.kind not in _END_OF_TERM:
        return False
    return last.get((one.id, EventKind.NOTED), 0) < (decided.id or 0)


def _wanted(item: ReviewItem, wanted: ReviewFilter) -> bool:
    return (
        wanted.office in (None, _office(item))
        and (wanted.reason is None or wanted.reason in item.reasons)
        and wanted.certainty in (None, item.step)
    )


def _by_commitment(proposals: Iterable[Evidence]) -> dict[CommitmentId, tuple[Evidence, ...]]:
    found: dict[CommitmentId, list[Evidence]] = {}
    for piece in proposals:
        found.setdefault(piece.commitment, []).append(piece)
    return {name: tuple(sorted(pieces, key=lambda one: -one.score)) for name, pieces in found.items()}


def _last_of_kinds(events: Iterable[Event]) -> _Last:
    return {(event.commitment, event.kind): event.id or 0 for event in events}


def _offices(waiting: Sequence[ReviewItem]) -> tuple[OfficeCount, ...]:
    names = {_office(item): item.tracked.commitment.office or "" for item in waiting}
    counts = Counter(map(_office, waiting))
    return tuple(OfficeCount(slug=name, office=names[name], waiting=counts[name]) for name in sorted(counts))


def _office(item: ReviewItem) -> str:
    return slug(item.tracked.commitment.office or "") or NO_OFFICE


MOST_SIMILAR = 5
_LEAST_SHARE = 0.2
_SHORT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """An entry that may state the same promise.

    Attributes:
        tracked: How it stands.
        share: Share of their words that both have, between 0 and 1.
        same_document: Whether both stand in one document.
        same_time: Whether both have the same last day.
    """

    tracked: TrackedCommitment
    share: float
    same_document: bool
    same_time: bool


def similar(one: TrackedCommitment, all_of_them: Iterable[TrackedCommitment]) -> tuple[Similar, ...]:
    """Return the entries with which one could be merged, the likeliest first: of its document or office, in its words.

    Args:
        one: The entry.
        all_of_them: All entries as they stand today.
    """
    found = [_likeness(one, other) for other in all_of_them if _could_be_same(one, other)]
    near = [other for other in found if other.share >= _LEAST_SHARE]
    near.sort(key=lambda other: (-other.share - 0.1 * other.same_document - 0.1 * other.same_time, other.tracked.id))
    return tuple(near[:MOST_SIMILAR])


def _could_be_same(one: TrackedCommitment, other: TrackedCommitment) -> bool:
    held, beside = one.commitment, other.commitment
    related = held.document == beside.document or slug(held.office or "-") == slug(beside.office or "+")
    mergeable = other.record in LIVE and other.fulfilment not in SETTLED and beside.attached
    return other.id != one.id and related and mergeable


def _likeness(one: TrackedCommitment, other: TrackedCommitment) -> Similar:
    mine, theirs = words_of(one.commitment.quote), words_of(other.commitment.quote)
    return Similar(
        tracked=other,
        share=len(mine & theirs) / max(1, len(mine | theirs)),
        same_document=one.commitment.document == other.commitment.document,
        same_time=one.last_day is not None and one.last_day == other.last_day,
    )


@lru_cache(maxsize=20_000)
def words_of(text: str) -> frozenset[str]:
    """Return the words of a text that say what it is about, folded; short ones say too little."""
    letters = "".join(c if c.isalnum() else " " for c in fold(text))
    return frozenset(word for word in letters.split() if len(word) > _SHORT)
