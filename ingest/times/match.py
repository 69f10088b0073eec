"""What a reader of times returns."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.facts import Precision, Reading, TimeRange, TimeRole


class TimeKind(StrEnum):
    """What sort of expression was read."""

    DATE = "date"
    RECURRING = "recurring"
    VAGUE = "vague"
    DURATION = "duration"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMatch:
    """A time expression in a string.

    Attributes:
        start: First character.
        end: One past the last character.
        role: What it does in its sentence.
        range: Its dates; all open for recurring, vague and pure durations, and where the reference date is unknown.
        recurrence: ISO 8601 period of a recurring expression (``P3M``), else None.
        duration: ISO 8601 length of a pure duration (``P6M``), else None.
        reading: Which rule read it.
        kind: What sort of expression it is.
        others: Further readings in use, first and last day, either open.
    """

    start: int
    end: int
    role: TimeRole
    range: TimeRange
    recurrence: str | None = None
    duration: str | None = None
    reading: Reading
    kind: TimeKind
    others: tuple[tuple[date | None, date | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An interval that a rule computed, before role and explanation are added.

    Attributes:
        earliest: First day, None where open.
        expected: Last day in the plain reading.
        latest: Last day under any common reading.
        precision: How fine the expression is.
        relation: Sentence that explains it: ``span``, ``day``, ``by``, ``before``, ``from``, ``until``, ``unknown``...
        inferred: Whether a year, month or week was supplied from the reference date.
        relative: Whether the expression counts from the reference date.
        others: Further readings in use.
        vague: Whether it rests on words such as "a few" and so has no days.
    """

    earliest: date | None = None
    expected: date | None = None
    latest: date | None = None
    precision: Precision = Precision.PERIOD
    relation: str = "span"
    inferred: bool = False
    relative: bool = False
    others: tuple[tuple[date | None, date | None], ...] = ()
    vague: bool = False
