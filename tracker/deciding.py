"""What people decide about commitments, each decision checked against the state that it changes.

Every decision is an event with author, time and note; nothing is edited. It is refused if somebody else changed the
commitment in between.
"""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from corpus.errors import WrongUse
from corpus.facts import TimeRange
from corpus.model import DocumentId, MilestoneId
from corpus.register import Event
from corpus.settings import Settings
from tracker.decisions import Decided, Proof, fulfil_event, is_external, move_event, simple_event
from tracker.ranges import TimesReader, read_due
from tracker.reader import RegisterReader
from tracker.seam import TrackerStore
from tracker.state import CommitmentState
from tracker.timeliness import Periods
from tracker.tracked import TrackedCommitment
from tracker.transitions import Action, allowed, to_move


class Deciding:
    """Verdicts on commitments.

    Args:
        store: The store.
        settings: Periods and time zone.
        clock: Gives the present moment, in UTC.
        read_times: Reads a time in words; the reader of ``ingest`` unless given.
    """

    def __init__(
        self,
        store: TrackerStore,
        settings: Settings,
        clock: Callable[[], datetime],
        read_times: TimesReader | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._zone = ZoneInfo(settings.timezone)
        self._jump_days = settings.clock_jump_days
        self._reader = RegisterReader(store, Periods.of(settings), self._zone)
        self._read_times = read_times

    def confirm(
        self, commitment: str, *, author: str, note: str = "", expected_last: int | None = None
    ) -> TrackedCommitment:
        """Confirm that a found commitment is one."""
        return self._simple(commitment, Action.CONFIRM, author, note, expected_last=expected_last)

    def reject(
        self, commitment: str, *, author: str, reason: str, expected_last: int | None = None
    ) -> TrackedCommitment:
        """Say that a found commitment is none; it is kept, with the reason."""
        return self._simple(commitment, Action.REJECT, author, reason, expected_last=expected_last)

    def withdraw(
        self,
        commitment: str,
        *,
        author: str,
        note: str = "",
        milestone: str | None = None,
        on: date | None = None,
        expected_last: int | None = None,
    ) -> TrackedCommitment:
        """Record that a commitment or milestone was withdrawn by those who made it."""
        return self._simple(commitment, Action.WITHDRAW, author, note, milestone, on, expected_last=expected_last)

    def reopen(
        self,
        commitment: str,
        *,
        author: str,
        note: str = "",
        milestone: str | None = None,
        expected_last: int | None = None,
    ) -> TrackedCommitment:
        """Open a decided commitment or milestone again; what was decided stays in the history."""
        return self._simple(commitment, Action.REOPEN, author, note, milestone, expected_last=expected_last)

    def note(self, commitment: str, *, author: str, text: str, expected_last: int | None = None) -> TrackedCommitment:
        """Add a note to a commitment's history."""
        return self._simple(commitment, Action.NOTE, author, text, expected_last=expected_last)

    def move(
        self,
        commitment: str,
        *,
        to: str | date | TimeRange,
        author: str,
        note: str = "",
        milestone: str | None = None,
        on: date | None = None,
        expected_last: int | None = None,
    ) -> TrackedCommitment:
        """Give a milestone another time; the original and every earlier time stay.

        Args:
            commitment: Its id.
            to: The new time: a day, an ISO date, words that the times reader understands, or a range.
            author: Who says so.
            note: Why.
            milestone: Which one; None is enough where only one is still awaited.
            on: The day of the move in the world, from which relative words count; today where None.
            expected_last: Last event that the author had seen; None does not compare.

        Raises:
            NotFound: If there is no such commitment or milestone.
            WrongUse: If it cannot be moved, the time cannot be read, or it lies before the answer.
            EditConflict: If a person or ingest changed the commitment after ``expected_last``.
        """
        decided = self._decided(author, note, on)
        concerned = MilestoneId(milestone) if milestone is not None else None
        state = self._reader.state_to_edit(commitment, expected_last)
        to_move(state, concerned)
        read = self._read_due(to, decided.on)
        refuse_before(read, state.commitment.stated)
        quote = to.strip() if isinstance(to, str) else ""
        self._append(state, move_event(state, read, quote, decided, concerned))
        return self._now(commitment)

    def fulfil(
        self,
        commitment: str,
        *,
        evidence: str,
        author: str,
        note: str = "",
        on: date | None = None,
        milestone: str | None = None,
        partly: bool = False,
        expected_last: int | None = None,
    ) -> TrackedCommitment:
        """Record that a commitment or milestone was fulfilled, or partly.

        Args:
            commitment: Its id.
            evidence: Id of a held document, or an address (``https://...``), which needs a note.
            author: Who says so.
            note: What the evidence shows.
            on: The day it was done; the evidence's own day where None, today where that is unknown too.
            milestone: Which one; None for all that are still awaited.
            partly: Whether it was done only in part.
            expected_last: Last event that the author had seen; None does not compare.

        Raises:
            NotFound: If there is no such commitment, milestone or document.
            WrongUse: If it is settled already, the day is yet to come, or an address has no note.
            EditConflict: If a person or ingest changed the commitment after ``expected_last``.
        """
        concerned = MilestoneId(milestone) if milestone is not None else None
        state = self._reader.state_to_edit(commitment, expected_last)
        allowed(state, Action.FULFIL, concerned)
        proof, day = self._proof(evidence)
        decided = self._decided(author, note, on or day)
        piece, event = fulfil_event(state, proof, decided, concerned, partly=partly)
        self._store.register.add_evidence(piece, event, expected_last=state.last_event or 0)
        return self._now(commitment)

    def _read_due(self, given: str | date | TimeRange, reference: date) -> TimeRange:
        return read_due(given, reference, self._read_times or _reader_of_ingest())

    def _proof(self, evidence: str) -> tuple[Proof, date | None]:
        if is_external(evidence):
            return Proof(url=evidence), None
        if not evidence.strip():
            raise WrongUse(
                "a fulfilment needs evidence: the id of a held document, or an address with a note", code="no_proof"
            )
        held = self._store.documents.get(evidence)
        day = held.record.answered or held.record.asked
        return Proof(document=DocumentId(evidence)), min(day, self._today()) if day is not None else None

    def _simple(
        self,
        commitment: str,
        action: Action,
        author: str,
        note: str,
        milestone: str | None = None,
        on: date | None = None,
        *,
        expected_last: int | None,
    ) -> TrackedCommitment:
        decided = self._decided(author, note, on)
        state = self._reader.state_to_edit(commitment, expected_last)
        concerned = MilestoneId(milestone) if milestone is not None else None
        self._append(state, simple_event(state, action, decided, concerned))
        return self._now(commitment)

    def _decided(self, author: str, note: str, on: date | None) -> Decided:
        today = self._today()
        if on is not None and on > today:
            raise WrongUse(
                f"{on.isoformat()} is yet to come; what is recorded must have happened by {today}", code="in_future"
            )
        return Decided(author=author, note=note, on=on or today, now=self._clock())

    def _append(self, state: CommitmentState, event: Event) -> None:
        self._store.register.append(event, expected_last=state.last_event or 0)

    def _now(self, commitment: str) -> TrackedCommitment:
        return self._reader.detail(commitment, self._today()).tracked

    def _today(self) -> date:
        return self._clock().astimezone(self._zone).date()


def refuse_before(due: TimeRange, stated: date | None) -> None:
    """Refuse a deadline that was over before the answer promised anything.

    Raises:
        WrongUse: If its last day lies before the answer; the text names both.
    """
    last = due.latest or due.expected
    if last is not None and stated is not None and last < stated:
        raise WrongUse(
            f"the deadline {last} lies before the answer of {stated}; a deadline cannot be before its promise",
            code="before_answer",
        )


def _reader_of_ingest() -> TimesReader:
    from ingest.times import read_times  # here, for its rules are loaded only when a person types a time

    reader: TimesReader = read_times
    return reader
