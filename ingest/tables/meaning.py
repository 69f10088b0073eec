"""What headings and captions say about the figures below them: unit, multiplier, time, plan or outcome."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from corpus.facts import FigureKind, TimeRange
from ingest.figures import read_figures
from ingest.tables.rules import TableRules, fold
from ingest.times import read_times

_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LONGEST_HEADING = 300
_LONGEST_NOUN = 4
_LONGEST_MEASURE = 40
_SHORTEST_MEASURE = 2
_PROBE = "2"
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_DIGITS = 4
_ANY_YEAR = "2000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit that a heading states.

    Attributes:
        unit: Code or words.
        kind: What it counts in.
        certain: Whether it is printed, and not only to be expected of the word for the amount.
    """

    unit: str
    kind: FigureKind
    certain: bool = True


@lru_cache(maxsize=8192)
def factor_in(words: str, rules: TableRules) -> Decimal | None:
    """Return by how much the figures below a heading are to be multiplied, None where it does not say."""
    folded = fold(words)
    money = rules.any_multiplied.search(folded)
    if money is not None and not _counts_first(folded, money.start(), rules):
        return rules.money_multiplied[money[0]]
    found = rules.any_multiplier.search(folded)
    return rules.multipliers[found[0]] if found else None


@lru_cache(maxsize=8192)
def unit_in(words: str, rules: TableRules) -> Unit | None:
    """Return the unit that a heading or caption states, None where it states none."""
    folded = fold(words)
    for bracketed in _BRACKETS.findall(words):
        found = _printed(fold(bracketed), rules) or _measure(_without_lead(bracketed, rules))
        if found is not None:
            return found
    counted = _counted(words, rules)
    outside = _BRACKETS.sub(" ", folded)
    return counted or _measured(words, rules) or _printed(outside, rules) or _expected(outside, rules)


def _printed(folded: str, rules: TableRules) -> Unit | None:
    multiplied = rules.any_multiplied.search(folded)
    money = rules.any_money.search(folded)
    if multiplied is not None or money is not None:
        code = rules.money[money[0]] if money is not None else next(iter(rules.money.values()))
        return Unit(unit=code, kind=FigureKind.MONEY)
    if rules.any_percent.search(folded):
        return Unit(unit="%", kind=FigureKind.PERCENT)
    return None


def _expected(folded: str, rules: TableRules) -> Unit | None:
    """Return euro for a heading such as the word for budget: the money of the country, though it is not printed."""
    if any(word in rules.amounts for word in _WORD.findall(folded)):
        return Unit(unit=next(iter(rules.money.values())), kind=FigureKind.MONEY, certain=False)
    return None


def _measured(words: str, rules: TableRules) -> Unit | None:
    """Return the measure that a heading is or ends with.

    A bare word for a stretch of time is no unit but a time, and one letter is no unit but a name.
    """
    bare = _without_lead(words, rules)
    if len(words) > _LONGEST_MEASURE or len(bare) < _SHORTEST_MEASURE:
        return None
    found = _measure(bare)
    whole = bare == words.strip()
    return None if found is None or (whole and found.kind is FigureKind.DURATION) else found


def _without_lead(words: str, rules: TableRules) -> str:
    """Return what stands behind the last word that leads to a unit, as in "area in ha"; else the words themselves."""
    lead = list(rules.unit_lead.finditer(words.lower()))
    return words[lead[-1].end() :].strip() if lead and len(words.lower()) == len(words) else words.strip()


@lru_cache(maxsize=1024)
def _measure(words: str) -> Unit | None:
    """Return the measure or duration that some words are, tried with a number before them."""
    probe = f"{_PROBE} {words}"
    found = read_figures(probe)
    if len(found) != 1 or found[0].end != len(probe):
        return None
    figure = found[0]
    if figure.kind not in (FigureKind.MEASURE, FigureKind.DURATION):
        return None
    return Unit(unit=figure.unit, kind=figure.kind)


def _counted(words: str, rules: TableRules) -> Unit | None:
    """Return the noun behind the word for number, as printed."""
    found = rules.counting.search(words.lower())
    if found is None or len(words.lower()) != len(words):
        return None
    noun: list[str] = []
    for word in re.findall(r"[\w'’-]+|[^\w\s]", words[found.end() :]):
        if not _WORD.fullmatch(word) or word.lower() in rules.count_ends or len(noun) == _LONGEST_NOUN:
            break
        noun.append(word)
    return Unit(unit=" ".join(noun), kind=FigureKind.COUNT)


def _counts_first(folded: str, at: int, rules: TableRules) -> bool:
    """Tell whether a heading counts things and names an amount only to say which, as in loans of 1.000 euro."""
    found = rules.counting.search(folded)
    bracketed = folded.rfind("(", 0, at) > folded.rfind(")", 0, at)
    return found is not None and found.start() < at and not bracketed


def period_of(row: Sequence[str], column: Sequence[str], caption: str) -> TimeRange | None:
    """Return the time that a cell is about.

    The finest time wins that row and column state together: a month in one and a year in the other make one month.

    Args:
        row: Headings of the row, the outermost first.
        column: Headings of the column, the outermost first.
        caption: Caption of the table.
    """
    near = [words for words in (*reversed(column), *reversed(row)) if words]
    joined = _joined(near)
    if joined is not None:
        return joined
    for words in (*near, caption):
        found = _time(words)
        if found is not None:
            return found
    return None


def _joined(headings: Sequence[str]) -> TimeRange | None:
    """Return the time of two headings that make one together, such as a month and a year."""
    years = [words for words in headings if len(words) == _YEAR_DIGITS and _YEAR.fullmatch(words)]
    parts = [words for words in headings if words not in years and len(words) <= 20]
    for year in years[:1]:
        for part in parts:
            # Most headings make no time with any year: each is tried once, with one year for all.
            found = _whole_time(f"{part} {_ANY_YEAR}") and _whole_time(f"{part} {year}")
            if found is not None:
                return found
    return None


@lru_cache(maxsize=16384)
def _whole_time(words: str) -> TimeRange | None:
    """Return the time that is all of some words."""
    found = read_times(words, None)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(words)) and found[0].range.expected is not None:
        return found[0].range
    return None


@lru_cache(maxsize=16384)
def _time(words: str) -> TimeRange | None:
    """Return the one time that some words state with a year; None where they state none or several."""
    if not _DIGIT.search(words):
        return None
    found = [time.range for time in read_times(words[:_LONGEST_HEADING], None) if time.range.expected is not None]
    return found[0] if len(found) == 1 else None


def planned_in(headings: Sequence[str], rules: TableRules) -> bool | None:
    """Tell whether headings speak of a plan (True) or of what was realised (False); None where of neither or both."""
    words = frozenset[str]().union(*map(_words, headings))
    plan, outcome = not words.isdisjoint(rules.planned), not words.isdisjoint(rules.realised)
    return None if plan == outcome else plan


@lru_cache(maxsize=8192)
def _words(heading: str) -> frozenset[str]:
    return frozenset(_WORD.findall(heading.lower()))
