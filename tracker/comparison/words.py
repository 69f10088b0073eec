"""The words by which the subjects of figures are compared: folded, without function words, stemmed."""

import re
from collections.abc import Iterable
from functools import cache

import Stemmer

from search.analysis import fold, folded_words
from search.rule_files import LanguageRules, load_language
from tracker.rules.comparison import ComparisonRules, comparison_rules

_NAME = re.compile(r"(?<=[\w,;:(\"'%] )[A-ZÀ-Þ][\w’'-]+|\b[A-Z]{2,}\b")


class SubjectWords:
    """Turns words into stems of what is counted.

    Stems come from Snowball alone: no dictionary and no compounds, since two figures are held to be the same only if
    their words are, and a page must not wait for a dictionary.

    Args:
        language: The language's stop words and stemmer.
        rules: The words that decide on sameness.
    """

    def __init__(self, language: LanguageRules, rules: ComparisonRules) -> None:
        self.abbreviations = language.abbreviations
        self._rules = rules
        self._left_out = language.stop_words | rules.generic | rules.time | rules.part | rules.plan | rules.moved
        self._stemmer = Stemmer.Stemmer(language.stemmer)

    def stems(self, text: str) -> frozenset[str]:
        """Return the stems of the words that say what is counted; numbers and words of time are left out."""
        return frozenset(self._stemmed(word for word in folded_words(text) if word not in self._left_out))

    def unit(self, unit: str) -> str:
        """Return the stem of a unit's last word, the noun; a sign such as ``%`` stays, an empty unit is empty."""
        words = list(folded_words(unit))
        return str(self._stemmer.stemWord(words[-1])) if words else unit.strip()

    def parts(self, text: str) -> frozenset[str]:
        """Return the words that make a figure a part, a rate or a change."""
        return self._of(text, self._rules.part)

    def plans(self, text: str) -> bool:
        """Tell whether words make a figure a plan or an estimate."""
        return bool(self._of(text, self._rules.plan))

    def moves(self, text: str) -> bool:
        """Tell whether words move a figure to another time than the sentence names."""
        return bool(self._of(text, self._rules.moved))

    def names(self, text: str, *, abbreviations: bool = True) -> frozenset[str]:
        """Return the words with a capital that do not begin a sentence, folded.

        Args:
            text: A sentence or a title.
            abbreviations: Whether words in capitals count; in titles they name kinds of documents as well.
        """
        found = (match.group() for match in _NAME.finditer(" ".join(text.split())))
        kept = (name for name in found if abbreviations or not name.isupper())
        return frozenset(map(fold, kept)) - self._left_out

    def _of(self, text: str, group: frozenset[str]) -> frozenset[str]:
        return frozenset(word for word in folded_words(text) if word in group)

    def _stemmed(self, words: Iterable[str]) -> Iterable[str]:
        for word in words:
            if not any(character.isdigit() for character in word):
                yield str(self._stemmer.stemWord(word))


@cache
def subject_words(language: str = "nl") -> SubjectWords:
    """Return the words of a language; made once.

    Raises:
        RulesError: If there are no rules for the language, or they are wrong.
    """
    return SubjectWords(load_language(language), comparison_rules(language))
