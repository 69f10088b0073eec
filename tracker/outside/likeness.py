"""How alike two texts are by the words that they share, where a rare word says more than a frequent one."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import log

from tracker.alike import words_of
from tracker.rules.offices import office_rules


class Likeness:
    """Compares texts of one collection.

    A word weighs the logarithm of how many texts there are for each that has it (inverse document frequency, Spärck
    Jones 1972); the likeness is twice the weight of the shared words over that of both texts (Dice's coefficient).

    Args:
        texts: All texts that will be compared.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        all_of_them = [words_of(text) for text in texts]
        counts = Counter(word for words in all_of_them for word in words)
        self._whole: dict[frozenset[str], float] = {}
        self._weights = {word: log((1 + len(all_of_them)) / count) for word, count in counts.items()}

    def __call__(self, one: str, other: str) -> float:
        """Return how alike two texts are, between 0 and 1."""
        mine, theirs = words_of(one), words_of(other)
        whole = self._whole_weight(mine) + self._whole_weight(theirs)
        return 2 * self._weight(mine & theirs) / whole if whole else 0.0

    def _whole_weight(self, words: frozenset[str]) -> float:
        """Return the weight of a whole text, reckoned once."""
        if words not in self._whole:
            self._whole[words] = self._weight(words)
        return self._whole[words]

    def _weight(self, words: frozenset[str]) -> float:
        return sum(self._weights.get(word, 0.0) for word in words)


@cache
def portfolio_words(title: str) -> frozenset[str]:
    """Return the words of an office's title that name what it is about."""
    return words_of(title) - office_rules().titles
