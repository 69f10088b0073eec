"""Numbers in digits that go on with a sign: powers and fractions."""

from collections.abc import Sequence
from decimal import Decimal

from ingest.numbers.number import Number, NumberForm, numeral_value
from ingest.numbers.tokens import Token

LARGEST_EXPONENT = 30
LONGEST_EXPONENT = 2
LARGEST_DENOMINATOR = 1000


def power(tokens: Sequence[Token], number: Number) -> Number | None:
    """Read "1e10" and "1,1^23"."""
    at, signs = number.after, 0
    if not glued(tokens, at) or tokens[at].text not in ("^", "e"):
        return None
    scientific = tokens[at].text == "e"
    at += 1
    negative = False
    while glued(tokens, at) and tokens[at].text in "+-" and signs < 2:
        negative = negative != (tokens[at].text == "-")
        at, signs = at + 1, signs + 1
    if not glued(tokens, at) or not tokens[at].text.isdecimal() or len(tokens[at].text) > LONGEST_EXPONENT:
        return None
    exponent = -int(tokens[at].text) if negative else int(tokens[at].text)
    if abs(exponent) > LARGEST_EXPONENT or (exponent <= 0 and not number.value):
        return None
    value = number.value * Decimal(10) ** exponent if scientific else number.value**exponent
    return Number(number.first, at + 1, value, NumberForm.DIGITS)


def slashed(tokens: Sequence[Token], number: Number) -> Number | None:
    """Read "3/4" and "1 4/5"."""
    whole = Decimal(0)
    at = number.after
    top = number.value
    if number.digits and _numeral_at(tokens, at) and _slash_at(tokens, at + 1):
        whole, top, at = number.value, numeral_value(tokens[at].text), at + 1
    if not (_slash_at(tokens, at) and _numeral_at(tokens, at + 1)) or _slash_at(tokens, at + 2):
        return None
    bottom = numeral_value(tokens[at + 1].text)
    if not 0 < bottom <= LARGEST_DENOMINATOR:
        return None
    return Number(number.first, at + 2, whole + top / bottom, NumberForm.FRACTION)


def glued(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a token stands against the one before it."""
    return at < len(tokens) and not tokens[at].spaced


def _slash_at(tokens: Sequence[Token], at: int) -> bool:
    return glued(tokens, at) and tokens[at].text in "/⁄"


def _numeral_at(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text.isdecimal()
