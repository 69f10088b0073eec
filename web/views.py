"""Commitments as pages show them, in the visitor's language."""

from dataclasses import dataclass
from datetime import date

from corpus.errors import WrongUse
from tracker.timeline import Tick, Timeline
from tracker.timeliness import TimelinessState
from tracker.tracked import TrackedCommitment
from tracker.words import timeliness_name, verdict
from web.i18n import Speaker
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
_ROW, _BAR, _LEFT, _WIDTH = 22, 12, 10, 980


def tone(state: TimelinessState) -> str:
    """Return the colour family of a state: missed, now, next, done or quiet."""
    return _TONES.get(state, "quiet")


def reckoned(as_of: str | None, parts: Services) -> date:
    """Return the day for which timeliness is asked: ``?as_of=``, else today.

    Raises:
        WrongUse: If it is not an ISO date.
    """
    if not as_of:
        return parts.today()
    try:
        return date.fromisoformat(as_of)
    except ValueError as error:
        raise WrongUse(f"as_of: '{as_of}' is not a date like 2024-07-01") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentView:
    """A commitment in a list.

    Attributes:
        id: Its id.
        quote: Its words.
        state: Name of its timeliness.
        tone: Colour family of that state.
        due_text: Its time as an interval, or its vague words.
        verdict: One sentence that sums it up.
        actor: Who will do it.
        office: The office that promised.
        document: The document.
        anchor: Address of the passage in that document.
        stated: The day it was stated.
        moved: How often it was moved.
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


def commitment_view(one: TrackedCommitment, speaker: Speaker) -> CommitmentView:
    """Return a commitment in the visitor's words."""
    held, now = one.commitment, one.timeliness
    due = time_range(speaker, now.due) if one.last_day or now.due.earliest else held.vague or speaker.say("no date")
    return CommitmentView(
        id=held.id,
        quote=" ".join(held.quote.split()),
        state=timeliness_name(now.state, speaker.language),
        tone=tone(now.state),
        due_text=due,
        verdict=verdict(now, speaker.language),
        actor=held.actor,
        office=held.office,
        document=held.document,
        anchor=anchor(held.span),
        stated=held.stated,
        moved=now.moved,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBar:
    """A bar of the picture, in the picture's own units."""

    x: float
    y: float
    width: float
    tone: str
    label: str
    href: str
    title: str
    moved: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A timeline laid out for drawing: ``titles`` are offices with their height, ``ticks`` places with their words."""

    width: int
    height: int
    left: int
    bar: int
    today: float | None
    ticks: tuple[tuple[float, str], ...]
    titles: tuple[tuple[float, str], ...]
    bars: tuple[DrawnBar, ...]


def draw(picture: Timeline, speaker: Speaker) -> Drawing:
    """Lay a timeline out in rows: a title for each office, then one bar a milestone."""
    y, titles, bars = 34.0, [], []
    for row in picture.rows:
        titles.append((y + 12, row.office or speaker.say("Office unknown")))
        y += _ROW
        for bar in row.bars:
            start, end = _LEFT + bar.start * _WIDTH, _LEFT + bar.end * _WIDTH
            state = timeliness_name(bar.state, speaker.language)
            bars.append(
                DrawnBar(
                    x=start,
                    y=y,
                    width=max(end - start, 4),
                    tone=tone(bar.state),
                    label=" ".join(bar.label.split()),
                    href=f"/c/{bar.commitment}",
                    title=f"{' '.join(bar.label.split())}: {speaker.date(bar.last)} – {state}",
                    moved=tuple(_LEFT + mark.place * _WIDTH for mark in bar.moved),
                )
            )
            y += _ROW
        y += 8
    today = picture.axis.today_place
    return Drawing(
        width=_LEFT * 2 + _WIDTH,
        height=int(y) + 8,
        left=_LEFT,
        bar=_BAR,
        today=None if today is None else _LEFT + today * _WIDTH,
        ticks=tuple((_LEFT + t.place * _WIDTH, _tick(speaker, t.day)) for t in _spaced(picture)),
        titles=tuple(titles),
        bars=tuple(bars),
    )


def _spaced(picture: Timeline) -> list[Tick]:
    ticks = list(picture.axis.ticks)
    step = max(1, -(-len(ticks) // 16))
    return ticks[::step]


def _tick(speaker: Speaker, day: date) -> str:
    return speaker.date(day, "yyyy" if day.month == 1 else "MMM")
