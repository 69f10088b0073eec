"""Words as printed, found by their terms: which of the words of a text a query asks for is one set operation.

Every printed word is analysed once for all queries. Texts repeat their words, so few are new after the first pages.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet

_MOST_WORDS = 200_000


class SeenWords:
    """Remembers printed words by their terms.

    Args:
        terms: Returns the terms of printed words, the stem of each first.
    """

    def __init__(self, terms: Callable[[AbstractSet[str]], Mapping[str, tuple[str, ...]]]) -> None:
        self._terms = terms
        self._lock = threading.Lock()
        self._clear()

    def _clear(self) -> None:
        self._known: set[str] = set()
        self._by_stem: defaultdict[str, set[str]] = defaultdict(set)
        self._by_term: defaultdict[str, set[str]] = defaultdict(set)

    def wanted(self, words: AbstractSet[str], stems: Iterable[str], parts: Iterable[str]) -> AbstractSet[str]:
        """Return those printed words whose stem is wanted, or one of whose parts is a wanted stem.

        Args:
            words: Words as printed.
            stems: Terms of whole words.
            parts: Terms of parts of compounds: only a word whose own stem is one of them is wanted.
        """
        with self._lock:
            new = words - self._known
            if new:
                self._learn(new, words)
            found: set[str] = set()
            for stem in stems:
                found |= words & self._by_term.get(stem, _NOTHING)
            for part in parts:
                found |= words & self._by_stem.get(part, _NOTHING)
            return found

    def _learn(self, new: AbstractSet[str], words: AbstractSet[str]) -> None:
        if len(self._known) + len(new) > _MOST_WORDS:
            self._clear()
            new = words
        for word, terms in self._terms(new).items():
            if terms:
                self._by_stem[terms[0]].add(word)
            for term in terms:
                self._by_term[term].add(word)
        self._known |= new


_NOTHING: frozenset[str] = frozenset()
