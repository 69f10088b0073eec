"""Lettered and numbered parts inside an item: ``a.``, ``b)``, ``i.``, ``1.1``, ``1°``."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from ingest.layout.labels import GLUED, WEAK, inside_parenthesis, skip_blanks, weight_before

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_MOST_CANDIDATES = 2_000
_CLOSE = r"(?P<close>\.\)|[).°])"
_NOTHING = r"(?!)"


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
    marks = [mark for pattern in _patterns(parent) for mark in _marks(text, start, end, pattern, style)]
    marks.sort(key=lambda mark: mark.start)
    return tuple(_nested(marks))


def _marks(text: str, start: int, end: int, pattern: re.Pattern[str], style: str) -> Iterator[_Mark]:
    for match in islice(pattern.finditer(text, start, end), _MOST_CANDIDATES):
        if match["label"].isdigit() and match["close"] == style:
            continue
        body = skip_blanks(text, match.end(), end)
        weight = _weight(text, match, start)
        if weight is None or body >= end or not _may_follow(text, match, body):
            continue
        yield _Mark(
            printed=match["label"],
            readings=_readings(match["label"], match["close"] or "decimal"),
            start=match.start(),
            label_start=match.start("label"),
            label_end=match.end("label"),
            body=body,
            weight=weight,
            opens=not text[start : match.start()].strip() if match.start() - start < 4 else False,
        )


def _readings(printed: str, close: str) -> tuple[tuple[str, int], ...]:
    if not printed.isalpha():
        return ((f"number{close}", int(printed.rpartition(".")[2])),)
    letter = ((f"letter{close}", ord(printed) - ord("a") + 1),) if len(printed) == 1 else ()
    roman = ((f"roman{close}", _ROMAN.index(printed) + 1),) if printed in _ROMAN else ()
    return letter + roman


def _weight(text: str, match: re.Match[str], start: int) -> float | None:
    position = match.start()
    closes = match["close"] in (")", ".)")
    if closes and text[position] != "(" and inside_parenthesis(text, position, start):
        return None
    weight = weight_before(text, position, start)
    if weight is not None and weight >= GLUED:
        return weight
    glued = position > start and text[position - 1].isalnum()
    return WEAK if closes and glued and match["label"].isalpha() else None


def _may_follow(text: str, match: re.Match[str], body: int) -> bool:
    if match["close"] != ".":
        return True
    following = text[body]
    if body == match.end():
        return following.isupper()
    return not following.islower() or text[match.start() - 1 : match.start()] in ("\n", " ", "")


@cache
def _patterns(parent: str) -> tuple[re.Pattern[str], ...]:
    own = re.escape(parent) if parent.isdigit() else _NOTHING
    letter = re.compile(rf"(?<!\b[^\W\d]\.)(?:(?<!\w){own}\s?[.)]?\s?|\()?(?P<label>[a-z]|[ivx]{{2,5}}){_CLOSE}")
    if not parent:
        return (letter,)
    decimal = re.compile(rf"(?<![\d.,])(?P<label>{own}\.\d{{1,2}})(?!\d|\.\d|,)(?P<close>[.)](?=\s)|(?=\s))")
    number = re.compile(rf"(?<![\w.,/-])(?:\()?(?P<label>\d{{1,2}}){_CLOSE}(?!\d)")
    return letter, decimal, number


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
