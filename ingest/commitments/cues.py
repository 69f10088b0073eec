"""Groups of cues: which groups of words and phrases a clause holds."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.errors import RulesError

_PLAIN_WORD = re.compile(r"[\w-]+")
_FIRST_WORDS = re.compile(r"(?:\(\?:(?P<several>[a-z|]+)\)|(?P<one>[a-z]+))(?= |$)")


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


def first_words(patterns: Iterable[str]) -> frozenset[str]:
    """Return the words of which one must stand in a clause for any pattern to match; none where that is unsure.

    Args:
        patterns: Patterns in which a blank stands for white space.

    Returns:
        The words with which the patterns begin, or nothing if one begins with something else.
    """
    words: set[str] = set()
    for pattern in patterns:
        found = _FIRST_WORDS.match(pattern)
        if found is None:
            return frozenset()
        words |= set((found["several"] or found["one"]).split("|"))
    return frozenset(words)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CueSet:
    """All groups of cues, arranged so that plain words cost one look-up.

    Attributes:
        words: Groups by plain word.
        phrases: A pattern by group, for what is no plain word.
        first_words: Words by group of which one must be there for its pattern to match; none where that is unsure.
    """

    words: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, re.Pattern[str]]
    first_words: Mapping[str, frozenset[str]]

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
        phrases: dict[str, re.Pattern[str]] = {}
        firsts: dict[str, frozenset[str]] = {}
        for group, entries in groups.items():
            listed = checked_words(entries, group)
            for word in filter(_PLAIN_WORD.fullmatch, listed):
                words[word] = (*words.get(word, ()), group)
            if rest := [entry for entry in listed if not _PLAIN_WORD.fullmatch(entry)]:
                phrases[group] = compile_group(rest, group)
                firsts[group] = first_words(rest)
        return cls(words=words, phrases=phrases, first_words=firsts)

    def found(self, lowered: str, words: Iterable[str]) -> set[str]:
        """Return the groups that occur in a clause.

        Args:
            lowered: The clause in lower case without accents.
            words: Its words.

        Returns:
            Ids of groups.
        """
        held = frozenset(words)
        groups = {group for word in held for group in self.words.get(word, ())}
        for group, pattern in self.phrases.items():
            if group in groups or (self.first_words[group] and self.first_words[group].isdisjoint(held)):
                continue
            if pattern.search(lowered):
                groups.add(group)
        return groups
