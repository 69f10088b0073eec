"""What people decide about proposed evidence: it is accepted with the verdict that follows, or rejected."""

from collections.abc import Mapping
from datetime import date

from corpus.errors import WrongUse
from corpus.register import Decision, Event, Evidence, Relation
from tracker.deciding import Deciding, refuse_before
from tracker.decisions import Decided, move_event
from tracker.ranges import range_from_data
from tracker.register_decisions import evidence_events
from tracker.state import CommitmentState
from tracker.tracked import TrackedCommitment


class Judging(Deciding):
    """Decisions on evidence."""

    def accept_evidence(
        self,
        evidence: int,
        *,
        author: str,
        note: str = "",
        relation: str | None = None,
        to: str | date | None = None,
        on: date | None = None,
        expected_last: int | None = None,
    ) -> TrackedCommitment:
        """Accept proposed evidence; the verdict that follows from its relation is written with it.

        Args:
            evidence: Its number.
            author: Who accepts it.
            note: Why.
            relation: The relation as the person sees it; None for the proposed one.
            to: The new time where it moves the commitment; None for the time that was read in the passage.
            on: The day in the world; the document's own day where None.
            expected_last: Last event that the author had seen; None does not compare.

        Raises:
            NotFound: If there is no such evidence.
            WrongUse: If it was decided already, the relation is none, or the verdict is not possible.
            EditConflict: If somebody else changed the commitment first.
        """
        piece = self._store.evidence.get(evidence)
        seen = _relation(relation) if relation is not None else piece.relation
        state = self._reader.state_to_edit(piece.commitment, expected_last)
        decided = self._decided(author, note, on or self._day_of(piece))
        moved = self._move_of(state, piece, decided, to) if seen is Relation.MOVES else None
        events = evidence_events(state, piece, Decision.ACCEPTED, decided, seen, moved)
        return self._decide(state, evidence, Decision.ACCEPTED, events, decided, seen)

    def reject_evidence(
        self, evidence: int, *, author: str, note: str = "", expected_last: int | None = None
    ) -> TrackedCommitment:
        """Say that proposed evidence does not concern the commitment; it is kept, with the reason.

        Raises:
            NotFound: If there is no such evidence.
            WrongUse: If it was decided already.
            EditConflict: If somebody else changed the commitment first.
        """
        piece = self._store.evidence.get(evidence)
        state = self._reader.state_to_edit(piece.commitment, expected_last)
        decided = self._decided(author, note, None)
        events = evidence_events(state, piece, Decision.REJECTED, decided, piece.relation, None)
        return self._decide(state, evidence, Decision.REJECTED, events, decided, piece.relation)

    def _decide(
        self,
        state: CommitmentState,
        evidence: int,
        decision: Decision,
        events: tuple[Event, ...],
        decided: Decided,
        relation: Relation | None,
    ) -> TrackedCommitment:
        self._store.evidence.decide(
            evidence,
            decision,
            events,
            decided_by=decided.author,
            relation=relation,
            expected_last=state.last_event or 0,
        )
        return self._now(state.id)

    def _move_of(self, state: CommitmentState, piece: Evidence, decided: Decided, to: str | date | None) -> Event:
        """Return the move to the time given, or to the time that was read in the passage."""
        if to is not None:
            read, quote = self._read_due(to, decided.on), to if isinstance(to, str) else ""
        else:
            proposed = [e for e in self._store.register.events(state.id) if e.data.get("evidence") == piece.id]
            stored = proposed[0].data.get("new_due") if proposed else None
            if not isinstance(stored, Mapping):
                raise WrongUse(
                    f"evidence {piece.id} names no new time that could be read: give one", code="no_new_time"
                )
            read, quote = range_from_data(stored), str(proposed[0].data.get("new_due_quote") or "")
        refuse_before(read, state.commitment.stated)
        return move_event(state, read, quote, decided, piece.milestone)

    def _day_of(self, piece: Evidence) -> date | None:
        if piece.document is None:
            return None
        record = self._store.documents.get(piece.document).record
        day = record.answered or record.asked
        return min(day, self._today()) if day is not None else None


def _relation(name: str) -> Relation:
    try:
        return Relation(name)
    except ValueError as error:
        raise WrongUse(f"'{name}' is no relation; choose one of {', '.join(Relation)}") from error
