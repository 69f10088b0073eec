"""What a query asks beside its words: conditions on fields, and how their values are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import regex

from search.dates import read_days
from search.rule_files import QueryFieldRules

_NUMBER = r"-?\d{1,15}(?:[.\s\u00a0]\d{3})*(?:[.,]\d{1,2})?"
_AMOUNT = regex.compile(rf"(?:€\s*)?({_NUMBER})\s*(?:(?:€|euro|eur)\s*)?(\p{{L}}*)", regex.IGNORECASE)
_GROUPS = regex.compile(r"-?\d{1,3}(?:[.\s\u00a0]\d{3})+(?:,\d{1,2})?")
_COMPARED = regex.compile(r"([<>]=?)\s*(.+)")
_HIGHEST = 10**15
CENTS = 100
"""Amounts are compared in cents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A field condition of the query.

    Attributes:
        field: ``minister``, ``asker``, ``party``, ``office``, ``parliament``, ``session``, ``theme``, ``language``,
            ``kind``, ``family``, ``number``, ``amount``, ``asked``, ``answered``, or what it has: ``commitment``,
            ``answer``, ``figure``, ``deadline``, ``attachment``.
        value: What was typed.
        name: The field's name as typed; empty for a bare range of days.
        excluded: Whether documents that fulfil it are left out.
        first: First day of a date range, None where open.
        last: Last day of a date range, None where open.
        low: Smallest number, or amount in cents; None where open.
        high: Largest number, or amount in cents; None where open.
    """

    field: str
    value: str
    name: str = ""
    excluded: bool = False
    first: date | None = None
    last: date | None = None
    low: int | None = None
    high: int | None = None

    @property
    def typed(self) -> str:
        """The condition in the query language, without a minus."""
        quoted = f'"{self.value}"' if regex.search(r"[\s()]", self.value) or not self.value else self.value
        return f"{self.name}:{quoted}" if self.name else quoted

    @property
    def days(self) -> str:
        """Its days as a range of ISO dates; empty where it is no condition on a day."""
        if self.first is None and self.last is None:
            return ""
        return f"{self.first or ''}..{self.last or ''}"


def read_condition(field: str, name: str, value: str, rules: QueryFieldRules, today: date | None) -> Condition | None:
    """Read the value of a field.

    Args:
        field: The field.
        name: Its name as typed.
        value: Its value as typed, without quotes.
        rules: Names of values.
        today: The day from which relative days count; None where these are not read.

    Returns:
        The condition; None where the value is none of this field.
    """
    made = _READERS.get(field)
    if made is not None:
        read = made(value, rules, today)
        return None if read is None else Condition(**{"field": field, "name": name, "value": value, **read})  # type: ignore[arg-type]
    return Condition(field=field, name=name, value=value)


Read = Mapping[str, object] | None


def _has(value: str, rules: QueryFieldRules, _today: date | None) -> Read:
    named = rules.property_named(value)
    return {"field": named} if named else None


def _kind(value: str, rules: QueryFieldRules, _today: date | None) -> Read:
    return {} if rules.kind_named(value) else None


def _days(value: str, _rules: QueryFieldRules, today: date | None) -> Read:
    days = read_days(value, today)
    return None if days is None else {"first": days[0], "last": days[1]}


def _number(value: str, _rules: QueryFieldRules, _today: date | None) -> Read:
    def whole(text: str) -> int | None:
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None

    return _bounds(value, whole, 1)


def _amount(value: str, rules: QueryFieldRules, _today: date | None) -> Read:
    factors = {word: number for number, words in rules.multipliers.items() for word in words}

    def cents(text: str) -> int | None:
        match = _AMOUNT.fullmatch(text.strip())
        if match is None:
            return None
        word = match[2].casefold()
        if word and word not in factors:
            return None
        number = match[1]
        if _GROUPS.fullmatch(number):
            number = regex.sub(r"[.\s\u00a0]", "", number)
        amount = Decimal(number.replace(",", ".").replace(" ", "")) * factors.get(word, 1)
        return int(amount * CENTS) if abs(amount) <= _HIGHEST else None

    return _bounds(value, cents, 1)


def _bounds(value: str, number: Callable[[str], int | None], step: int) -> Read:
    """Read ``5``, ``1..5``, ``1..``, ``..5``, ``>5``, ``>=5``, ``<5`` or ``<=5`` as bounds, both included."""
    if ".." in value:
        first, last = value.split("..", 1)
        low, high = number(first), number(last)
        open_ended = (low is None and first) or (high is None and last) or (low is None and high is None)
        return None if open_ended or (low is not None and high is not None and low > high) else _span(low, high)
    if match := _COMPARED.fullmatch(value):
        bound = number(match[2])
        if bound is None:
            return None
        edge = 0 if match[1].endswith("=") else step
        return _span(bound + edge, None) if match[1].startswith(">") else _span(None, bound - edge)
    exact = number(value)
    return None if exact is None else _span(exact, exact)


def _span(low: int | None, high: int | None) -> Read:
    return {"low": low, "high": high}


_READERS: Mapping[str, Callable[[str, QueryFieldRules, date | None], Read]] = {
    "has": _has,
    "kind": _kind,
    "asked": _days,
    "answered": _days,
    "number": _number,
    "amount": _amount,
}
