"""How often a source has something new, learnt from its own past, and whether it has been quiet for too long.

Gaps are counted in weekdays, so that a weekend is none. What is usual is the gap that 95 of 100 were not longer than;
a source is quiet after twice that. Recesses come every year: a gap is no silence while one that was held in another
year, at the same days of the year give or take three weeks, was as long.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from corpus.store import Store

_ENOUGH = 20
"""Gaps from which on something can be said."""
_SHARE = 0.95
_PATIENCE = 2
_LEAST = 3
_SEASON = timedelta(days=21)
_REMEMBERED = 1_500
"""Days with news that are looked back on: about six years of weekdays."""
_WEEK, _WEEKDAYS = 7, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a source has something new, in weekdays.

    Attributes:
        median: Half of the gaps were not longer.
        usual: 95 of 100 were not longer.
        expected: The longest gap that is no silence on the day asked about.
        last: The last day with something new.
        waited: Weekdays since then.
    """

    median: float
    usual: int
    expected: int
    last: date
    waited: int

    @property
    def quiet(self) -> bool:
        """Whether it has been longer without anything new than is to be expected."""
        return self.waited > self.expected


def weekdays(first: date, last: date) -> int:
    """Return how many weekdays lie after one day, up to and with another; 0 where the other is not later."""
    days = max(0, (last - first).days)
    whole, rest = divmod(days, _WEEK)
    extra = sum((first + timedelta(days=one + 1)).weekday() < _WEEKDAYS for one in range(rest))
    return whole * _WEEKDAYS + extra


def rhythm(days: Iterable[date], today: date) -> Rhythm | None:
    """Learn how often a source has something new.

    Args:
        days: Days on which it had; days after today are left out.
        today: The day asked about.

    Returns:
        None where too little is known to say anything.
    """
    known = sorted({day for day in days if day <= today})[-_REMEMBERED:]
    gaps = [(first, last, weekdays(first, last)) for first, last in pairwise(known)]
    if len(gaps) < _ENOUGH:
        return None
    lengths = sorted(length for _, _, length in gaps)
    usual = max(1, lengths[min(len(lengths) - 1, int(_SHARE * len(lengths)))])
    waited = weekdays(known[-1], today)
    ordinary = max(_LEAST, _PATIENCE * usual)
    recesses = [gap for gap in gaps if gap[2] > ordinary]
    return Rhythm(
        median=median(lengths),
        usual=usual,
        expected=max(ordinary, _of_season(recesses, known[-1], today)),
        last=known[-1],
        waited=waited,
    )


def _of_season(gaps: Sequence[tuple[date, date, int]], last: date, today: date) -> int:
    """Return the longest gap that was held over these days of another year; 0 for none."""
    longest = 0
    for first, until, length in gaps:
        for years in {today.year - until.year, last.year - first.year} - {0}:
            moved, ended = _moved(first, years), _moved(until, years)
            if moved - _SEASON <= last and today <= ended + _SEASON:
                longest = max(longest, length + weekdays(ended, ended + _SEASON))
    return longest


def _moved(day: date, years: int) -> date:
    """Return the same day of another year; the 28th for the 29th of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def rhythm_of(store: "Store", source: str, today: date, zone: ZoneInfo) -> Rhythm | None:
    """Learn how often a source has something new from what the store holds of it.

    The days under which the source lists its questions tell of the years before it was followed; while they are few,
    the looks that brought something new do.

    Args:
        store: The store.
        source: Name of the source.
        today: The day asked about.
        zone: Where a day begins and ends.
    """
    looked = {moment.astimezone(zone).date() for moment in store.source_looks.news(source)}
    listed = store.source_items.days(source)
    if len(listed) <= _ENOUGH:
        return rhythm(looked, today)
    # An answer to an old question is news too, though no new day is listed.
    return rhythm({*listed, *({max(looked)} if looked else ())}, today)
