"""What a number of a text is, and what its digits are worth."""

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import NamedTuple


class NumberForm(StrEnum):
    """How a number is written."""

    DIGITS = "digits"
    WORDS = "words"
    ARTICLE = "article"
    FRACTION = "fraction"
    GROUP = "group"


class Number(NamedTuple):
    """A number of the text.

    Attributes:
        first: Index of its first token.
        after: Index after its last token.
        value: What it counts.
        form: How it is written; ``article`` is a bare "een", ``group`` is "twintigtal".
        digits: Its digits where it is one plain run of them ("2016"), else empty.
    """

    first: int
    after: int
    value: Decimal
    form: NumberForm
    digits: str = ""


def numeral_value(text: str) -> Decimal:
    """Return the value of Belgian digits: dots and blanks group, the comma (or a lone dot) begins the decimals.

    Args:
        text: Digits with their signs, such as ``1.290.348``, ``132. 500.000``, ``2,5`` or ``2.5``.

    Returns:
        The value; zero where the text holds no digit.
    """
    packed = "".join(text.split())
    whole, comma, decimals = packed.partition(",")
    head, dot, tail = whole.rpartition(".")
    if dot and not comma and len(tail) != 3:
        whole, decimals = head, tail
    try:
        digits = whole.replace(".", "") or "0"
        return Decimal(f"{digits}.{decimals}" if decimals else digits)
    except InvalidOperation:
        return Decimal(0)
