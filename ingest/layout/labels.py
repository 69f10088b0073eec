"""Places where the number of an item may be printed, each with how much it looks like one.

This step decides nothing: dates, article numbers and counts are among the candidates with a low weight, and the search
for the best path (``numbering``) chooses.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from ingest.layout.rule_table import any_of, rules

_RULES = "nl_layout"

# Weights of what stands before a label; set on the 60 answers and questions of ../shared/gold.
OPENING, SENTENCE_END, CLOSING, LIST_MARK, GLUED, WEAK = 3.5, 3.0, 2.5, 2.0, 1.0, -0.5
_WORD_LED = 3.5
_CAPITAL_AFTER, _SMALL_AFTER, _DIGIT_AFTER, _THOUSANDS_AFTER = 0.5, -0.5, -0.5, -2.0
_WRAPPED_LINE = 1.5
_LAST_WORD = re.compile(r"\w+\Z")
_SHORT_NUMBER = re.compile(r"(?<!\d)\d{1,3}\.\Z")
_LETTER_LABEL = re.compile(r"\(?[a-z][.)]")
_ABBREVIATION = re.compile(r"\w+\.\Z")
# A question mark behind another mark is a section sign that the source lost.
_LOST_SECTION_SIGN = re.compile(r"(?:\A|[.,:;]\s+|[\s:][\"“])\?\Z")
_MOST = 99
_MOST_CANDIDATES = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A place where a label may be printed.

    Attributes:
        printed: The label without its closing mark, as in ``2. en 3``.
        numbers: The numbers it covers, in order.
        style: Its closing mark, ``word`` for a label led by a word.
        start: Where the whole label begins, leading words included.
        label_start: Where ``printed`` begins.
        label_end: Where ``printed`` ends.
        body: First character of the item's text.
        weight: How much it looks like a label; below 0 it may only fill a gap.
    """

    printed: str
    numbers: tuple[int, ...]
    style: str
    start: int
    label_start: int
    label_end: int
    body: int
    weight: float

    @property
    def first(self) -> int:
        """First number covered."""
        return self.numbers[0]

    @property
    def reach(self) -> int:
        """Last number covered without a hole: the next label is expected to be one more."""
        last = self.numbers[0]
        for number in self.numbers[1:]:
            if number == last + 1:
                last = number
        return last


def number_labels(text: str, start: int, end: int) -> list[Label]:
    """Return the candidates of the stretch ``[start, end)`` in reading order, without overlaps.

    No document has thousands of items: of a text that looks so, only the first candidates are returned.
    """
    found: list[Label] = []
    reached = start
    for label in sorted(_candidates(text, start, end), key=lambda one: (one.start, -one.label_end)):
        if label.start >= reached:
            found.append(label)
            reached = label.body
    return found


def _candidates(text: str, start: int, end: int) -> Iterator[Label]:
    plain, led, about = _patterns()
    for match in islice(plain.finditer(text, start, end), _MOST_CANDIDATES):
        label = _plain_label(text, match, start, end)
        if label is not None:
            yield label
    for pattern in (led, about):
        for match in islice(pattern.finditer(text, start, end), _MOST_CANDIDATES):
            label = _led_label(text, match, start, end)
            if label is not None:
                yield label


def _plain_label(text: str, match: re.Match[str], start: int, end: int) -> Label | None:
    weight = weight_before(text, match.start(), start)
    if weight is None or (match["close"] == ")" and inside_parenthesis(text, match.start(), start)):
        return None
    numbers = covered(match["numbers"])
    after = _weight_after(text, match.end(), end)
    if not numbers or after is None or (match["close"] in "-/" and after < _CAPITAL_AFTER):
        return None
    style = match["close"][-1:] or "letter"
    return _label(match, numbers, style, weight + after, skip_blanks(text, match.end(), end))


def _led_label(text: str, match: re.Match[str], start: int, end: int) -> Label | None:
    if match.start() > start and (text[match.start() - 1].isalnum() or text[match.start() - 1] == "_"):
        return None
    weight = weight_before(text, match.start(), start)
    numbers = covered(match["numbers"])
    if weight is None or weight < LIST_MARK or not numbers:
        return None
    return _label(match, numbers, "word", _WORD_LED, skip_blanks(text, match.end(), end))


def _label(match: re.Match[str], numbers: tuple[int, ...], style: str, weight: float, body: int) -> Label:
    printed = match["numbers"].rstrip(" .):°\t\r\n")
    label_start = match.start("numbers")
    return Label(
        printed=printed,
        numbers=numbers,
        style=style,
        start=match.start(),
        label_start=label_start,
        label_end=label_start + len(printed),
        body=body,
        weight=weight,
    )


def skip_blanks(text: str, position: int, end: int) -> int:
    """Return the first place from ``position`` on that holds no white space, at most ``end``."""
    while position < end and text[position].isspace():
        position += 1
    return position


@lru_cache(maxsize=4096)
def covered(printed: str) -> tuple[int, ...]:
    """Return the numbers that a printed label covers (``3-5`` covers 3, 4 and 5); none where they run backwards."""
    ranges = _ranges()
    numbers: list[int] = []
    for match in re.finditer(r"(?P<joiner>[^\d]*)(?P<number>\d+)", printed):
        number = int(match["number"])
        joiner = " ".join(match["joiner"].strip(" .):°\t\r\n").split()).lower()
        is_range = bool(numbers) and (joiner in ranges or f"{joiner}." in ranges)
        if number < 1 or number > _MOST or (numbers and number <= numbers[-1]):
            return ()
        numbers.extend(range(numbers[-1] + 1, number + 1) if is_range else [number])
    return tuple(numbers)


def weight_before(text: str, position: int, start: int) -> float | None:
    """Return how well the text before ``position`` allows a label there; None where it forbids one.

    Args:
        text: The document's text.
        position: Where the label would begin.
        start: Where its side begins.
    """
    before = position
    while before > start and text[before - 1] in " \t\xa0":
        before -= 1
    if before == start:
        return OPENING
    mark = text[before - 1]
    if mark in "\n\r\f":
        return _weight_of_line(text, before, start)
    return _weight_of_mark(text, before, start, spaced=before < position)


def _weight_of_line(text: str, before: int, start: int) -> float:
    near = text[max(start, before - 200) : before]
    previous = near.rstrip()
    blank_line = near[len(previous) :].count("\n") > 1
    if not previous or blank_line or previous[-1] in '.?!:;)]"”’':
        return SENTENCE_END
    return _WRAPPED_LINE


def _weight_of_mark(text: str, before: int, start: int, *, spaced: bool) -> float | None:
    mark = text[before - 1]
    if mark in ".?!…":
        return _weight_of_stop(text, before, start, spaced=spaced)
    if mark in "\"”’')]»":
        return CLOSING
    if mark in ":;":
        return LIST_MARK
    if mark.isalpha():
        return _weight_of_word(text, before, start, spaced=spaced)
    if mark.isdigit() or mark in "%€°":
        return WEAK if spaced else None
    return WEAK if mark in "-–•·*" and spaced else None


def _weight_of_stop(text: str, before: int, start: int, *, spaced: bool) -> float | None:
    near = text[max(start, before - 20) : before]
    word = _ABBREVIATION.search(near)
    if (word and word.group().lower() in _never_after()) or _LOST_SECTION_SIGN.search(near):
        return None
    if not spaced and _SHORT_NUMBER.search(near):
        return WEAK
    return SENTENCE_END


def _weight_of_word(text: str, before: int, start: int, *, spaced: bool) -> float | None:
    word = _LAST_WORD.search(text[max(start, before - 20) : before])
    token = word.group() if word else ""
    if spaced:
        return None if token.lower() in _never_after() else WEAK
    if not token[-1:].islower() or token.lower() in _units():
        return None
    return GLUED if len(token) >= 4 else WEAK


def _weight_after(text: str, position: int, end: int) -> float | None:
    body = skip_blanks(text, position, end)
    if body >= end:
        return 0.0
    character = text[body]
    if character.isdigit():
        return _weight_of_digits(text, body, glued=body == position)
    if _LETTER_LABEL.match(text, body, end):
        return _CAPITAL_AFTER
    if character.islower():
        return _SMALL_AFTER if body > position else None
    return _CAPITAL_AFTER if character.isupper() or character in "\"“‘'«([" else 0.0


def _weight_of_digits(text: str, body: int, *, glued: bool) -> float | None:
    digits = re.match(r"\d+", text[body : body + 20])
    length = len(digits.group()) if digits else 0
    if glued:
        return _DIGIT_AFTER if length > 8 else None  # a long number is a reference glued to the label, no decimal
    return _THOUSANDS_AFTER if length == 3 else _DIGIT_AFTER


def inside_parenthesis(text: str, position: int, start: int) -> bool:
    """Tell whether a parenthesis opened shortly before ``position`` is still open there."""
    near = text[max(start, position - 80) : position]
    return near.rfind("(") > near.rfind(")")


@cache
def label_group() -> str:
    """Return a pattern, without groups, of the numbers of a label: one, or several with joiners (``2, 3 en 5``)."""
    joiner = any_of(rules(_RULES).words("labels.joiners"))
    one = "[0-9][0-9]?"
    return rf"{one}(?:[.):°]?\s{{0,3}}(?i:{joiner})\s{{0,3}}{one}(?!\d)){{0,12}}"


def _cased(words: Iterable[str]) -> str:
    """Return a pattern of the words as they are printed: small, with a capital, or in capitals."""
    return any_of({form for word in words for form in (word.lower(), word.capitalize(), word.upper())})


@cache
def _ranges() -> frozenset[str]:
    return frozenset(" ".join(word.split()).lower() for word in rules(_RULES).words("labels.ranges"))


@cache
def _never_after() -> frozenset[str]:
    return frozenset(rules(_RULES).words("labels.never_after"))


@cache
def _units() -> frozenset[str]:
    return frozenset(rules(_RULES).words("labels.units"))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = rules(_RULES)
    group = label_group()
    # A pattern that begins with a digit, or with plain letters, is searched several times faster than one that first
    # looks back or is blind to case.
    free = r"(?P<numbers>[0-9](?<![\d,/§€-][0-9])"
    plain = re.compile(rf"{free}{group.removeprefix('[0-9]')})(?P<close>\.\)|\.-|[.):°]|[-/](?=\s)|(?=[a-zA-Z][.)]))")
    led = re.compile(
        rf"{_cased(table.words('labels.leads'))}\s{{1,3}}(?:[Nn][Rr]\.?\s?)?(?P<numbers>{group})"
        rf"(?!\d)(?:\s?[.):]+(?!\d)|[ \t]*(?=\r?\n|\Z))"
    )
    ends = any_of(table.words("labels.about_ends"))
    about = re.compile(
        rf"{_cased(table.words('labels.about'))}\s{{1,3}}(?P<numbers>{group})(?!\d)(?:\s{{1,3}}(?i:{ends}))?\s?[,:.]?"
    )
    return plain, led, about
