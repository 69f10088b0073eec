"""How exact a number says it is, and the numbers it is tied to."""

from typing import NamedTuple

from corpus.facts import Qualifier
from ingest.figures.units import Row
from ingest.numbers import Number, NumberForm, numeral_value

THOUSAND = 1000


class Range(NamedTuple):
    """Two numbers that are the ends of one range, by the index of their first tokens."""

    low: Number
    high: Number
    first: int


def qualifier(row: Row, first: int, after: int, number: Number) -> Qualifier | None:
    """Return the hedge before or behind a number.

    Args:
        row: The text.
        first: Index of the number's first token, its currency sign included.
        after: Index behind its unit words.
        number: The number.

    Returns:
        The hedge; None where the number is stated as exact.
    """
    behind = row.rules.after.at(row.tokens, after) or row.rules.after.at(row.tokens, number.after)
    if behind is not None:
        return Qualifier(behind[0][0])
    before = hedge_before(row, first)
    if before is not None:
        return Qualifier(before[0])
    return Qualifier.ABOUT if number.form is NumberForm.GROUP else None


def hedge_before(row: Row, first: int) -> tuple[str, int] | None:
    """Return the hedge that ends right before an index, and where it begins."""
    found = row.rules.before.ending(row.tokens, first)
    number = row.numbers.get(first)
    if found is None and number is not None and number.form is NumberForm.FRACTION:
        found = row.rules.before.ending(row.tokens, first - 1) if row.has("nouns.determiners", first - 1) else None
    return (found[0][0], found[1]) if found else None


def range_of(row: Row, number: Number) -> Range | None:
    """Return the range that begins with a number: "between 5 and 16", "from 3 to 4", "3 à 4"."""
    between = row.rules.ties["between"].ending(row.tokens, number.first)
    at = number.after
    unit = row.rules.units.at(row.tokens, at)
    at = unit[1] if unit else at
    tie = row.rules.ties["list" if between else "range"].at(row.tokens, at)
    if tie is None:
        return None
    if row.tokens[at].text.isalpha() and tie[1] < len(row.tokens) and not row.tokens[tie[1]].spaced:
        return None
    second = row.numbers.get(tie[1]) or row.numbers.get(tie[1] + 1)
    if second is None or second.first - tie[1] > (1 if row.fold(tie[1]) in row.rules.signs else 0):
        return None
    if second.value <= number.value or NumberForm.ARTICLE in (number.form, second.form):
        return None
    if not between and row.fold(at) in "-–" and row.tokens[at].spaced != row.tokens[tie[1]].spaced:
        return None
    start = between[1] if between else number.first
    begun = row.rules.ties["from"].ending(row.tokens, number.first) if not between else None
    low = _in_size_of(row, number, second) if unit is None else number
    return Range(low, second, begun[1] if begun else start)


def _in_size_of(row: Row, low: Number, high: Number) -> Number:
    """Give the lower end the multiplier that is said once: "between 3 and 5 million"."""
    plain = numeral_value(row.fold(high.first))
    digits = low.form is NumberForm.DIGITS and high.form is NumberForm.DIGITS
    if not digits or not low.value < plain < high.value:
        return low
    size = high.value / plain
    return low._replace(value=low.value * size) if size >= THOUSAND else low
