"""The period of a figure as something that can be equal."""

import re
from dataclasses import dataclass
from datetime import date

from corpus.facts import FigureKind, Precision, TimeRange

_YEAR = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d,]|\.\d|-\d)")
_AT_ITS_END = (Precision.DAY, Precision.PART_OF_YEAR)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Period:
    """First and last day of what a figure is about, both included."""

    first: date
    last: date

    @property
    def year(self) -> int:
        """The year in which it ends."""
        return self.last.year

    @property
    def is_year(self) -> bool:
        """Whether it is one whole calendar year."""
        return self.first == date(self.year, 1, 1) and self.last == date(self.year, 12, 31)

    def words(self) -> str:
        """Return the year, or both days as ISO dates."""
        if self.is_year:
            return str(self.year)
        days = (self.first.isoformat(),) if self.first == self.last else (self.first.isoformat(), self.last.isoformat())
        return " - ".join(days)


def period_of(range_: TimeRange | None, kind: FigureKind) -> Period | None:
    """Return the period of a figure; None where a side is open, since a deadline or a beginning is no period.

    What is counted on the last day of a year, or at its end, is that year's count; for amounts a year and its end
    differ.
    """
    if range_ is None or range_.earliest is None:
        return None
    last = range_.expected or range_.latest
    if last is None or range_.earliest > last:
        return None
    at_end = range_.precision in _AT_ITS_END and (last.month, last.day) == (12, 31) and range_.earliest.month >= 10
    if at_end and kind in (FigureKind.COUNT, FigureKind.PERCENT):
        return Period(first=date(last.year, 1, 1), last=last)
    return Period(first=range_.earliest, last=last)


def years_in(text: str) -> list[int]:
    """Return the years that are written in a text, in order."""
    return [int(match.group()) for match in _YEAR.finditer(text)]
