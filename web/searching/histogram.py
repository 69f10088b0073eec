"""The months of a list of questions as bars of months, or of years where the list is long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from web.i18n import Speaker

_MOST_MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One month or year.

    Attributes:
        name: Its name in the visitor's language.
        first: Its first day.
        last: Its last day.
        count: Documents asked in it.
        percent: Height of the bar: 100 for the highest.
    """

    name: str
    first: date
    last: date
    count: int
    percent: int


def bars(months: Sequence[tuple[str, int]], speaker: Speaker) -> tuple[Bar, ...]:
    """Return the bars of a list, in the order of time; empty ones are left out.

    Args:
        months: Months as ``2024-03`` with the number of documents, in the order of time.
        speaker: Names the months.
    """
    counts: dict[tuple[date, date, str], int] = {}
    for month, count in months:
        period = _month(month, speaker) if len(months) <= _MOST_MONTHS else _year(month)
        counts[period] = counts.get(period, 0) + count
    most = max(counts.values(), default=1)
    return tuple(
        Bar(name=name, first=first, last=last, count=count, percent=max(1, round(100 * count / most)))
        for (first, last, name), count in counts.items()
    )


def _month(month: str, speaker: Speaker) -> tuple[date, date, str]:
    year, number = int(month[:4]), int(month[5:])
    first = date(year, number, 1)
    following = date(year + number // 12, number % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1), speaker.date(first, "MMM y")


def _year(month: str) -> tuple[date, date, str]:
    year = int(month[:4])
    return date(year, 1, 1), date(year, 12, 31), str(year)
