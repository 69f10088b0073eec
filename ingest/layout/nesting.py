"""Lettered and numbered parts inside an item: ``a.``, ``b)``, ``i.``, ``1.1``, ``1°``."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import NamedTuple

from ingest.layout.labels import GLUED, WEAK, inside_parenthesis, skip_blanks, weight_before

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_MOST_CANDIDATES = 2_000
_CLOSE = r"(?P<close>\.\)|[).°])"
_NOTHING = r"(?!)"
_LONGEST_ROMAN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of an item.

    Attributes:
        path: Its label below the item, one entry a level, as in ``("a", "i")``.
        start: Where the whole label begins, opening parenthesis included.
        label_start: Where the printed label begins.
        label_end: Where it ends.
        body: First character of its text.
    """

    path: tuple[str, ...]
    start: int
    label_start: int
    label_end: int
    body: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """A place where a part's label may be printed; ``readings`` are the lists and places in them that it can mean."""

    printed: str
    readings: tuple[tuple[str, int], ...]
    start: int
    label_start: int
    label_end: int
    body: int
    weight: float
    opens: bool


@dataclass(slots=True)
class _OpenList:
    kind: str
    last: int
    printed: str


def parts_of(text: str, start: int, end: int, *, parent: str = "", style: str = "") -> tuple[Part, ...]:
    """Return the parts inside ``[start, end)`` in reading order.

    Args:
        text: The document's text.
        start: First character of the item's text.
        end: One past its last.
        parent: The item's own label, so that ``2.1`` and ``2b)`` are understood inside item 2; empty outside items.
        style: The closing mark of the item's own label: a numbered list inside must close otherwise.
    """
    marks = list(_marks(text, start, end, parent, style))
    marks.sort(key=lambda mark: mark.start)
    return tuple(_nested(marks))


class _Place(NamedTuple):
    """Where a label may be printed: with what opens and closes it."""

    start: int
    label_start: int
    label_end: int
    end: int
    close: str


def _marks(text: str, start: int, end: int, parent: str, style: str) -> Iterator[_Mark]:
    for place in _places(text, start, end, parent):
        label = text[place.label_start : place.label_end]
        if label.isdigit() and place.close == style:
            continue
        body = skip_blanks(text, place.end, end)
        if body >= end or not _may_follow(text, place, body):
            continue
        weight = _weight(text, place, label, start)
        if weight is None:
            continue
        yield _Mark(
            printed=label,
            readings=_readings(label, place.close or "decimal"),
            start=place.start,
            label_start=place.label_start,
            label_end=place.label_end,
            body=body,
            weight=weight,
            opens=not text[start : place.start].strip() if place.start - start < 4 else False,
        )


def _places(text: str, start: int, end: int, parent: str) -> Iterator[_Place]:
    for match in islice(_LETTER.finditer(text, start, end), _MOST_CANDIDATES):
        place = _letter_place(text, match, start, parent)
        if place is not None:
            yield place
    for pattern in _number_patterns(parent) if parent else ():
        for match in islice(pattern.finditer(text, start, end), _MOST_CANDIDATES):
            first = match.start()
            # A number in parentheses that are glued to a word is no label.
            opened = first > start and text[first - 1] == "("
            if opened and first - 1 > start and (text[first - 2].isalnum() or text[first - 2] in "_.,/-"):
                continue
            yield _Place(first - opened, first, match.end("label"), match.end(), match["close"] or "")


def _letter_place(text: str, match: re.Match[str], start: int, parent: str) -> _Place | None:
    """Put the rest of a Roman number, an opening parenthesis or the item's own number before a letter.

    The letter is found first and what stands before it by looking back: that is several times faster than one pattern.
    """
    label_start = first = match.start()
    while (
        first > start and match.end("label") - first < _LONGEST_ROMAN and text[first - 1 : first + 1].strip("ivx") == ""
    ):
        first -= 1
    label_start = first
    near = text[max(start, first - 8) : first]
    own = _own(parent).search(near) if parent else None
    if own is not None:
        first -= len(near) - own.start()
    elif near.endswith("("):
        first -= 1
    if _INITIALS.search(text[max(start, first - 3) : first]):
        return None
    return _Place(first, label_start, match.end("label"), match.end(), match["close"])


def _readings(printed: str, close: str) -> tuple[tuple[str, int], ...]:
    if not printed.isalpha():
        return ((f"number{close}", int(printed.rpartition(".")[2])),)
    letter = ((f"letter{close}", ord(printed) - ord("a") + 1),) if len(printed) == 1 else ()
    roman = ((f"roman{close}", _ROMAN.index(printed) + 1),) if printed in _ROMAN else ()
    return letter + roman


def _weight(text: str, place: _Place, label: str, start: int) -> float | None:
    position = place.start
    closes = place.close in (")", ".)")
    if closes and text[position] != "(" and inside_parenthesis(text, position, start):
        return None
    weight = weight_before(text, position, start)
    if weight is not None and weight >= GLUED:
        return weight
    glued = position > start and text[position - 1].isalnum()
    return WEAK if closes and glued and label.isalpha() else None


def _may_follow(text: str, place: _Place, body: int) -> bool:
    if place.close != ".":
        return True
    following = text[body]
    if body == place.end:
        return following.isupper()
    return not following.islower() or text[place.start - 1 : place.start] in ("\n", " ", "")


_LETTER = re.compile(rf"(?P<label>[a-z]){_CLOSE}")
_INITIALS = re.compile(r"(?:\A|\W)[^\W\d]\.\Z")


@cache
def _own(parent: str) -> re.Pattern[str]:
    own = re.escape(parent) if parent.isdigit() else _NOTHING
    return re.compile(rf"(?<!\w){own}\s?[.)]?\s?\Z")


@cache
def _number_patterns(parent: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of ``2.1`` inside item 2 and of ``1)``; each begins with a digit, which is found fast."""
    own = f"{parent}(?<![\\d.,]{parent})" if parent.isdigit() else _NOTHING
    decimal = re.compile(rf"(?P<label>{own}\.\d{{1,2}})(?!\d|\.\d|,)(?P<close>[.)](?=\s)|(?=\s))")
    number = re.compile(rf"(?P<label>[0-9](?<![\w.,/-][0-9])[0-9]?){_CLOSE}(?!\d)")
    return decimal, number


def _nested(marks: Sequence[_Mark]) -> Iterator[Part]:
    seconds = {reading: place for place, mark in enumerate(marks) for reading in mark.readings if reading[1] == 2}
    opened: list[_OpenList] = []
    reached = 0
    for place, mark in enumerate(marks):
        if mark.start < reached or not mark.readings:
            continue
        if _continue(opened, mark) or _open(opened, mark, place, seconds):
            reached = mark.body
            yield Part(
                path=tuple(one.printed for one in opened),
                start=mark.start,
                label_start=mark.label_start,
                label_end=mark.label_end,
                body=mark.body,
            )


def _continue(opened: list[_OpenList], mark: _Mark) -> bool:
    for depth in range(len(opened) - 1, -1, -1):
        if (opened[depth].kind, opened[depth].last + 1) in mark.readings:
            del opened[depth + 1 :]
            opened[depth] = _OpenList(opened[depth].kind, opened[depth].last + 1, mark.printed)
            return True
    return False


def _open(opened: list[_OpenList], mark: _Mark, place: int, seconds: dict[tuple[str, int], int]) -> bool:
    if mark.weight < GLUED:
        return False
    for kind, value in mark.readings:
        known = any(one.kind == kind for one in opened)
        if value == 1 and not known and (mark.opens or seconds.get((kind, 2), -1) > place):
            opened.append(_OpenList(kind, 1, mark.printed))
            return True
    return False
