"""Times in the form in which collections of test cases state them: ends exclusive, one entry a reading."""

from datetime import date, timedelta
from typing import Any

from ingest.times.match import TimeKind, TimeMatch
from ingest.times.read import read_all_times

ONE_DAY = timedelta(days=1)


def time_readings(text: str, reference: date | None, *, language: str = "nl") -> list[dict[str, Any]]:
    """Return every reading of every time of a text.

    Args:
        text: Any string.
        reference: Day from which relative times count.
        language: Two-letter code of the language.

    Returns:
        Entries ``{"kind": "interval", "start", "end"}`` (``end`` exclusive, None for open),
        ``{"kind": "duration", "iso"}`` and ``{"kind": "set", "period"}``.
    """
    entries: list[dict[str, Any]] = []
    for match in read_all_times(text, reference, language=language):
        entries += _entries(match)
    return entries


def _entries(match: TimeMatch) -> list[dict[str, Any]]:
    if match.kind is TimeKind.DURATION:
        return [{"kind": "duration", "iso": match.duration}]
    if match.kind is TimeKind.RECURRING:
        return [{"kind": "set", "period": match.recurrence}]
    if match.kind is TimeKind.VAGUE:
        return [_interval(*other, vague=True) for other in match.others]
    span = match.range
    pairs = [(span.earliest, span.expected), (span.earliest, span.latest), *match.others]
    return [_interval(first, last) for first, last in dict.fromkeys(pairs) if first or last]


def _interval(first: date | None, last: date | None, *, vague: bool = False) -> dict[str, Any]:
    start = first.isoformat() if first else None
    end = (last + ONE_DAY).isoformat() if last else None
    entry: dict[str, Any] = {"kind": "interval", "start": start, "end": end}
    return entry | {"vague": True} if vague else entry
