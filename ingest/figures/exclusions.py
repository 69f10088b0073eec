"""Numbers that are no quantities: labels, references, codes, addresses, times of the day, cells of tables."""

import re

from ingest.figures.units import Row
from ingest.numbers import Number, NumberForm, TokenKind

YEARS = range(1900, 2100)
LABEL_SIGNS = frozenset(".):")
#: Number of an item of the agenda and of a speech in it, as reports of oral questions print it.
SPEECH = re.compile(r"\d{2}\.\d{2,3}")


def is_no_quantity(row: Row, number: Number) -> bool:
    """Tell whether a number names something instead of counting it."""
    return (
        _is_glued(row, number)
        or _is_idiom(row, number)
        or _in_row_of_cells(row, number)
        or _is_label(row, number)
        or _is_reference(row, number)
        or _is_ordinal(row, number)
        or _is_date(row, number)
        or _is_clock(row, number)
    )


def _is_idiom(row: Row, number: Number) -> bool:
    """Find a number word inside a fixed expression that counts nothing."""
    if number.form is not NumberForm.WORDS:
        return False
    found = (row.rules.idioms.at(row.tokens, at) for at in range(number.first - 2, number.first + 1))
    return any(idiom is not None and idiom[1] >= number.after for idiom in found)


def _is_reference(row: Row, number: Number) -> bool:
    """Find the word for number, article, phase and the like before it, lists of such numbers included."""
    fraction = number.form is NumberForm.FRACTION and row.fold(number.first).isdecimal()
    if number.form is not NumberForm.DIGITS and not fraction:
        return False
    if row.tokens[number.first].line and number.after - number.first > 1:
        return False
    at = number.first - 1
    before = row.rules.words["references.before"]
    for _ in range(8):
        word = row.fold(at)
        if word in before:
            return True
        if word == "." and row.has("references.dotted", at - 1):
            return not row.tokens[number.first].line
        tied = word in row.rules.ties_words and at in row.ends and not row.tokens[at].line
        if not tied:
            return False
        at = row.ends[at].first - 1
    return False


def _is_label(row: Row, number: Number) -> bool:
    """Find "1." or "2-3." or "4 a)" where a sentence or line begins, or the number of a speech ("04.01 Jean")."""
    if number.form is not NumberForm.DIGITS:
        return False
    before = row.tokens[number.first - 1] if number.first else None
    opening = before is None or row.tokens[number.first].line
    following = row.tokens[number.after] if number.after < len(row.tokens) else None
    if opening and following and following.text[0].isupper() and SPEECH.fullmatch(row.tokens[number.first].text):
        return True
    if opening and _labels_several(row, number):
        return True
    if not number.digits or len(number.digits) > 2 or not (opening or (before and before.text in ".?!:;)-•…")):
        return False
    if following is None:
        return False
    return following.text in LABEL_SIGNS and (following.text != ":" or not row.tokens[number.first].spaced)


def _labels_several(row: Row, number: Number) -> bool:
    """Find a line that says no more than "1 tot 4": the labels that its answer is for."""
    tie = row.rules.ties["range"].at(row.tokens, number.after)
    second = row.numbers.get(tie[1]) if tie else None
    if second is None or not number.digits or len(number.digits) > 2:
        return False
    return second.after == len(row.tokens) or row.tokens[second.after].line


def _is_glued(row: Row, number: Number) -> bool:
    """Find letters, hyphens or slashes that stand against a number, as in a code."""
    first = number.first
    if (
        first
        and not row.tokens[first].spaced
        and not row.tokens[first].line
        and row.tokens[first].kind is TokenKind.NUMERAL
    ):
        before = row.tokens[first - 1]
        if (
            before.text in "_/#"
            or (before.text == "+" and first > 1 and not before.spaced)
            or (before.text == "-" and first > 1 and not before.spaced)
        ):
            return True
        if before.kind is TokenKind.NUMERAL:
            return True
        if before.kind is TokenKind.WORD and len(before.text) < 3:
            return True
    following = row.tokens[number.after] if number.after < len(row.tokens) else None
    if following is None or following.spaced or number.form is not NumberForm.DIGITS:
        return False
    if following.text in "/_":
        return True
    if following.text == "-" and number.after + 1 < len(row.tokens):
        return not row.tokens[number.after + 1].spaced and row.tokens[number.after + 1].kind is TokenKind.NUMERAL
    if following.kind is not TokenKind.WORD:
        return False
    unit = row.rules.units.at(row.tokens, number.after) is not None
    if len(following.text) == 1:
        return following.text.isupper() or not unit
    return following.text[0].isupper() and len(number.digits) < 3 and not unit


def _is_ordinal(row: Row, number: Number) -> bool:
    if number.form is not NumberForm.DIGITS or number.after >= len(row.tokens):
        return False
    following = row.tokens[number.after]
    return not following.spaced and following.fold in row.rules.words["references.after"]


def _is_date(row: Row, number: Number) -> bool:
    """Find what numbers a day, a year or a house: a day before its month, four digits before a name, a street."""
    if number.form is not NumberForm.DIGITS:
        return False
    if row.fold(number.after) in row.rules.month_words and number.value <= 31:
        return True
    following = row.tokens[number.after] if number.after < len(row.tokens) else None
    if len(number.digits) == 4 and following is not None and following.text[0].isupper() and following.spaced:
        return True
    if row.fold(number.first - 1).endswith(row.rules.street_endings):
        return True
    if number.digits.startswith("0") and len(number.digits) > 1:
        return True
    return len(number.digits) == 4 and number.value in YEARS and not row.rules.units.at(row.tokens, number.after)


def _is_clock(row: Row, number: Number) -> bool:
    """Find a time of the day: the word for hour behind, a preposition before or a part of the day behind that."""
    unit = row.rules.units.at(row.tokens, number.after)
    if unit is None or unit[0][0].code != "hour" or number.value > 24:
        return False
    named = row.has("references.clock_after", unit[1]) or _ends_hours(row, number, unit[1])
    return named or (number.form is NumberForm.DIGITS and row.has("references.clock_before", number.first - 1))


def _ends_hours(row: Row, number: Number, after: int) -> bool:
    """Find "from 9 o'clock to 17 o'clock": both ends have the word for hour, and are hours of a day."""
    tie = row.rules.ties["range"].at(row.tokens, after)
    behind = row.numbers.get(tie[1]) if tie else None
    if behind is not None and behind.value <= 24:
        unit = row.rules.units.at(row.tokens, behind.after)
        return (
            unit is not None
            and unit[0][0].code == "hour"
            and bool(row.rules.ties["from"].ending(row.tokens, number.first))
        )
    return False


def _in_row_of_cells(row: Row, number: Number) -> bool:
    """Find numbers that stand side by side without words, as in a table."""
    if number.form is not NumberForm.DIGITS:
        return False
    after = row.numbers.get(number.after)
    after = None if after is not None and row.tokens[after.first].line else after
    before = None if row.tokens[number.first].line else row.ends.get(number.first)
    beside = [other for other in (before, after) if other is not None and other.form is NumberForm.DIGITS]
    return bool(beside)
