"""The same figure over the years, gathered from many documents."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from corpus.facts import FigureKind
from corpus.store import FigureFilter
from tracker.comparison.contradicting import same_office
from tracker.comparison.periods import Period
from tracker.comparison.statements import COUNTED, Statement, statements
from tracker.comparison.values import difference
from tracker.comparison.words import SubjectWords, subject_words

if TYPE_CHECKING:
    from corpus.store import Store

_LEAST_OVERLAP = 0.3
_SHORTEST_STEM = 4
_SHARED_WORDS = 2
_SURE_YEARS, _FARTHEST_JUMP = 3, 10
_DAYS_OF_A_YEAR = 366


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
        planned: Statements of plans and estimates of the same, the oldest first; they are in no point.
        left_out: Statements that could not be told apart: one answer gives several values for a year, which count
            several things.
    """

    title: str
    phrase: str
    kind: FigureKind
    unit: str
    points: tuple[SeriesPoint, ...]
    planned: tuple[Statement, ...] = ()
    left_out: tuple[Statement, ...] = ()

    @property
    def key(self) -> str:
        """What names the series in an address: the same as long as its words and its first statement are."""
        first = self.points[0].stated[0].stored
        said = f"{self.kind} {self.unit} {self.phrase} {self.title} {first.document} {first.position}"
        return hashlib.sha256(said.encode()).hexdigest()[:10]

    @property
    def gaps(self) -> tuple[int, ...]:
        """The years between its first and its last one without a value."""
        known = {point.year for point in self.points}
        return tuple(year for year in range(min(known), max(known)) if year not in known)

    @property
    def sure(self) -> bool:
        """Whether it may be shown to who did not ask for it.

        That is a series of three years and more, all of them whole years or the same part of each, of which nothing
        had to be left out, and in which no value is more than ten times the one before or behind it: farther jumps
        were other things in most series that were read.
        """
        periods = [point.period for point in self.points]
        kinds = {(one.first.month, one.first.day, one.last.month, one.last.day) for one in periods}
        return len(periods) >= _SURE_YEARS and len(kinds) == 1 and not self.left_out and not self.jumps

    @property
    def jumps(self) -> bool:
        """Whether a value is more than ten times the one before or behind it."""
        values = [abs(point.value) for point in self.points]
        return any(max(pair) > _FARTHEST_JUMP * min(pair) for pair in pairwise(values))


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
    return series_among(statements(store.figures.in_context(FigureFilter(office=office))), subject, unit, years=years)


def series_among(
    given: Iterable[Statement], subject: str | None = None, unit: str | None = None, *, years: int = 2
) -> tuple[Series, ...]:
    """Return the series among statements, the longest first.

    Args:
        given: Statements; those without a certain period are passed over.
        subject: Words that must all stand in the figure's phrase, its sentence or its document's title; None takes all.
        unit: Unit, in singular or plural, or ``EUR`` or ``%``; None takes all.
        years: Least number of years of a series.
    """
    words = subject_words()
    wanted = words.stems(subject or "")
    found = [one for one in given if _within_a_year(one) and _is_about(one, wanted) and _in_unit(one, unit, words)]
    plans = [one for one in found if one.planned]
    made = (_series(group, plans) for group in grouped(one for one in found if not one.planned))
    # Two values that far apart were two things in every pair that was read; with a third one a person can tell.
    told = (one for one in made if one is not None and (len(one.points) >= _SURE_YEARS or not one.jumps))
    long_enough = [one for one in told if len(one.points) >= years]
    return tuple(sorted(long_enough, key=lambda one: (-len(one.points), one.title, one.unit)))


def _within_a_year(one: Statement) -> bool:
    """Tell whether a figure is about a year or less of it, a school year too; one of several years is no year's."""
    return one.period is not None and (one.period.last - one.period.first).days < _DAYS_OF_A_YEAR


def _told_apart(group: Sequence[Statement]) -> tuple[list[Statement], tuple[Statement, ...]]:
    """Part the statements of a group from those beside which their own document gives other values for the year."""
    places: dict[object, list[Statement]] = defaultdict(list)
    for one in group:
        places[(one.stored.document, one.figure.side, one.period)].append(one)
    mixed = [held for held in places.values() if any(difference(a.figure, b.figure) for a, b in combinations(held, 2))]
    left_out = tuple(one for held in mixed for one in held)
    return [one for one in group if one not in left_out], left_out


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
    if one.stored.document != other.stored.document and not _say_the_same(one, other):
        return False
    return _alike(one.own, other.own) and _overlap(one.words, other.words)


def _say_the_same(one: Statement, other: Statement) -> bool:
    """Tell whether statements of two documents share more than a silence or a unit that counts many things.

    Within a document what is not said again is understood; between two of them "dossiers" are anybody's, unless both
    titles speak of them, or the titles of one office share another word.
    """
    shared = one.words & other.words
    titled = bool(one.unit) and all(any(_like(one.unit, word) for word in two.topic) for two in (one, other))
    titles = bool(shared) and same_office(one.stored, other.stored) and bool(one.topic & other.topic - shared)
    return len(shared) >= _SHARED_WORDS or titles or (titled and one.figure.kind in COUNTED)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether one phrase holds the other; an empty one is in every other."""
    return one <= other or other <= one


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return True
    return len(one & other) >= _LEAST_OVERLAP * len(one | other)


def _series(whole: Sequence[Statement], plans: Sequence[Statement]) -> Series | None:
    group, left_out = _told_apart(whole)
    if not group:
        return None
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
        planned=tuple(one for one in plans if any(_belong_together(one, other) for other in group)),
        left_out=left_out,
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
