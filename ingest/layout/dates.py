"""Full dates of heads, and the day before which a document cannot have been written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice

from ingest.layout.rule_table import any_of, rules, whole_words

_RULES = "nl_layout"
_SENTENCE_END = re.compile(r"[.?!;]\s|\n\s*\n")
_REACH = 400
_MOST_DATES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FullDate:
    """A date with day, month and year, and where it stands."""

    day: date
    start: int
    end: int


@cache
def date_pattern() -> str:
    """Return a pattern, without groups, of a full date: ``14 juni 2023`` or ``14/06/2023``."""
    months = any_of(rules(_RULES).numbers("dates.months"))
    return rf"\d{{1,2}}(?:\s{{1,9}}{months}\s{{1,9}}|\s?[./-]\s?\d{{1,2}}\s?[./-]\s?)\d{{4}}"


@cache
def _dates() -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.,/-]){date_pattern()}(?!\d)", re.IGNORECASE)


def read_date(printed: str) -> date | None:
    """Return the day of a full date as ``date_pattern`` finds it; None where the calendar has no such day."""
    parts = [part for part in re.split(r"[\s./-]+", printed.strip()) if part]
    months = rules(_RULES).numbers("dates.months")
    try:
        month = months[parts[1].lower()] if parts[1].lower() in months else int(parts[1])
        return date(int(parts[2]), month, int(parts[0]))
    except (ValueError, IndexError):
        return None


def full_dates(text: str) -> Iterator[FullDate]:
    """Yield every full date of a text in reading order."""
    for match in _dates().finditer(text):
        day = read_date(match.group())
        if day is not None:
            yield FullDate(day=day, start=match.start(), end=match.end())


def latest_past_date(text: str) -> FullDate | None:
    """Return the latest full date that the text reports as past, None where there is none.

    A date counts only if the words around it cannot speak of the future: a lower bound must not be too high.
    """
    latest_first = sorted(islice(full_dates(text), _MOST_DATES), key=lambda found: found.day, reverse=True)
    return next((found for found in latest_first if _is_past(text, found)), None)


def _is_past(text: str, found: FullDate) -> bool:
    before, after = text[max(0, found.start - _REACH) : found.start], text[found.end : found.end + _REACH]
    starts = [match.end() for match in _SENTENCE_END.finditer(before)]
    lead = before[starts[-1] if starts else 0 :]
    ending = _SENTENCE_END.search(after)
    sentence = lead + " " + (after[: ending.start()] if ending else after)
    forward, future, past = _cues()
    return not forward.search(lead) and bool(past.search(sentence)) and not future.search(sentence)


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = rules(_RULES)
    forward = re.compile(rf"(?<!\w){any_of(table.words('dates.future_before'))}\s+(?:\w+\s+)?$", re.IGNORECASE)
    future, past = table.words("dates.future_in_sentence"), table.words("dates.past_in_sentence")
    return forward, whole_words(future), whole_words(past)
