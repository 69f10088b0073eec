"""The same figure over the years, gathered from many documents."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from corpus.facts import FigureKind
from corpus.store import FigureFilter
from tracker.comparison.periods import Period
from tracker.comparison.statements import Statement, statements
from tracker.comparison.values import difference
from tracker.comparison.words import SubjectWords, subject_words

if TYPE_CHECKING:
    from corpus.store import Store

_LEAST_OVERLAP = 0.3
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPoint:
    """One year of a series.

    Attributes:
        year: The year.
        period: The days that the value is about: the whole year, or the last day or stretch of it that is known.
        value: The value that most statements give; among equals, the one stated last.
        stated: The statements that give it or do not differ beyond rounding, the oldest first.
        contradicting: Statements of another value for the same period.
    """

    year: int
    period: Period
    value: Decimal
    stated: tuple[Statement, ...]
    contradicting: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The same figure over the years.

    Attributes:
        title: Title of the latest document that states it.
        phrase: The words of the figure as they are printed latest, without the number.
        kind: What it counts in.
        unit: Unit as printed; empty where it never stands with the number.
        points: One a year, in order.
    """

    title: str
    phrase: str
    kind: FigureKind
    unit: str
    points: tuple[SeriesPoint, ...]


def series(
    store: "Store",
    subject: str,
    unit: str | None = None,
    *,
    years: int = 2,
    office: str | None = None,
) -> tuple[Series, ...]:
    """Return the series of figures on a subject, the longest first.

    Args:
        store: The store.
        subject: Words that must all stand in the figure's phrase, its sentence or its document's title.
        unit: Unit, in singular or plural, or ``EUR`` or ``%``; None takes all.
        years: Least number of years of a series.
        office: Only of documents of this office.
    """
    words = subject_words()
    wanted = words.stems(subject)
    found = [
        one
        for one in statements(store.figures.in_context(FigureFilter(office=office)))
        if one.period is not None and not one.planned and _is_about(one, wanted) and _in_unit(one, unit, words)
    ]
    made = (_series(group) for group in grouped(found))
    long_enough = [one for one in made if len(one.points) >= years]
    return tuple(sorted(long_enough, key=lambda one: (-len(one.points), one.title, one.unit)))


def _like(one: str, other: str) -> bool:
    """Tell whether stems are of one word: equal, or a plural or compound that begins with the other."""
    short, long_ = sorted((one, other), key=len)
    return one == other or (len(short) >= _SHORTEST_STEM and long_.startswith(short))


def _is_about(one: Statement, wanted: frozenset[str]) -> bool:
    held = one.words | one.topic
    return all(any(_like(word, other) for other in held) for word in wanted)


def _in_unit(one: Statement, unit: str | None, words: SubjectWords) -> bool:
    if unit is None:
        return True
    wanted = words.unit(unit)
    return _like(one.unit, wanted) if one.unit else any(_like(wanted, other) for other in one.around)


def grouped(found: Iterable[Statement]) -> list[list[Statement]]:
    """Put each statement, the oldest first, to the first group with one that is about the same."""
    groups: list[list[Statement]] = []
    for one in sorted(found, key=lambda one: (str(one.stored.day or "9999"), one.stored.document, one.stored.position)):
        for group in groups:
            if any(_belong_together(one, other) for other in group):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _belong_together(one: Statement, other: Statement) -> bool:
    if one.figure.kind is not other.figure.kind or one.parts != other.parts or one.names != other.names:
        return False
    if one.unit and other.unit and not _like(one.unit, other.unit):
        return False
    if one.topic and other.topic and not any(_like(a, b) for a in one.topic for b in other.topic):
        return False
    return _alike(one.own, other.own) and _overlap(one.words, other.words)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether one phrase holds the other; an empty one is in every other."""
    return one <= other or other <= one


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return True
    return len(one & other) >= _LEAST_OVERLAP * len(one | other)


def _series(group: Sequence[Statement]) -> Series:
    by_year: dict[int, list[Statement]] = defaultdict(list)
    for one in group:
        if one.period is not None:
            by_year[one.period.year].append(one)
    last, words = group[-1], subject_words()
    # A sentence names what it counts better than the headings of a table.
    speaking = [one for one in reversed(group) if not _in_table(one)] or list(reversed(group))
    named = [one for one in speaking if one.figure.unit] or [one for one in reversed(group) if one.figure.unit]
    return Series(
        title=last.stored.title or "",
        phrase=max((_phrase(one, words) for one in speaking), key=len),
        kind=last.figure.kind,
        unit=named[0].figure.unit if named else "",
        points=tuple(_point(year, by_year[year]) for year in sorted(by_year)),
    )


def _in_table(one: Statement) -> bool:
    return bool(one.figure.row or one.figure.column)


def _phrase(one: Statement, words: SubjectWords) -> str:
    """Return what is counted as printed: headings of a cell, else noun and adjectives with what they are of."""
    figure = one.figure
    if _in_table(one):
        return ", ".join(filter(None, (figure.table, figure.row)))
    printed = [word for word in one.stored.quote.split() if words.stems(word)]
    behind = (figure.subject or "").split()
    if printed and behind and behind[0] == printed[-1]:
        behind = behind[1:]
    return " ".join((*printed, *behind))


def _point(year: int, given: Sequence[Statement]) -> SeriesPoint:
    period = max((one.period for one in given if one.period), key=lambda period: (period.is_year, period.last))
    stated = [one for one in given if one.period == period]
    counts = Counter(one.figure.value for one in stated)
    best = max(stated, key=lambda one: (counts[one.figure.value], str(one.stored.day or "")))
    agree = tuple(one for one in stated if difference(one.figure, best.figure) is None)
    return SeriesPoint(
        year=year,
        period=period,
        value=best.figure.value,
        stated=agree,
        contradicting=tuple(one for one in stated if one not in agree),
    )
