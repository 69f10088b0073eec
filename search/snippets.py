"""Cuts the sentences out of a passage that answer a query best, and marks its words."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Span
from search.analysis import Analyser, Word, word_at, words_of
from search.plan import Alternative, Plan
from search.printed import Printed, terms_named
from search.request import Segment

_LENGTH = 320  # characters that a snippet does not exceed unless one sentence does


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """Sentences of a passage with the query's words marked.

    Attributes:
        segments: The text in pieces, marked or not.
        span: Where it stands in the document.
        cut_before: Whether the passage says more before it.
        cut_after: Whether it says more after it.
        words: The marked words, folded, each once, in order.
    """

    segments: tuple[Segment, ...]
    span: Span
    cut_before: bool
    cut_after: bool
    words: tuple[str, ...]


class Marker:
    """Finds the words of a query in a text.

    Args:
        plan: The query.
        analyser: The analysis of the index.

    Attributes:
        terms: The terms that it looks for, as ``search.printed`` names them.
    """

    def __init__(self, plan: Plan, analyser: Analyser) -> None:
        self._analyser = analyser
        self._stems = plan.stems
        self._parts = plan.parts
        self._prefixes = plan.prefixes
        self._wanted: dict[str, bool] = {}
        scored = (scored.what for group in plan.groups for scored in group.scored)
        self._sequences = [what for what in (*plan.phrases, *scored) if what.literal and what.terms]
        self.terms = terms_named(self._stems | self._parts)

    def marks(self, printed: Printed) -> list[Word]:
        """Return the words of a text that the query asks for, in order.

        A word is marked where its own stem is a term of the query, where a part of it is a whole word of the query,
        and where it stands in a phrase of the query.
        """
        text = printed.passage.text
        if self._prefixes:
            marks = [word for word in words_of(text) if self._is_wanted(word.folded)]
        else:
            words = (word_at(text, place) for place in dict.fromkeys(printed.places))
            marks = [word for word in words if self._is_wanted(word.folded)]
        if not self._sequences:
            return marks
        every = list(words_of(text))
        chosen = {mark.start: mark for mark in marks}
        for what in self._sequences:
            chosen.update((every[place].start, every[place]) for place in _places(every, what))
        return [chosen[start] for start in sorted(chosen)]

    def _is_wanted(self, folded: str) -> bool:
        known = self._wanted.get(folded)
        if known is None:
            known = self._wanted[folded] = self._asks_for(folded)
        return known

    def _asks_for(self, folded: str) -> bool:
        if self._prefixes and folded.startswith(self._prefixes):
            return True
        terms = self._analyser.terms(folded)
        return bool(terms) and (terms[0] in self._parts or not self._stems.isdisjoint(terms))


def _places(words: Sequence[Word], what: Alternative) -> Iterator[int]:
    folded = [word.folded for word in words]
    length = len(what.terms)
    for start in range(len(folded) - length + 1):
        if tuple(folded[start : start + length]) == what.terms:
            yield from range(start, start + length)


Nearest = Callable[[Sequence[str]], int | None]
"""Tells which of some sentences is nearest to the query in meaning; None where that is not to be said."""


def not_compared(_: Sequence[str]) -> None:
    """Compare no meanings."""


def snippet_of(printed: Printed, marker: Marker, nearest: Nearest = not_compared) -> Snippet:
    """Return the sentences of a passage that hold most of the query's words.

    Args:
        printed: The passage.
        marker: The query.
        nearest: Asked where no word of the query stands in the passage; the snippet is then the sentence it chooses.

    Returns:
        Whole sentences of together 320 characters at most, or one longer one; the first ones where none holds a word.
    """
    text, span = printed.passage.text, printed.passage.span
    sentences = printed.passage.sentences or ((0, len(text)),)
    marks = marker.marks(printed)
    chosen = nearest([text[start:end] for start, end in sentences]) if not marks else None
    first, last = _window(sentences, marks) if chosen is None else (chosen, _last(sentences, chosen))
    start, end = sentences[first][0], sentences[last][1]
    inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
    segments = tuple(_segments(text, start, end, inside)) if chosen is None else _near(text, sentences[chosen], end)
    return Snippet(
        segments=segments,
        span=Span(start=span.start + start, end=span.start + end, page=span.page),
        cut_before=first > 0,
        cut_after=last < len(sentences) - 1,
        words=tuple(dict.fromkeys(mark.folded for mark in inside)),
    )


def _window(sentences: Sequence[tuple[int, int]], marks: Sequence[Word]) -> tuple[int, int]:
    """Return first and last sentence of the window with most different words, then most words, then the first."""
    words = [mark.folded for mark in marks]
    starts = [mark.start for mark in marks]
    best, best_value, last = (0, _last(sentences, 0)), (-1, -1), 0
    for first, (start, _) in enumerate(sentences):
        last = _last(sentences, first, max(first, last))
        begin = bisect_left(starts, start)
        held = words[begin : bisect_left(starts, sentences[last][1], begin)]
        value = (len(set(held)), len(held))
        if value > best_value:
            best, best_value = (first, last), value
        if value[1] == len(words) - begin:
            break  # those after it hold no other words
    return best


def _last(sentences: Sequence[tuple[int, int]], first: int, least: int | None = None) -> int:
    """Return the last sentence that a window from ``first`` on can hold; ``least`` is known to be held."""
    last = first if least is None else least
    while last + 1 < len(sentences) and sentences[last + 1][1] - sentences[first][0] <= _LENGTH:
        last += 1
    return last


def _near(text: str, sentence: tuple[int, int], end: int) -> tuple[Segment, ...]:
    """Return a snippet whose first sentence is the nearest in meaning."""
    near = Segment(text=text[sentence[0] : sentence[1]], marked=False, near=True)
    return (near, Segment(text=text[sentence[1] : end], marked=False)) if sentence[1] < end else (near,)


def _segments(text: str, start: int, end: int, marks: Sequence[Word]) -> Iterator[Segment]:
    place = start
    for mark in marks:
        if mark.start > place:
            yield Segment(text=text[place : mark.start], marked=False)
        yield Segment(text=text[mark.start : mark.end], marked=True)
        place = mark.end
    if place < end:
        yield Segment(text=text[place:end], marked=False)
