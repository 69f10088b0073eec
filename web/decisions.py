"""A decision as a form or the API gives it, and carrying it out: one table for the site's two ways in."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import WrongUse
from corpus.register import Relation
from tracker.changes import EDITABLE
from tracker.registering import Passage
from tracker.service import Tracker
from tracker.tracked import TrackedCommitment
from web.form import Day

# For questions whose answer is the same on every day.
_ANY_DAY = date(2000, 1, 1)


class DecisionKind(StrEnum):
    """What an editor can do on the site."""

    CONFIRM = "confirm"
    REJECT = "reject"
    EDIT = "edit"
    MOVE = "move"
    FULFIL = "fulfil"
    FULFIL_PARTLY = "fulfil_partly"
    WITHDRAW = "withdraw"
    UNCLEAR = "unclear"
    SUPERSEDE = "supersede"
    MERGE = "merge"
    SPLIT = "split"
    CARRY_OVER = "carry_over"
    LAPSE = "lapse"
    REOPEN = "reopen"
    NOTE = "note"
    UNDO = "undo"
    ADD = "add"
    REATTACH = "reattach"
    ACCEPT_EVIDENCE = "accept_evidence"
    REJECT_EVIDENCE = "reject_evidence"


class Part(BaseModel):
    """A passage that a person chose, with the time that it names."""

    model_config = ConfigDict(extra="forbid")

    start: int = Field(ge=0, description="First character in the document's text.")
    end: int = Field(ge=0, description="One past the last.")
    due: str = Field(default="", max_length=200, description="Its time: an ISO date or words; empty for none.")

    def passage(self) -> Passage:
        """Return the tracker's own form."""
        return Passage(start=self.start, end=self.end, due=self.due)


class Decision(BaseModel):
    """A decision; which fields count depends on the action, and an unknown one is refused."""

    model_config = ConfigDict(extra="forbid")

    action: DecisionKind = Field(description="What is decided.")
    expected_last: int = Field(
        ge=0,
        description="Number of the last event that you saw (`last_event`): a later decision of another is refused.",
    )
    note: str = Field(default="", max_length=4000, description="Your words; the reason of a rejection or an undo.")
    milestone: str | None = Field(default=None, max_length=80, description="Which milestone; empty for all.")
    on: Day | None = Field(default=None, description="The day in the world, where it was not today.")
    to: str = Field(default="", max_length=200, description="New time of a move: an ISO date or words.")
    evidence: str = Field(
        default="", max_length=2000, description="Proof of a fulfilment: a document's id or an address."
    )
    proposal: int | None = Field(default=None, ge=1, description="Number of the proposed evidence.")
    relation: Relation | None = Field(default=None, description="Relation of the evidence as you see it.")
    fields: dict[str, str] = Field(default_factory=dict, description=f"Corrections: {', '.join(EDITABLE)}.")
    due: str | None = Field(default=None, max_length=200, description="The time as promised, where read wrongly.")
    confirm: bool = Field(default=False, description="Confirm together with a correction.")
    other: str = Field(default="", max_length=80, description="The other commitment: merge into, or superseded by.")
    office: str = Field(default="", max_length=300, description="Office that answers from now on, for carry_over.")
    parts: list[Part] = Field(
        default_factory=list, max_length=50, description="Passages of a split, or of an addition."
    )


def carry_out(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
    """Record a decision.

    Args:
        tracker: The tracker.
        commitment: Id of the commitment.
        decision: What is decided.
        author: Who decides.

    Returns:
        The commitment to look at afterwards: the one decided on, or the one that took its place.

    Raises:
        NotFound: If the commitment, a milestone, a document or the evidence does not exist.
        WrongUse: If the decision is not possible or lacks something; its code says what.
        EditConflict: If somebody else changed the commitment since ``expected_last``.
    """
    return _WAYS[decision.action](tracker, commitment, decision, author)


_Way = Callable[[Tracker, str, Decision, str], TrackedCommitment]


def _plain(name: str, *, milestone: bool = False, on: bool = False, words: str = "note") -> _Way:
    """Return the way of an action of the tracker that takes little more than words."""

    def way(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
        given: dict[str, object] = {words: decision.note, "author": author, "expected_last": decision.expected_last}
        if milestone:
            given["milestone"] = decision.milestone or None
        if on:
            given["on"] = decision.on
        found: TrackedCommitment = getattr(tracker, name)(commitment, **given)
        return found

    return way


def _edit(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
    """Correct, confirm, or both: a form sends every field, changed or not."""
    held = tracker.get(commitment, _ANY_DAY).tracked.commitment
    fields = {name: value for name, value in decision.fields.items() if not _stands(held, name, value)}
    last = decision.expected_last
    found = None
    if fields or decision.due is not None or not decision.confirm:
        found = tracker.edit(
            commitment,
            author=author,
            note=decision.note,
            fields=fields,
            due=decision.due,
            milestone=decision.milestone or None,
            expected_last=last,
        )
        last = found.state.last_event or 0
    if decision.confirm and (found is None or found.record == "candidate"):
        note = "" if found else decision.note
        return tracker.confirm(commitment, author=author, note=note, expected_last=last)
    if found is None:
        raise WrongUse(f"nothing of commitment {commitment} would change; nothing was written", code="nothing_changed")
    return found


def _stands(held: object, name: str, value: str) -> bool:
    now = getattr(held, name, None) if name in EDITABLE else None
    return name in EDITABLE and " ".join(str(now or "").split()) == " ".join(value.split())


def _move(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
    return tracker.move(
        commitment,
        to=_given(decision.to, "to", "no_time"),
        author=author,
        note=decision.note,
        milestone=decision.milestone or None,
        on=decision.on,
        expected_last=decision.expected_last,
    )


def _fulfil(*, partly: bool) -> _Way:
    def way(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
        return tracker.fulfil(
            commitment,
            evidence=decision.evidence.strip(),
            author=author,
            note=decision.note,
            on=decision.on,
            milestone=decision.milestone or None,
            partly=partly,
            expected_last=decision.expected_last,
        )

    return way


def _supersede(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
    return tracker.supersede(
        commitment,
        by=_given(decision.other, "other", "no_other"),
        author=author,
        note=decision.note,
        milestone=decision.milestone or None,
        expected_last=decision.expected_last,
    )


def _merge(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
    into = _given(decision.other, "other", "no_other")
    return tracker.merge(commitment, into=into, author=author, note=decision.note, expected_last=decision.expected_last)


def _split(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
    parts = [part.passage() for part in decision.parts]
    return tracker.split(
        commitment, parts=parts, author=author, note=decision.note, expected_last=decision.expected_last
    )[0]


def _carry_over(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
    return tracker.carry_over(
        commitment,
        author=author,
        office=decision.office,
        note=decision.note,
        expected_last=decision.expected_last,
    )


def _add(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
    return tracker.add(commitment, passage=_one_part(decision), author=author, note=decision.note)


def _reattach(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
    return tracker.reattach(
        commitment,
        passage=_one_part(decision),
        author=author,
        note=decision.note,
        expected_last=decision.expected_last,
    )


def _accept(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
    return tracker.accept_evidence(
        _proposal(tracker, commitment, decision),
        author=author,
        note=decision.note,
        relation=decision.relation,
        to=decision.to.strip() or None,
        on=decision.on,
        expected_last=decision.expected_last,
    )


def _dismiss(tracker: Tracker, commitment: str, decision: Decision, author: str) -> TrackedCommitment:
    number = _proposal(tracker, commitment, decision)
    return tracker.reject_evidence(number, author=author, note=decision.note, expected_last=decision.expected_last)


def _proposal(tracker: Tracker, commitment: str, decision: Decision) -> int:
    """Return the number of the evidence, which must stand beside this commitment."""
    known = {piece.id for piece in tracker.get(commitment, _ANY_DAY).tracked.state.evidence}
    if decision.proposal is None or decision.proposal not in known:
        raise WrongUse(f"commitment {commitment} has no evidence {decision.proposal}", code="no_evidence")
    return decision.proposal


def _one_part(decision: Decision) -> Passage:
    if len(decision.parts) != 1:
        raise WrongUse("choose one passage of the document", code="no_passage")
    return decision.parts[0].passage()


def _given(text: str, field: str, code: str) -> str:
    if not text.strip():
        raise WrongUse(f"'{field}' is missing", code=code)
    return text.strip()


_WAYS: Mapping[DecisionKind, _Way] = {
    DecisionKind.CONFIRM: _plain("confirm"),
    DecisionKind.REJECT: _plain("reject", words="reason"),
    DecisionKind.EDIT: _edit,
    DecisionKind.MOVE: _move,
    DecisionKind.FULFIL: _fulfil(partly=False),
    DecisionKind.FULFIL_PARTLY: _fulfil(partly=True),
    DecisionKind.WITHDRAW: _plain("withdraw", milestone=True, on=True),
    DecisionKind.UNCLEAR: _plain("unclear", milestone=True),
    DecisionKind.SUPERSEDE: _supersede,
    DecisionKind.MERGE: _merge,
    DecisionKind.SPLIT: _split,
    DecisionKind.CARRY_OVER: _carry_over,
    DecisionKind.LAPSE: _plain("lapse"),
    DecisionKind.REOPEN: _plain("reopen", milestone=True),
    DecisionKind.NOTE: _plain("note", words="text"),
    DecisionKind.UNDO: _plain("undo", words="reason"),
    DecisionKind.ADD: _add,
    DecisionKind.REATTACH: _reattach,
    DecisionKind.ACCEPT_EVIDENCE: _accept,
    DecisionKind.REJECT_EVIDENCE: _dismiss,
}
