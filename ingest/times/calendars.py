"""Operations for what only a calendar knows: seasons, holidays, school years, legislatures, recess, elections."""

# ruff: noqa: ARG001 - every operation of the grammar takes the same three arguments

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from corpus.facts import Precision
from ingest.numbers import load_rules
from ingest.times.anchors import fixed, with_year
from ingest.times.clauses import Tense
from ingest.times.context import Context
from ingest.times.grammar import Found, Rule
from ingest.times.windows import (
    Anchor,
    Placer,
    Window,
    day_window,
    days_of_month,
    easter,
    month_window,
    nth_weekday,
)


def calendar_day(text: str, year: int) -> date:
    """Return the day that a calendar file writes as ``MM-DD``, with ``+1`` or ``-1`` for the year after or before.

    The 29th of February becomes the 28th in other years.
    """
    year += int(text[5:] or 0)
    month, day = int(text[:2]), int(text[3:5])
    return date(year, month, min(day, days_of_month(year, month)))


def calendar_window(days: Sequence[str], year: int) -> Window:
    """Return the window of a pair of calendar days."""
    return Window(calendar_day(days[0], year), calendar_day(days[1], year))


def placer(days: Sequence[str]) -> Placer:
    """Return what places a window of the calendars file in a year."""
    return lambda at: calendar_window(days, at)


def calendar_tables() -> Mapping[str, Any]:
    """Return the calendars file."""
    return load_rules("calendars")


@lru_cache(maxsize=1)
def election_days() -> tuple[date, ...]:
    """Return the days of elections, in order."""
    return tuple(date.fromisoformat(day) for day in calendar_tables()["elections"]["days"])


def opening_day(opens: Mapping[str, int], year: int) -> date:
    """Return the day of a year that is a certain weekday of a month.

    Args:
        opens: ``month``, ``weekday`` and ``rank`` of the day.
        year: The year.

    Raises:
        ValueError: If the month has no such weekday.
    """
    day = nth_weekday(month_window(year, opens["month"]), opens["weekday"], opens["rank"])
    if day is None:
        raise ValueError("the month has no such weekday")
    return day


def season(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A season, of a year or of the year that fits; early and late take a part of it."""
    name = found.value("s") or found.value("t")
    early = found.value("e")
    entry = calendar_tables()["seasons"][name]
    days = calendar_tables()["season_parts"][early][name] if early else entry["days"]
    others = () if early else tuple(placer(other) for other in entry.get("others", []))
    place = placer(days)
    if "r" in found.named:
        return _relative_season(context, found.value("r"), name, place, others)
    bare = "y" not in found.named and len(found.terms) == 1
    kind = "bare_season" if bare else f"season_{name}"
    return with_year(place, found, Precision.SEASON, kind=kind, others=others)


def _relative_season(context: Context, which: str, name: str, place: Placer, others: Sequence[Placer]) -> Anchor:
    day = context.reference
    if day is None:
        return fixed(None, Precision.SEASON, kind="season")
    at = day.year - (1 if name == "winter" and day.month < 4 else 0)
    window = place(at)
    if window is None:
        return fixed(None, Precision.SEASON, kind="season")
    more = list(others)
    if which in ("next", "coming"):
        at += 1 if window.first <= day else 0
        if which == "next" and at == day.year:
            more.append(lambda number: place(number + 1))
    elif which != "this":
        at -= 1 if window.last >= day or window.first > day else 0
    elif name == "winter":
        more += [_next_year(placer) for placer in (place, *others)]
    return Anchor(
        place=place, at=at, others=tuple(more), precision=Precision.SEASON, relative=True, kind=f"season_{name}"
    )


def _next_year(place: Placer) -> Placer:
    return lambda at: place(at + 1)


def legislature(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A legislature: from one election to the eve of the next, as far as the elections are known.

    What has happened "in this legislature" happened in a part of it: such a clause gets no days.
    """
    if "a" in found.named:
        return _legislature_of(int(found.value("a")))
    if context.reference is None:
        return fixed(None, Precision.MULTI_YEAR, kind="legislature")
    shift = {"next": 1, "coming": 1, "prev": -1, "past": -1}.get(found.value("r") or "this", 0)
    if shift == 0 and context.tense(found.first, inherited=False) is Tense.PAST:
        return fixed(None, Precision.MULTI_YEAR, kind="running")
    days = election_days()
    at = sum(day <= context.reference for day in days) - 1 + shift
    if not 0 <= at < len(days) - 1:
        return fixed(None, Precision.MULTI_YEAR, kind="legislature")
    others = (Window(days[at], date(days[at + 1].year, 6, 30)),) if shift > 0 else ()
    window = Window(days[at], days[at + 1] - timedelta(days=1))
    return fixed(window, Precision.MULTI_YEAR, kind="legislature", others=others)


def _legislature_of(year: int) -> Anchor | None:
    days = election_days()
    for at, day in enumerate(days[:-1]):
        if day.year == year:
            return fixed(Window(day, days[at + 1] - timedelta(days=1)), Precision.MULTI_YEAR, kind="legislature")
    return None


def holiday(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A holiday, in a year or in the one that fits."""
    place = _holiday_placer(calendar_tables()["holidays"][found.value("h")])
    which = found.value("r")
    if which is None:
        return with_year(place, found, Precision.DAY, kind="holiday")
    if context.reference is None:
        return fixed(None, Precision.DAY, kind="day")
    at = context.reference.year
    here = place(at)
    if which in ("next", "coming"):
        at += 1 if here is not None and here.first <= context.reference else 0
    elif which in ("prev", "past"):
        at -= 1 if here is not None and here.first >= context.reference else 0
    return Anchor(place=place, at=at, precision=Precision.DAY, kind="day", relative=True)


def _holiday_placer(entry: Mapping[str, Any]) -> Placer:
    def place(at: int) -> Window | None:
        if "day" in entry:
            return day_window(calendar_day(entry["day"], at))
        if "easter" in entry:
            return day_window(easter(at) + timedelta(days=entry["easter"]))
        if "years" in entry:
            known = entry["years"].get(str(at))
            return day_window(calendar_day(known, at)) if known else None
        day = nth_weekday(month_window(at, entry["month"]), entry["weekday"], entry["rank"])
        return day_window(day + timedelta(days=entry.get("plus", 0))) if day else None

    return place


def event(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A recess, a budget round, an election."""
    name = found.value("e")
    if name == "election":
        return with_year(_election_in, found, Precision.DAY, kind="event_election")
    entry = calendar_tables()["events"][name]
    others = tuple(placer(other) for other in entry.get("others", []))
    return with_year(_event_placer(entry), found, Precision.PERIOD, kind=f"event_{name}", others=others)


def _event_placer(entry: Mapping[str, Any]) -> Placer:
    def place(at: int) -> Window | None:
        if "days" in entry:
            return calendar_window(entry["days"], at)
        if "easter" in entry:
            first, last = entry["easter"]
            return Window(easter(at) + timedelta(days=first), easter(at) + timedelta(days=last))
        opens = entry["weekday"]
        return day_window(opening_day(opens, at))

    return place


def _election_in(at: int) -> Window | None:
    return next((day_window(day) for day in election_days() if day.year == at), None)


def century(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Read "The 21st century", by the years that share their first digits."""
    number = int(found.value("o"))
    if not 10 <= number <= 22:
        return None
    first = (number - 1) * 100
    return fixed(Window(date(first, 1, 1), date(first + 99, 12, 31)), Precision.MULTI_YEAR)


def decade(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Read "The seventies", "the years 2030": ten years; two digits mean the last century or this one."""
    if "a" in found.named:
        number = int(found.value("a")) * 100 + int(found.value("b"))
    else:
        number = int(found.value("n") if "n" in found.named else found.value("d"))
    if number % 10 or (100 <= number < 1900):
        return None
    first = number if number >= 100 else number + (1900 if number >= 30 else 2000)
    return Anchor(
        place=lambda at: Window(date(at, 1, 1), date(at + 9, 12, 31)),
        at=first,
        precision=Precision.MULTI_YEAR,
        kind="decade",
    )


def turn_of_year(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """The end of the year: its last days count in "by the turn of the year"."""
    return with_year(lambda at: month_window(at, 10, 3), found, Precision.PART_OF_YEAR, kind="year_end")


def special_days(anchor: Anchor, side: str, at: int) -> Window | date | None:
    """Return what "before" or "after" an event or season means where its calendar says so.

    Args:
        anchor: The event or season.
        side: ``before`` gives the last day before it, ``after`` the window after it.
        at: The year in which it was placed.

    Returns:
        A day, a window, or None where the calendar says nothing.
    """
    kind, _, name = anchor.kind.partition("_")
    groups = {"event": "events", "season": "seasons"}
    entry = calendar_tables()[groups[kind]].get(name, {}) if kind in groups else {}
    if side not in entry:
        return None
    return calendar_day(entry[side], at) if side == "before" else calendar_window(entry[side], at)
