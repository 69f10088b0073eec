"""Units around a number: currency, percent, measure, duration."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ingest.figures.rules import FigureRules, Unit
from ingest.numbers import Number, NumberForm, Token, TokenKind

#: Places before the first token and behind the last one that may be asked for.
OUTSIDE = 64


class Measured(NamedTuple):
    """A number with its unit.

    Attributes:
        first: Index of the first token, a currency sign before the number included.
        after: Index after the last token.
        value: The number, cents added.
        units: What the unit words may mean, the plainest first.
    """

    first: int
    after: int
    value: Decimal
    units: Sequence[Unit]


class Row(NamedTuple):
    """The text that is being read.

    Attributes:
        tokens: Its tokens.
        numbers: Its numbers by the index of their first token.
        ends: Its numbers by the index after their last token.
        rules: The rules.
        folds: The folded tokens, and behind them as many empty ones as a place may lie outside the text on either side.
    """

    tokens: Sequence[Token]
    numbers: Mapping[int, Number]
    ends: Mapping[int, Number]
    rules: FigureRules
    folds: Sequence[str]

    @classmethod
    def of(cls, tokens: Sequence[Token], numbers: Iterable[Number], rules: FigureRules) -> "Row":
        """Arrange the tokens and numbers of a text."""
        held = list(numbers)
        folds = [token.fold for token in tokens] + [""] * 2 * OUTSIDE
        return cls(tokens, {one.first: one for one in held}, {one.after: one for one in held}, rules, folds)

    def fold(self, at: int) -> str:
        """Return the folded token at an index, empty outside the text."""
        return self.folds[at]

    def has(self, group: str, at: int) -> bool:
        """Tell whether the token at an index is a word of a group of the rules."""
        return self.folds[at] in self.rules.words[group]


def measured(row: Row, number: Number) -> Measured | None:
    """Return a number with the unit before or behind it, None where it has none."""
    after = _unit_after(row, number)
    if after is not None:
        units, end = after
        made = Measured(number.first, end, number.value, units)
        return _with_cents(row, made) if units[0].kind == "money" else made
    return _unit_before(row, number)


def _unit_after(row: Row, number: Number) -> tuple[Sequence[Unit], int] | None:
    at = number.after
    if row.fold(at) == "-" and row.fold(at - 1).isdecimal() and at + 1 < len(row.tokens) and not row.tokens[at].spaced:
        at += 1
    at = _past_parenthesis(row, at)
    found = row.rules.units.at(row.tokens, at)
    if found is None:
        return None
    units, end = found
    if end - at == 1 and row.has("short_units.forms", at) and not _short_unit_fits(row, number, at):
        return None
    return _by_case(row, at, units), end


def _past_parenthesis(row: Row, at: int) -> int:
    """Step over a remark such as "(!)" between number and unit."""
    if row.fold(at) == "(" and row.fold(at + 2) == ")" and row.tokens[at + 1].kind is TokenKind.SIGN:
        return at + 3
    return at


def _short_unit_fits(row: Row, number: Number, at: int) -> bool:
    """Tell whether a one-letter unit, or one that is an everyday word, is really meant."""
    form = row.fold(at)
    if form in row.rules.words["short_units.glued"]:
        following = row.tokens[at + 1] if at + 1 < len(row.tokens) else None
        close = number.form is not NumberForm.ARTICLE and (following is None or following.text not in "'’.°")
        return close and (
            not row.tokens[at].spaced or number.value != int(number.value) or len(row.tokens) < 4 or form == "m"
        )
    return True


def _by_case(row: Row, at: int, units: Sequence[Unit]) -> Sequence[Unit]:
    """Tell MB from mb: a capital means bytes."""
    text = row.tokens[at].text
    if len(units) > 1 and len(text) == 2 and text.isupper():
        return [unit for unit in units if unit.code.endswith("byte")] or units
    return units


def _unit_before(row: Row, number: Number) -> Measured | None:
    """Read "€ 12", "US$ 3,14", "EUR 20" and "percentage van 30"."""
    found = row.rules.units.ending(row.tokens, number.first)
    if found is not None and found[0][0].kind == "money" and number.form is not NumberForm.ARTICLE:
        units, first = found
        sign = row.tokens[first].kind is TokenKind.SIGN or row.tokens[number.first - 1].kind is TokenKind.SIGN
        capital = row.tokens[first].text.isupper()
        if (sign or capital) and first not in row.ends:
            return Measured(first, number.after, number.value, units)
    percent = row.rules.percent_before.ending(row.tokens, number.first)
    if percent is not None:
        return Measured(percent[1], number.after, number.value, [Unit("percent", "%")])
    return None


def _with_cents(row: Row, made: Measured) -> Measured:
    """Add the cents of "achtendertig euro en 40 cent", "vijf euro vijftig", "20 dollar 43"."""
    tied = row.has("money.and", made.after)
    at = made.after + 1 if tied else made.after
    number = row.numbers.get(at)
    if number is None or made.units[0].code == "Cent" or number.value != int(number.value):
        return made
    named = row.has("money.cents", number.after)
    if not 0 <= number.value < 100 or (not named and (tied or number.form is NumberForm.ARTICLE)):
        return made
    if not named and (row.rules.units.at(row.tokens, number.after) or _word_follows(row, number.after)):
        return made
    return Measured(made.first, number.after + named, made.value + number.value / 100, made.units)


def _word_follows(row: Row, at: int) -> bool:
    return at < len(row.tokens) and row.tokens[at].kind is TokenKind.WORD
