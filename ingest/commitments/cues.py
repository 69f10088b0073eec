"""Groups of cues: which groups of words and phrases a clause holds.

Most phrases begin with a word that most clauses lack. Asking a set of words whether it is there takes a twentieth of
the time of looking for the phrase, so a pattern is tried only where one of its opening words stands.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from corpus.errors import RulesError

_PLAIN_WORD = re.compile(r"[\w-]+")
_WORDS = r"(?:\(\?:(?P<several>[a-z |-]+)\)|(?P<one>[a-z-]+))"
_FIRST_WORDS = re.compile(rf"{_WORDS}(?= |$)")
_LAST_WORDS = re.compile(rf"(?: | \)\?| \)\{{\d+,\d+\}}){_WORDS}$")


def compile_group(patterns: object, where: str) -> re.Pattern[str]:
    """Join the alternatives of one group into one pattern of whole words.

    Args:
        patterns: A non-empty list of regular expressions in which a blank stands for any run of white space.
        where: Name of the group, for the error.

    Returns:
        The compiled pattern, for lower-case text without accents.

    Raises:
        RulesError: If the group is empty, holds something else than text, or does not compile.
    """
    joined = "|".join(one.replace(" ", r"\s+") for one in checked_words(patterns, where))
    try:
        return re.compile(rf"(?:(?<![\w-])|(?=[,(]))(?:{joined})(?![\w-])")
    except re.error as error:
        raise RulesError(f"{where}: {joined!r} is no pattern: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Phrases of one meaning; asked as a compiled pattern is, and faster where none of them can be.

    Attributes:
        pattern: The pattern of them all.
        openings: Words with one of which every phrase begins; none where that is unsure.
    """

    pattern: re.Pattern[str]
    openings: frozenset[str]

    @classmethod
    def of(cls, patterns: object, where: str) -> "Phrases":
        """Compile one group of the rules file.

        Args:
            patterns: Its list of phrases.
            where: Its name, for the error.

        Raises:
            RulesError: If the group is empty, holds something else than text, or does not compile.
        """
        return cls(pattern=compile_group(patterns, where), openings=first_words(checked_words(patterns, where)))

    def search(self, lowered: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first phrase of ``[start, end)``."""
        return self.pattern.search(lowered, start, end) if self._may_stand(lowered[start:end]) else None

    def match(self, lowered: str, start: int = 0) -> re.Match[str] | None:
        """Return the phrase that begins at a place."""
        return self.pattern.match(lowered, start)

    def finditer(self, lowered: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield the phrases of ``[start, end)``."""
        if self._may_stand(lowered[start:end]):
            yield from self.pattern.finditer(lowered, start, end)

    def _may_stand(self, lowered: str) -> bool:
        return not self.openings or not self.openings.isdisjoint(_words_in(lowered))


@lru_cache(maxsize=16)
def _words_in(lowered: str) -> frozenset[str]:
    """Return the words of a clause; kept for a moment, because all groups ask for those of the same clause."""
    return frozenset(_PLAIN_WORD.findall(lowered))


def first_words(patterns: Iterable[str]) -> frozenset[str]:
    """Return the words of which one must stand in a clause for any pattern to match; none where that is unsure.

    Args:
        patterns: Patterns in which a blank stands for white space.

    Returns:
        The words with which the patterns begin, or nothing if one begins with something else.
    """
    return _outer_words((_FIRST_WORDS.match(one) for pattern in patterns for one in _alternatives(pattern)), 0)


def last_words(patterns: Iterable[str]) -> frozenset[str]:
    """Return the words of which one must stand in a clause because every pattern ends with one; none where unsure."""
    return _outer_words((_LAST_WORDS.search(one) for pattern in patterns for one in _alternatives(pattern)), -1)


def _outer_words(found: Iterable[re.Match[str] | None], place: int) -> frozenset[str]:
    words: set[str] = set()
    for one in found:
        if one is None:
            return frozenset()
        words |= {phrase.split()[place] for phrase in (one["several"] or one["one"]).split("|")}
    return frozenset(words)


def _alternatives(pattern: str) -> list[str]:
    """Return the alternatives outside parentheses; a pattern with a class of signs stays whole."""
    found, depth = [""], 0
    for sign in pattern:
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth and "[" not in pattern:
            found.append("")
        else:
            found[-1] += sign
    return found


def checked_words(words: object, where: str) -> tuple[str, ...]:
    """Return a list of texts as a tuple.

    Args:
        words: What the rules file holds.
        where: Its name, for the error.

    Returns:
        The texts.

    Raises:
        RulesError: If it is no list of texts, or empty.
    """
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
        raise RulesError(f"{where}: a list of texts that is not empty is needed")
    return tuple(words)


class _Phrase(NamedTuple):
    """A phrase of a group, and the words with one of which it ends; none where that is unsure."""

    group: str
    endings: frozenset[str]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CueSet:
    """All groups of cues, arranged so that most words of a clause cost one look-up.

    Attributes:
        words: Groups by plain word.
        opened: Phrases by each word with which they may begin.
        loose: Phrases that begin with no plain word.
    """

    words: Mapping[str, tuple[str, ...]]
    opened: Mapping[str, tuple[_Phrase, ...]]
    loose: tuple[_Phrase, ...]

    @classmethod
    def of(cls, groups: Mapping[str, object]) -> "CueSet":
        """Arrange the groups of a rules file.

        Args:
            groups: Lists of words and patterns by group.

        Returns:
            The set.

        Raises:
            RulesError: If a group is empty or does not compile.
        """
        words: dict[str, tuple[str, ...]] = {}
        opened: dict[str, tuple[_Phrase, ...]] = {}
        loose: list[_Phrase] = []
        for group, entries in groups.items():
            for entry in checked_words(entries, group):
                if _PLAIN_WORD.fullmatch(entry):
                    words[entry] = (*words.get(entry, ()), group)
                    continue
                phrase = _Phrase(group, last_words([entry]), compile_group([entry], group))
                openings = first_words([entry])
                for word in openings:
                    opened[word] = (*opened.get(word, ()), phrase)
                if not openings:
                    loose.append(phrase)
        return cls(words=words, opened=opened, loose=tuple(loose))

    def found(self, lowered: str, words: Iterable[str]) -> set[str]:
        """Return the groups that occur in a clause.

        Args:
            lowered: The clause in lower case without accents.
            words: Its words.

        Returns:
            Ids of groups.
        """
        groups: set[str] = set()
        for word in self.words.keys() & frozenset(words):
            groups.update(self.words[word])
        held = _words_in(lowered)
        for word in self.opened.keys() & held:
            groups.update(_groups(self.opened[word], lowered, held, groups))
        groups.update(_groups(self.loose, lowered, held, groups))
        return groups


def _groups(phrases: Iterable[_Phrase], lowered: str, held: frozenset[str], known: set[str]) -> list[str]:
    """Return the groups, beside those known, of the phrases that stand in a clause with some words."""
    return [
        group
        for group, endings, pattern in phrases
        if group not in known and not (endings and endings.isdisjoint(held)) and pattern.search(lowered)
    ]
