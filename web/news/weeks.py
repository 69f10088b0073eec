"""Weeks as ISO 8601 counts them, from Monday to Sunday in the parliament's time zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from corpus.errors import WrongUse

_NAME = re.compile(r"(\d{4})-W(\d{2})")
_DAYS = 7
_FIRST_YEAR, _LAST_YEAR = 1900, 9998


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week.

    Attributes:
        monday: Its first day.
    """

    monday: date

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=_DAYS - 1)

    @property
    def name(self) -> str:
        """Its name, as in ``2026-W47``: the year is that of its Thursday."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def number(self) -> int:
        """Its number in the year."""
        return self.monday.isocalendar().week

    @property
    def before(self) -> "Week":
        """The week before it."""
        return Week(monday=self.monday - timedelta(days=_DAYS))

    @property
    def after(self) -> "Week":
        """The week after it."""
        return Week(monday=self.monday + timedelta(days=_DAYS))

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return its first moment and the first moment after it, in UTC."""
        days = (self.monday, self.monday + timedelta(days=_DAYS))
        begin, end = (datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) for day in days)
        return begin, end


def week_of(day: date) -> Week:
    """Return the week that a day lies in."""
    return Week(monday=day - timedelta(days=day.weekday()))


def week_named(name: str) -> Week:
    """Return the week of a name such as ``2026-W47``.

    Raises:
        WrongUse: If no week is called so.
    """
    found = _NAME.fullmatch(name)
    try:
        year, number = (int(part) for part in found.groups()) if found else (0, 0)
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise ValueError(name)
        return Week(monday=date.fromisocalendar(year, number, 1))
    except ValueError as error:
        raise WrongUse(f"week: '{name}' is no week like 2026-W47", code="no_week") from error
