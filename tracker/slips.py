"""How a commitment slipped: every time promised for it, with its quote, and what the asker had heard before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from corpus.facts import EarlierClaim, Facts, TimeRange
from corpus.model import DocumentId, DocumentText, MilestoneId
from corpus.register import Commitment, Decision, Evidence, Relation
from tracker.state import CommitmentState, MilestoneState, Revision


class ReadDocument(Protocol):
    """What is read of the document that states a commitment."""

    @property
    def facts(self) -> Facts:
        """Its facts."""

    @property
    def text(self) -> DocumentText:
        """Its text."""

    def compared(self, claim: EarlierClaim, /) -> Commitment | None:
        """Return the commitment with which a claim is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One move of a milestone.

    Attributes:
        number: 1 for the first one.
        on: The day of the move in the world.
        before: The time until then.
        after: The time from then on.
        quote: The new time as printed or typed.
        document: The document that moves it, None where a person typed it.
        author: Who recorded it.
        note: The person's words.
        days: Days that the expected day moved, negative where it was brought forward; None where not comparable.
    """

    number: int
    on: date
    before: TimeRange
    after: TimeRange
    quote: str
    document: DocumentId | None
    author: str
    note: str
    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneSlips:
    """A milestone with every time that was promised for it.

    Attributes:
        id: The milestone.
        deliverable: The words that name it.
        original: The time first promised.
        original_quote: That time as printed.
        slips: Every move, in order.
        days: Days between the expected day first promised and now; None where not comparable, or never moved.
    """

    id: MilestoneId
    deliverable: str
    original: TimeRange
    original_quote: str
    slips: tuple[Slip, ...]
    days: int | None

    @property
    def times(self) -> int:
        """How often it was moved."""
        return len(self.slips)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardBefore:
    """What the asker said had been promised earlier, against the answer.

    Attributes:
        quote: The asker's words.
        item: Item of the question.
        page: Its page, None where the document has none.
        due: When it was to be done, as the asker says; None where unsaid.
        days: Days from that day to the one that the answer promises; None where not comparable.
    """

    quote: str
    item: str
    page: int | None
    due: TimeRange | None
    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """Everything about how a commitment slipped.

    Attributes:
        milestones: Its milestones.
        heard: The asker's earlier claims that its answer is compared with.
        repeated: How often the same promise was stated again: entries merged into it, and passages that repeat it.
    """

    milestones: tuple[MilestoneSlips, ...]
    heard: tuple[HeardBefore, ...] = ()
    repeated: int = 0

    @property
    def times(self) -> int:
        """How often a milestone was moved, of the one that moved most."""
        return max((one.times for one in self.milestones), default=0)

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.times or self.heard or self.repeated)


def slips_of(
    state: CommitmentState,
    document: ReadDocument | None = None,
    evidence: Sequence[Evidence] = (),
    on: date | None = None,
) -> Slips:
    """Tell how a commitment slipped.

    Args:
        state: The commitment as it stands.
        document: The document that states it, for what the asker had heard; None leaves that out.
        evidence: What was put beside it; what was rejected does not count.
        on: Leave out moves after this day; None for all.
    """
    milestones = state.milestones if on is None else tuple(one.on(on) for one in state.milestones)
    repeats = [one for one in evidence if one.relation is Relation.REPEATS and one.decision is not Decision.REJECTED]
    return Slips(
        milestones=tuple(_milestone(one) for one in milestones),
        heard=_heard(state, document) if document is not None else (),
        repeated=len(state.absorbed) + len(repeats),
    )


def moved_into_past(state: CommitmentState, today: date) -> bool:
    """Tell whether the last move gave a time that is past already: right where it is recorded late, else a slip."""
    moves = [move for one in state.milestones for move in one.revisions]
    last = max(moves, key=lambda move: move.event or 0, default=None)
    return last is not None and last.after.latest is not None and last.after.latest < today


def _milestone(one: MilestoneState) -> MilestoneSlips:
    return MilestoneSlips(
        id=one.id,
        deliverable=one.deliverable,
        original=one.original,
        original_quote=one.original_quote,
        slips=tuple(_slip(revision) for revision in one.revisions),
        days=one.days_moved if one.revisions else None,
    )


def _slip(revision: Revision) -> Slip:
    return Slip(
        number=revision.number,
        on=revision.occurred,
        before=revision.before,
        after=revision.after,
        quote=revision.quote,
        document=revision.document,
        author=revision.author,
        note=revision.note,
        days=revision.days_moved,
    )


def _heard(state: CommitmentState, document: ReadDocument) -> tuple[HeardBefore, ...]:
    def about_this(claim: EarlierClaim) -> bool:
        other = document.compared(claim)
        return other is not None and other.id == state.id

    return tuple(
        HeardBefore(
            quote=" ".join(claim.span.quote(document.text.text).split()),
            item=claim.item,
            page=claim.span.page,
            due=claim.due,
            days=claim.moved_days,
        )
        for claim in document.facts.claims
        if about_this(claim)
    )
