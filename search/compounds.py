"""Splits compounds by the frequency of their parts (Koehn and Knight 2003, Methods for Compound Splitting)."""

from collections.abc import Iterator, Mapping
from math import exp, log

from search.rule_files import CompoundRules


class CompoundSplitter:
    """Finds the parts of a compound among the words of the corpus.

    Args:
        rules: Links, shortest part and thresholds.
        frequencies: How often each folded word occurs in the corpus.
    """

    def __init__(self, rules: CompoundRules, frequencies: Mapping[str, int]) -> None:
        self._rules = rules
        self._frequencies = {
            word: count
            for word, count in frequencies.items()
            if count >= rules.part_frequency and len(word) >= rules.shortest_part and word.isalpha()
        }
        self._own = frequencies

    def split(self, word: str) -> tuple[str, ...]:
        """Split a folded word.

        Args:
            word: The word, folded and in lower case.

        Returns:
            Its parts without the linking letters, in order; empty where the word is better left whole: the
            geometric mean of the parts' frequencies must exceed ``gain`` times the word's own.
        """
        rules = self._rules
        if not rules.shortest_word <= len(word) <= rules.longest_word or not word.isalpha():
            return ()
        threshold = rules.gain * self._own.get(word, 0)
        best: tuple[str, ...] = ()
        best_mean = threshold
        for parts in self._segmentations(word, rules.most_parts):
            mean = exp(sum(log(self._frequencies[part]) for part in parts) / len(parts))
            if len(parts) > 1 and mean > best_mean:
                best, best_mean = parts, mean
        return best

    def _segmentations(self, word: str, most: int) -> Iterator[tuple[str, ...]]:
        if word in self._frequencies:
            yield (word,)
        if most == 1:
            return
        shortest = self._rules.shortest_part
        for end in range(shortest, len(word) - shortest + 1):
            head = word[:end]
            if head not in self._frequencies:
                continue
            for rest in self._after_link(word[end:]):
                for tail in self._segmentations(rest, most - 1):
                    yield (head, *tail)

    def _after_link(self, rest: str) -> Iterator[str]:
        for link in self._rules.links:
            if rest.startswith(link) and len(rest) - len(link) >= self._rules.shortest_part:
                yield rest[len(link) :]
