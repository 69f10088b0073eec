"""The readings of a text in the form in which collections of test cases state them: times, numbers, money, measures."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from corpus.facts import Qualifier
from ingest.figures.hedges import qualifier, range_of
from ingest.figures.rules import figure_rules
from ingest.figures.units import Measured, Row, measured
from ingest.numbers import Number, NumberForm, TokenKind, read_numbers, tokenise
from ingest.times.cases import time_readings

_DIGITS = re.compile(r"\d+")
Entry = dict[str, Any]


def extract(text: str, reference_date: str, *, language: str = "nl") -> list[Entry]:
    """Return every time and figure reading of a text.

    Args:
        text: Any string.
        reference_date: ISO date, or date and time, from which relative times count.
        language: Two-letter code of the language.

    Returns:
        One entry a reading; several readings of one expression stand side by side.

    Raises:
        ValueError: If the reference date is no ISO date.
    """
    day = date.fromisoformat(reference_date[:10])
    return time_readings(text, day, language=language) + figure_readings(text, language=language)


def figure_readings(text: str, *, language: str = "nl") -> list[Entry]:
    """Return every number of a text, with each meaning that its unit may have.

    Args:
        text: Any string.
        language: Two-letter code of the language.

    Returns:
        Entries of the kinds ``number``, ``money``, ``percentage``, ``quantity``, ``age`` and their ranges.
    """
    tokens = tokenise(text, language=language)
    numbers = read_numbers(tokens, language=language)
    rules = figure_rules(language)
    row = Row.of(tokens, numbers, rules)
    entries: list[Entry] = []
    for number in numbers:
        entries += _numbers_of(row, number)
        unit = measured(row, number)
        if unit is not None:
            entries += _unit_entries(row, number, unit)
        entries += _range_entries(row, number, unit)
    entries += [entry for token in tokens if token.kind is TokenKind.DATE for entry in _digits_of(token.text)]
    return entries + _joined_bounds(entries)


def _numbers_of(row: Row, number: Number) -> list[Entry]:
    """Return a number, the parts of one that was read as a fraction or with dots, and the share of a ratio."""
    values = [number.value]
    words = [token.text for token in row.tokens[number.first : number.after]]
    if "/" in words or any("." in word for word in words):
        values += [Decimal(piece) for word in words for piece in _DIGITS.findall(word)]
    entries: list[Entry] = [{"kind": "number", "value": float(value)} for value in values]
    tie = row.rules.ties["ratio"].at(row.tokens, number.after)
    second = row.numbers.get(tie[1]) if tie else None
    if second is not None and 0 < number.value < second.value:
        share = number.value / second.value
        entries += [{"kind": "number", "value": float(share)}, {"kind": "percentage", "value": float(share * 100)}]
    if number.form is NumberForm.FRACTION and row.has("nouns.share_links", number.after):
        entries.append({"kind": "percentage", "value": float(number.value * 100)})
    return entries


def _digits_of(text: str) -> list[Entry]:
    return [{"kind": "number", "value": float(piece)} for piece in _DIGITS.findall(text)]


def _unit_entries(row: Row, number: Number, unit: Measured) -> list[Entry]:
    entries: list[Entry] = []
    for meaning in unit.units:
        value = float(unit.value * meaning.factor)
        if meaning.kind == "money":
            entries.append({"kind": "money", "amount": value, "currency": meaning.code})
        elif meaning.kind == "percent":
            entries.append({"kind": "percentage", "value": value})
        elif meaning.kind == "measure":
            entries.append({"kind": "quantity", "value": value, "unit": meaning.code})
        elif _says_age(row, number, unit.after):
            entries.append({"kind": "age", "value": value, "unit": meaning.code})
    return entries


def _says_age(row: Row, number: Number, after: int) -> bool:
    around = range(max(0, number.first - 4), min(len(row.tokens), after + 2))
    return any(row.has("age.words", at) for at in around)


def _range_entries(row: Row, number: Number, unit: Measured | None) -> list[Entry]:
    found = range_of(row, number)
    if found is not None:
        return [_bounds(unit or measured(row, found.high), found.low.value, found.high.value)]
    first, after = (unit.first, unit.after) if unit else (number.first, number.after)
    hedge = qualifier(row, first, after, number)
    value = unit.value if unit else number.value
    if hedge is Qualifier.AT_LEAST:
        return [_bounds(unit, value, None)]
    if hedge is Qualifier.AT_MOST:
        return [_bounds(unit, None, value)]
    return []


def _bounds(unit: Measured | None, low: Decimal | None, high: Decimal | None) -> Entry:
    entry: Entry = {
        "kind": "number_range",
        "min": None if low is None else float(low),
        "max": None if high is None else float(high),
    }
    if unit is not None and unit.units[0].kind == "money":
        entry |= {"kind": "money_range", "currency": unit.units[0].code}
    return entry


def _joined_bounds(entries: Sequence[Entry]) -> list[Entry]:
    """Join neighbouring open ranges into closed ones: "more than 100 but less than 300"."""
    ranges = [entry for entry in entries if entry["kind"] == "number_range"]
    joined: list[Entry] = []
    for one, other in pairwise(ranges):
        low = one["min"] if one["min"] is not None else other["min"]
        high = one["max"] if one["max"] is not None else other["max"]
        if low is not None and high is not None and low <= high:
            joined.append({"kind": "number_range", "min": low, "max": high})
    return joined
