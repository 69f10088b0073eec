"""What one cell says: a number with its unit, a year, that there is no number, or words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from corpus.facts import FigureKind, Qualifier
from corpus.model import Cell
from ingest.figures import read_figures
from ingest.tables.rules import TableRules, fold

_YEAR = re.compile(r"(?:19|20)\d\d")
# Notes behind a number: 123*, 123 (1); groups are parted by points, commas, blanks or quotes.
_NUMBER = re.compile(
    r"(?P<sign>[-+−–]\s?)?(?P<digits>\d{1,3}(?:[  \u202f'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*|[.,]\d+)"
)
# Neither a date (31.12.2022) nor a code (0012) is a quantity.
_QUANTITY = re.compile(r"(?!0\d)\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d+)?|(?!0\d)\d*(?:[.,]\d+)?")
_NOTE = re.compile(r"(?:\s?\*+|\s?\(\d\)|[¹²³⁴⁵⁶⁷⁸⁹])$")
_GROUPS = re.compile(r"[  \u202f'’]")
_POINT = re.compile(r"0\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d+|\d{1,3}(?:,\d{3})+\.\d+")
_COMMA = re.compile(r"0,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{4,},\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_LONGEST_NUMBER = 60
_LEAST_COVERED = 0.6


class CellKind(StrEnum):
    """What kind of thing stands in a cell."""

    NUMBER = "number"
    YEAR = "year"
    MISSING = "missing"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellReading:
    """What a cell says.

    Attributes:
        kind: A number, a year, that there is no number, or words.
        value: The number as printed, without a multiplier that headings state; None for words.
        unit: Unit that the cell itself states.
        of: What the unit counts in.
        qualifier: How exact it is said to be.
        ambiguous: Whether its point or comma can be read in two ways.
        whole: Whether the value is in base units already, so that no multiplier of a heading applies.
    """

    kind: CellKind
    value: Decimal | None = None
    unit: str | None = None
    of: FigureKind | None = None
    qualifier: Qualifier | None = None
    ambiguous: bool = False
    whole: bool = False


def decimal_point(texts: Iterable[str]) -> bool:
    """Tell whether numbers are written with a decimal point, as programs do, and not with a comma as in Belgium.

    Args:
        texts: The cells of one table; the numbers that can be read in one way only decide.
    """
    points = commas = 0
    for text in texts:
        if len(text) <= _LONGEST_NUMBER and (found := _NUMBER.search(text)):
            points += _POINT.fullmatch(found["digits"]) is not None
            commas += _COMMA.fullmatch(found["digits"]) is not None
    return points > commas


def read_cell(cell: Cell, text: str, rules: TableRules, *, point: bool) -> CellReading:
    """Read one cell.

    Args:
        cell: The cell, which may state its number.
        text: Its words.
        rules: Words of the language.
        point: Whether the table's numbers have a decimal point.
    """
    if _YEAR.fullmatch(text):
        return CellReading(kind=CellKind.YEAR, value=Decimal(text))
    words = fold(text)
    if words in rules.missing:
        return CellReading(kind=CellKind.MISSING)
    stated = None if len(text) > _LONGEST_NUMBER else _number(words, rules, point=point)
    if cell.value is not None:
        return _stated(cell, stated)
    if stated is not None:
        return stated
    if len(text) <= _LONGEST_NUMBER and any(map(str.isdigit, text)):
        return _measured(text)
    return CellReading(kind=CellKind.WORDS)


def _stated(cell: Cell, printed: CellReading | None) -> CellReading:
    """Take the number that the source states, and from the print what it does not state."""
    unit = cell.unit or (printed.unit if printed else None)
    of = kind_of(unit) if cell.unit else (printed.of if printed else None)
    return CellReading(kind=CellKind.NUMBER, value=cell.value, unit=unit, of=of)


def kind_of(unit: str | None) -> FigureKind:
    """Return what a unit that needs no words counts in: percent, money, or things."""
    if unit == "%":
        return FigureKind.PERCENT
    return FigureKind.MONEY if unit else FigureKind.COUNT


def _number(words: str, rules: TableRules, *, point: bool) -> CellReading | None:
    """Read a cell that is a number with at most a sign of money, of percent, or of exactness."""
    found = _NUMBER.search(words)
    if found is None or not _QUANTITY.fullmatch(_GROUPS.sub("", found["digits"])):
        return None
    before, after = words[: found.start()].strip(), _NOTE.sub("", words[found.end() :]).strip()
    bracketed = before.endswith("(") and after.startswith(")")
    if bracketed:
        before, after = before[:-1].strip(), after[1:].strip()
    negative = bracketed or before == "-" or (found["sign"] or "").strip() in ("-", "−", "–")
    before = before.strip("-+ ")
    qualifier, unit = rules.qualifiers.get(before), _unit(before, rules) or _unit(after, rules)
    if (before and qualifier is None and not _unit(before, rules)) or (after and not _unit(after, rules)):
        return None
    value, ambiguous = parse_number(found["digits"], point=point)
    return CellReading(
        kind=CellKind.NUMBER,
        value=-value if negative else value,
        unit=unit,
        of=kind_of(unit) if unit else None,
        qualifier=qualifier,
        ambiguous=ambiguous or bracketed,
    )


def _unit(part: str, rules: TableRules) -> str | None:
    if part in rules.percent:
        return "%"
    return rules.money.get(part)


def parse_number(digits: str, *, point: bool) -> tuple[Decimal, bool]:
    """Turn printed digits into a number.

    Args:
        digits: Digits with points, commas and blanks.
        point: Whether a single point is a decimal point where both readings are possible.

    Returns:
        The number, and whether another reading was possible.
    """
    bare = _GROUPS.sub("", digits)
    if _POINT.fullmatch(bare):
        return Decimal(bare.replace(",", "")), not point and "," not in bare
    if _COMMA.fullmatch(bare) or not re.search(r"[.,]", bare):
        return Decimal(bare.replace(".", "").replace(",", ".")), False
    decimal, group = (".", ",") if point else (",", ".")
    whole = bare.replace(group, "")
    if whole.count(decimal) > 1:
        return Decimal(re.sub(r"[.,]", "", bare)), True
    return Decimal("0" + whole.replace(decimal, ".")), point


@lru_cache(maxsize=4096)
def _measured(text: str) -> CellReading:
    """Read a number with unit words, such as "12 km" or "4 miljoen euro", where it is all that the cell says."""
    found = read_figures(text)
    if len(found) != 1 or found[0].end - found[0].start < _LEAST_COVERED * len(text.strip()):
        return CellReading(kind=CellKind.WORDS)
    figure = found[0]
    return CellReading(
        kind=CellKind.NUMBER,
        value=figure.value,
        unit=figure.unit,
        of=figure.kind,
        qualifier=figure.qualifier,
        whole=True,
    )
