"""Pieces of texts, found by the terms of their words: which of them a query asks for is one set operation.

Every piece is analysed once for all queries. Texts repeat their pieces, so few are new after the first pages.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

_MOST_PIECES = 400_000

Terms = Callable[[AbstractSet[str]], Mapping[str, Sequence[tuple[str, ...]]]]
"""Returns the terms of the words that stand in pieces, the stem of each word first."""


class SeenWords:
    """Remembers pieces of texts by the terms of their words.

    Args:
        terms: Returns the terms.
    """

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._lock = threading.Lock()
        self._clear()

    def _clear(self) -> None:
        self._known: set[str] = set()
        self._by_stem: defaultdict[str, set[str]] = defaultdict(set)
        self._by_term: defaultdict[str, set[str]] = defaultdict(set)

    def wanted(self, pieces: AbstractSet[str], stems: Iterable[str], parts: Iterable[str]) -> AbstractSet[str]:
        """Return those pieces that hold a word whose stem is wanted, or one of whose parts is a wanted stem.

        Args:
            pieces: Pieces of texts.
            stems: Terms of whole words.
            parts: Terms of parts of compounds: only a word whose own stem is one of them is wanted.
        """
        with self._lock:
            new = pieces - self._known
            if new:
                self._learn(new, pieces)
            found: set[str] = set()
            for stem in stems:
                found |= pieces & self._by_term.get(stem, _NOTHING)
            for part in parts:
                found |= pieces & self._by_stem.get(part, _NOTHING)
            return found

    def _learn(self, new: AbstractSet[str], pieces: AbstractSet[str]) -> None:
        if len(self._known) + len(new) > _MOST_PIECES:
            self._clear()
            new = pieces
        for piece, words in self._terms(new).items():
            for terms in filter(None, words):
                self._by_stem[terms[0]].add(piece)
                for term in terms:
                    self._by_term[term].add(piece)
        self._known |= new


_NOTHING: frozenset[str] = frozenset()
