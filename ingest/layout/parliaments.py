"""Names and calendars of the parliaments, as the rules state them."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from corpus.errors import RulesError
from ingest.layout.rule_table import RuleTable, rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Parliament:
    """One parliament's names and calendar.

    Attributes:
        name: Its name.
        aliases: Other names, in small letters.
        language: Two-letter code of its main language.
        session_month: Month in which a parliamentary year starts.
        session_weekday: Weekday on which it starts, 1 for Monday.
        session_nth: Which of those weekdays of the month.
        elections: Election days, in order.
    """

    name: str
    aliases: tuple[str, ...]
    language: str
    session_month: int
    session_weekday: int
    session_nth: int
    elections: tuple[date, ...]

    def session_start(self, year: int) -> date:
        """Return the day on which the parliamentary year that starts in ``year`` begins."""
        first_weekday, _ = monthrange(year, self.session_month)
        day = 1 + (self.session_weekday - 1 - first_weekday) % 7 + 7 * (self.session_nth - 1)
        return date(year, self.session_month, day)

    def session_of(self, day: date) -> str:
        """Return the parliamentary year of a day, as in ``2022-2023``."""
        year = day.year if day >= self.session_start(day.year) else day.year - 1
        return f"{year}-{year + 1}"

    def next_election(self, day: date) -> date | None:
        """Return the first election after a day, None where the rules know none."""
        return next((election for election in self.elections if election > day), None)


def parliament_of(name: str) -> Parliament | None:
    """Return the parliament of a name or alias, blind to case; None where the rules do not know it."""
    folded = " ".join(name.lower().split())
    return next((p for p in _parliaments() if folded == p.name.lower() or folded in p.aliases), None)


def parliament_in(text: str) -> str | None:
    """Return the name of the parliament that a line of text names; None where the rules know none in it."""
    folded = " ".join(text.lower().split())
    named = (p.name for p in _parliaments() if any(name in folded for name in (p.name.lower(), *p.aliases)))
    return next(named, None)


def parliament_names() -> tuple[str, ...]:
    """Return the names of the parliaments that the rules know."""
    return tuple(one.name for one in _parliaments())


@cache
def _parliaments() -> tuple[Parliament, ...]:
    return read_parliaments(rules("parliaments"))


def read_parliaments(table: RuleTable) -> tuple[Parliament, ...]:
    """Check the rules of the parliaments.

    Raises:
        RulesError: If an entry lacks something or has a wrong form.
    """
    entries = table.value("parliament")
    if not isinstance(entries, list) or not entries:
        raise RulesError(f"{table.name}.toml: the group 'parliament' is empty")
    try:
        return tuple(_parliament(entry) for entry in entries)
    except (KeyError, TypeError, ValueError) as error:
        raise RulesError(f"{table.name}.toml: an entry of 'parliament' is wrong: {error!r}") from error


def _parliament(entry: Mapping[str, object]) -> Parliament:
    table = RuleTable(name="parliaments", table=entry)
    start = table.numbers("session_start")
    return Parliament(
        name=str(entry["name"]),
        aliases=table.words("aliases"),
        language=str(entry["language"]),
        session_month=start["month"],
        session_weekday=start["weekday"],
        session_nth=start["nth"],
        elections=tuple(date.fromisoformat(day) for day in table.words("elections")),
    )
