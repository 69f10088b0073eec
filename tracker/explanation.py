"""How a timeliness was computed, one step a line, for people to check."""

from datetime import date
from typing import TYPE_CHECKING

from corpus.facts import Multilingual
from tracker.coverage import ALWAYS, seen_until
from tracker.texts import say, written_date

if TYPE_CHECKING:
    from tracker.timeliness import Timeliness


def explain(timeliness: "Timeliness") -> tuple[Multilingual, ...]:
    """Return the computation in words.

    Args:
        timeliness: The outcome with all that it rests on.

    Returns:
        What was promised, how its days were read, its moves, the grace, how far the source was read, and what follows
        for the day asked about.
    """
    steps = (
        _promised(timeliness),
        _reading(timeliness),
        _moves(timeliness),
        _grace(timeliness),
        _source(timeliness),
        _review(timeliness),
        _outcome(timeliness),
    )
    return tuple(step for step in steps if step is not None)


def _promised(timeliness: "Timeliness") -> Multilingual | None:
    due = timeliness.due
    if due.latest is not None and written_date(due.latest, "nl") in due.explanation.nl:
        return None  # the reader of times said as much already
    name = say("explain.quoted", quote=timeliness.quote) if timeliness.quote else say("explain.the_time")
    if timeliness.kept_up and timeliness.quote:
        return say("explain.kept_up", quote=name)
    if due.latest is None:
        key = "explain.no_last_day" if due.earliest is None else "explain.open_end"
        return say(key if timeliness.quote else f"{key}_unquoted", quote=name, earliest=due.earliest)
    if due.earliest == due.latest:
        return say("explain.one_day", quote=name, latest=due.latest)
    key = "explain.until" if due.earliest is None else "explain.window"
    return say(key, quote=name, earliest=due.earliest, latest=due.latest)


def _reading(timeliness: "Timeliness") -> Multilingual | None:
    words = timeliness.due.explanation
    if timeliness.kept_up:
        return None
    if not (words.nl and words.en):
        return None
    return Multilingual(nl=words.nl.rstrip(". "), en=words.en.rstrip(". "), fr=words.fr.rstrip(". "))


def _moves(timeliness: "Timeliness") -> Multilingual | None:
    if not timeliness.moved:
        return None
    first = timeliness.original.expected
    if first is None:
        return say("explain.moved_undated", times=timeliness.moved)
    moved = timeliness.days_moved
    if moved is None:
        return say("explain.moved_to_undated", times=timeliness.moved, first=first)
    direction = "later" if moved >= 0 else "earlier"
    return say(f"explain.moved_{direction}", times=timeliness.moved, first=first, days=abs(moved))


def _grace(timeliness: "Timeliness") -> Multilingual | None:
    if timeliness.overdue_from is None:
        return None
    return say("explain.grace", days=timeliness.grace_days, overdue_from=timeliness.overdue_from)


def _source(timeliness: "Timeliness") -> Multilingual | None:
    if timeliness.state not in ("overdue", "long_overdue", "cannot_tell"):
        return None
    until = timeliness.read_until
    if until is None:
        return say("explain.source_never_read")
    return say("explain.source_always") if until is ALWAYS else say("explain.source_read", until=until)


def _review(timeliness: "Timeliness") -> Multilingual | None:
    if timeliness.review_from is None or timeliness.state not in ("undated", "undated_for_review", "in_window"):
        return None
    return say("explain.review", review_from=timeliness.review_from)


def _outcome(timeliness: "Timeliness") -> Multilingual:
    key = f"today.{timeliness.state}"
    if timeliness.state in ("overdue", "long_overdue") and timeliness.days_over == 0:
        key = "today.overdue_first_day"
    if timeliness.state in ("upcoming", "due_soon") and timeliness.due.earliest is None:
        key = f"{key}_by"
    if timeliness.state == "in_window" and timeliness.last_day is None:
        key = "today.in_window_open_end"
    if timeliness.state == "met_in_time" and _after(timeliness.settled, timeliness.last_day):
        key = "today.met_in_grace"
    return say(
        key,
        today=timeliness.today,
        days=timeliness.days_over if timeliness.days_over is not None else timeliness.days_left,
        first=timeliness.due.earliest or timeliness.due.latest,
        settled=timeliness.settled,
        until=seen_until(timeliness.read_until, timeliness.today),
    )


def _after(day: date | None, other: date | None) -> bool:
    return day is not None and other is not None and day > other
