"""The proposals that wait for a person, by office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from corpus.register import Event, EventKind
from corpus.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingProposal:
    """A proposal as it is shown.

    Attributes:
        number: Number of the evidence, by which it is accepted or dismissed.
        commitment: Id of the commitment.
        milestone: Id of the milestone concerned; None for all.
        office: The office that promised; empty where unknown.
        promised: The words of the commitment.
        stated: The day it was stated.
        document: Id of the document that holds the passage; None for a source outside the store.
        said: The day of that document.
        passage: The words of the passage.
        relation: How it relates.
        score: Chance, between 0 and 1, that it concerns the commitment.
        new_due: Last day of the new time it names; None where none.
        new_due_quote: That time as printed.
        why: The reasons, in one language.
    """

    number: int
    commitment: str
    milestone: str | None
    office: str
    promised: str
    stated: date | None
    document: str | None
    said: date | None
    passage: str
    relation: str
    score: float
    new_due: str | None
    new_due_quote: str
    why: str


def waiting_proposals(store: Store, *, office: str = "", language: str = "nl") -> tuple[WaitingProposal, ...]:
    """Return the proposals that wait for a person, by office, the surest first.

    Args:
        store: The store.
        office: Only of offices whose title contains this, whatever the capitals; empty for all.
        language: Language of the reasons: nl or en.
    """
    pieces = store.evidence.proposals()
    if not pieces:
        return ()
    told = {event.data.get("evidence"): event for event in store.register.events(kinds=[EventKind.EVIDENCE_PROPOSED])}
    entries = {one.id: one for one in store.register.list()}
    found = []
    for piece in pieces:
        held, event = entries[piece.commitment], told.get(piece.id)
        data = event.data if event is not None else {}
        found.append(
            WaitingProposal(
                number=piece.id or 0,
                commitment=piece.commitment,
                milestone=piece.milestone,
                office=held.office or "",
                promised=held.quote,
                stated=held.stated,
                document=piece.document,
                said=_said(event),
                passage=piece.quote,
                relation=piece.relation.value,
                score=piece.score,
                new_due=_text(_table(data.get("new_due")).get("latest")) or None,
                new_due_quote=_text(data.get("new_due_quote")),
                why=_text(_table(data.get("why")).get(language)),
            )
        )
    kept = [one for one in found if office.casefold() in one.office.casefold()]
    return tuple(sorted(kept, key=lambda one: (one.office, -one.score, one.number)))


def _said(event: Event | None) -> date | None:
    return event.occurred if event is not None else None


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
