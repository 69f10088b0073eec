"""A commitment as a reminder quotes it, from the register, its document and the evidence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from corpus.facts import Multilingual, TimeRange
from corpus.model import CommitmentId, DocumentId, Span
from corpus.register import Decision, Evidence, Fulfilment, RecordState, Relation
from tracker.coverage import seen_until
from tracker.slips import Slip, slips_of
from tracker.state import SETTLED
from tracker.succession import Answerable
from tracker.timeliness import TimelinessState
from tracker.tracked import TrackedCommitment


class Head(Protocol):
    """What is quoted of the head of a document; ``DocumentSummary`` of the store has it."""

    @property
    def number(self) -> int | None:
        """Number of the question."""

    @property
    def session(self) -> str | None:
        """Parliamentary year."""

    @property
    def title(self) -> str | None:
        """Title as printed."""

    @property
    def name(self) -> str:
        """What a person would call the file."""

    @property
    def asked(self) -> date | None:
        """Day of the question."""

    @property
    def answered(self) -> date | None:
        """Day of the answer."""

    @property
    def language(self) -> str | None:
        """Language of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """The newest passage put beside a commitment.

    Attributes:
        day: When it was put there.
        relation: How it relates.
        decision: Whether a person accepted it; a rejected one is never shown here.
        quote: Its words.
        document: The document that holds it, None for a source outside.
        number: Number of that document's question.
        answered: Day of that document.
    """

    day: date
    relation: Relation
    decision: Decision
    quote: str
    document: DocumentId | None
    number: int | None
    answered: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRow:
    """One commitment of a reminder list.

    Attributes:
        commitment: Its id.
        document: The document that states it.
        number: Number of its question.
        session: Its parliamentary year.
        title: Its title, else the file's name.
        asked: Day of the question.
        answered: Day of the answer.
        asker: Who had asked.
        minister_then: Who promised it.
        office_then: In whose name.
        now: Who answers for it now, and why.
        quote: Its words, on one line.
        item: Item of the answer.
        span: Where it stands.
        condition: The words of its condition, None where unconditional.
        state: How it stands.
        record: Whether a person confirmed it.
        original: The time first promised.
        original_quote: That time as printed.
        present: The time that holds now.
        present_quote: That time as printed or typed.
        vague: A vague time as printed.
        days_over: Days since it became overdue, 0 on the first; None where it is not.
        days_left: Days to the last day; None where past or without.
        moves: Every move of the milestone that stands worst.
        days_moved: Days that it moved in all; None where not comparable.
        done: Milestones that are done, of one that is partly done.
        awaited: Milestones that are awaited.
        evidence: The newest passage put beside it.
        seen_until: Last day up to which its source was read, at most the day of the list; None if never.
        address: Address of its passage.
        computation: How its dates were computed.
    """

    commitment: CommitmentId
    document: DocumentId
    number: int | None
    session: str | None
    title: str
    asked: date | None
    answered: date | None
    asker: str | None
    minister_then: str | None
    office_then: str | None
    now: Answerable
    quote: str
    item: str
    span: Span
    condition: str | None
    state: TimelinessState
    record: RecordState
    original: TimeRange
    original_quote: str
    present: TimeRange
    present_quote: str
    vague: str | None
    days_over: int | None
    days_left: int | None
    moves: tuple[Slip, ...]
    days_moved: int | None
    done: tuple[str, ...]
    awaited: tuple[str, ...]
    evidence: EvidenceLine | None
    seen_until: date | None
    address: str
    computation: tuple[Multilingual, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSources:
    """Where a row finds what the register does not hold.

    Attributes:
        heads: Heads of documents, by id.
        evidence: Gives what was put beside a commitment.
        answerable: Says who answers for a commitment now.
        address: Gives the address of a passage.
    """

    heads: Mapping[DocumentId, Head]
    evidence: Callable[[CommitmentId], Sequence[Evidence]]
    answerable: Callable[[TrackedCommitment], Answerable]
    address: Callable[[DocumentId, Span], str]


def reminder_row(one: TrackedCommitment, sources: RowSources) -> ReminderRow:
    """Return a commitment as a reminder quotes it."""
    held, now = one.commitment, one.timeliness
    head = sources.heads.get(held.document)
    slips = next(found for found in slips_of(one.state, on=one.today).milestones if found.id == now.milestone)
    several = len(one.state.milestones) > 1
    return ReminderRow(
        commitment=held.id,
        document=held.document,
        number=head.number if head else None,
        session=head.session if head else None,
        title=(head.title or head.name) if head else held.document,
        asked=head.asked if head else None,
        # The day on which it was stated may be the question's: that is never given as the answer's.
        answered=head.answered if head else None,
        asker=held.asker,
        minister_then=held.minister,
        office_then=held.office,
        now=sources.answerable(one),
        quote=" ".join(held.quote.split()),
        item=held.item,
        span=held.span,
        condition=held.condition,
        state=now.state,
        record=one.record,
        original=now.original,
        original_quote=slips.original_quote,
        present=now.due,
        present_quote=now.quote,
        vague=held.vague,
        days_over=now.days_over if one.is_overdue else None,
        days_left=now.days_left,
        moves=slips.slips,
        days_moved=slips.days,
        done=tuple(m.deliverable for m in one.state.milestones if several and m.fulfilment is Fulfilment.FULFILLED),
        awaited=tuple(m.deliverable for m in one.state.milestones if several and m.fulfilment not in SETTLED),
        evidence=_newest(sources, held.id),
        seen_until=seen_until(now.read_until, one.today),
        address=sources.address(held.document, held.span),
        computation=now.lines,
    )


def _newest(sources: RowSources, commitment: CommitmentId) -> EvidenceLine | None:
    """Return the newest passage that nobody rejected, an accepted one before a proposed one."""
    pieces = [one for one in sources.evidence(commitment) if one.decision is not Decision.REJECTED]
    if not pieces:
        return None
    newest = max(pieces, key=lambda one: (one.decision is Decision.ACCEPTED, one.recorded, one.id or 0))
    head = sources.heads.get(newest.document) if newest.document is not None else None
    return EvidenceLine(
        day=newest.recorded.date(),
        relation=newest.relation,
        decision=newest.decision,
        quote=" ".join(newest.quote.split()),
        document=newest.document,
        number=head.number if head else None,
        answered=head.answered if head else None,
    )
