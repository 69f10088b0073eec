"""Decisions that change the register itself, as events: corrections, merging, splitting, evidence, undoing."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.errors import WrongUse
from corpus.facts import CommitmentKind, Reading, Strength, TimeRange
from corpus.model import CommitmentId, DocumentText, MilestoneId
from corpus.register import Cause, Commitment, Decision, Event, EventKind, Evidence, Milestone, Relation
from corpus.store import BY_HAND
from tracker.changes import EDITABLE
from tracker.decisions import Decided, decision_event
from tracker.ranges import range_to_data
from tracker.state import CommitmentState
from tracker.transitions import Action, allowed

VERDICTS: Mapping[Relation, Action] = {
    Relation.FULFILS: Action.FULFIL,
    Relation.PARTLY: Action.FULFIL_PARTLY,
    Relation.MOVES: Action.MOVE,
    Relation.WITHDRAWS: Action.WITHDRAW,
}
"""The action that follows from accepting evidence; the other relations change nothing but the list of mentions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One deliverable of a commitment that is split, or of one that a person adds.

    Attributes:
        start: Where its words begin in the document's text.
        end: Where they end.
        due: Its time, None for none.
        due_quote: That time as printed or typed.
        actor: Who will do it, where it differs.
        subject: What it is about where the words do not say it.
    """

    start: int
    end: int
    due: TimeRange | None = None
    due_quote: str = ""
    actor: str | None = None
    subject: str | None = None


def together(decided: Decided, *concerned: object) -> str:
    """Return the key that decisions written at once share."""
    return hashlib.sha256("|".join(map(str, (decided.now.isoformat(), *concerned))).encode()).hexdigest()[:12]


def edit_event(
    state: CommitmentState,
    fields: Mapping[str, str],
    decided: Decided,
    *,
    due: TimeRange | None = None,
    due_quote: str = "",
    milestone: MilestoneId | None = None,
) -> Event:
    """Return the event that corrects what was read wrongly; the document's words stay as they are.

    Args:
        state: The commitment as it stands.
        fields: New values by name (``tracker.changes.EDITABLE``); an empty text takes a value away.
        decided: Who corrects, and why.
        due: The time as it was promised, where that was read wrongly. It is no move.
        due_quote: That time as printed.
        milestone: Whose time; None is enough where there is one.

    Raises:
        NotFound: If there is no such milestone.
        WrongUse: If nothing changes, a field cannot be corrected, or a value is none.
    """
    row = allowed(state, Action.EDIT, milestone)
    if due is not None and milestone is None and len(state.milestones) > 1:
        known = ", ".join(held.id for held in state.milestones)
        raise WrongUse(
            f"commitment {state.id} has several milestones: say whose time is corrected ({known})",
            code="which_milestone",
        )
    changed = {name: _value(name, text) for name, text in fields.items() if text != _held(state, name)}
    if not changed and due is None:
        raise WrongUse(f"nothing of commitment {state.id} would change; nothing was written", code="nothing_changed")
    _refuse_undated_milestone(state, changed, due)
    before = {name: _held(state, name) for name in changed}
    data: dict[str, object] = {"fields": changed, "before": before}
    if due is not None:
        data |= {"range": range_to_data(due), "quote": due_quote}
    return decision_event(state, row, decided, milestone, data)


def _refuse_undated_milestone(state: CommitmentState, changed: Mapping[str, str], due: TimeRange | None) -> None:
    """Refuse to call something a milestone that has no time, for a milestone is what can be late.

    Raises:
        WrongUse: If the kind becomes milestone, and no day is known or given.
    """
    times = [due] if due is not None else [held.due for held in state.milestones]
    dated = any(time.earliest or time.latest for time in times)
    if changed.get("kind", "").strip() == CommitmentKind.MILESTONE and not dated:
        raise WrongUse(
            f"commitment {state.id} has no date, and a milestone needs one: give the time, or call it a promise",
            code="milestone_without_date",
        )


def _held(state: CommitmentState, name: str) -> str:
    if name not in EDITABLE:
        raise WrongUse(f"'{name}' cannot be corrected; these can: {', '.join(EDITABLE)}")
    value = getattr(state.commitment, name)
    return "" if value is None else str(value)


def _value(name: str, text: str) -> str:
    if not text.strip() and name in ("kind", "strength"):
        raise WrongUse(f"'{name}' cannot be empty")
    try:
        EDITABLE[name](text.strip())
    except ValueError as error:
        choices = ", ".join(CommitmentKind if name == "kind" else Strength)
        raise WrongUse(f"'{text}' is no {name}; choose one of {choices}") from error
    return text.strip()


def merge_events(absorbed: CommitmentState, into: CommitmentState, decided: Decided) -> tuple[Event, Event]:
    """Return the events that make one entry a mention of another: the same promise, stated twice.

    Raises:
        WrongUse: If one of both cannot be merged, or they are the same.
    """
    if absorbed.id == into.id:
        raise WrongUse(f"commitment {into.id} cannot be merged with itself", code="itself")
    row, _ = allowed(absorbed, Action.MERGE), allowed(into, Action.MERGE)
    key = together(decided, absorbed.id, into.id)
    gone = decision_event(absorbed, row, decided, None, {"into": into.id, "together": key})
    kept = decision_event(into, row, decided, None, {"absorbs": absorbed.id, "together": key})
    return gone, kept


def split_into(
    state: CommitmentState, parts: Sequence[Part], text: DocumentText, decided: Decided
) -> tuple[tuple[Commitment, ...], tuple[Event, ...]]:
    """Return the entries that take a commitment's place, and the events: found, confirmed, and the splitting.

    Args:
        state: The commitment as it stands.
        parts: Its deliverables, two or more.
        text: The document's text, in the version of the commitment.
        decided: Who splits, and why.

    Raises:
        WrongUse: If it cannot be split, there are fewer than two parts, or one lies outside the text.
    """
    row = allowed(state, Action.SPLIT)
    if len(parts) < 2:
        raise WrongUse("a commitment is split into two parts or more", code="few_parts")
    made = tuple(entry_by_hand(state.commitment, part, text, number) for number, part in enumerate(parts, 1))
    key = together(decided, state.id)
    events = [event for entry in made for event in found_by_hand(entry, decided, {"split_from": state.id})]
    split = decision_event(state, row, decided, None, {"into": [entry.id for entry in made], "together": key})
    return made, (*events, split)


def entry_by_hand(like: Commitment, part: Part, document: DocumentText, number: int = 1) -> Commitment:
    """Return an entry that a person makes, in the document, office and day of another.

    Raises:
        WrongUse: If its words lie outside the text or are none.
    """
    text = document.text
    quote = text[part.start : part.end] if 0 <= part.start < part.end <= len(text) else ""
    if not quote.strip():
        raise WrongUse(
            f"there are no words from {part.start} to {part.end} of a text of {len(text)} characters", code="no_passage"
        )
    named = f"{like.document}|{part.start}|{part.end}|{number}|{BY_HAND}"
    name = CommitmentId(f"c-{hashlib.sha256(named.encode()).hexdigest()[:12]}")
    dated = part.due is not None and (part.due.latest is not None or part.due.earliest is not None)
    milestone = Milestone(
        id=MilestoneId(f"{name}.1"), deliverable=quote, due=part.due or TimeRange(), due_quote=part.due_quote
    )
    return replace(
        like,
        id=name,
        span=document.span(part.start, part.end),
        quote=quote,
        kind=CommitmentKind.MILESTONE if dated else CommitmentKind.PROMISE,
        actor=part.actor or like.actor,
        subject=part.subject or like.subject,
        vague=None if dated or not part.due_quote else part.due_quote,
        milestones=(milestone,) if dated else (),
        parent=None,
        also=(),
        attached=True,
        reading=Reading(rule=BY_HAND, version="1", certainty=1.0),
    )


def found_by_hand(entry: Commitment, decided: Decided, data: Mapping[str, object]) -> tuple[Event, Event]:
    """Return the events of an entry that a person made: it was found, and it is one."""
    found = Event(
        kind=EventKind.FOUND,
        occurred=entry.stated or decided.on,
        recorded=decided.now,
        cause=Cause.PERSON,
        author=decided.author.strip(),
        commitment=entry.id,
        document=entry.document,
        data={"version": entry.version, "quote": entry.quote, **data},
    )
    confirmed = replace(
        found, kind=EventKind.CONFIRMED, occurred=decided.on, note=decided.note.strip(), document=None, data={}
    )
    return found, confirmed


def evidence_events(
    state: CommitmentState,
    piece: Evidence,
    decision: Decision,
    decided: Decided,
    relation: Relation,
    moved: Event | None,
) -> tuple[Event, ...]:
    """Return the events of a decision on proposed evidence: the decision, and the verdict that follows from it.

    Args:
        state: The commitment as it stands.
        piece: The evidence.
        decision: Accepted or rejected.
        decided: Who decides, and why.
        relation: The relation as the person sees it.
        moved: The move, where the relation is one.

    Raises:
        WrongUse: If the evidence was decided already, a rejection has no reason, or the verdict is not possible.
    """
    if piece.decision is not Decision.PROPOSED:
        raise WrongUse(f"evidence {piece.id} was {piece.decision.value} already, by {piece.decided_by}", code="decided")
    key = together(decided, piece.id)
    accepted = decision is Decision.ACCEPTED
    said = Event(
        kind=EventKind.EVIDENCE_ACCEPTED if accepted else EventKind.EVIDENCE_REJECTED,
        occurred=decided.on,
        recorded=decided.now,
        cause=Cause.PERSON,
        author=decided.author.strip(),
        note=decided.note.strip(),
        commitment=state.id,
        milestone=piece.milestone,
        document=piece.document,
        data={"relation": relation.value, "together": key},
    )
    action = VERDICTS.get(relation) if accepted else None
    if action is None:
        return (said,)
    if moved is not None:
        return said, replace(moved, document=piece.document, data={**moved.data, "together": key})
    verdict = decision_event(
        state, allowed(state, action, piece.milestone), decided, piece.milestone, {"together": key}
    )
    return said, replace(verdict, document=piece.document, note="")


def undo_events(state: CommitmentState, decisions: Sequence[Event], decided: Decided) -> tuple[Event, ...]:
    """Return the events that take decisions back, one for each."""
    if not decided.note.strip():
        raise WrongUse("an undo needs a reason, for it is kept in the history", code="no_words")
    return tuple(
        Event(
            kind=EventKind.UNDONE,
            occurred=decided.on,
            recorded=decided.now,
            cause=Cause.PERSON,
            author=decided.author.strip(),
            note=decided.note.strip(),
            commitment=one.commitment or state.id,
            data={"undoes": one.id, "kind": one.kind.value},
        )
        for one in decisions
    )
