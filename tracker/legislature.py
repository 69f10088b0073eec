"""The end of a legislature: what is still open then, and what a person decides about it, all at once with one note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.errors import EditConflict, NotFound, WrongUse
from corpus.model import CommitmentId
from corpus.register import Fulfilment, RecordState
from tracker.filters import TrackerFilter
from tracker.service import Tracker
from tracker.state import SETTLED
from tracker.succession import Answerable
from tracker.tracked import TrackedCommitment


class Ending(StrEnum):
    """What can be decided about an open commitment at the end of a legislature."""

    CARRY_OVER = "carry_over"
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAtEnd:
    """A commitment on which a decision is awaited.

    Attributes:
        tracked: How it stands.
        now: Who answers for it now.
    """

    tracked: TrackedCommitment
    now: Answerable


@dataclass(frozen=True, slots=True, kw_only=True)
class LegislatureEnd:
    """The commitments of a legislature that has ended.

    Attributes:
        ended: Its last day.
        promised: How many were stated up to that day; rejected, merged and split entries are left out.
        undecided: Those still awaited on which nothing was decided.
        carried_over: How many were carried over.
        lapsed: How many lapsed.
        without_day: Open ones of which it is not known when they were stated; they are in none of the others.
    """

    ended: date
    promised: int
    undecided: tuple[TrackedCommitment, ...]
    carried_over: int
    lapsed: int
    without_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A commitment on which the decision was not written, and why."""

    commitment: CommitmentId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkDecision:
    """What a decision on many did.

    Attributes:
        ending: What was decided.
        decided: The commitments on which it was written.
        refused: Those on which it was not; nothing of them changed.
    """

    ending: Ending
    decided: tuple[CommitmentId, ...]
    refused: tuple[Refused, ...]


def legislature_end(
    tracker: Tracker, ended: date, today: date, *, office: str | None = None, text: str = ""
) -> LegislatureEnd:
    """Return what is still open of a legislature.

    Args:
        tracker: The tracker.
        ended: Last day of the legislature.
        today: The day on which verdicts count; not before ``ended``.
        office: Only of this office.
        text: Only where the sentence contains these words.

    Raises:
        WrongUse: If the legislature has not ended yet.
    """
    if ended > today:
        raise WrongUse(f"the legislature that ends on {ended} has not ended on {today}: nothing is to be decided yet")
    live = [
        one
        for one in tracker.list(TrackerFilter(office=office, text=text), today)
        if one.record in (RecordState.CANDIDATE, RecordState.CONFIRMED)
    ]
    known = [one for one in live if one.commitment.stated is not None and one.commitment.stated <= ended]
    return LegislatureEnd(
        ended=ended,
        promised=len(known),
        undecided=tuple(one for one in known if one.fulfilment not in SETTLED | {Fulfilment.CARRIED_OVER}),
        carried_over=sum(one.fulfilment is Fulfilment.CARRIED_OVER for one in known),
        lapsed=sum(one.fulfilment is Fulfilment.LAPSED for one in known),
        without_day=sum(one.commitment.stated is None and one.fulfilment not in SETTLED for one in live),
    )


def decide_all(
    tracker: Tracker, chosen: Sequence[OpenAtEnd], ending: Ending, *, author: str, note: str
) -> BulkDecision:
    """Write the same decision with the same note on many commitments.

    Each is an event of its own that can be undone alone. One that somebody else changed first, or that cannot take the
    decision, is refused with the reason; the others are written.

    Args:
        tracker: The tracker.
        chosen: The commitments; one that is carried over goes to the office that answers for it now, where that is
            known, else it stays with its own.
        ending: What is decided.
        author: Who decides.
        note: Why; kept in the history of each.

    Raises:
        WrongUse: If there is no author or no note.
    """
    if not author.strip() or not note.strip():
        raise WrongUse("a decision on many commitments needs an author and a note, for both are kept in each history")
    decided: list[CommitmentId] = []
    refused: list[Refused] = []
    for one in chosen:
        try:
            _decide(tracker, one, ending, author, note)
        except (EditConflict, NotFound, WrongUse) as error:
            refused.append(Refused(commitment=one.tracked.id, reason=str(error)))
        else:
            decided.append(one.tracked.id)
    return BulkDecision(ending=ending, decided=tuple(decided), refused=tuple(refused))


def _decide(tracker: Tracker, one: OpenAtEnd, ending: Ending, author: str, note: str) -> None:
    last = one.tracked.state.last_event
    if ending is Ending.LAPSE:
        tracker.lapse(one.tracked.id, author=author, note=note, expected_last=last)
        return
    office = (one.now.office or "") if one.now.certain else ""
    tracker.carry_over(one.tracked.id, author=author, office=office, note=note, expected_last=last)
