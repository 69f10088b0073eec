"""The months of a list of questions as bars of months, or of years where the list is long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from web.i18n import Speaker

_MOST_MONTHS = 24
_MOST_YEARS = 60  # before which lie only misread days
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One month or year.

    Attributes:
        name: Its name in the visitor's language.
        short: What stands under it: the month, or the year.
        year: What stands under that: the year where it begins; else empty.
        first: Its first day.
        last: Its last day.
        count: Documents asked in it.
        percent: Height of the bar: 100 for the highest, 0 where it is empty.
    """

    name: str
    short: str
    year: str
    first: date
    last: date
    count: int
    percent: int


def bars(months: Sequence[tuple[str, int]], speaker: Speaker) -> tuple[Bar, ...]:
    """Return the bars of a list in the order of time, empty ones between them included.

    Args:
        months: Months as ``2024-03`` with the number of documents, in the order of time.
        speaker: Names the months.
    """
    if not months:
        return ()
    counts = {date.fromisoformat(f"{month}-01"): count for month, count in months}
    begin, end = min(counts), max(counts)
    by_month = (end.year - begin.year) * 12 + end.month - begin.month < _MOST_MONTHS
    periods = list(_months(begin, end) if by_month else _years(begin, end))
    held = [sum(count for month, count in counts.items() if first <= month <= last) for first, last in periods]
    highest = max(held)
    return tuple(
        Bar(
            name=speaker.date(first, "MMMM y") if by_month else str(first.year),
            short=speaker.date(first, "MMM").rstrip(".") if by_month else str(first.year),
            year=str(first.year) if by_month and (first == begin or first.month == 1) else "",
            first=first,
            last=last,
            count=count,
            percent=max(2, round(100 * count / highest)) if count else 0,
        )
        for (first, last), count in zip(periods, held, strict=True)
    )


def _months(begin: date, end: date) -> Iterator[tuple[date, date]]:
    first = begin
    while first <= end:
        following = (first.replace(day=28) + 4 * _DAY).replace(day=1)
        yield first, following - _DAY
        first = following


def _years(begin: date, end: date) -> Iterator[tuple[date, date]]:
    for year in range(max(begin.year, end.year - _MOST_YEARS + 1), end.year + 1):
        yield date(year, 1, 1), date(year, 12, 31)
