"""The period that a figure is about: which of the times of its sentence belongs to it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from corpus.facts import TimeRange
from ingest.figures.drafts import ENOUGH, Draft
from ingest.figures.units import Row
from ingest.numbers import TokenKind
from ingest.times import TimeKind, TimeMatch
from ingest.times.clauses import Clauses

#: Tokens between a figure and the time right behind it, such as a participle.
GAP = 3
#: Tokens between a figure and words that move it to the year before.
SHIFT_REACH = 6
#: Tokens before a date in which the act that it dates is named.
ACT_REACH = 3


class Placed(NamedTuple):
    """A time with the indexes of its first token and behind its last."""

    first: int
    after: int
    range: TimeRange


class Periods:
    """Finds the periods of the figures of one text, in reading order.

    Args:
        row: The text.
        clauses: Its sentences.
        drafts: Its figures.
        times: Its times.
    """

    def __init__(self, row: Row, clauses: Clauses, drafts: Sequence[Draft], times: Sequence[TimeMatch]) -> None:
        self._row = row
        self._clauses = clauses
        self._drafts = [draft for draft in drafts if draft.certainty >= ENOUGH]
        self._firsts = [draft.first for draft in self._drafts]
        self._times = [placed for time in times if (placed := _placed(row, time)) and not self._dates_an_act(placed)]
        self._behind = {draft.first: found for draft in self._drafts if (found := self._right_behind(draft))}
        self._claimed = {found.first for found in self._behind.values()}
        self._own = sorted(self._claimed)
        self._shifts = _shifts(row) if self._drafts else []
        self._before: TimeRange | None = None

    def of(self, draft: Draft) -> TimeRange | None:
        """Return the dates of the time that a figure is about; to be asked figure by figure, in reading order."""
        shift = self._shift(draft)
        found = _moved(self._before, shift) if shift else self._respectively(draft, self._of_sentence(draft))
        self._before = found or self._before
        return found

    def _of_sentence(self, draft: Draft) -> TimeRange | None:
        low, high = self._clauses.sentence(draft.first)
        near = self._times[bisect_left(self._times, (low,)) : bisect_left(self._times, (high,))]
        near = [time for time in near if time.first < draft.first or self._reaches(draft, time)]
        if not near:
            return None
        behind = self._behind.get(draft.first)
        before = [time for time in near if time.first < draft.first]
        if behind is not None and (not before or self._nearer_behind(draft, before[-1], behind)):
            return behind.range
        clause = self._clauses.clause(draft.first)

        def distance(time: Placed) -> tuple[bool, int]:
            apart = draft.first - time.first if time.first < draft.first else 2 * (time.first - draft.first)
            return not clause[0] <= time.first < clause[1], apart

        return min(near, key=distance).range

    def _nearer_behind(self, draft: Draft, before: Placed, behind: Placed) -> bool:
        """Tell whether the time right behind a figure wins over the one before, which may be another figure's."""
        return before.first in self._claimed or behind.first - draft.after <= draft.first - before.after

    def _reaches(self, draft: Draft, time: Placed) -> bool:
        """Tell whether a time behind a figure may be its own: nothing between them says that another part begins."""
        if any(self._row.has("periods.barriers", at) for at in range(draft.after, time.first)):
            return False
        nearest = self._drafts[bisect_left(self._firsts, time.first) - 1]
        if nearest is draft or nearest.kind is not draft.kind or time.first not in self._claimed:
            return True
        # Where several figures have their own time each, one of these is not the first figure's as well.
        high = self._clauses.sentence(draft.first)[1]
        own = bisect_left(self._own, high) - bisect_left(self._own, draft.first)
        return own < 2

    def _right_behind(self, draft: Draft) -> Placed | None:
        """Return the time that stands right behind a figure and heads nothing itself."""
        place = bisect_left(self._times, (draft.after,))
        if place == len(self._times):
            return None
        time = self._times[place]
        between = self._row.tokens[draft.after : time.first]
        if len(between) > GAP or any(token.kind is not TokenKind.WORD and token.text != "(" for token in between):
            return None
        barred = any(self._row.has("periods.barriers", at) for at in range(draft.after, time.first))
        return None if barred or self._row.fold(time.after) == ":" else time

    def _dates_an_act(self, time: Placed) -> bool:
        """Tell whether a date only says which law, decision or letter is meant."""
        if not self._row.has("periods.dated", time.first - 1) and not self._row.has("periods.dated", time.first):
            return False
        named = range(max(0, time.first - ACT_REACH), time.first)
        return any(self._row.fold(at).endswith(self._row.rules.acts) for at in named)

    def _shift(self, draft: Draft) -> int:
        """Return by how many years words such as "a year earlier" move a figure."""
        if not self._shifts:
            return 0
        low, high = self._clauses.clause(draft.first)
        near, opening = min(high, draft.after + SHIFT_REACH), self._clauses.sentence(draft.first)[0]
        return next(
            (
                years
                for at, years in self._shifts
                if at == opening or low <= at < draft.first or draft.after <= at < near
            ),
            0,
        )

    def _respectively(self, draft: Draft, found: TimeRange | None) -> TimeRange | None:
        """Give the figures behind the word for respectively one year each of a period of as many years."""
        row, place = self._row, bisect_left(self._firsts, draft.first)
        if found is None or not _whole_years(found):
            return found
        first = last = place
        while first and _tied(row, self._drafts[first - 1], self._drafts[first]):
            first -= 1
        while last + 1 < len(self._drafts) and _tied(row, self._drafts[last], self._drafts[last + 1]):
            last += 1
        years, count = _years(found), last - first + 1
        if not row.has("periods.respectively", self._drafts[first].first - 1) or count < 2 or len(years) != count:
            return found
        year = years[place - first]
        return _dated(found, date(year, 1, 1), date(year, 12, 31))


def _shifts(row: Row) -> list[tuple[int, int]]:
    """Return where words such as "a year earlier" stand, and by how many years they move."""
    tokens, shifts = row.tokens, row.rules.shifts
    return sorted((at, years) for years, phrases in shifts.items() for at in phrases.places(tokens))


def _placed(row: Row, time: TimeMatch) -> Placed | None:
    """Return a time that has a date and begins with a token."""
    if time.kind is not TimeKind.DATE or not (time.range.earliest or time.range.expected):
        return None
    first = bisect_left(row.tokens, time.start, key=itemgetter(0))
    if first == len(row.tokens) or row.tokens[first].start != time.start:
        return None
    return Placed(first, bisect_left(row.tokens, time.end, key=itemgetter(0)), time.range)


def _tied(row: Row, one: Draft, other: Draft) -> bool:
    """Tell whether two figures stand in one list."""
    between = [token.fold for token in row.tokens[one.after : other.first]]
    return len(between) <= 2 and bool(between) and all(word in row.rules.ties_words for word in between)


def _whole_years(found: TimeRange) -> bool:
    first, last = found.earliest, found.expected
    if first is None or last is None:
        return False
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _years(found: TimeRange) -> range:
    first, last = found.earliest, found.expected
    return range(first.year, last.year + 1) if first and last else range(0)


def _moved(found: TimeRange | None, years: int) -> TimeRange | None:
    """Return a year moved by some years; None where it is no whole year, for then nothing is certain."""
    if found is None or not _whole_years(found) or len(_years(found)) != 1:
        return None
    year = _years(found)[0] + years
    return _dated(found, date(year, 1, 1), date(year, 12, 31))


def _dated(found: TimeRange, first: date, last: date) -> TimeRange:
    return replace(found, earliest=first, expected=last, latest=last)
