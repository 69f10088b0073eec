"""What people decide about the register itself: corrections, merging, splitting, carrying over, undoing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.errors import WrongUse
from corpus.model import CommitmentId, MilestoneId
from corpus.register import Commitment, Decision, Event
from tracker.deciding import refuse_before
from tracker.decisions import Decided, decision_event
from tracker.fold import fold
from tracker.judging import Judging
from tracker.register_decisions import (
    Part,
    edit_event,
    entry_by_hand,
    found_by_hand,
    merge_events,
    split_into,
    undo_events,
)
from tracker.state import CommitmentState
from tracker.tracked import TrackedCommitment
from tracker.transitions import Action, allowed
from tracker.undoing import taken_together


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The words of a deliverable, as a person points at them.

    Attributes:
        start: Where they begin in the document's text.
        end: Where they end.
        due: Its time: a day, an ISO date, or words that the times reader understands; empty for none.
        actor: Who will do it, where it differs from the rest.
        subject: What it is about where the words do not say it.
    """

    start: int
    end: int
    due: str = ""
    actor: str | None = None
    subject: str | None = None


class Registering(Judging):
    """Decisions on the entries of the register."""

    def edit(
        self,
        commitment: str,
        *,
        author: str,
        note: str = "",
        fields: Mapping[str, str] | None = None,
        due: str | date | None = None,
        milestone: str | None = None,
        expected_last: int | None = None,
    ) -> TrackedCommitment:
        """Correct what was read wrongly: the document's words stay, and so does the first reading, in the history.

        Args:
            commitment: Its id.
            author: Who corrects.
            note: Why.
            fields: New values by name: actor, subject, condition, office, kind, strength; empty takes one away.
            due: The time as it was promised, where that was read wrongly; a time that was moved since is ``move``.
            milestone: Whose time; None is enough where there is one.
            expected_last: Last event that the author had seen; None does not compare.

        Raises:
            NotFound: If there is no such commitment or milestone.
            WrongUse: If nothing would change, a field cannot be corrected, or the time cannot be read.
            EditConflict: If a person or ingest changed the commitment after ``expected_last``.
        """
        decided = self._decided(author, note, None)
        state = self._reader.state_to_edit(commitment, expected_last)
        read = None if due is None else self._read_due(due, state.commitment.stated or decided.on)
        if read is not None:
            refuse_before(read, state.commitment.stated)
        event = edit_event(
            state,
            fields or {},
            decided,
            due=read,
            due_quote=due if isinstance(due, str) else "",
            milestone=MilestoneId(milestone) if milestone is not None else None,
        )
        self._append(state, event)
        return self._now(commitment)

    def merge(
        self, commitment: str, *, into: str, author: str, note: str = "", expected_last: int | None = None
    ) -> TrackedCommitment:
        """Make an entry a mention of another: the same promise, stated twice. Returns the one that stays.

        Raises:
            NotFound: If one of both does not exist.
            WrongUse: If one of both cannot be merged.
            EditConflict: If somebody else changed one of both first.
        """
        decided = self._decided(author, note, None)
        absorbed = self._reader.state_to_edit(commitment, expected_last)
        kept = self._reader.state_to_edit(into, None)
        self._write(merge_events(absorbed, kept, decided), absorbed, kept)
        return self._now(into)

    def split(
        self,
        commitment: str,
        *,
        parts: Sequence[Passage],
        author: str,
        note: str = "",
        expected_last: int | None = None,
    ) -> tuple[TrackedCommitment, ...]:
        """Replace an entry that holds several deliverables by one for each. Returns the new entries.

        Raises:
            NotFound: If it does not exist.
            WrongUse: If it cannot be split, there are fewer than two parts, or one lies outside the text.
            EditConflict: If somebody else changed it first.
        """
        decided = self._decided(author, note, None)
        state = self._reader.state_to_edit(commitment, expected_last)
        if not state.commitment.attached:
            raise WrongUse(
                f"the words of commitment {commitment} are no longer in its document: attach it again first",
                code="detached",
            )
        held = self._store.documents.get(state.commitment.document)
        read = [self._part(part, state.commitment.stated, decided.on) for part in parts]
        made, events = split_into(state, read, held.text, decided)
        self._store.register.add(made, events, expected_last={state.id: state.last_event or 0})
        return tuple(self._now(entry.id) for entry in made)

    def add(self, like: str, *, passage: Passage, author: str, note: str = "") -> TrackedCommitment:
        """Add a commitment that the program did not find, in the document of another one.

        Args:
            like: A commitment of the same document, whose office, minister and day it shares.
            passage: Its words and its time.
            author: Who adds it.
            note: Why.

        Raises:
            NotFound: If there is no such commitment.
            WrongUse: If the words lie outside the text, the time cannot be read, or it was added already.
        """
        decided = self._decided(author, note, None)
        beside = self._store.register.get(like)
        entry = self._entry(beside, passage, decided)
        self._store.register.add([entry], found_by_hand(entry, decided, {"added": True}), expected_last={})
        return self._now(entry.id)

    def reattach(
        self,
        commitment: str,
        *,
        passage: Passage,
        author: str,
        note: str = "",
        expected_last: int | None = None,
    ) -> TrackedCommitment:
        """Attach a commitment whose words are gone from its document to a passage of the last version.

        A new entry is made of the passage, and the old one becomes a mention of it, in one step: the old words, their
        version and their history stay. Returns the new entry.

        Args:
            commitment: Its id.
            passage: Where the last version states it now, and the time that it names.
            author: Who decides.
            note: Why.
            expected_last: Last event that the author had seen; None does not compare.

        Raises:
            NotFound: If there is no such commitment.
            WrongUse: If its document still states it, it is settled, or the words lie outside the text.
            EditConflict: If somebody else changed it first.
        """
        decided = self._decided(author, note, None)
        state = self._reader.state_to_edit(commitment, expected_last)
        if state.commitment.attached:
            raise WrongUse(f"the document of commitment {commitment} still states it", code="attached")
        entry = self._entry(state.commitment, passage, decided)
        found = found_by_hand(entry, decided, {"added": True, "reattaches": commitment})
        merged = merge_events(state, fold(entry, found), decided)
        self._store.register.add([entry], (*found, *merged), expected_last={state.id: state.last_event or 0})
        return self._now(entry.id)

    def supersede(
        self,
        commitment: str,
        *,
        by: str,
        author: str,
        note: str = "",
        milestone: str | None = None,
        expected_last: int | None = None,
    ) -> TrackedCommitment:
        """Record that another commitment took its place.

        Raises:
            NotFound: If one of both does not exist.
            WrongUse: If it is settled already, or both are the same.
            EditConflict: If somebody else changed it first.
        """
        if by == commitment:
            raise WrongUse(f"commitment {commitment} cannot take its own place", code="itself")
        self._store.register.get(by)
        return self._verdict(
            commitment, Action.SUPERSEDE, author, note, milestone, {"by": by}, expected_last=expected_last
        )

    def unclear(
        self,
        commitment: str,
        *,
        author: str,
        note: str,
        milestone: str | None = None,
        expected_last: int | None = None,
    ) -> TrackedCommitment:
        """Record that nobody can tell whether it was done; the note says what was looked at.

        Raises:
            NotFound: If it does not exist.
            WrongUse: If it is settled already, or there is no note.
            EditConflict: If somebody else changed it first.
        """
        if not note.strip():
            raise WrongUse(
                "'unclear' needs a text that says what was looked at, for it is kept in the history", code="no_words"
            )
        return self._verdict(commitment, Action.UNCLEAR, author, note, milestone, {}, expected_last=expected_last)

    def carry_over(
        self, commitment: str, *, author: str, office: str = "", note: str = "", expected_last: int | None = None
    ) -> TrackedCommitment:
        """Carry a commitment over to the next term of government, to the office that answers for it now.

        Raises:
            NotFound: If it does not exist.
            WrongUse: If it is settled already.
            EditConflict: If somebody else changed it first.
        """
        data = {"office": office.strip()} if office.strip() else {}
        return self._verdict(commitment, Action.CARRY_OVER, author, note, None, data, expected_last=expected_last)

    def lapse(
        self, commitment: str, *, author: str, note: str = "", expected_last: int | None = None
    ) -> TrackedCommitment:
        """Record that a commitment ended with its term of government.

        Raises:
            NotFound: If it does not exist.
            WrongUse: If it is settled already.
            EditConflict: If somebody else changed it first.
        """
        return self._verdict(commitment, Action.LAPSE, author, note, None, {}, expected_last=expected_last)

    def undo(self, commitment: str, *, author: str, reason: str, expected_last: int | None = None) -> TrackedCommitment:
        """Take the last decision on a commitment back, with what was written together with it.

        Raises:
            NotFound: If it does not exist.
            WrongUse: If there is nothing to take back, or no reason is given.
            EditConflict: If somebody else changed it first.
        """
        decided = self._decided(author, reason, None)
        state = self._reader.state_to_edit(commitment, expected_last)
        if state.last_decision is None:
            raise WrongUse(
                f"nobody has decided anything on commitment {commitment} that could be taken back",
                code="nothing_to_undo",
            )
        others = [self._reader.state_to_edit(other, None) for other in _concerned(state.last_decision)]
        log = [event for one in (state, *others) for event in self._store.register.events(one.id)]
        events = undo_events(state, taken_together(state.last_decision, log), decided)
        self._take_back(state.last_decision, state, others, events, decided)
        return self._now(commitment)

    def _take_back(
        self,
        decision: Event,
        state: CommitmentState,
        others: Sequence[CommitmentState],
        events: tuple[Event, ...],
        decided: Decided,
    ) -> None:
        number = decision.data.get("evidence")
        if isinstance(number, int) and "together" in decision.data:
            self._decide(state, number, Decision.PROPOSED, events, decided, None)
            return
        parts = [one for one in others if one.id in state.split_into]
        gone = [decision_event(one, allowed(one, Action.REJECT), decided, None) for one in parts]
        self._write((*events, *gone), state, *others)

    def _verdict(
        self,
        commitment: str,
        action: Action,
        author: str,
        note: str,
        milestone: str | None,
        data: Mapping[str, object],
        *,
        expected_last: int | None,
    ) -> TrackedCommitment:
        decided = self._decided(author, note, None)
        state = self._reader.state_to_edit(commitment, expected_last)
        concerned = MilestoneId(milestone) if milestone is not None else None
        self._append(state, decision_event(state, allowed(state, action, concerned), decided, concerned, data))
        return self._now(commitment)

    def _write(self, events: Sequence[Event], *states: CommitmentState) -> None:
        self._store.register.append_all(events, expected_last={one.id: one.last_event or 0 for one in states})

    def _entry(self, like: Commitment, passage: Passage, decided: Decided) -> Commitment:
        """Return the entry of a passage in the last version of a document, whichever version ``like`` stands in."""
        held = self._store.documents.get(like.document)
        here = replace(like, version=held.version)
        return entry_by_hand(here, self._part(passage, like.stated, decided.on), held.text)

    def _part(self, passage: Passage, stated: date | None, today: date) -> Part:
        due = self._read_due(passage.due, stated or today) if passage.due.strip() else None
        if due is not None:
            refuse_before(due, stated)
        return Part(
            start=passage.start,
            end=passage.end,
            due=due,
            due_quote=passage.due.strip(),
            actor=passage.actor,
            subject=passage.subject,
        )


def _concerned(decision: Event) -> tuple[CommitmentId, ...]:
    """Return the other commitments that a decision was written to."""
    data = decision.data
    parts = data.get("into")
    if isinstance(parts, list | tuple):
        return tuple(CommitmentId(str(part)) for part in parts)
    return tuple(CommitmentId(str(data[name])) for name in ("into", "absorbs") if name in data)
