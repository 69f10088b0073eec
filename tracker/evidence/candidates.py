"""Which open commitments a passage may concern: an inverted index over their terms."""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from tracker.evidence.wording import Words

_OWN_WEIGHT = 0.35
_COVERED = 0.3
_MOST_POSTINGS = 4000
_CONTEXT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A commitment that a passage may concern.

    Attributes:
        place: Its place among the open commitments.
        covered: Share of the weight of its terms that the passage and what surrounds it take up.
    """

    place: int
    covered: float


class Index:
    """The terms of open commitments.

    Args:
        texts: What each commitment says and is about.
        words: Gives terms and their weights.
    """

    def __init__(self, texts: Sequence[str], words: Words) -> None:
        import numpy as np

        postings: dict[str, array[int]] = defaultdict(lambda: array("i"))
        masses = array("f")
        for place, text in enumerate(texts):
            terms = named(words.terms(text))
            masses.append(max(words.mass(terms), 0.1))
            for term in terms:
                postings[term].append(place)
        self._words = words
        self._counts = {term: len(places) for term, places in postings.items()}
        # A term of very many commitments singles none out, and costs the most.
        self._postings: dict[str, Any] = {
            term: np.frombuffer(places, dtype=np.int32)
            for term, places in postings.items()
            if len(places) <= _MOST_POSTINGS
        }
        self._masses = np.frombuffer(masses, dtype=np.float32) if texts else np.zeros(0, dtype=np.float32)
        self._sums = np.zeros(len(texts), dtype=np.float32)

    def candidates(self, terms: AbstractSet[str], context: AbstractSet[str], most: int) -> tuple[Candidate, ...]:
        """Return the commitments that share most with a passage, best first.

        Args:
            terms: Terms of the passage.
            context: Terms of what surrounds it; they count half, and alone they find nothing.
            most: How many at most.
        """
        import numpy as np

        own = self._add(named(terms), 1.0)
        if not own:
            return ()
        places = np.unique(np.concatenate(own))
        places = places[self._sums[places] >= _OWN_WEIGHT]
        around = self._add(named(context) - terms, _CONTEXT)
        covered = self._sums[places] / self._masses[places]
        for touched in (*own, *around):
            self._sums[touched] = 0.0
        kept = np.flatnonzero(covered >= _COVERED)
        best = kept[np.argsort(-covered[kept], kind="stable")[:most]]
        return tuple(Candidate(place=int(places[one]), covered=float(covered[one])) for one in best)

    def specific(self, terms: Iterable[str]) -> float:
        """Return how much terms single out: the weights of those that few open commitments have count most."""
        whole = math.log(1 + len(self._masses)) or 1.0
        return sum(
            self._words.weight(term) ** 2 * math.log(1 + len(self._masses) / self._counts.get(term, 1)) / whole
            for term in terms
        )

    def _add(self, terms: Iterable[str], factor: float) -> list[Any]:
        found = []
        for term in terms:
            places = self._postings.get(term)
            if places is not None:
                self._sums[places] += factor * self._words.weight(term) ** 2
                found.append(places)
        return found


def named(terms: AbstractSet[str]) -> set[str]:
    """Return the terms that are no bare numbers: years and amounts stand in every answer."""
    return {term for term in terms if not term.isdigit()}
