"""Operations that count from the reference date or inside another anchor: lengths, weekdays, ranks."""

# ruff: noqa: ARG001 - every operation of the grammar takes the same three arguments

from datetime import date, timedelta

from corpus.facts import Precision
from ingest.times.anchors import UNIT_PRECISION, fixed, unit_window
from ingest.times.clauses import Tense
from ingest.times.context import Context
from ingest.times.grammar import Found, Rule
from ingest.times.settle import settle
from ingest.times.windows import (
    Anchor,
    Length,
    Window,
    day_window,
    month_of_cycle,
    month_window,
    nth_weekday,
    shifted,
    week_window,
)

ONE_DAY = timedelta(days=1)
UNIT_LENGTHS = {
    "P1D": Length(days=1),
    "P1B": Length(days=1, business=True),
    "P1W": Length(days=7),
}


def length_of(unit: str) -> Length:
    """Return the length of one unit, such as ``P3M``."""
    return UNIT_LENGTHS.get(unit) or Length(months=int(unit[1:-1]))


def length(context: Context, found: Found, rule: Rule) -> Length | None:
    """A number of units: three months, half a year."""
    counted = found.value("n")
    count = float(rule.options["count"]) if "count" in rule.options else float(counted)
    count += float(found.value("h") or 0)
    few = "n" in found.named and found.named["n"].category == "few"
    unit = found.value("u")
    if count == 0 or abs(count) > 10000 or (unit == "P12M" and count > 1000):
        return None
    made = length_of(unit).times(count)
    return Length(months=made.months, days=made.days, business=unit == "P1B", vague=few)


def sum_of_lengths(context: Context, found: Found, rule: Rule) -> Length | None:
    """Lengths side by side: one month and 21 days."""
    total: Length = found.value("a")
    seen = {bool(total.months)}
    for label in ("b", "c"):
        more = found.value(label)
        if more is None:
            continue
        if bool(more.months) in seen and not _smaller(more, total):
            return None
        total = total.plus(more)
    return total


def _smaller(more: Length, total: Length) -> bool:
    if more.months:
        return more.months < 12 <= total.months and total.months % 12 == 0
    return more.days < 7 <= total.days or bool(total.months)


def relative_length(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """The coming two years, the past ten weeks: counted from the reference date."""
    span: Length = (
        found.value("d") if "d" in found.named else length_of(found.value("u")).times(float(found.value("n")))
    )
    if "n" in found.named and found.named["n"].category == "few":
        span = Length(months=span.months, days=span.days, vague=True)
    which = found.value("r")
    day = context.reference
    kind = "vague" if span.vague else "length"
    if which == "this" or day is None:
        return fixed(None, Precision.PERIOD, kind=kind) if which != "this" else None
    forward = which in ("next", "coming")
    other_end = shifted(day, span, 1 if forward else -1)
    window = Window(day, other_end) if forward else Window(other_end, day)
    others = _other_lengths(day, span, other_end, forward=forward)
    return fixed(window, Precision.PERIOD, kind=kind, others=others)


def _other_lengths(day: date, span: Length, end: date, *, forward: bool) -> tuple[Window, ...]:
    """Return the other readings: without the reference day itself, without the last one, and in whole units."""
    if forward:
        windows = [Window(day + ONE_DAY, end), Window(day, end - ONE_DAY), Window(day + ONE_DAY, end - ONE_DAY)]
    else:
        windows = [Window(end, day - ONE_DAY), Window(end + ONE_DAY, day), Window(end + ONE_DAY, day - ONE_DAY)]
    unit, count = _whole_units(span)
    if unit:
        windows.append(unit_window(day, unit, 1 if forward else -count, count))
    return tuple(windows)


def _whole_units(span: Length) -> tuple[str, int]:
    for unit, size in (("P120M", 120), ("P12M", 12), ("P1M", 1)):
        if span.months and not span.days and span.months % size == 0:
            return unit, int(span.months // size)
    if span.days and not span.months and span.days % 7 == 0:
        return "P1W", int(span.days // 7)
    return "", 0


def weekday(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A weekday: the next or last one, by word or by tense."""
    if rule.options.get("dotted") and found.after == len(context.tokens) > 2:
        return None
    if rule.options.get("short") and len(context.tokens) > 2 and len(found.terms) == 1:
        return None
    number, which = int(found.value("w")), found.value("r") or rule.options.get("which")
    if context.reference is None:
        return fixed(None, Precision.DAY, kind="day")
    monday = week_window(context.reference).first
    if which == "this":
        return fixed(day_window(monday + timedelta(days=number)), Precision.DAY, kind="day")
    backwards = which in ("prev", "past") or (which is None and context.tense(found.first) is Tense.PAST)
    ahead = (number - context.reference.weekday() - 1) % 7 + 1
    here = context.reference + timedelta(days=ahead - 7 if backwards else ahead)
    if backwards and here == context.reference and which:
        here -= timedelta(days=7)
    other = here + timedelta(days=7 if backwards else -7)
    weekly = monday + timedelta(days=number + (-7 if backwards else 7))
    return fixed(day_window(here), Precision.DAY, kind="day", others=(day_window(other), day_window(weekly)))


def weekday_of_week(context: Context, found: Found, rule: Rule) -> Anchor:
    """A weekday of this, next or last week."""
    if context.reference is None:
        return fixed(None, Precision.DAY, kind="day")
    shift = {"this": 0, "next": 1, "coming": 1}.get(found.value("r"), -1)
    monday = week_window(context.reference + timedelta(weeks=shift)).first
    return fixed(day_window(monday + timedelta(days=int(found.value("w")))), Precision.DAY, kind="day")


def weekday_numbered(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Friday the 15th: the day of the month is what counts, the weekday confirms it."""
    number, wanted = int(found.value("o")), int(found.value("w"))
    if not 1 <= number <= 31:
        return None

    def place(at: int) -> Window | None:
        month = month_of_cycle(at)
        day = month.first.replace(day=number) if number <= month.last.day else None
        return day_window(day) if day and day.weekday() == wanted else None

    return Anchor(place=place, cycle="month", precision=Precision.DAY, kind="day")


def nth_weekday_of(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """The first Friday of July, the third Wednesday of last month."""
    rank, number = int(found.value("o")), int(found.value("w"))
    container = found.value("c")
    if container is None:
        return Anchor(
            place=lambda at: _nth_day(month_of_cycle(at), number, rank),
            cycle="month",
            precision=Precision.DAY,
            kind="day",
        )
    return Anchor(
        place=lambda at: _nth_day(container.place(at), number, rank),
        at=container.at,
        cycle=container.cycle,
        precision=Precision.DAY,
        lost=container.lost,
        kind="day",
    )


def _nth_day(window: Window | None, number: int, rank: int) -> Window | None:
    day = nth_weekday(window, number, rank) if window else None
    return day_window(day) if day else None


def nth_unit(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """The third week of 2027, the last day of October, the second quarter of the school year."""
    rank, unit, container = int(found.value("o")), found.value("u"), found.value("c")

    def place(at: int) -> Window | None:
        whole = container.place(at)
        return _nth_of(whole, unit, rank) if whole else None

    return Anchor(
        place=place,
        at=container.at,
        cycle=container.cycle,
        lost=container.lost,
        relative=container.relative,
        precision=UNIT_PRECISION.get(unit, Precision.PERIOD),
        kind="unit",
    )


def _nth_of(whole: Window, unit: str, rank: int) -> Window | None:
    if unit in ("P1D", "P1B"):
        day = whole.first + timedelta(days=rank - 1) if rank > 0 else whole.last + timedelta(days=rank + 1)
        return day_window(day) if whole.first <= day <= whole.last else None
    if unit == "P1W":
        return _nth_week(whole, rank)
    months = int(unit[1:-1])
    first = whole.first if rank > 0 else month_window(whole.last.year, whole.last.month).first
    shift = (rank - 1) * months if rank > 0 else (rank + 1) * months - (months - 1)
    total = first.year * 12 + first.month - 1 + shift
    return month_window(total // 12, total % 12 + 1, months)


def _nth_week(whole: Window, rank: int) -> Window:
    """Return the rank-th week, the first being the one that holds the first Thursday (ISO 8601)."""
    thursday = nth_weekday(whole, 3, rank)
    monday = week_window(whole.last).first
    return week_window(thursday) if thursday else Window(monday, monday + timedelta(days=6))


def nth_length(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """The first three months of 2016, the last two weeks of June."""
    named = "d" in found.named
    span: Length = found.value("d") if named else length_of(found.value("u")).times(float(found.value("n")))
    rank, container = int(rule.options.get("rank") or found.value("o")), found.value("c")
    if rank not in (1, -1):
        return None

    def place(at: int) -> Window | None:
        whole = container.place(at)
        if whole is None:
            return None
        if rank == 1:
            return Window(whole.first, shifted(whole.first, span) - ONE_DAY)
        return Window(shifted(whole.last + ONE_DAY, span, -1), whole.last)

    return Anchor(
        place=place,
        at=container.at,
        cycle=container.cycle,
        lost=container.lost,
        precision=Precision.PERIOD,
        kind="unit",
    )


def week_of(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """The week that holds a day."""
    container: Anchor = found.value("c")
    if container.precision is not Precision.DAY:
        return None
    return Anchor(
        place=lambda at: _week_around(container.place(at)),
        at=container.at,
        cycle=container.cycle,
        lost=container.lost,
        precision=Precision.WEEK,
        kind="week",
    )


def _week_around(window: Window | None) -> Window | None:
    return week_window(window.first) if window else None


def just_past(context: Context, found: Found, rule: Rule) -> Anchor:
    """A day followed by "last" or "next": the side is said."""
    container: Anchor = found.value("c")
    settled = settle(context, container, found.first, past=not rule.options.get("coming"))
    return fixed(settled.window if settled else None, container.precision, kind=container.kind)
