"""Days: in words and digits, by their number in a month, and those named by their distance from today."""

# ruff: noqa: ARG001 - every operation of the grammar takes the same three arguments

import re
from datetime import date, timedelta

from corpus.facts import Precision
from ingest.times.anchors import fixed, full_year, with_year
from ingest.times.context import Context
from ingest.times.grammar import Found, Rule
from ingest.times.settle import impossible
from ingest.times.windows import (
    Anchor,
    Placer,
    Window,
    day_window,
    days_of_month,
    month_of_cycle,
    month_window,
)

_NUMBERS = re.compile(r"\d+")
_NUMERIC_DAY = re.compile(r"\d{1,2}/\d{1,2}|\d{2}[.]\d{2}")


def day(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A day of a named month, with or without its year."""
    number, of_month = int(found.value("d") or 1), int(found.value("m"))
    label = "z" if "z" in found.named else "y"
    return with_year(lambda at: day_window(date(at, of_month, number)), found, Precision.DAY, kind="day", label=label)


def numeric_date(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A day, or a month, in digits: 14/06/2023, 2015-03-03, 9/2012; month first only where day first cannot be."""
    numbers = [int(piece) for piece in _NUMBERS.findall(found.value("d"))]
    if len(numbers) == 2:
        number, of_year = numbers
        if not 1 <= number <= 12 or not 1900 <= of_year <= 2100:
            return None
        return Anchor(place=lambda at: month_window(at, number), at=of_year, precision=Precision.MONTH, kind="month")
    first, second, third = numbers
    if first > 31:
        return _day_of(first, second, third)
    return _day_of(full_year(third), second, first) or _day_of(full_year(third), first, second)


def _day_of(of_year: int, of_month: int, number: int) -> Anchor | None:
    if not 1 <= of_month <= 12 or not 1 <= number <= 31:
        return None
    anchor = Anchor(
        place=lambda at: day_window(date(at, of_month, number)), at=of_year, precision=Precision.DAY, kind="day"
    )
    return None if impossible(anchor) else anchor


def day_of_year_numbers(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A day and a month in digits without year; a rule for bare ones asks that nothing else can be meant."""
    first, second = int(found.value("a")), int(found.value("b"))
    number, of_month = (first, second) if second <= 12 else (second, first)
    if of_month > 12 or (rule.options.get("bare") and not _surely_a_day(context, found, first, second)):
        return None
    place = _place_of_day(of_month, number)
    return with_year(place, found, Precision.DAY, kind="day")


def day_in_one_number(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """A day and a month that were read as one number: "22/4", "10.10"."""
    term = found.named["d"]
    pieces = [int(piece) for token in context.tokens[term.first : term.after] for piece in _NUMBERS.findall(token.text)]
    signs = "".join(token.text for token in context.tokens[term.first : term.after])
    if len(pieces) != 2 or not _NUMERIC_DAY.fullmatch(signs):
        return None
    first, second = pieces
    number, of_month = (first, second) if second <= 12 else (second, first)
    framed = len(found.terms) > 1
    if not 1 <= of_month <= 12 or not (framed or _surely_a_day(context, found, first, second)):
        return None
    return with_year(_place_of_day(of_month, number), found, Precision.DAY, kind="day")


def _surely_a_day(context: Context, found: Found, first: int, second: int) -> bool:
    alone = found.first == 0 and found.after == len(context.tokens)
    return alone or max(first, second) > 12 or context.tokens[found.first].text.startswith("0")


def _place_of_day(of_month: int, number: int) -> Placer:
    return lambda at: day_window(date(at, of_month, number))


def day_of_month(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Read "On the 15th": a day of a month that is not named."""
    number = int(found.value("o"))
    if not 1 <= number <= 31:
        return None
    return Anchor(place=_place_in_month(number), cycle="month", precision=Precision.DAY, kind="day")


def _place_in_month(number: int) -> Placer:
    return lambda at: day_window(month_of_cycle(at).first.replace(day=number))


def day_of_that_month(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Read "The 20th of next month"."""
    container, number = found.value("c"), int(found.value("o"))
    if container.lost:
        return fixed(None, Precision.DAY)
    window = container.window()
    if window is None or container.precision is not Precision.MONTH or not 1 <= number <= 31:
        return None
    inside = window.first.day + number - 1
    if inside > days_of_month(window.first.year, window.first.month):
        return None
    return fixed(day_window(window.first.replace(day=number)), Precision.DAY, kind="day")


def month_days(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Read "November 19-20"."""
    of_month, first, last = int(found.value("m")), int(found.value("a")), int(found.value("b"))
    return with_year(
        lambda at: Window(date(at, of_month, first), date(at, of_month, last)), found, Precision.DAY, kind="days"
    )


def day_word(context: Context, found: Found, rule: Rule) -> Anchor:
    """Today, tomorrow, yesterday."""
    if context.reference is None:
        return fixed(None, Precision.DAY, kind="day")
    moved = context.reference + timedelta(days=int(found.value("d")))
    return fixed(day_window(moved), Precision.DAY, kind="day")
