"""School, academic and parliamentary years."""

# ruff: noqa: ARG001 - every operation of the grammar takes the same three arguments

from collections.abc import Mapping
from datetime import timedelta

from corpus.facts import Precision
from ingest.times.anchors import fixed
from ingest.times.calendars import calendar_tables, election_days, opening_day, placer
from ingest.times.context import Context
from ingest.times.grammar import Found, Rule
from ingest.times.windows import (
    Anchor,
    Placer,
    Window,
    placed,
)

#: Tokens over which a named school year says that the next pair of years is one too.
SCHOOL_REACH = 16


def school_year(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A school, academic or session year, by its two years or relative to the reference date."""
    entry = calendar_tables()["school_years"][found.value("s")]
    place = _session_placer(entry["opens"]) if "opens" in entry else placer(entry["days"])
    others = tuple(placer(other) for other in entry.get("others", []))
    if "opens" in entry:
        others = (_session_eve(entry["opens"]), _until_election(entry["opens"]))
    if "a" in found.named:
        at = int(found.value("a"))
        if _following(at, int(found.value("b"))) is None:
            return None
        return _school_years(place, at, int(found.value("c"))) if "c" in found.named else _school(place, at, others)
    if context.reference is None:
        return fixed(None, Precision.SCHOOL_YEAR, kind="school_year")
    running = context.reference.year
    opened = place(running)
    running -= 1 if opened is not None and opened.first > context.reference else 0
    shift = {"this": 0, "next": 1, "coming": 1}.get(found.value("r"), -1)
    return _school(place, running + shift, others)


def _school_years(place: Placer, first: int, last: int) -> Anchor | None:
    begin, end = placed(place, first), placed(place, last)
    if begin is None or end is None or last <= first:
        return None
    return fixed(Window(begin.first, end.last), Precision.MULTI_YEAR, kind="span")


def school_year_of(context: Context, first: int, at: int) -> Anchor | None:
    """Return two consecutive years as a school year where one was named shortly before.

    Args:
        context: The text.
        first: Index of the token of the first year.
        at: The first year.
    """
    kinds = context.cues.school_years
    for index in range(first - 1, max(-1, first - SCHOOL_REACH), -1):
        kind = kinds.get(context.fold(index))
        if kind is not None:
            entry = calendar_tables()["school_years"][kind]
            place = _session_placer(entry["opens"]) if "opens" in entry else placer(entry["days"])
            return _school(place, at, ())
    return None


def _school(place: Placer, at: int, others: tuple[Placer, ...]) -> Anchor:
    return Anchor(place=place, at=at, others=others, precision=Precision.SCHOOL_YEAR, kind="school_year")


def _following(first: int, second: int) -> int | None:
    """Return the second year of "2018-19" where it follows the first."""
    whole = second if second >= 100 else first // 100 * 100 + second
    return whole if whole == first + 1 else None


def _session_placer(opens: Mapping[str, int]) -> Placer:
    return lambda at: Window(opening_day(opens, at), opening_day(opens, at + 1) - timedelta(days=1))


def _session_eve(opens: Mapping[str, int]) -> Placer:
    return lambda at: Window(opening_day(opens, at), opening_day(opens, at + 1))


def _until_election(opens: Mapping[str, int]) -> Placer:
    """Return the session as cut short by an election."""

    def place(at: int) -> Window | None:
        window = Window(opening_day(opens, at), opening_day(opens, at + 1) - timedelta(days=1))
        cut = next((day for day in election_days() if window.first < day <= window.last), None)
        return Window(window.first, cut - timedelta(days=1)) if cut else None

    return place
