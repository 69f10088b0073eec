"""A commitment with its state and timeliness on a day: what lists, pages and feeds show."""

from dataclasses import dataclass
from datetime import date

from corpus.model import CommitmentId
from corpus.register import Commitment, Event, Fulfilment, RecordState
from tracker.coverage import ReadUntil
from tracker.state import CommitmentState, MilestoneState
from tracker.timeliness import Periods, Timeliness, TimelinessState, assess_commitment, worst
from tracker.transitions import Action, possible
from tracker.words import event_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedCommitment:
    """A commitment as it stands on a day.

    Attributes:
        state: Everything its events say.
        today: The day asked about.
        milestones: How each milestone stands, in the commitment's order.
        parts: Commitments of which this is the whole.
    """

    state: CommitmentState
    today: date
    milestones: tuple[Timeliness, ...]
    parts: tuple[CommitmentId, ...] = ()

    @property
    def id(self) -> CommitmentId:
        """Id of the commitment."""
        return self.state.id

    @property
    def commitment(self) -> Commitment:
        """What ingest found."""
        return self.state.commitment

    @property
    def timeliness(self) -> Timeliness:
        """How it stands: as its worst milestone does."""
        return worst(self.milestones)

    @property
    def record(self) -> RecordState:
        """First axis."""
        return self.state.record

    @property
    def fulfilment(self) -> Fulfilment:
        """Second axis."""
        return self.state.fulfilment

    @property
    def last_day(self) -> date | None:
        """Last day of its worst milestone, None where it has none."""
        return self.timeliness.last_day

    @property
    def is_overdue(self) -> bool:
        """Whether a milestone is overdue."""
        return self.timeliness.is_overdue

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a person can do with it now."""
        return possible(self.record, self.fulfilment)

    @property
    def milestone_states(self) -> tuple[tuple[MilestoneState, Timeliness], ...]:
        """Each milestone with how it stands."""
        return tuple(zip(self.state.milestones, self.milestones, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One line of a commitment's history."""

    event: Event
    state: CommitmentState

    def sentence(self, language: str) -> str:
        """Return what happened, by whom and in which words."""
        return event_sentence(self.event, language, self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDetail:
    """A commitment with its whole history.

    Attributes:
        tracked: How it stands.
        history: Its events in order.
        whole: The commitment of which it is a part.
        parts: The commitments of which it is the whole.
    """

    tracked: TrackedCommitment
    history: tuple[HistoryEntry, ...]
    whole: TrackedCommitment | None = None
    parts: tuple[TrackedCommitment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueGroups:
    """Open commitments with a last day, by how they stand, each group by last day.

    Attributes:
        overdue: Overdue and long overdue.
        cannot_tell: Past their grace, but their source was not read so far.
        in_grace: Past the last day, within the grace.
        in_window: Due now.
        due_soon: Beginning soon.
        upcoming: Later.
    """

    overdue: tuple[TrackedCommitment, ...] = ()
    cannot_tell: tuple[TrackedCommitment, ...] = ()
    in_grace: tuple[TrackedCommitment, ...] = ()
    in_window: tuple[TrackedCommitment, ...] = ()
    due_soon: tuple[TrackedCommitment, ...] = ()
    upcoming: tuple[TrackedCommitment, ...] = ()


def track(
    state: CommitmentState,
    today: date,
    periods: Periods,
    read_until: ReadUntil,
    parts: tuple[CommitmentId, ...] = (),
) -> TrackedCommitment:
    """Say how a commitment stands on a day."""
    return TrackedCommitment(
        state=state, today=today, milestones=assess_commitment(state, today, periods, read_until), parts=parts
    )


def due_groups(tracked: tuple[TrackedCommitment, ...], within_days: int | None = None) -> DueGroups:
    """Group commitments by how they stand.

    Args:
        tracked: Commitments, in the order that the groups keep.
        within_days: Leave out what is neither past its last day nor has it within that many days; None for all.
    """
    near = [
        one
        for one in tracked
        if one.last_day is not None
        and (within_days is None or one.timeliness.days_left is None or one.timeliness.days_left <= within_days)
    ]

    def of(*states: TimelinessState) -> tuple[TrackedCommitment, ...]:
        return tuple(one for one in near if one.timeliness.state in states)

    return DueGroups(
        overdue=of(TimelinessState.OVERDUE, TimelinessState.LONG_OVERDUE),
        cannot_tell=of(TimelinessState.CANNOT_TELL),
        in_grace=of(TimelinessState.IN_GRACE),
        in_window=of(TimelinessState.IN_WINDOW),
        due_soon=of(TimelinessState.DUE_SOON),
        upcoming=of(TimelinessState.UPCOMING),
    )
