"""What a commitment has become: the types that folding its events gives (see ``tracker.fold``).

An undated commitment has no milestones; it is given one implicit milestone without dates (id ``<commitment>.0``), so
that moving, fulfilling and timing need no second way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from corpus.facts import TimeRange
from corpus.model import CommitmentId, DocumentId, MilestoneId
from corpus.register import Cause, Commitment, Decision, Event, Evidence, Fulfilment, RecordState

DROPPED = frozenset({Fulfilment.WITHDRAWN, Fulfilment.SUPERSEDED, Fulfilment.LAPSED})
"""Verdicts by which a milestone is no longer promised; it then no longer counts for the whole."""
SETTLED = DROPPED | {Fulfilment.FULFILLED}
"""Verdicts after which nothing more is awaited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One move of a milestone's time.

    Attributes:
        number: 1 for the first move.
        event: Id of the event.
        occurred: The day of the move in the world.
        recorded: When it was written down, in UTC.
        author: Who says so.
        cause: Person or part of the program.
        note: The author's words.
        quote: The new time as printed or typed.
        document: The document that moves it, where one does.
        before: Time until then.
        after: Time from then on.
        days_moved: Days that ``expected`` moved (negative: brought forward); None where one of both has none.
    """

    number: int
    event: int | None
    occurred: date
    recorded: datetime
    author: str
    cause: Cause
    note: str
    quote: str
    document: DocumentId | None
    before: TimeRange
    after: TimeRange
    days_moved: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneState:
    """A milestone as it stands.

    Attributes:
        id: Its id.
        deliverable: The words that name it.
        original: The time first promised; never changes.
        original_quote: That time as printed.
        revisions: Every move since, in order.
        fulfilment: The verdict on it.
        settled: The day in the world of the verdict; None while open.
        implicit: Whether it stands for an undated commitment.
        kept_up: Whether it is continued effort, whose time says until when and is no deadline.
    """

    id: MilestoneId
    deliverable: str
    original: TimeRange
    original_quote: str
    revisions: tuple[Revision, ...] = ()
    fulfilment: Fulfilment = Fulfilment.OPEN
    settled: date | None = None
    implicit: bool = False
    kept_up: bool = False

    @property
    def due(self) -> TimeRange:
        """The time that holds now."""
        return self.revisions[-1].after if self.revisions else self.original

    @property
    def quote(self) -> str:
        """The time that holds now, as printed or typed."""
        return self.revisions[-1].quote if self.revisions else self.original_quote

    @property
    def days_moved(self) -> int | None:
        """Days between the expected day first promised and the one that holds now, None where either has none."""
        return days_between(self.original, self.due)

    def on(self, day: date) -> "MilestoneState":
        """Return the milestone as it stood in the world on a day: later moves and later verdicts left out."""
        known = tuple(revision for revision in self.revisions if revision.occurred <= day)
        if self.settled is not None and self.settled > day:
            return replace(self, revisions=known, fulfilment=Fulfilment.OPEN, settled=None)
        return replace(self, revisions=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentState:
    """A commitment as it stands after its events.

    Attributes:
        commitment: What ingest found.
        record: First axis.
        milestones: Its milestones, at least one (see the module's text).
        notes: Events that carry a person's words, in order.
        evidence: Passages and documents put beside it, whatever was decided on them.
        first_recorded: When its first event was written down, in UTC.
        last_event: Id of its last event, None without events; an edit names it to notice that another came first.
        last_looked_at: The last day on which a person did something with it.
        edited: Names of the fields that a person corrected.
        merged_into: The entry that it was merged into.
        absorbed: Entries that were merged into this one: the same promise, stated elsewhere.
        split_into: The entries that it was split into.
        superseded_by: The commitment that took its place.
        last_decision: The last decision of a person that still holds: what an undo takes back.
    """

    commitment: Commitment
    record: RecordState = RecordState.CANDIDATE
    milestones: tuple[MilestoneState, ...]
    notes: tuple[Event, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    first_recorded: datetime | None = None
    last_event: int | None = None
    last_looked_at: date | None = None
    edited: tuple[str, ...] = ()
    merged_into: CommitmentId | None = None
    absorbed: tuple[CommitmentId, ...] = ()
    split_into: tuple[CommitmentId, ...] = ()
    superseded_by: CommitmentId | None = None
    last_decision: Event | None = None

    @property
    def id(self) -> CommitmentId:
        """Id of the commitment."""
        return self.commitment.id

    @property
    def fulfilment(self) -> Fulfilment:
        """Second axis: fulfilled only if every milestone that is still promised is."""
        return joint_fulfilment(tuple(milestone.fulfilment for milestone in self.milestones))

    @property
    def accepted(self) -> tuple[Evidence, ...]:
        """Evidence that a person accepted."""
        return tuple(piece for piece in self.evidence if piece.decision is Decision.ACCEPTED)

    @property
    def proposed(self) -> tuple[Evidence, ...]:
        """Evidence that waits for a person."""
        return tuple(piece for piece in self.evidence if piece.decision is Decision.PROPOSED)

    @property
    def moves(self) -> int:
        """How many times a milestone was moved."""
        return sum(len(milestone.revisions) for milestone in self.milestones)

    def milestone(self, milestone_id: MilestoneId) -> MilestoneState | None:
        """Return the milestone of that id, None where there is none."""
        return next((milestone for milestone in self.milestones if milestone.id == milestone_id), None)


def joint_fulfilment(verdicts: Sequence[Fulfilment]) -> Fulfilment:
    """Return the verdict on a whole from those on its parts.

    Dropped parts no longer count; where all are dropped the first one's verdict is the whole's. Equal verdicts join to
    that verdict; otherwise anything done makes it partly fulfilled, and nothing done leaves it open.
    """
    awaited = [verdict for verdict in verdicts if verdict not in DROPPED]
    if not awaited:
        return verdicts[0]
    if len(set(awaited)) == 1:
        return awaited[0]
    return Fulfilment.PARTLY if {Fulfilment.FULFILLED, Fulfilment.PARTLY} & set(awaited) else Fulfilment.OPEN


def days_between(before: TimeRange, after: TimeRange) -> int | None:
    """Return the days that the expected day moved, None where one of both has none."""
    if before.expected is None or after.expected is None:
        return None
    return (after.expected - before.expected).days
