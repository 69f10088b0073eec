"""Spans: from one anchor to another, and anchors that stand side by side."""

# ruff: noqa: ARG001 - every operation of the grammar takes the same three arguments

from dataclasses import replace
from datetime import date, timedelta

from corpus.facts import Precision
from ingest.times.anchors import fixed
from ingest.times.context import Context
from ingest.times.grammar import Found, Rule
from ingest.times.school_years import school_year_of
from ingest.times.settle import settle
from ingest.times.windows import Anchor, Window, placed

ONE_DAY = timedelta(days=1)


def from_to(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """From one anchor to another; the first takes over the year of the second."""
    first, second = found.value("a"), found.value("b")
    if not isinstance(second, Anchor):
        return None  # a word for now that no rule has read as a day
    if first.lost or second.lost:
        return fixed(None, Precision.PERIOD, kind="span")
    if not _spannable(first, second) or (rule.options.get("consecutive") and second.at != (first.at or 0) + 1):
        return None
    if first.kind == "bare_year" and first.at is not None and second.at == first.at + 1:
        school = school_year_of(context, found.first, first.at)
        if school is not None:
            return school
    end = settle(context, second, found.named["b"].first)
    if end is None:
        return fixed(None, Precision.PERIOD, kind="span")
    begin = _begin_before(context, first, end.window, end.at, found.first)
    if begin is None or begin.first > end.window.last:
        return None
    window = Window(begin.first, end.window.last)
    others = (
        Window(begin.first, end.window.last - ONE_DAY),
        Window(begin.first, max(begin.first, end.window.first - ONE_DAY)),
    )
    precision = first.precision if first.precision == second.precision else Precision.PERIOD
    if precision is Precision.YEAR:
        precision = Precision.MULTI_YEAR
    made = fixed(window, precision, kind="span", others=others)
    return replace(made, relative=first.relative or second.relative or second.at is None)


def year_pair(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Read "2015-16": a year and the last two digits of the next one."""
    first: Anchor = found.value("a")
    window = first.window()
    if window is None or first.kind != "bare_year" or int(found.value("z")) != (window.first.year + 1) % 100:
        return None
    both = Window(window.first, date(window.first.year + 1, 12, 31))
    return replace(fixed(both, Precision.MULTI_YEAR, kind="span"), relative=False)


def _spannable(first: Anchor, second: Anchor) -> bool:
    """Tell whether two anchors may stand at the ends of one span: a bare year must not run backwards or to itself."""
    if first.at is not None and second.at is not None:
        one, two = first.window(), second.window()
        return one is not None and two is not None and one.first <= two.last and one != two
    return True


def _begin_before(context: Context, first: Anchor, end: Window, at: int, token: int) -> Window | None:
    """Place the beginning of a span: in its own year, else in the year of its end or the one before."""
    if first.at is not None:
        return first.window()
    for number in (end.last.year, end.last.year - 1) if first.cycle == "year" else (at, at - 1):
        window = placed(first.place, number)
        if window is not None and window.first <= end.last:
            return window
    return None


def days_to(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Read "4 to 22 January 1995": the first day takes over month and year of the second."""
    number = int(found.value("d"))
    container: Anchor = found.value("b")
    if container.kind != "day" or not 1 <= number <= 31:
        return None
    if container.lost:
        return fixed(None, Precision.DAY)

    def place(at: int) -> Window | None:
        end = placed(container.place, at)
        return Window(end.first.replace(day=number), end.last) if end and number <= end.first.day else None

    def shorter(at: int) -> Window | None:
        whole = place(at)
        return None if whole is None else Window(whole.first, max(whole.first, whole.last - ONE_DAY))

    return replace(container, place=place, others=(shorter,), kind="span")


def days_in_month(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Read "Next month 4 to 23", "in February between 2 and 7"."""
    container: Anchor = found.value("c")
    first, last = int(found.value("d")), int(found.value("e"))
    if container.precision is not Precision.MONTH or not 1 <= first < last <= 31:
        return None

    def place(at: int) -> Window | None:
        whole = placed(container.place, at)
        return None if whole is None else Window(whole.first.replace(day=first), whole.first.replace(day=last))

    def shorter(at: int) -> Window | None:
        whole = place(at)
        return None if whole is None else Window(whole.first, whole.last - ONE_DAY)

    return replace(container, place=place, others=(shorter,), precision=Precision.DAY, kind="span")


def day_numbers_to(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Read "Between 1-10 and 7-11": both ends in digits without a year."""
    first, second = (
        _numbered_day(int(found.value(number)), int(found.value(of_month))) for number, of_month in ("ab", "cd")
    )
    end = settle(context, second, found.first)
    begin = _begin_before(context, first, end.window, end.at, found.first) if end else None
    if end is None or begin is None:
        return None
    window = Window(begin.first, end.window.last)
    return fixed(window, Precision.PERIOD, kind="span", others=(Window(window.first, window.last - ONE_DAY),))


def _numbered_day(number: int, of_month: int) -> Anchor:
    return Anchor(
        place=lambda at: Window(date(at, of_month, number), date(at, of_month, number)), precision=Precision.DAY
    )


def together(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Neighbouring years or months named side by side: "2015 and 2016", "May and June 2024"."""
    row = [term.value for term in found.terms if isinstance(term.value, Anchor)]
    if len({anchor.precision for anchor in row}) != 1 or any(anchor.lost for anchor in row):
        return None
    if row[0].precision not in (Precision.YEAR, Precision.MONTH, Precision.QUARTER) or row[0].kind.startswith("part"):
        return None
    end = settle(context, row[-1], found.named["b"].first)
    if end is None:
        return None
    windows = [end.window]
    for anchor in reversed(row[:-1]):
        window = _begin_before(context, anchor, end.window, end.at, found.first)
        if window is None or window.last + ONE_DAY != windows[0].first:
            return None
        windows.insert(0, window)
    precision = Precision.MULTI_YEAR if row[0].precision is Precision.YEAR else Precision.PERIOD
    made = fixed(Window(windows[0].first, end.window.last), precision, kind="span", others=tuple(windows))
    return replace(made, relative=end.inferred)


def up_to_now(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """From an anchor to the reference date."""
    begin = settle(context, found.value("a"), found.first, past=True)
    if begin is None or context.reference is None or begin.window.first > context.reference:
        return None
    window = Window(begin.window.first, context.reference)
    return fixed(
        window, Precision.PERIOD, kind="span", others=(Window(window.first, max(window.first, window.last - ONE_DAY)),)
    )


def until_from_now(context: Context, found: Found, rule: Rule) -> Anchor | None:
    """Between now and an anchor."""
    end = settle(context, found.value("b"), found.first, past=False)
    if end is None or context.reference is None or end.window.last < context.reference:
        return fixed(None, Precision.PERIOD)
    window = Window(context.reference, end.window.last)
    return fixed(
        window, Precision.PERIOD, kind="span", others=(Window(window.first, max(window.first, window.last - ONE_DAY)),)
    )
