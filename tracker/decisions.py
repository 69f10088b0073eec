"""What a person decides, as events: each function checks that it is possible and returns what to append."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from corpus.errors import WrongUse
from corpus.facts import TimeRange
from corpus.model import DocumentId, MilestoneId
from corpus.register import Cause, Decision, Event, Evidence, Relation
from tracker.ranges import range_to_data
from tracker.state import CommitmentState, days_between
from tracker.transitions import Action, Transition, allowed, to_move

_EXTERNAL = ("https://", "http://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Who decides, when, and in which words.

    Attributes:
        author: The person.
        note: The person's words.
        on: The day it happened in the world.
        now: The moment of writing it down, in UTC.
    """

    author: str
    note: str
    on: date
    now: datetime

    def __post_init__(self) -> None:
        """Refuse a decision that nobody takes.

        Raises:
            WrongUse: If the author is empty.
        """
        if not self.author.strip():
            raise WrongUse("a decision needs an author: say who decides")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What shows that a commitment was fulfilled: a document held, or an address outside."""

    document: DocumentId | None = None
    url: str = ""


def is_external(evidence: str) -> bool:
    """Return whether evidence is an address outside the store."""
    return evidence.startswith(_EXTERNAL)


def simple_event(
    state: CommitmentState, action: Action, decided: Decided, milestone: MilestoneId | None = None
) -> Event:
    """Return the event of an action that carries nothing but words.

    Raises:
        NotFound: If there is no such milestone.
        WrongUse: If the action is not possible now, or a rejection or note has no words.
    """
    row = allowed(state, action, milestone)
    if action in (Action.REJECT, Action.NOTE) and not decided.note.strip():
        what = "a reason" if action is Action.REJECT else "a text"
        raise WrongUse(f"'{action.value}' needs {what}, for it is kept in the history", code="no_words")
    return decision_event(state, row, decided, milestone)


def move_event(
    state: CommitmentState, to: TimeRange, quote: str, decided: Decided, milestone: MilestoneId | None = None
) -> Event:
    """Return the event that gives a milestone another time; the original and every earlier time stay in the log.

    Raises:
        NotFound: If there is no such milestone.
        WrongUse: If it cannot be moved, it is unclear which one moves, or it is due then already.
    """
    moving = to_move(state, milestone)
    before = moving.due
    if (before.earliest, before.expected, before.latest) == (to.earliest, to.expected, to.latest):
        raise WrongUse(f"milestone {moving.id} is due then already; nothing was changed", code="same_time")
    row = allowed(state, Action.MOVE, milestone)
    data = {
        "to": to.latest.isoformat() if to.latest else None,
        "from": before.latest.isoformat() if before.latest else None,
        "quote": quote,
        "range": range_to_data(to),
        "before": range_to_data(before),
        "days_moved": days_between(before, to),
    }
    return decision_event(state, row, decided, None if moving.implicit else moving.id, data)


def fulfil_event(
    state: CommitmentState, proof: Proof, decided: Decided, milestone: MilestoneId | None = None, *, partly: bool
) -> tuple[Evidence, Event]:
    """Return the accepted evidence and the event of a fulfilment.

    Raises:
        NotFound: If there is no such milestone.
        WrongUse: If it is settled already, or an address outside the store has no note that says what it shows.
    """
    row = allowed(state, Action.FULFIL_PARTLY if partly else Action.FULFIL, milestone)
    if proof.url and not decided.note.strip():
        raise WrongUse(
            "evidence outside the store needs a note that says what it shows, for it can change or vanish",
            code="proof_without_note",
        )
    evidence = Evidence(
        commitment=state.id,
        milestone=milestone,
        document=proof.document,
        quote=proof.url,
        relation=Relation.PARTLY if partly else Relation.FULFILS,
        score=1.0,
        proposed_by=decided.author,
        decision=Decision.ACCEPTED,
        decided_by=decided.author,
        recorded=decided.now,
    )
    data = {"url": proof.url} if proof.url else {}
    return evidence, decision_event(state, row, decided, milestone, data, proof.document)


def decision_event(
    state: CommitmentState,
    row: Transition,
    decided: Decided,
    milestone: MilestoneId | None,
    data: Mapping[str, object] | None = None,
    document: DocumentId | None = None,
) -> Event:
    """Return the event of an action that the graph allows, with its details and the document that shows it."""
    held = state.milestone(milestone) if milestone is not None else None
    return Event(
        kind=row.event,
        occurred=decided.on,
        recorded=decided.now,
        cause=Cause.PERSON,
        author=decided.author.strip(),
        note=decided.note.strip(),
        commitment=state.id,
        milestone=None if held is not None and held.implicit else milestone,
        document=document,
        data=data or {},
    )
