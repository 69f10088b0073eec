"""Tells which of the words found were typed, and which only stand for them: other names, and parts of compounds."""

from collections.abc import Iterable

from search.analysis import Analyser, words_of
from search.bilingual import FRENCH
from search.plan import Plan

_LONG_ENOUGH = 4  # letters of a word that other words may begin with and still be it


class TypedWords:
    """The words of one query.

    Args:
        plan: The query.
        analyser: The analysis of the index.
    """

    def __init__(self, plan: Plan, analyser: Analyser) -> None:
        self._analyser = analyser
        self._words = frozenset(word.folded for word in words_of(plan.text))
        # A French word is asked for as its Dutch translations: these are what was asked.
        translated = plan.stems if plan.language == FRENCH else frozenset()
        self._stems = translated.union(stem for word in self._words for stem in analyser.terms(word)[:1])
        # A longer form or compound of a word begins with it, whatever the dictionary says of it.
        self._begun = (*plan.prefixes, *(word for word in self._words if len(word) >= _LONG_ENOUGH))

    def parted(self, words: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the words that were typed, in whatever form, and those that stand for them.

        Small words are left out, unless nothing else was found; so are single letters.

        Args:
            words: Folded words that were marked.
        """
        found = tuple(words)
        telling = [word for word in found if len(word) > 1 and self._analyser.terms(word)]
        typed = [word for word in telling or found if self._was_typed(word)]
        return tuple(typed), tuple(word for word in telling if word not in typed)

    def _was_typed(self, word: str) -> bool:
        if word in self._words or word.startswith(self._begun):
            return True
        return not self._stems.isdisjoint(self._analyser.terms(word))
