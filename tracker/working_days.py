"""Which days count: weekends, public holidays and the periods in which a term stands still."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile

from corpus.facts import Multilingual
from tracker.rules import EasterRecess, ParliamentRules, Period, Yearly

_SATURDAY = 5
_LANGUAGES = ("nl", "en_US", "fr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Days that do not count, both ends included, and why."""

    first: date
    last: date
    reason: Multilingual


def is_weekend(day: date) -> bool:
    """Return whether a day is a Saturday or Sunday."""
    return day.weekday() >= _SATURDAY


@lru_cache(maxsize=200)
def public_holidays(country: str | None, year: int) -> dict[date, Multilingual]:
    """Return the public holidays of a country in a year with their names; none where no country is given."""
    if country is None:
        return {}
    import holidays  # here, for it takes a while and only terms of answer need it

    named = [holidays.country_holidays(country, years=year, language=language) for language in _LANGUAGES]
    return {
        day: Multilingual(nl=str(name), en=str(named[1][day]), fr=str(named[2][day])) for day, name in named[0].items()
    }


def holiday(rules: ParliamentRules, day: date) -> Multilingual | None:
    """Return the name of the holiday that falls on a day, None on other days."""
    for other in rules.holiday:
        if other.day == f"{day:%m-%d}":
            return other.name.multilingual
    return public_holidays(rules.country, day.year).get(day)


def suspension(rules: ParliamentRules, day: date) -> Pause | None:
    """Return the period of standstill that holds a day, None on other days."""
    held = _suspensions(_SameRules(rules), day.year)
    return next((pause for pause in held if pause.first <= day <= pause.last), None)


def _touching(rules: ParliamentRules, year: int) -> Iterator[Pause]:
    for rule in rules.suspension:
        if isinstance(rule, EasterRecess):
            first = easter_recess(year) + timedelta(weeks=rule.week - 1)
            yield Pause(first=first, last=first + timedelta(days=6), reason=rule.name.multilingual)
        else:
            yield from (_yearly(rule, begins) for begins in (year - 1, year))


def _yearly(rule: Yearly, year: int) -> Pause:
    days: Period = rule.years.get(year, rule)
    first = date.fromisoformat(f"{year}-{days.first}")
    ends = year if days.last >= days.first else year + 1
    return Pause(first=first, last=date.fromisoformat(f"{ends}-{days.last}"), reason=rule.name.multilingual)


def easter_recess(year: int) -> date:
    """Return the Monday on which the Easter recess of Flanders begins; it lasts two weeks.

    The rule of the Flemish school holidays, which the parliament follows: from the first Monday of April; if Easter
    falls in March, from Easter Monday; if Easter falls after 15 April, from the second Monday before Easter.
    """
    from dateutil.easter import easter  # type: ignore[import-untyped]  # here, with the holidays that need it

    sunday: date = easter(year)
    if sunday.month == 3:
        return sunday + timedelta(days=1)
    if sunday > date(year, 4, 15):
        return sunday - timedelta(days=13)
    first = date(year, 4, 1)
    return first + timedelta(days=-first.weekday() % 7)


def working_days(rules: ParliamentRules, first: date, *, suspended: bool = True) -> Iterator[date]:
    """Yield the days that count, from a day on.

    Args:
        rules: Holidays and suspensions.
        first: First day that may count.
        suspended: Whether suspensions stop the clock.
    """
    day = first
    while True:
        stopped = suspended and suspension(rules, day) is not None
        if not (is_weekend(day) or stopped or holiday(rules, day) is not None):
            yield day
        day += timedelta(days=1)


def count_working_days(rules: ParliamentRules, first: date, last: date) -> int:
    """Return how many days count from one day to another, both included.

    A year is counted once and kept: somebody may ask how a question of today will stand in a hundred years.

    Args:
        rules: Holidays and suspensions.
        first: First day that may count.
        last: Last day that may count; before the first one there is none.
    """
    begin, end, held = first.toordinal(), last.toordinal(), _SameRules(rules)
    years = (_days_that_count(held, year) for year in range(first.year, last.year + 1))
    return sum(max(0, bisect_right(days, end) - bisect_left(days, begin)) for days in years)


class _SameRules:
    """Rules by identity: they hold tables, which have no hash."""

    def __init__(self, rules: ParliamentRules) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return id(self.rules)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameRules) and other.rules is self.rules


@lru_cache(maxsize=2_000)
def _suspensions(held: _SameRules, year: int) -> tuple[Pause, ...]:
    """Return the periods of standstill that touch a year, kept: each day of a term asks for them."""
    return tuple(_touching(held.rules, year))


@lru_cache(maxsize=2_000)
def _days_that_count(held: _SameRules, year: int) -> tuple[int, ...]:
    """Return the ordinals of the days of a year that count."""
    days = takewhile(lambda day: day.year == year, working_days(held.rules, date(year, 1, 1)))
    return tuple(day.toordinal() for day in days)
