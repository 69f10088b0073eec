"""The commitments that are still open, as later passages are compared with them."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.model import DocumentId, MilestoneId
from corpus.register import Fulfilment, RecordState
from corpus.store.names import slug
from tracker.evidence.features import Promise
from tracker.evidence.judge import Judge
from tracker.state import CommitmentState, MilestoneState

AWAITED = frozenset({Fulfilment.OPEN, Fulfilment.PARTLY, Fulfilment.UNCLEAR, Fulfilment.CARRIED_OVER})
_RECORDED = frozenset({RecordState.CANDIDATE, RecordState.CONFIRMED})
_KEPT = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCommitment:
    """An open commitment.

    Attributes:
        state: As it stands.
        office: Slug of its office.
        stated: The day it was stated.
        title: Title of the document that states it; empty where unknown.
    """

    state: CommitmentState
    office: str
    stated: date | None
    title: str = ""

    @property
    def document(self) -> DocumentId:
        """The document that states it."""
        return self.state.commitment.document

    @property
    def text(self) -> str:
        """What it says, and what it is about."""
        held = self.state.commitment
        return held.quote if not held.subject else f"{held.quote} {held.subject}"

    @property
    def awaited(self) -> tuple[MilestoneState, ...]:
        """Its milestones that are still to come."""
        return tuple(one for one in self.state.milestones if one.fulfilment in AWAITED)


def open_commitments(
    states: Sequence[CommitmentState], titles: Mapping[DocumentId, str | None]
) -> tuple[OpenCommitment, ...]:
    """Return those of the states that are in the register, stated by their document, and awaited.

    Args:
        states: Commitments as they stand.
        titles: Titles of the documents that state them.
    """
    return tuple(
        OpenCommitment(
            state=state,
            office=slug(state.commitment.office or ""),
            stated=state.commitment.stated,
            title=titles.get(state.commitment.document) or "",
        )
        for state in states
        if state.record in _RECORDED and state.commitment.attached and state.fulfilment in AWAITED
    )


class Promises:
    """Reads open commitments as they are needed, and keeps the last ones.

    Args:
        held: The open commitments.
        judge: Reads the wordings.
    """

    def __init__(self, held: Sequence[OpenCommitment], judge: Judge) -> None:
        self._held = held
        self._judge = judge
        self._read: OrderedDict[int, Promise] = OrderedDict()

    def promise(self, place: int) -> Promise:
        """Return a commitment as it is compared, with the time of its first awaited milestone."""
        known = self._read.get(place)
        if known is None:
            known = self._read[place] = self._made(self._held[place])
            if len(self._read) > _KEPT:
                self._read.popitem(last=False)
        return known

    def _made(self, one: OpenCommitment) -> Promise:
        awaited = one.awaited
        due = awaited[0].due if awaited and (awaited[0].due.latest or awaited[0].due.earliest) else None
        return self._judge.promise(
            one.text,
            one.stated,
            office=one.office,
            actor=self._judge.words.terms(one.state.commitment.actor or ""),
            due=due,
        )

    def milestone(self, place: int, shared: frozenset[str]) -> MilestoneId | None:
        """Return the one awaited milestone whose words a passage takes up most; None where they do not differ."""
        awaited = self._held[place].awaited
        if len(awaited) < 2:
            return None
        counts = [len(self._judge.words.terms(one.deliverable) & shared) for one in awaited]
        best = max(counts)
        return awaited[counts.index(best)].id if counts.count(best) == 1 else None
