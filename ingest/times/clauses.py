"""Sentences, clauses and their tense.

Where they end is found once for a text; each question is then answered by bisection, so that a text of numbers alone
takes no longer than any other.
"""

from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from ingest.numbers import Token, TokenKind
from ingest.times.cues import Cues, Mark

#: Tokens to each side of one that its sentence may hold.
REACH = 60
_BULLETS = "-•*"
# Plain integers: flags take ten times as long, and every word of a text is asked.
_SENTENCE_SIGN, _CLAUSE_SIGN = Mark.SENTENCE_SIGN.value, Mark.CLAUSE_SIGN.value
_WORDS = (Mark.FUTURE.value, Mark.PAST.value, Mark.PERFECT.value, Mark.PARTICIPLE.value, Mark.DATA.value)


class Tense(StrEnum):
    """On which side of the reference date a clause lies."""

    PAST = "past"
    FUTURE = "future"
    UNSAID = "unsaid"


class _Places(NamedTuple):
    """Indexes of tokens, in order: of sentence ends, clause signs, and words of each kind."""

    ends: list[int]
    signs: list[int]
    future: list[int]
    past: list[int]
    perfect: list[int]
    participles: list[int]
    data: list[int]

    @property
    def speechless(self) -> bool:
        """Whether no word of the text tells a tense."""
        return not (self.future or self.past or self.perfect)


class Clauses:
    """The sentences and clauses of a text.

    Args:
        tokens: Its tokens.
        cues: The cue words of its language.
    """

    def __init__(self, tokens: Sequence[Token], cues: Cues) -> None:
        self._tokens = tokens
        self._cues = cues
        self._tenses: dict[tuple[int, int], Tense] = {}

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the token range of the sentence that holds an index, at most ``REACH`` tokens to each side."""
        ends = self._places.ends
        place = bisect_left(ends, at)
        first = max(0, at - REACH, ends[place - 1] + 1 if place else 0)
        after = min(len(self._tokens), at + REACH, ends[place] if place < len(ends) else at + REACH)
        return first, max(at, after)

    def clause(self, at: int) -> tuple[int, int]:
        """Return the part of the sentence around an index that a comma, colon or list sign closes off."""
        low, high = self.sentence(at)
        signs = self._places.signs
        place = bisect_left(signs, at)
        first = max(low, signs[place - 1] + 1 if place else 0)
        return first, min(high, signs[place]) if place < len(signs) else high

    def tense(self, at: int, *, inherited: bool = True) -> Tense:
        """Return the tense of the clause that holds a token; without a verb, of its sentence or of those before.

        Args:
            at: Index of the token.
            inherited: Whether the sentences before may say it.
        """
        if self._places.speechless:
            return Tense.UNSAID
        told = self._tense_of(self.clause(at))
        if told is not Tense.UNSAID:
            return told
        stretch = self.sentence(at)
        told = self._tense_of(stretch)
        for _ in range(2 if inherited else 0):
            if told is not Tense.UNSAID or stretch[0] == 0:
                break
            stretch = self.sentence(stretch[0] - 1)
            told = self._tense_of(stretch)
        return told

    def is_past(self, stretch: tuple[int, int]) -> bool:
        """Tell whether the words of a stretch of tokens speak of the past, whatever else they speak of."""
        places = self._places
        done = any_inside(places.perfect, *stretch) and any_inside(places.participles, *stretch)
        return done or any_inside(places.past, *stretch)

    def has_finite_verb(self, stretch: tuple[int, int]) -> bool:
        """Tell whether a verb that the rules know stands in a stretch of tokens, of whatever tense."""
        places = self._places
        return any(any_inside(found, *stretch) for found in (places.future, places.past, places.perfect))

    def holds_data(self, stretch: tuple[int, int]) -> bool:
        """Tell whether a word for data stands in a stretch of tokens."""
        return any_inside(self._places.data, *stretch)

    def _tense_of(self, stretch: tuple[int, int]) -> Tense:
        places = self._places
        if any_inside(places.future, *stretch):
            return Tense.FUTURE
        if any_inside(places.past, *stretch):
            return Tense.PAST
        done = any_inside(places.perfect, *stretch) and any_inside(places.participles, *stretch)
        return Tense.PAST if done else Tense.UNSAID

    @cached_property
    def _places(self) -> _Places:
        found = _Places([], [], [], [], [], [], [])
        marks = self._cues.marks
        for at, token in enumerate(self._tokens):
            if token.line and token.text in _BULLETS and at and not self._is_sign(at - 1):
                found.ends.append(at - 1)
            if mark := marks[token.fold]:
                self._enter(found, at, mark)
        return found

    def _enter(self, found: _Places, at: int, mark: int) -> None:
        if mark & _SENTENCE_SIGN and self._is_sign(at) and not self._abbreviates(at):
            found.ends.append(at)
        if mark & _CLAUSE_SIGN and self._tokens[at].text in self._cues.groups["clause_signs"]:
            found.signs.append(at)
        for bit, places in zip(_WORDS, found[2:], strict=True):
            if mark & bit:
                places.append(at)

    def _is_sign(self, at: int) -> bool:
        return self._tokens[at].text in self._cues.groups["sentence_signs"]

    def _abbreviates(self, at: int) -> bool:
        """Tell whether a sign is a dot that belongs to an abbreviation or stands inside a number."""
        if self._tokens[at].text != ".":
            return False
        before = self._tokens[at - 1].fold if at else ""
        if before in self._cues.groups["abbreviations"]:
            return True
        following = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        if following is None or following.spaced:
            return False
        return (len(before) == 1 and before.isalnum()) or following.kind is TokenKind.NUMERAL


def any_inside(places: Sequence[int], low: int, high: int) -> bool:
    """Tell whether one of some sorted places lies in ``[low, high)``."""
    place = bisect_left(places, low)
    return place < len(places) and places[place] < high
