"""Commitments as pages show them, in the visitor's language."""

from dataclasses import dataclass
from datetime import date

from corpus.errors import WrongUse
from corpus.register import Commitment
from corpus.store.names import slug
from tracker.filters import is_not_yet
from tracker.timeliness import TimelinessState
from tracker.tracked import TrackedCommitment
from tracker.words import timeliness_name, verdict
from web.i18n import Speaker
from web.limits import FIRST_YEAR, LAST_YEAR
from web.marking import anchor
from web.render import time_range
from web.services import Services

_TONES = {
    TimelinessState.OVERDUE: "missed",
    TimelinessState.LONG_OVERDUE: "missed",
    TimelinessState.IN_GRACE: "now",
    TimelinessState.IN_WINDOW: "now",
    TimelinessState.DUE_SOON: "now",
    TimelinessState.UPCOMING: "next",
    TimelinessState.MET: "done",
    TimelinessState.MET_IN_TIME: "done",
    TimelinessState.MET_LATE: "done",
}


TONES = ("missed", "now", "next", "done", "quiet")
"""Every colour family of a state."""


def tone(state: TimelinessState) -> str:
    """Return the colour family of a state: missed, now, next, done or quiet."""
    return _TONES.get(state, "quiet")


def reckoned(as_of: str | None, parts: Services) -> date:
    """Return the day for which timeliness is asked: ``?as_of=``, else today.

    Raises:
        WrongUse: If it is not an ISO date.
    """
    return day_of(as_of, "as_of") or parts.today()


def day_of(text: str | None, name: str) -> date | None:
    """Return a day that stands in an address; None where it is left out or empty.

    Raises:
        WrongUse: If it is not an ISO date; the text names the parameter.
    """
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError(text)
        return found
    except ValueError as error:
        raise WrongUse(f"{name}: '{text}' is not a date like 2024-07-01", code="no_date") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentView:
    """A commitment in a list.

    Attributes:
        id: Its id.
        quote: Its words.
        state: Name of its timeliness; on a day before it was promised, that.
        tone: Colour family of that state.
        due_text: Its time as an interval, or its vague words.
        verdict: One sentence that sums it up.
        actor: Who will do it.
        office: The office that promised.
        document: The document.
        anchor: Address of the passage in that document.
        stated: The day it was stated.
        moved: How often it was moved.
        first_due: Last day first promised, where it was moved since.
    """

    id: str
    quote: str
    state: str
    tone: str
    due_text: str
    verdict: str
    actor: str | None
    office: str | None
    document: str
    anchor: str
    stated: date | None
    moved: int
    first_due: date | None


def _actor(held: Commitment) -> str | None:
    """Return who will do it, unless that only repeats a word of the office's title."""
    if not held.actor or (held.office and slug(held.actor) in slug(held.office).split("-")):
        return None
    return held.actor


def commitment_view(one: TrackedCommitment, speaker: Speaker) -> CommitmentView:
    """Return a commitment in the visitor's words."""
    held, now = one.commitment, one.timeliness
    due = time_range(speaker, now.due) if one.last_day or now.due.earliest else held.vague or speaker.say("no date")
    return CommitmentView(
        id=held.id,
        quote=" ".join(held.quote.split()),
        state=speaker.say("not promised yet") if is_not_yet(one) else timeliness_name(now.state, speaker.language),
        tone="quiet" if is_not_yet(one) else tone(now.state),
        due_text=due,
        verdict=verdict(now, speaker.language),
        actor=_actor(held),
        office=held.office,
        document=held.document,
        anchor=anchor(held.span),
        stated=held.stated,
        moved=now.moved,
        first_due=now.original.latest if now.moved else None,
    )
