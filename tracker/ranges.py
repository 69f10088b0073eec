"""Times as they travel in events, and times as people type them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Protocol

from corpus.errors import WrongUse
from corpus.facts import Basis, Multilingual, Precision, TimeRange
from corpus.register import Event

_JOINED = " ./-\u00a0"
"""Signs that join the parts of a written date."""


class TimeFound(Protocol):
    """What a reader of times finds in a string (``ingest.times.TimeMatch``)."""

    @property
    def start(self) -> int:
        """First character."""

    @property
    def end(self) -> int:
        """One past the last character."""

    @property
    def range(self) -> TimeRange:
        """The dates read."""

    @property
    def recurrence(self) -> str | None:
        """Period of a recurring time, None for one that comes once."""


class TimesReader(Protocol):
    """Reads the time expressions of a string (``ingest.times.read_times``)."""

    def __call__(self, text: str, reference: date | None) -> Sequence[TimeFound]:
        """Return what stands in ``text``, relative times counted from ``reference``."""


def exact_day(day: date) -> TimeRange:
    """Return the time of something due on or before one named day."""
    return TimeRange(expected=day, latest=day, precision=Precision.DAY, basis=Basis.EXPLICIT)


def checked(due: TimeRange) -> TimeRange:
    """Return the range if its days are in order.

    Raises:
        WrongUse: If ``earliest <= expected <= latest`` does not hold for the days that are given.
    """
    days = [day for day in (due.earliest, due.expected, due.latest) if day is not None]
    if days != sorted(days):
        written = ", ".join(day.isoformat() for day in days)
        raise WrongUse(f"the days of a time must follow each other (first, expected, last), not {written}")
    return due


def range_to_data(due: TimeRange) -> dict[str, object]:
    """Return a range as JSON values for ``Event.data``."""
    return {
        "earliest": _iso(due.earliest),
        "expected": _iso(due.expected),
        "latest": _iso(due.latest),
        "precision": due.precision.value,
        "basis": due.basis.value,
        "reference": _iso(due.reference),
        "explanation": asdict(due.explanation),
    }


def range_of_event(event: Event) -> TimeRange:
    """Return the new time that a MOVED event carries.

    Args:
        event: Its ``data`` holds ``range`` (see ``range_to_data``), or only ``to``, the new last day or null.
    """
    stored = event.data.get("range")
    if isinstance(stored, Mapping):
        return range_from_data(stored)
    last = _day(event.data.get("to"))
    return exact_day(last) if last is not None else TimeRange(basis=Basis.VAGUE)


def range_from_data(data: Mapping[str, object]) -> TimeRange:
    """Return the range that ``range_to_data`` wrote; what is missing is open or unknown."""
    words = data.get("explanation")
    explanation = words if isinstance(words, Mapping) else {}
    return TimeRange(
        earliest=_day(data.get("earliest")),
        expected=_day(data.get("expected")),
        latest=_day(data.get("latest")),
        precision=Precision(str(data.get("precision", Precision.UNKNOWN))),
        basis=Basis(str(data.get("basis", Basis.EXPLICIT))),
        reference=_day(data.get("reference")),
        explanation=Multilingual.of(lambda language: str(explanation.get(language, ""))),
    )


def read_due(given: str | date | TimeRange, reference: date | None, reader: TimesReader) -> TimeRange:
    """Read a new deadline as a person gives it.

    Args:
        given: A day, an ISO date (``2025-03-31``), a time in words, or a range.
        reference: The day from which relative words count.
        reader: Reads times in words.

    Returns:
        The range; without a last day where the words are vague, for a vague time stays vague.

    Raises:
        WrongUse: If the words hold no time, or several, or a number beside it that was not read with it, as that of a
            day which its month has not.
    """
    if isinstance(given, TimeRange):
        return checked(given)
    if isinstance(given, date):
        return exact_day(given)
    words = given.strip()
    if words[:4].isdigit() and words.count("-") == 2:
        return exact_day(_typed_day(words))
    found = [match for match in reader(words, reference) if match.recurrence is None]
    if len(found) != 1:
        trouble = "holds no time that can be read" if not found else "holds more than one time"
        raise WrongUse(
            f"{given!r} {trouble}; give one date (2025-03-31), or one time in the words of the parliament",
            code="several_times" if found else "no_time",
        )
    before, after = words[: found[0].start].rstrip(_JOINED), words[found[0].end :].lstrip(_JOINED)
    if before[-1:].isdigit() or after[:1].isdigit():
        raise WrongUse(f"{given!r} holds a number that belongs to no date that exists", code="no_date")
    return checked(found[0].range)


def _typed_day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise WrongUse(f"{words!r} is no date of the form year-month-day: {error}", code="no_date") from error


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
