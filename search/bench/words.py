"""The words of a synthetic corpus: shipped Dutch words in their real frequencies, subjects and rare compounds."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from search.rule_files import LanguageRules

_SUBJECTS = 400
_SUBJECT_WORDS = 150
_COMPOUNDS = 200_000
_STOP_SHARE = 0.42  # share of function words in Dutch prose
_SUBJECT_SHARE = 0.30
_COMPOUND_SHARE = 0.02
_TOO_COMMON = 1_500  # most frequent words, which no subject has for itself

Draws = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a document may be about: its own words, the first ones most often."""

    words: tuple[str, ...]


class Vocabulary:
    """Draws words as Dutch prose has them.

    Args:
        rules: The language; its word list, with counts, and its stop words are used.
        seed: Chooses subjects and compounds.
    """

    def __init__(self, rules: LanguageRules, seed: int) -> None:
        ranked = sorted(rules.frequencies.items(), key=lambda pair: (-pair[1], pair[0]))
        self._content = [rules.accented.get(word, word) for word, _ in ranked]
        self._content_sums = _cumulative(np.array([count for _, count in ranked], dtype=np.float64))
        self._stops = sorted(rules.stop_words, key=lambda word: (len(word), word))
        self._stop_sums = _cumulative(1.0 / np.arange(1, len(self._stops) + 1))
        self._compound_sums = _cumulative(1.0 / np.arange(1, _COMPOUNDS + 1) ** 0.9)
        self._subject_sums = _cumulative(1.0 / np.arange(3, _SUBJECT_WORDS + 3))
        generator = np.random.default_rng([seed, 1])
        short = [word for word in self._content if 4 <= len(word) <= 8]
        halves = generator.integers(0, len(short), size=(_COMPOUNDS, 2))
        self._compounds = [short[first] + short[second] for first, second in halves.tolist()]
        self.subjects = tuple(self._subject(generator) for _ in range(_SUBJECTS))

    def _subject(self, generator: np.random.Generator) -> Subject:
        chosen = generator.choice(np.arange(_TOO_COMMON, len(self._content)), size=_SUBJECT_WORDS, replace=False)
        return Subject(words=tuple(self._content[place] for place in chosen.tolist()))

    def prose(self, generator: np.random.Generator, subject: Subject, words: int) -> list[str]:
        """Return ``words`` words of prose about a subject, in lower case."""
        kind, place = generator.random(words), generator.random(words)
        pools: tuple[tuple[float, Draws, Sequence[str]], ...] = (
            (_STOP_SHARE, self._stop_sums, self._stops),
            (_SUBJECT_SHARE, self._subject_sums, subject.words),
            (_COMPOUND_SHARE, self._compound_sums, self._compounds),
            (1.0, self._content_sums, self._content),
        )
        borders = list(accumulate(share for share, _, _ in pools))
        drawn = [np.searchsorted(sums, place).tolist() for _, sums, _ in pools]
        return [
            pools[pool][2][drawn[pool][token]]
            for token, pool in enumerate(bisect(borders, value) for value in kind.tolist())
        ]


def _cumulative(weights: Any) -> Draws:  # noqa: ANN401 - numpy widens the type of a power
    sums: Draws = np.cumsum(weights / weights.sum())
    sums[-1] = 1.0
    return sums
