"""Operations of the grammar that make anchors: years, months, days, seasons, quarters, weekdays."""

# ruff: noqa: ARG001 - every operation of the grammar takes the same three arguments

from datetime import date, timedelta
from decimal import Decimal

from corpus.facts import Precision
from ingest.times.context import Context
from ingest.times.grammar import Found, Rule
from ingest.times.settle import impossible
from ingest.times.windows import (
    Anchor,
    Placer,
    Window,
    cycle_of,
    days_of_month,
    month_window,
    week_window,
    year_window,
)

CENTURY_TURN = 60
LONGEST_SHORT_MONTH = 5
UNIT_PRECISION = {
    "P1D": Precision.DAY,
    "P1W": Precision.WEEK,
    "P1M": Precision.MONTH,
    "P3M": Precision.QUARTER,
    "P6M": Precision.HALF_YEAR,
    "P12M": Precision.YEAR,
    "P120M": Precision.MULTI_YEAR,
    "P1200M": Precision.MULTI_YEAR,
}


def year_anchor(year: int, *, kind: str = "year", relative: bool = False) -> Anchor:
    """Return the anchor of a calendar year."""
    return Anchor(place=year_window, at=year, precision=Precision.YEAR, kind=kind, relative=relative)


def fixed(window: Window | None, precision: Precision, *, kind: str = "", others: tuple[Window, ...] = ()) -> Anchor:
    """Return an anchor of known days; no window means that the reference date it needs is unknown."""
    if window is None:
        return Anchor(place=lambda _: None, at=0, lost=True, precision=precision, kind=kind, relative=True)
    placers = tuple(_constant(other) for other in others)
    return Anchor(place=_constant(window), at=0, others=placers, precision=precision, kind=kind, relative=True)


def _constant(window: Window) -> Placer:
    return lambda _: window


def full_year(number: int) -> int:
    """Return the year that one or two digits stand for: 60 to 99 the last century, else this one."""
    if number >= 100:
        return number
    return number + (1900 if number >= CENTURY_TURN else 2000)


def year_of(value: object) -> tuple[int | None, bool]:
    """Return the year that a term holds, and whether it is lost for want of a reference date."""
    if isinstance(value, Anchor):
        window = value.window()
        return (window.first.year if window else None), value.lost
    return (full_year(int(value)) if isinstance(value, int | Decimal) else None), False


def with_year(
    place: Placer,
    found: Found,
    precision: Precision,
    *,
    kind: str,
    label: str = "y",
    others: tuple[Placer, ...] = (),
) -> Anchor | None:
    """Return the anchor in the year that the pattern names, yearless where it names none."""
    named = found.value(label)
    year, lost = year_of(named)
    relative = isinstance(named, Anchor) and named.relative
    anchor = Anchor(place=place, at=year, precision=precision, kind=kind, lost=lost, relative=relative, others=others)
    return None if impossible(anchor) else anchor


def year(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A year in digits or words."""
    kind = "bare_year" if rule.options.get("bare") else "year"
    counts = context.cue("counted", found.after) and not context.cue("year_links", found.first - 1)
    if kind == "bare_year" and counts:
        return None
    return year_anchor(int(found.value("y")), kind=kind)


def relative_year(context: Context, found: Found, rule: Rule) -> Anchor:
    """This, next or last year; "coming" counts twelve months from the reference date."""
    day, which = context.reference, found.value("r")
    if day is None:
        return fixed(None, Precision.YEAR, kind="year")
    number = day.year + {"this": 0, "next": 1, "coming": 1}.get(which, -1)
    if which not in ("coming", "past"):
        return year_anchor(number, relative=True)
    rolling = Window(day, _year_away(day, 1)) if which == "coming" else Window(_year_away(day, -1), day)
    if which == "coming":
        return fixed(rolling, Precision.YEAR, kind="rolling", others=(year_window(number),))
    others = (rolling, Window(rolling.first, day - timedelta(days=1)))
    return fixed(year_window(number), Precision.YEAR, kind="year", others=others)


def _year_away(day: date, years: int) -> date:
    wanted = day.year + years
    return date(wanted, day.month, min(day.day, days_of_month(wanted, day.month)))


def month(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A month, with or without its year."""
    number = found.value("m")
    if number is None or (len(found.terms) == 1 and _is_name(context, found.first)):
        return None
    return with_year(lambda at: month_window(at, int(number)), found, Precision.MONTH, kind="month")


def _is_name(context: Context, at: int) -> bool:
    """Tell whether a month's short form is a first name: a capital, and a capital behind it."""
    token = context.tokens[at]
    following = context.tokens[at + 1] if at + 1 < len(context.tokens) else None
    if following is None or not token.text[0].isupper() or len(token.text) > LONGEST_SHORT_MONTH:
        return False
    return following.text[0].isupper() or not context.cue("year_links", at - 1)


def relative_month(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Read "This September", "last September", "next May"."""
    number, which, day = int(found.value("m")), found.value("r") or "prev", context.reference
    if day is None:
        return fixed(None, Precision.MONTH)
    shift = 0
    if which in ("next", "coming"):
        shift = 1 if number <= day.month else 0
    elif which in ("prev", "past"):
        shift = -1 if number >= day.month else 0
    return Anchor(
        place=lambda at: month_window(at, number), at=day.year + shift, precision=Precision.MONTH, relative=True
    )


def relative_unit(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """This, next or last day, week, month, quarter, half-year or weekend."""
    which = found.value("r") or rule.options.get("which", "this")
    unit = found.value("u")
    day = context.reference
    if day is None:
        return fixed(None, UNIT_PRECISION.get(unit, Precision.PERIOD), kind="unit")
    shift = {"this": 0, "next": 1, "coming": 1}.get(which, -1) + int(rule.options.get("further", 0))
    category = found.named["u"].category
    anaphor = context.year_before(found.first) if unit == "P12M" and rule.options.get("anaphor") else None
    if anaphor is not None:
        return year_anchor(anaphor, relative=True)
    if category in ("weekend", "workweek"):
        monday = week_window(day).first + timedelta(weeks=shift)
        window = Window(monday + timedelta(days=5), monday + timedelta(days=6))
        if category == "workweek":
            window = Window(monday, monday + timedelta(days=4))
        return fixed(window, Precision.WEEK, kind="unit")
    return fixed(unit_window(day, unit, shift), UNIT_PRECISION.get(unit, Precision.PERIOD), kind="unit")


def unit_window(day: date, unit: str, shift: int, count: int = 1) -> Window:
    """Return ``count`` whole units, ``shift`` units away from the one that holds a day."""
    if unit in ("P1D", "P1B"):
        first = day + timedelta(days=shift)
        return Window(first, first + timedelta(days=count - 1))
    if unit == "P1W":
        return week_window(day + timedelta(weeks=shift), count)
    months = int(unit[1:-1])
    start = (day.year * 12 + day.month - 1) // months + shift
    return month_window(start * months // 12, start * months % 12 + 1, months * count)


def nth_of_year(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A quarter or half of a year, by rank, number or code."""
    unit = found.value("u")
    months = int(rule.options.get("months") or unit[1:-1])
    rank = int(next(found.value(label) for label in ("o", "n", "q", "h") if label in found.named))
    parts = 12 // months
    rank = parts + 1 + rank if rank < 0 else rank
    if not 1 <= rank <= parts:
        return None
    kind = "bare" if rule.options.get("bare") else "quarter"
    precision = Precision.QUARTER if months == 3 else Precision.HALF_YEAR
    label = "c" if "c" in found.named else "y"
    return with_year(
        lambda at: month_window(at, (rank - 1) * months + 1, months), found, precision, kind=kind, label=label
    )


def week_number(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """An ISO week by its number."""
    number = int(found.value("n"))
    if not 1 <= number <= 53:
        return None
    here = found.value("y") is None and context.reference is not None
    anchor = with_year(lambda at: week_window(date.fromisocalendar(at, number, 1)), found, Precision.WEEK, kind="week")
    if anchor is None or not here or context.reference is None:
        return anchor
    return Anchor(place=anchor.place, at=cycle_of(context.reference, "year"), precision=Precision.WEEK, kind="week")
