"""Days as a query says them: ISO and Belgian dates, ranges, and words such as "vorig jaar" or "sinds maart 2024"."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import regex

from search.analysis import fold
from search.date_rules import LANGUAGES, DateRules, load_dates

Days = tuple[date | None, date | None]
"""First and last day, both included; None is open."""

_RANGE = regex.compile(r"([\d/-]*)\.\.([\d/-]*)")
_ISO = regex.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_BELGIAN = regex.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_COMPARED = regex.compile(r"([<>]=?)\s*([\d/-]+)")
_QUARTER = regex.compile(r"[qt]([1-4])")
_ELISION = regex.compile(r"\b([dl])'(?=\w)")
_MOST_WORDS = 12
_MOST_UNITS = 1_000
_LONGEST = 200  # characters of a condition on a day
_ONE_DAY = timedelta(days=1)
_MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def read_days(text: str, today: date | None = None) -> Days | None:
    """Read a day, month, year, range, or words that say one.

    Args:
        text: ``2024``, ``2024-03``, ``2024-03-15``, ``15/3/2024``, two of these around ``..`` (one may be absent), one
            behind ``<``, ``<=``, ``>`` or ``>=``, or words of the rules files (``vorig jaar``, ``sinds maart 2024``).
        today: The day from which relative words count; without it these are not read.

    Returns:
        First and last day, both included, None at an open end; None where it is no date or runs backwards.
    """
    bare = text.strip()[:_LONGEST]
    try:
        days = _ranged(bare) or _compared(bare) or _period(bare) or _said(bare, today)
    except (ValueError, OverflowError):  # a day that the calendar does not have
        return None
    if days is None or days == (None, None) or (days[0] and days[1] and days[0] > days[1]):
        return None
    return days


def may_say_days(word: str) -> bool:
    """Tell whether a word may stand among words that say days: a number, or one of the rules files."""
    folded = fold(word).rstrip(".")
    return folded[-1:].isdigit() or folded in _said_words()


@cache
def _said_words() -> frozenset[str]:
    held: set[str] = set()
    for rules in map(load_dates, LANGUAGES):
        tables = (rules.connectors, rules.words, rules.units, rules.months, rules.numbers)
        held.update(form for table in tables for forms in table.values() for form in forms)
        held.update(form for season in rules.seasons.values() for form in season.words)
    return frozenset(word for form in held for word in form.split())


def _ranged(text: str) -> Days | None:
    match = _RANGE.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        return None
    first, last = (_period(part) if part else (None, None) for part in match.groups())
    return None if first is None or last is None else (first[0], last[1])


def _compared(text: str) -> Days | None:
    match = _COMPARED.fullmatch(text)
    period = _period(match[2]) if match else None
    if match is None or period is None or period[0] is None or period[1] is None:
        return None
    bounds: dict[str, Days] = {
        ">": (period[1] + _ONE_DAY, None),
        ">=": (period[0], None),
        "<": (None, period[0] - _ONE_DAY),
        "<=": (None, period[1]),
    }
    return bounds[match[1]]


def _period(text: str) -> Days | None:
    if match := _BELGIAN.fullmatch(text):
        day = date(int(match[3]), int(match[2]), int(match[1]))
        return day, day
    if not (match := _ISO.fullmatch(text)):
        return None
    year, month, day_number = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    last_month = int(match[2] or 12)
    last_day = int(match[3] or monthrange(year, last_month)[1])
    return date(year, month, day_number), date(year, last_month, last_day)


def _said(text: str, today: date | None) -> Days | None:
    words = tuple(_ELISION.sub(r"\1' ", fold(text.replace("’", "'"))).split())
    if not 1 <= len(words) <= _MOST_WORDS:
        return None
    for language in LANGUAGES:
        days = _Reader(load_dates(language), today).read(words)
        if days is not None:
            return days
    return None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads days in one language."""

    rules: DateRules
    today: date | None

    def read(self, words: tuple[str, ...]) -> Days | None:
        """Read words with their connector: since, before, between, from ... to."""
        between = self._between(words)
        if between is not None:
            return between
        found = self.rules.connector(words, ("since", "after", "before", "until"))
        if found is None:
            return self._period(words)
        period = self._period(words[found[1] :])
        if period is None or period[0] is None or period[1] is None:
            return None
        ends: dict[str, Days] = {
            "since": (period[0], None),
            "after": (period[1] + _ONE_DAY, None),
            "before": (None, period[0] - _ONE_DAY),
            "until": (None, period[1]),
        }
        return ends[found[0]]

    def _between(self, words: tuple[str, ...]) -> Days | None:
        found = self.rules.connector(words, ("between",))
        rest = words[found[1] :] if found else words
        for place in range(1, len(rest) - 1):
            joint = self.rules.connector(rest[place:], ("and",))
            if joint is None:
                continue
            last = self._period(rest[place + joint[1] :])
            if last is None or last[1] is None:
                continue
            head = rest[:place]
            first = self._period(head) if self._has_year(head) else self._period((*head, str(last[1].year)))
            if first is not None:
                return first[0], last[1]
        return None

    def _has_year(self, words: tuple[str, ...]) -> bool:
        relative = (*self.rules.words["previous"], *self.rules.words["this"], *self.rules.words["today"])
        return any(_is_year(word) or word in relative for word in words) or _period(words[-1]) is not None

    def _period(self, words: tuple[str, ...]) -> Days | None:
        if len(words) == 1 and (plain := _period(words[0])):
            return plain
        ago = self._ago(words)
        if ago is not None:
            return ago
        return self._kinds([self._kind(word) for word in words if word not in self.rules.words["skipped"]])

    def _kind(self, word: str) -> tuple[str, int]:
        """Return what a word is, with its number."""
        if _is_year(word):
            return "year_no", int(word)
        if match := _QUARTER.fullmatch(word):
            return "quarter_no", int(match[1])
        for number, forms in self.rules.months.items():
            if word.rstrip(".") in forms:
                return "month_no", number
        for place, season in enumerate(self.rules.seasons.values()):
            if word in season.words:
                return "season", place
        return self._small_kind(word)

    def _small_kind(self, word: str) -> tuple[str, int]:
        for name, forms in self.rules.units.items():
            if word in forms:
                return name, 0
        for name in ("this", "previous", "past", "today", "yesterday", "begin", "middle", "end"):
            if word in self.rules.words[name]:
                return name, 0
        for number, forms in self.rules.numbers.items():
            if word in forms:
                return "number", number
        return ("number", int(word)) if word.isascii() and word.isdigit() and len(word) <= 3 else ("unknown", 0)

    def _kinds(self, kinds: list[tuple[str, int]]) -> Days | None:
        names = [name for name, _ in kinds]
        if self.today is not None:
            relative = self._relative(names, kinds, self.today)
            if relative is not None:
                return relative
            kinds = _with_year(names, kinds, self.today)
        return self._absolute(tuple(name for name, _ in kinds), [value for _, value in kinds])

    def _absolute(self, names: tuple[str, ...], values: list[int]) -> Days | None:
        match names:
            case ("year_no",):
                return _months(values[0], 1, 12)
            case ("month_no", "year_no"):
                return _months(values[1], values[0], 1)
            case ("number", "month_no", "year_no"):
                day = date(values[2], values[1], values[0])
                return day, day
            case ("month_no", "number", "year_no"):
                day = date(values[2], values[0], values[1])
                return day, day
            case ("season", "year_no"):
                first, last = list(self.rules.seasons.values())[values[0]].months
                return _months(values[1], first, (last - first) % 12 + 1)
            case ("quarter_no", "year_no"):
                return _months(values[1], 3 * values[0] - 2, 3)
            case _:
                return _part(names, values)

    def _relative(self, names: list[str], kinds: list[tuple[str, int]], today: date) -> Days | None:
        match names:
            case ["today"]:
                return today, today
            case ["yesterday"]:
                return today - _ONE_DAY, today - _ONE_DAY
            case ["this", ("day" | "week" | "month" | "quarter" | "half" | "year") as unit]:
                return _unit(today, unit, 0)
            case ["previous", ("day" | "week" | "month" | "quarter" | "half" | "year") as unit]:
                return _unit(today, unit, 1)
            case [("day" | "week" | "month" | "quarter" | "half" | "year") as unit, "previous"]:
                return _unit(today, unit, 1)
            case ["past" | "previous", "number", unit] | ["number", "past", unit] | ["number", unit, "past"]:
                return _back(today, unit, next(value for name, value in kinds if name == "number"))
            case ["past", unit]:
                return _back(today, unit, 1)
            case _:
                return None

    def _ago(self, words: tuple[str, ...]) -> Days | None:
        """Read "two years ago": the calendar unit then."""
        if self.today is None:
            return None
        for form in self.rules.words["ago"]:
            length = len(form.split())
            rest = words[:-length] if words[-length:] == tuple(form.split()) else ()
            rest = words[length:] if words[:length] == tuple(form.split()) else rest
            kinds = [self._kind(word) for word in rest]
            if len(kinds) == 2 and kinds[0][0] == "number" and 0 < kinds[0][1] <= _MOST_UNITS:
                return _unit(self.today, kinds[1][0], kinds[0][1])
        return None


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdigit() and "1800" <= word <= "2199"


def _with_year(names: list[str], kinds: list[tuple[str, int]], today: date) -> list[tuple[str, int]]:
    """Replace "last year" by its number, and give a month or season without year the last one that has begun."""
    if names[-2:] in (["previous", "year"], ["this", "year"], ["year", "previous"]):
        return [*kinds[:-2], ("year_no", today.year - ("previous" in names[-2:]))]
    if "month_no" in names and "year_no" not in names:
        month = next(value for name, value in kinds if name == "month_no")
        return [*(one for one in kinds if one[0] != "previous"), ("year_no", today.year - (month > today.month))]
    if names in (["season"], ["previous", "season"], ["season", "previous"], ["this", "season"]):
        place = next(value for name, value in kinds if name == "season")
        begun = today.month >= 3 * place + 3
        return [("season", place), ("year_no", today.year - (not begun))]
    return kinds


def _part(names: tuple[str, ...], values: list[int]) -> Days | None:
    match names:
        case ("number", "half", "year_no") if 1 <= values[0] <= 2:
            return _months(values[2], 6 * values[0] - 5, 6)
        case ("number", "quarter", "year_no") if 1 <= values[0] <= 4:
            return _months(values[2], 3 * values[0] - 2, 3)
        case ("begin", "year_no"):
            return _months(values[1], 1, 4)
        case ("middle", "year_no"):
            return _months(values[1], 5, 4)
        case ("end", "year_no"):
            return _months(values[1], 9, 4)
        case _:
            return None


def _months(year: int, first: int, count: int) -> Days:
    """Return the days of so many months from the first of a year on."""
    begin = date(year, first, 1)
    return begin, _shifted(begin, count) - _ONE_DAY


def _shifted(day: date, months: int) -> date:
    """Return the day so many months on, or the last one of that month where it has no such day."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _unit(today: date, unit: str, back: int) -> Days | None:
    """Return the calendar unit that holds today, or one so many before it."""
    if unit == "day":
        day = today - back * _ONE_DAY
        return day, day
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    length = _MONTHS_OF.get(unit)
    if length is None:
        return None
    first = _shifted(date(today.year, (today.month - 1) // length * length + 1, 1), -length * back)
    return first, _shifted(first, length) - _ONE_DAY


def _back(today: date, unit: str, count: int) -> Days | None:
    """Return the days from so many units before today up to today."""
    if not 0 < count <= _MOST_UNITS:
        return None
    if unit in {"day", "week"}:
        return today - timedelta(days=count * (7 if unit == "week" else 1)) + _ONE_DAY, today
    length = _MONTHS_OF.get(unit)
    return None if length is None else (_shifted(today, -length * count) + _ONE_DAY, today)
