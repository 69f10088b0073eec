"""Groups of cues: which groups of words and phrases a clause holds."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.errors import RulesError

_PLAIN_WORD = re.compile(r"[\w-]+")


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
    """

    words: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, re.Pattern[str]]

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
        for group, entries in groups.items():
            listed = checked_words(entries, group)
            for word in filter(_PLAIN_WORD.fullmatch, listed):
                words[word] = (*words.get(word, ()), group)
            if rest := [entry for entry in listed if not _PLAIN_WORD.fullmatch(entry)]:
                phrases[group] = compile_group(rest, group)
        return cls(words=words, phrases=phrases)

    def found(self, lowered: str, words: Iterable[str]) -> set[str]:
        """Return the groups that occur in a clause.

        Args:
            lowered: The clause in lower case without accents.
            words: Its words.

        Returns:
            Ids of groups.
        """
        groups = {group for word in words for group in self.words.get(word, ())}
        groups.update(group for group, pattern in self.phrases.items() if group not in groups and pattern.search(lowered))
        return groups
