"""Parts of a period: its beginning, middle and end, its halves."""

# ruff: noqa: ARG001 - every operation of the grammar takes the same three arguments

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from corpus.facts import Precision
from ingest.numbers import load_rules
from ingest.times.calendars import calendar_day
from ingest.times.context import Context
from ingest.times.grammar import Found, Rule
from ingest.times.windows import Anchor, Placer, Window, month_window, placed

ONE_DAY = timedelta(days=1)
MIDSEASON = {"begin": (0, 30), "mid": (30, 70), "end": (70, 100)}


def part(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """The beginning, middle or end of a period."""
    which = str(found.value("p") or rule.options["which"])
    container: Anchor = found.value("c")
    if container.precision is Precision.DAY:
        return None
    if container.lost:
        return replace(container, kind=f"part_{which}")
    placers = _part_placers(container, which)
    return replace(
        container,
        place=placers[0],
        others=tuple(placers[1:]),
        precision=_part_precision(container.precision),
        kind=f"part_{which}",
    )


def _part_precision(precision: Precision) -> Precision:
    if precision in (Precision.MONTH, Precision.PART_OF_MONTH):
        return Precision.PART_OF_MONTH
    if precision in (Precision.YEAR, Precision.SCHOOL_YEAR):
        return Precision.PART_OF_YEAR
    return precision


def _part_placers(container: Anchor, which: str) -> list[Placer]:
    parts = load_rules("calendars")["parts"]
    if container.precision is Precision.YEAR and container.kind != "rolling":
        return [_year_part(container.place, days) for days in parts["year"][which]]
    if container.precision is Precision.MONTH:
        return [_day_part(container.place, days) for days in parts["month"][which]]
    if container.precision is Precision.WEEK:
        return [_day_part(container.place, days) for days in parts["week"][which]]
    if container.kind == "decade":
        return [_decade_part(container.place, years) for years in parts["decade"][which]]
    return [_share(container.place, which, container.precision), container.place]


def _year_part(place: Placer, days: Sequence[str]) -> Placer:
    def inner(at: int) -> Window | None:
        whole = placed(place, at)
        return (
            None
            if whole is None
            else Window(calendar_day(days[0], whole.first.year), calendar_day(days[1], whole.first.year))
        )

    return inner


def _day_part(place: Placer, days: Sequence[int]) -> Placer:
    def inner(at: int) -> Window | None:
        whole = placed(place, at)
        if whole is None:
            return None
        last = min(whole.first + timedelta(days=days[1] - 1), whole.last)
        return Window(whole.first + timedelta(days=days[0] - 1), last)

    return inner


def _decade_part(place: Placer, years: Sequence[int]) -> Placer:
    def inner(at: int) -> Window | None:
        whole = placed(place, at)
        return (
            None
            if whole is None
            else Window(date(whole.first.year + years[0], 1, 1), date(whole.first.year + years[1], 12, 31))
        )

    return inner


def _share(place: Placer, which: str, precision: Precision) -> Placer:
    """Return the first, middle or last month of a period of months; a tenth-wise share where it has no whole months."""

    def inner(at: int) -> Window | None:
        whole = placed(place, at)
        if whole is None:
            return None
        months = (whole.last.year - whole.first.year) * 12 + whole.last.month - whole.first.month + 1
        if whole.first.day != 1 or months < 3:
            days = (whole.last - whole.first).days
            low, high = MIDSEASON[which]
            return Window(
                whole.first + timedelta(days=days * low // 100), whole.first + timedelta(days=days * high // 100)
            )
        size = 1 if months < 6 or precision is Precision.SCHOOL_YEAR else max(1, months // 3)
        shift = {"begin": 0, "mid": (months - size) // 2, "end": months - size}[which]
        piece = month_window(whole.first.year, whole.first.month + shift, size)
        return Window(piece.first, min(piece.last, whole.last))

    return inner


def half_of(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """The first or second half of a year, a month or another period."""
    rank = int(found.value("o"))
    container: Anchor = found.value("c")
    if rank not in (1, 2) or container.precision is Precision.DAY:
        return None

    def place(at: int) -> Window | None:
        whole = placed(container.place, at)
        if whole is None:
            return None
        months = (whole.last.year - whole.first.year) * 12 + whole.last.month - whole.first.month + 1
        if whole.first.day == 1 and months > 1 and months % 2 == 0:
            middle = month_window(whole.first.year, whole.first.month + months // 2).first - ONE_DAY
        else:
            middle = whole.first + timedelta(days=((whole.last - whole.first).days + 1) // 2 - 1)
        return Window(whole.first, middle) if rank == 1 else Window(middle + ONE_DAY, whole.last)

    return replace(
        container,
        place=place,
        others=(),
        precision=Precision.HALF_YEAR if container.precision is Precision.YEAR else Precision.PART_OF_MONTH,
        kind="half",
    )


def turn_of_quarters(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Read "End of the third, beginning of the fourth quarter": last month of the one, first month of the other."""
    rank = int(found.value("o"))
    container: Anchor = found.value("c")
    if container.kind != "quarter" or container.lost or found.value("p") != "end" or found.value("q") != "begin":
        return None

    def place(at: int) -> Window | None:
        second = placed(container.place, at)
        if second is None:
            return None
        before = month_window(second.first.year, second.first.month - 1)
        return Window(before.first, month_window(second.first.year, second.first.month).last)

    return replace(container, place=place, kind="span") if rank >= 1 else None
