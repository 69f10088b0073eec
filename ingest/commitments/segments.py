"""Cutting an answer into units: sentences, list items, and clauses that state something of their own.

Flattened sources glue sentences together ("done.The next"), so a boundary needs no blank. Every step walks the
text once.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ingest.commitments.regions import Region
from ingest.commitments.rules import Boundaries, fold, lower

_LABEL = r"(?:\d{1,2}[.)]|[a-z][.)]|[ivx]{1,4}[.)]|[-•–*])"
# All kinds begin with one class of signs, which is found several times faster than alternatives are; of a run of marks
# only the first counts, and empty lines are taken together: else each of a long run would be tried again.
_STOP = re.compile(
    r"[.!?…;:\n](?:"
    r"(?P<stop>(?<=[.!?…])(?<![.!?…][.!?…])[.!?…]*[\"')\]]*)(?=\s|\Z|[A-Z\"'(\[•-]|\d{1,2}[.)]\s|[a-z]\))"
    r"|(?P<semi>(?<=;))"
    r"|(?P<colon>(?<=:))(?=\s*(?:[-•–*]|\n|\d{1,2}[.)]\s|[a-z]\)))"
    r"|(?P<blank>(?<=\n)[^\S\n]*\n\s*)"
    rf"|(?P<line>(?<=\n))(?=[^\S\n]*{_LABEL}\s))"
)
_LEAD = re.compile(
    r"(?:\s|[-•–*](?=\W|\w)|(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)](?=[\s\w(])|\d{1,2}\.?\s+(?:en|tot|-)\s+\d{1,2}\.)*"
)
_GOES_ON = re.compile(r"\s*(?:[a-z](?![.)])|[,;:)])")
_NUMBER_GOES_ON = re.compile(r"\s?\d{3}(?!\d)")
_RUNS_ON = re.compile(r"\s*(?:[a-z](?![.)])|\d{3,4}\b)")
_FULL_STOPS = frozenset(".!?:;")
_CAPITAL = re.compile(r"\s*[A-Z][a-z]*\s")
_LAST_WORD = re.compile(r"[\w.]+$")
_NEXT_WORD = 40
WORD = re.compile(r"\w[\w'-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A stretch of text that may state one commitment.

    Attributes:
        start: First character.
        end: One past the last.
        sentence: Begin and end of the sentence that it belongs to.
        heading: Begin and end of the sentence that ends in a colon and introduces this list item; None outside lists.
        introduces: Whether it ends in a colon before a list.
        asks: Whether its sentence ends in a question mark.
        item: Label of the item that holds it.
    """

    start: int
    end: int
    sentence: tuple[int, int]
    heading: tuple[int, int] | None = None
    introduces: bool = False
    asks: bool = False
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    start: int
    end: int
    ended_by: str


def _is_abbreviation(folded: str, lowered: str, stop: int, floor: int, boundaries: Boundaries) -> bool:
    """Tell whether the full stop at ``stop`` belongs to an abbreviation, an initial or a list label, and ends nothing.

    A unit or an "etc." can be the last word of a sentence: it is where a word with a capital follows.
    """
    found = _LAST_WORD.search(lowered, max(floor, stop - 24), stop)
    if found is None:
        return False
    word = found.group().strip(".")
    if word in boundaries.closing and _CAPITAL.match(folded, stop + 1):
        return False
    if word in boundaries.abbreviations or all(len(part) == 1 and part.isalpha() for part in word.split(".")):
        return True
    if not (word.isdigit() and len(word) <= 2):
        return False
    before = _before_blanks(lowered, floor, found.start())
    return before == floor or lowered[before - 1] in ".!?:;)" or "\n" in lowered[before : found.start()]


def _before_blanks(text: str, floor: int, at: int) -> int:
    """Return where the white space before a place begins; no slice from ``floor`` on, which may be far away."""
    while at > floor and text[at - 1].isspace():
        at -= 1
    return at


def _ends_sentence(folded: str, stop: int, following: int, end: int) -> bool:
    """Tell whether what follows the stop can begin a sentence: no small letter, no comma, no number that goes on."""
    if _GOES_ON.match(folded, following, end):
        return False
    return not (folded[stop - 1 : stop].isdigit() and _NUMBER_GOES_ON.match(folded, following, end))


def _ended(folded: str, floor: int, at: int) -> bool:
    """Tell whether a sentence ended before a place, by a full stop or for lack of words."""
    before = _before_blanks(folded, floor, at)
    return before == floor or folded[before - 1] in _FULL_STOPS


def _cuts(folded: str, lowered: str, start: int, end: int, boundaries: Boundaries) -> Iterator[tuple[int, int, str]]:
    """Yield (end of the sentence, start of the next, kind of boundary)."""
    floor = start
    for found in _STOP.finditer(folded, start, end):
        kind = found.lastgroup or ""
        if found.start() < floor:
            continue
        if (
            kind == "stop"
            and folded[found.start()] == "."
            and _is_abbreviation(folded, lowered, found.start(), floor, boundaries)
        ):
            continue
        if kind == "stop" and not _ends_sentence(folded, found.start(), found.end(), end):
            continue
        if kind == "blank" and _RUNS_ON.match(folded, found.end(), end) and not _ended(folded, floor, found.start()):
            continue
        yield found.start(), found.end(), "question" if "?" in found.group() else kind
        floor = found.end()


def _sentences(folded: str, lowered: str, start: int, end: int, boundaries: Boundaries) -> list[_Sentence]:
    """Cut one region into sentences without the labels and blanks around them; signs without a word are none."""
    found: list[_Sentence] = []
    at = start
    for stop, following, kind in [*_cuts(folded, lowered, start, end, boundaries), (end, end, "end")]:
        lead = _LEAD.match(folded, at, stop)
        begin = lead.end() if lead else at
        finish = begin + len(folded[begin:stop].rstrip())
        if WORD.search(folded, begin, finish):
            found.append(_Sentence(start=begin, end=finish, ended_by=kind))
        elif found and kind == "colon":
            found[-1] = _Sentence(start=found[-1].start, end=found[-1].end, ended_by=kind)
        at = following
    return found


def _has_clause(words: list[str], boundaries: Boundaries) -> bool:
    """Tell whether the words after a conjunction begin a clause with a subject and a finite verb of its own."""
    if len(words) < 3:
        return False
    if words[0] in boundaries.finite:
        return words[1] in boundaries.determiners
    if words[0] not in boundaries.determiners:
        return False
    for place, word in enumerate(words[1:10], start=1):
        if word in boundaries.relatives and place > 1:
            return False
        if word in boundaries.future_finite or (place <= 2 and word in boundaries.finite):
            return True
    return False


def _clause_starts(lowered: str, sentence: _Sentence, boundaries: Boundaries, timed: list[int]) -> list[int]:
    """Return where the clauses of a sentence begin: its start, and each place that begins another statement."""
    starts = [sentence.start]
    words = WORD.findall(lowered, sentence.start, sentence.end)
    finite = boundaries.finite
    first = next((number for number, word in enumerate(words) if word in finite), len(words))
    dividing = boundaries.dividing if _holds_time(timed, sentence.start, sentence.end) else boundaries.conjunctions
    # Few words divide a sentence: places are worked out only where one of them stands behind a finite verb.
    chances = [number for number in range(max(first + 1, 3), len(words)) if words[number] in dividing]
    if not chances:
        return starts
    places = [word.start() for word in WORD.finditer(lowered, sentence.start, sentence.end)]
    since = 0
    for number in chances:
        statement = _Statement(words=words, number=number, since=since, start=starts[-1], at=places[number])
        if number - since >= 3 and _divides(lowered, statement, sentence.end, boundaries, timed):
            starts.append(places[number])
            since = number
    return starts


class _Statement(NamedTuple):
    """Words of a sentence, the one at which a statement may begin, and the first of the clause before it.

    ``start`` and ``at`` are the offsets of that clause and of that word.
    """

    words: list[str]
    number: int
    since: int
    start: int
    at: int


def _divides(lowered: str, here: _Statement, end: int, boundaries: Boundaries, timed: list[int]) -> bool:
    """Tell whether a statement begins at a word of a sentence that ends at ``end``."""
    words, number, since, start, at = here
    word = words[number]
    if word in boundaries.conjunctions and _has_clause(words[number + 1 : number + 14], boundaries):
        return True
    if not _holds_time(timed, at, end):
        return False
    if word in boundaries.purposes:
        return not _holds_time(timed, start, at) and boundaries.heads.isdisjoint(words[since:number])
    if not _holds_time(timed, start, at):
        return False
    before = _before_blanks(lowered, start, at)
    after_comma = before > start and lowered[before - 1] == ","
    if after_comma and word in boundaries.finite:
        return True
    following = words[number + 1 : number + 3]
    if word in boundaries.conjunctions:
        if _begins_time(lowered, at + len(word), timed):
            return False
        return len(following) == 2 and following[0] in boundaries.determiners and following[1] in boundaries.ordinals
    return after_comma and word in boundaries.determiners and bool(following) and following[0] in boundaries.ordinals


def _holds_time(timed: list[int], start: int, end: int) -> bool:
    """Tell whether a future time begins between two offsets; ``timed`` is sorted."""
    place = bisect_right(timed, start - 1)
    return place < len(timed) and timed[place] < end


def _begins_time(lowered: str, end: int, timed: list[int]) -> bool:
    """Tell whether the word after the one that ends at ``end`` begins a time, which then goes with the time before."""
    following = WORD.search(lowered, end, end + _NEXT_WORD)
    place = bisect_left(timed, following.start()) if following else len(timed)
    return following is not None and place < len(timed) and timed[place] == following.start()


def _units_of(folded: str, lowered: str, region: Region, boundaries: Boundaries, timed: list[int]) -> Iterator[Unit]:
    heading: tuple[int, int] | None = None
    for sentence in _sentences(folded, lowered, region.start, region.end, boundaries):
        introduces = sentence.ended_by == "colon"
        whole = (sentence.start, sentence.end)
        starts = _clause_starts(lowered, sentence, boundaries, timed)
        for begin, following in zip(starts, [*starts[1:], sentence.end], strict=True):
            yield Unit(
                start=begin,
                end=begin + len(folded[begin:following].rstrip(" ,\n\t\r")),
                sentence=whole,
                heading=heading,
                introduces=introduces and following == sentence.end,
                asks=sentence.ended_by == "question",
                item=region.item,
            )
        if introduces:
            heading = whole
        elif sentence.ended_by in {"stop", "question", "blank"}:
            heading = None


def cut(text: str, regions: Iterable[Region], boundaries: Boundaries, timed: list[int]) -> tuple[Unit, ...]:
    """Cut the regions of a text into units.

    Args:
        text: The whole text.
        regions: Stretches that no sentence crosses, in reading order.
        boundaries: The language's words.
        timed: Sorted offsets at which an expression of the future begins.

    Returns:
        The units in reading order.
    """
    folded = fold(text)
    lowered = lower(folded)
    return tuple(unit for region in regions for unit in _units_of(folded, lowered, region, boundaries, timed))
