"""Calendar arithmetic: windows of days, both ends included."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from corpus.facts import Precision

FIRST_YEAR, LAST_YEAR = 1000, 2999
FAR = 8
FAR_MONTHS = 40


class Window(NamedTuple):
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date


Placer = Callable[[int], Window | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """A length of time; months and days are kept apart because months differ in length."""

    months: float = 0
    days: float = 0
    business: bool = False
    vague: bool = False

    def plus(self, other: "Length") -> "Length":
        """Return the two lengths together."""
        return replace(self, months=self.months + other.months, days=self.days + other.days)

    def times(self, count: float) -> "Length":
        """Return the length repeated."""
        return replace(self, months=self.months * count, days=self.days * count)

    @property
    def iso(self) -> str:
        """ISO 8601 form, such as ``P6M`` or ``P1M21D``."""
        whole, part = divmod(self.months, 1)
        days = self.days + part * 30
        pieces = (f"{whole:g}M" if whole else "") + (f"{days:g}D" if days or not whole else "")
        return f"P{pieces}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A place on the calendar that may still want its year, month or week.

    Attributes:
        place: Gives the window for a year (or month, or week, counted as ``cycle`` says); None where it does not exist.
        at: The year (month, week) where stated; None where it must be inferred.
        cycle: ``year``, ``month`` (year times 12 plus month minus 1) or ``week`` (ordinal of the Monday, in weeks).
        precision: How fine the expression is.
        others: Placers of further readings in use.
        lost: Whether it counts from a reference date that is unknown.
        relative: Whether it was counted from the reference date.
        kind: What it is made of, such as ``year``, ``season``, ``day``: rules ask for it.
        fiscal: Whether the year is a school, budget or other year of its own.
    """

    place: Placer
    at: int | None = None
    cycle: str = "year"
    precision: Precision = Precision.PERIOD
    others: tuple[Placer, ...] = ()
    lost: bool = False
    relative: bool = False
    kind: str = ""

    def window(self) -> Window | None:
        """Return the window where the year is stated and the day exists."""
        if self.at is None or self.lost:
            return None
        return placed(self.place, self.at)


def placed(place: Placer, at: int) -> Window | None:
    """Return a placer's window, None where the calendar has no such day."""
    try:
        return place(at)
    except (ValueError, OverflowError):
        return None


def days_of_month(year: int, month: int) -> int:
    """Return the number of days of a month."""
    return calendar.monthrange(year, month)[1]


@lru_cache(maxsize=4096)
def month_window(year: int, month: int, months: int = 1) -> Window:
    """Return ``months`` whole months from a month on; months beyond 12 run into the next years."""
    first = date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    end = first.year * 12 + first.month - 1 + months - 1
    last_year, last_month = divmod(end, 12)
    return Window(first, date(last_year, last_month + 1, days_of_month(last_year, last_month + 1)))


def year_window(year: int) -> Window:
    """Return the calendar year."""
    return month_window(year, 1, 12)


def week_window(day: date, weeks: int = 1) -> Window:
    """Return the weeks, Monday to Sunday, from the week that holds ``day``."""
    monday = day - timedelta(days=day.weekday())
    return Window(monday, monday + timedelta(days=7 * weeks - 1))


def day_window(day: date) -> Window:
    """Return the window of one day."""
    return Window(day, day)


def shifted(day: date, length: Length, sign: int = 1) -> date:
    """Return the day a length later (or earlier); a day that the month lacks becomes its last one.

    Raises:
        OverflowError: If the day falls outside the calendar.
    """
    whole, part = divmod(length.months, 1)
    total = day.year * 12 + day.month - 1 + sign * int(whole)
    year, month = divmod(total, 12)
    if not 1 <= year <= 9998:
        raise OverflowError("the day falls outside the calendar")
    moved = date(year, month + 1, min(day.day, days_of_month(year, month + 1)))
    days = int(length.days + part * 30)
    return _business(moved, days, sign) if length.business else moved + timedelta(days=sign * days)


def _business(day: date, days: int, sign: int) -> date:
    """Return the day so many weekdays away; holidays are not counted out."""
    weeks, rest = divmod(min(days, 5000), 5)
    day += timedelta(weeks=sign * weeks)
    while rest:
        day += timedelta(days=sign)
        rest -= day.weekday() < 5
    return day


def easter(year: int) -> date:
    """Return Easter Sunday by the anonymous Gregorian algorithm (Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, carry = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    part, left = divmod(rest, 4)
    weekday = (32 + 2 * carry + 2 * part - epact - left) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(window: Window, weekday: int, rank: int) -> date | None:
    """Return the rank-th (negative: from the end) such weekday inside a window, None where there is none."""
    if rank > 0:
        day = window.first + timedelta(days=(weekday - window.first.weekday()) % 7 + 7 * (rank - 1))
    else:
        day = window.last - timedelta(days=(window.last.weekday() - weekday) % 7 + 7 * (-rank - 1))
    return day if window.first <= day <= window.last else None


def cycle_of(day: date, cycle: str) -> int:
    """Return the number of the year, month or week that holds a day."""
    if cycle == "month":
        return day.year * 12 + day.month - 1
    if cycle == "week":
        return day.toordinal() // 7
    return day.year


def month_of_cycle(at: int) -> Window:
    """Return the month with this number (year times 12 plus month minus 1)."""
    year, month = divmod(at, 12)
    return month_window(year, month + 1)


def fits(window: Window | None, day: date, *, past: bool, slack: int) -> bool:
    """Tell whether a window lies on the side of a day that the tense asks for."""
    if window is None:
        return False
    return window.first <= day + timedelta(days=slack) if past else window.last >= day


def inferred(place: Placer, cycle: str, day: date, *, past: bool, slack: int = 0) -> int | None:
    """Choose the year, month or week that was not said: the first that fits the tense.

    Args:
        place: The placer.
        cycle: What it counts in.
        day: The reference date.
        past: Whether the last one before it is meant, else the next one.
        slack: Days that the text may have been written after the reference date.

    Returns:
        The number to place it at, None where none of the near ones exists.
    """
    around = cycle_of(day, cycle)
    far = FAR_MONTHS if cycle == "month" else FAR
    numbers = range(around + far, around - far - 1, -1) if past else range(around - far, around + far + 1)
    return next((at for at in numbers if fits(placed(place, at), day, past=past, slack=slack)), None)
