"""New times that a passage counts from the promised one ("two months later"), and days without a year put off ahead."""

from calendar import monthrange
from dataclasses import replace
from datetime import date
from itertools import chain

from corpus.facts import Basis, Multilingual, Reading, TimeRange, TimeRole
from ingest.times.match import TimeKind, TimeMatch
from tracker.evidence.rules import Rules

_YEAR = 12
_CERTAINTY = 0.8


def read_shifts(text: str, rules: Rules) -> tuple[tuple[int, int, int], ...]:
    """Return where a text names a delay by its length, and how many months that is.

    Returns:
        First character, one past the last, and months; in the order of the text.
    """
    found = []
    for match in chain.from_iterable(pattern.finditer(text.lower()) for pattern in rules.counted):
        count, unit = rules.counts.get(match["count"]), rules.units[match["unit"]]
        months = round((float(match["count"]) if count is None else count) * unit)
        found.append((match.start(), match.end(), months))
    return tuple(sorted(found))


def put_off_ahead(time: TimeMatch, text: str, on: date | None, rules: Rules) -> TimeMatch:
    """Return a time whose year was supplied, a year later where something was put off to it and it would lie behind.

    "It is adjourned to June" tells of the past by its verb, yet June is to come.
    """
    last = time.range.latest
    if on is None or last is None or last >= on or time.range.basis is not Basis.INFERRED:
        return time
    if rules.towards.search(text[: time.end].lower()) is None:
        return time
    ahead = shifted(time.range, _YEAR)
    return replace(time, range=ahead, role=TimeRole.FUTURE) if ahead.latest and ahead.latest >= on else time


def shifted(time: TimeRange, months: int) -> TimeRange:
    """Return a time some months later; the last day of a month stays the last day of its month."""
    return replace(
        time,
        earliest=_later(time.earliest, months),
        expected=_later(time.expected, months),
        latest=_later(time.latest, months),
        basis=Basis.INFERRED,
    )


def counted(due: TimeRange, shift: tuple[int, int, int], explanation: Multilingual, rules: Rules) -> TimeMatch:
    """Return the new time that a delay of some months makes of the promised one."""
    start, end, months = shift
    return TimeMatch(
        start=start,
        end=end,
        role=TimeRole.FUTURE,
        range=replace(shifted(due, months), explanation=explanation),
        reading=Reading(rule="evidence.counted", version=rules.version, certainty=_CERTAINTY),
        kind=TimeKind.DURATION,
    )


def _later(day: date | None, months: int) -> date | None:
    if day is None:
        return None
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))
