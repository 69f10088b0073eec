"""The review queue: what waits for a person, and in which order.

An entry is in the queue for one reason or several (`Reason`), and leaves it when a person has dealt with that. The
order is by three steps, coarse on purpose, so that what belongs together stays together:

1. how pressing: a deadline near or past, a passage found as evidence, or words that are gone (`pressing`);
2. how uncertain: what the program was least sure of first, in three steps (`Certainty`);
3. office, document, place in it: one source is read once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property
from operator import attrgetter

from corpus.model import CommitmentId
from corpus.register import Event, EventKind, Evidence, Fulfilment, RecordState
from corpus.store.names import slug
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


@dataclass(frozen=True, kw_only=True)
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

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {item.id: place for place, item in enumerate(self.items)}

    def place(self, commitment: str) -> int | None:
        """Return where a commitment stands, from 0; None where it does not wait."""
        return self._places.get(commitment)

    def after(self, commitment: str) -> CommitmentId | None:
        """Return the one behind a commitment; None where it is the last, or does not wait."""
        place = self.place(commitment)
        return None if place is None or place + 1 >= len(self.items) else self.items[place + 1].id


_Order = tuple[int, int, str, str, int, str]
_Last = Mapping[tuple[CommitmentId | None, EventKind], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What an entry was judged on, and the outcome: the same again as long as nothing of it changed."""

    tracked: TrackedCommitment
    pieces: tuple[Evidence, ...]
    last: tuple[int, int]
    item: ReviewItem | None
    order: _Order | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Everything that waits, in order, with what it was judged on.

    Attributes:
        items: The entries that wait, most pressing first.
        offices: Their offices, by name.
        judged: Every entry, waiting or not.
    """

    items: tuple[ReviewItem, ...] = ()
    offices: tuple[OfficeCount, ...] = ()
    judged: Mapping[CommitmentId, _Judged] = field(default_factory=dict, repr=False)

    def narrowed(self, wanted: ReviewFilter) -> Queue:
        """Return the queue that a filter leaves."""
        kept = self.items
        if wanted != ReviewFilter():
            kept = tuple(item for item in self.items if _wanted(item, wanted))
        return Queue(items=kept, waiting=len(self.items), offices=self.offices)


def waiting(
    tracked: Sequence[TrackedCommitment],
    proposals: Iterable[Evidence],
    events: Iterable[Event],
    before: Waiting | None = None,
) -> Waiting:
    """Return everything that waits for a person, most pressing first.

    Args:
        tracked: All commitments as they stand today, those whose words are gone included.
        proposals: The evidence that waits.
        events: The log's events of ``LOG_KINDS``.
        before: What waited before a change: entries that are still the same objects are not judged again.
    """
    pieces, last = _by_commitment(proposals), _last_of_kinds(events)
    known = before.judged if before is not None else {}
    judged = {one.id: _judged(one, pieces.get(one.id, ()), last, known.get(one.id)) for one in tracked}
    found = [one for one in judged.values() if one.order is not None]
    found.sort(key=attrgetter("order"))
    items = tuple(one.item for one in found if one.item is not None)
    return Waiting(items=items, offices=_offices(items), judged=judged)


def _judged(one: TrackedCommitment, pieces: tuple[Evidence, ...], last: _Last, before: _Judged | None) -> _Judged:
    logged = (last.get((one.id, EventKind.DETACHED), 0), last.get((one.id, EventKind.NOTED), 0))
    if before is not None and before.tracked is one and before.pieces == pieces and before.last == logged:
        return before
    item = _item(one, pieces, last)
    order = _order(item) if item is not None else None
    return _Judged(tracked=one, pieces=pieces, last=logged, item=item, order=order)


def queue(
    tracked: Sequence[TrackedCommitment],
    proposals: Iterable[Evidence],
    events: Iterable[Event],
    wanted: ReviewFilter | None = None,
) -> Queue:
    """Return what waits for a person and a filter leaves, most pressing first; see ``waiting``."""
    return waiting(tracked, proposals, events).narrowed(wanted or ReviewFilter())


def pressing(item: ReviewItem) -> Pressing:
    """Return how much an entry presses."""
    if {Reason.EVIDENCE, Reason.DETACHED} & set(item.reasons) or item.tracked.timeliness.state in _NEAR:
        return Pressing.NOW
    if {Reason.CARRIED_OVER, Reason.LAPSED} & set(item.reasons):
        return Pressing.ENDED
    return Pressing.UNDATED if item.tracked.last_day is None else Pressing.LATER


def _order(item: ReviewItem) -> _Order:
    held = item.tracked.commitment
    office = slug(held.office or "")
    return (pressing(item), list(Certainty).index(item.step), office, held.document, held.span.start, item.id)


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
    written = Counter(item.tracked.commitment.office or "" for item in waiting)
    counts: Counter[str] = Counter()
    for office, count in written.items():
        counts[slug(office) or NO_OFFICE] += count
    names = {slug(office) or NO_OFFICE: office for office in written}
    return tuple(OfficeCount(slug=name, office=names[name], waiting=counts[name]) for name in sorted(counts))


def _office(item: ReviewItem) -> str:
    return slug(item.tracked.commitment.office or "") or NO_OFFICE
