"""The reminder list of an office: what it is to be asked about on a day, with everything that a reminder quotes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from corpus.facts import Bilingual, TimeRange
from corpus.model import CommitmentId, DocumentId, Span
from corpus.register import Decision, Evidence, Fulfilment, RecordState, Relation
from tracker.coverage import seen_until
from tracker.offices import ReminderList, Share, reminder_list
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


class Section(StrEnum):
    """The parts of a reminder list, in their order."""

    OVERDUE = "overdue"
    EXPIRING = "expiring"
    PARTLY = "partly"
    UNDATED = "undated"
    MOVED_OFTEN = "moved_often"


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
    computation: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderSection:
    """A part of the list.

    Attributes:
        kind: Which part.
        rows: Its commitments, the earliest last day first.
        share: How many they are, out of all that is still awaited of the office.
    """

    kind: Section
    rows: tuple[ReminderRow, ...]
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderReport:
    """A reminder list with its counts.

    Attributes:
        office: Title of the office.
        holder: Who holds it on that day, None where unknown.
        on: The day on which it reckons.
        known_on: The day up to which the register was written; what was recorded later is left out.
        ahead_days: How far ahead "expiring" looks.
        undated_days: Age from which an undated promise is asked about.
        promised: All commitments of the office, rejected ones left out.
        awaited: Those still awaited, out of all.
        listed: How many commitments stand in at least one section, out of those awaited.
        sections: The sections, every one, empty or not.
        mandates_problem: Why the file of mandates could not be used; empty where nothing is wrong.
    """

    office: str
    holder: str | None
    on: date
    known_on: date
    ahead_days: int
    undated_days: int
    promised: int
    awaited: Share
    listed: Share
    sections: tuple[ReminderSection, ...]
    mandates_problem: str = ""

    @property
    def rows(self) -> tuple[ReminderRow, ...]:
        """Every commitment that is listed, once, in the order of the sections."""
        return tuple({row.commitment: row for section in self.sections for row in section.rows}.values())


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderTerms:
    """For which day a list is made, and how far it looks.

    Attributes:
        on: The day on which it reckons.
        known_on: The day up to which the register was written.
        written_on: Today: the last day on which something can have been written into the register.
        ahead_days: How far ahead "expiring" looks; half a year, as reminder lists are made.
        undated_days: Age from which an undated promise is asked about.
    """

    on: date
    known_on: date
    written_on: date = date.max
    ahead_days: int = 183
    undated_days: int = 365


def reminder_report(
    office: str,
    tracked: tuple[TrackedCommitment, ...],
    terms: ReminderTerms,
    sources: RowSources,
    *,
    holder: str | None = None,
    mandates_problem: str = "",
) -> ReminderReport:
    """Make the reminder list of an office.

    Args:
        office: Title of the office.
        tracked: Its commitments as they stand on the day, in the order that the sections keep.
        terms: Day and periods.
        sources: Where the rows find the rest.
        holder: Who holds the office on that day.
        mandates_problem: Why the file of mandates could not be used.
    """
    live = tuple(one for one in tracked if one.record in (RecordState.CANDIDATE, RecordState.CONFIRMED))
    awaited = tuple(one for one in live if one.fulfilment not in SETTLED)
    found = reminder_list(live, ahead_days=terms.ahead_days, undated_days=terms.undated_days)
    rows = {one.id: reminder_row(one, sources) for one in _listed(found)}
    sections = tuple(_section(kind, getattr(found, kind.value), rows, len(awaited)) for kind in Section)
    return ReminderReport(
        office=office,
        holder=holder,
        on=terms.on,
        known_on=terms.known_on,
        ahead_days=terms.ahead_days,
        undated_days=terms.undated_days,
        promised=len(live),
        awaited=Share(count=len(awaited), of=len(live)),
        listed=Share(count=len(rows), of=len(awaited)),
        sections=sections,
        mandates_problem=mandates_problem,
    )


def _listed(found: ReminderList) -> tuple[TrackedCommitment, ...]:
    groups: list[tuple[TrackedCommitment, ...]] = [getattr(found, kind.value) for kind in Section]
    return tuple({one.id: one for group in groups for one in group}.values())


def _section(
    kind: Section, held: Sequence[TrackedCommitment], rows: Mapping[CommitmentId, ReminderRow], awaited: int
) -> ReminderSection:
    return ReminderSection(
        kind=kind, rows=tuple(rows[one.id] for one in held), share=Share(count=len(held), of=awaited)
    )


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
        answered=(head.answered if head else None) or held.stated,
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
