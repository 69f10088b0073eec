"""From anchors to dates: supply the year that was not said, and list the other readings in use."""

from dataclasses import dataclass
from datetime import date

from corpus.facts import Precision
from ingest.times.clauses import Tense
from ingest.times.context import Context
from ingest.times.match import Dated
from ingest.times.windows import Anchor, Window, inferred, placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """An anchor with its days.

    Attributes:
        window: Its days.
        inferred: Whether year, month or week were supplied.
        relative: Whether it counts from the reference date.
        others: Windows of the other readings.
        precision: How fine it is.
        at: Number of the year, month or week in which it was placed.
    """

    window: Window
    inferred: bool
    relative: bool
    others: tuple[Window, ...]
    precision: Precision
    at: int


def settle(context: Context, anchor: Anchor, token: int, *, past: bool | None = None) -> Settled | None:
    """Give an anchor its days.

    Args:
        context: The text.
        anchor: What was read.
        token: Index of a token of the expression; its clause gives the tense.
        past: Whether the past is meant; None asks the tense.

    Returns:
        The days; None where the reference date is unknown or the calendar lacks the day.
    """
    at = None if anchor.lost else anchor.at if anchor.at is not None else _supplied(context, anchor, token, past=past)
    if at is None:
        return None
    window = placed(anchor.place, at)
    if window is None:
        return None
    others = tuple(other for place in anchor.others if (other := placed(place, at)) is not None)
    return Settled(
        window=window,
        inferred=anchor.at is None,
        relative=anchor.relative,
        others=others,
        precision=anchor.precision,
        at=at,
    )


def _supplied(context: Context, anchor: Anchor, token: int, *, past: bool | None) -> int | None:
    """Supply what was not said: from a time beside it, from its sentence, or by the tense."""
    shared = context.shared_year(token) if anchor.cycle == "year" else None
    if shared is not None and placed(anchor.place, shared) is not None:
        return shared
    if context.reference is None:
        return None
    tense = context.tense(token)
    if anchor.kind == "quarter" and tense is not Tense.FUTURE and (told := context.year_before(token)) is not None:
        return told
    backwards = tense is Tense.PAST if past is None else past
    slack = context.slack if backwards else 0
    return inferred(anchor.place, anchor.cycle, context.reference, past=backwards, slack=slack)


def impossible(anchor: Anchor) -> bool:
    """Tell whether an anchor names a day that no calendar has, such as 32 May or 29 February 2015."""
    if anchor.lost:
        return False
    if anchor.at is not None:
        return placed(anchor.place, anchor.at) is None
    return all(placed(anchor.place, at) is None for at in (2023 * 12, *range(2019, 2029)))


def dated(settled: Settled | None, anchor: Anchor, *, relation: str = "span") -> Dated:
    """Turn days into the plain interval from the first to the last; without days, say what the anchor was."""
    if settled is None:
        lack = "running" if anchor.kind == "running" else "unknown"
        return Dated(precision=anchor.precision, relation=lack, relative=True)
    window = settled.window
    return Dated(
        earliest=window.first,
        expected=window.last,
        latest=window.last,
        precision=settled.precision,
        relation="day" if relation == "span" and window.first == window.last else relation,
        inferred=settled.inferred,
        relative=settled.relative,
        others=tuple((other.first, other.last) for other in settled.others),
    )


def later(first: date | None, second: date | None) -> date | None:
    """Return the later of two days, None where either is open."""
    return None if first is None or second is None else max(first, second)
