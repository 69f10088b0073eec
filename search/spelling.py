"""Words that no document holds, and the words of the corpus that may have been meant."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from search.analysis import Analyser, words_of
from search.conditions import Condition
from search.plan import Plan
from search.query import Atom, ParsedQuery
from search.tree import mapped, wanted
from search.understood import Suggestion, written

_SHORTEST = 4  # letters of a word that is looked at: shorter ones are near too many
_FAR = 8  # letters from which two mistakes are allowed: in a shorter word they make another word
_MOST_WORDS = 12  # of a query, from which it is a draft
_LEAST = 2  # documents that hold a word which is offered
_LEAST_SHORT = 5  # of a short word, of which one changed letter often makes another name
_SHORT = 5  # letters
_KEPT = 2_000  # words looked up
_NEAR = 8  # candidates among which frequency decides


class Spelling:
    """Finds words of the corpus that are written almost alike.

    Args:
        words: Folded words of the corpus, with the number of documents that hold each.
    """

    def __init__(self, words: Mapping[str, int]) -> None:
        self._counts = {word: count for word, count in words.items() if count >= _LEAST and word.isalpha()}
        self._words = list(self._counts)
        self._alike: dict[tuple[int, int], list[str]] = {}
        self._known: dict[str, str | None] = {}

    def nearest(self, word: str) -> str | None:
        """Return the word that was probably meant: the fewest mistakes, then the most documents; None for none.

        Args:
            word: A folded word.
        """
        # Kept by hand: a cache around a method of its own object keeps the object, with all its words, alive.
        if word in (known := self._known):
            return known[word]
        if len(known) >= _KEPT:
            known = self._known = {}
        found = known[word] = self._looked_for(word)
        return found

    def _looked_for(self, word: str) -> str | None:
        from rapidfuzz import process
        from rapidfuzz.distance import DamerauLevenshtein

        if len(word) < _SHORTEST or not word.isalpha():
            return None
        most = 2 if len(word) >= _FAR else 1
        scorer: Any = DamerauLevenshtein.distance
        found = process.extract(word, self._of_length(len(word), most), scorer=scorer, score_cutoff=most, limit=_NEAR)
        # A mistake in the first letter is rare (Pollock and Zamora 1984): it counts for half a mistake more.
        ranked = [
            (far + 0.5 * (word[0] != near[0]), -math.log1p(self._counts[near]), near)
            for near, far, _ in found
            if self._is_worth(word, near, far)
        ]
        return min(ranked)[2] if ranked else None

    def _of_length(self, length: int, most: int) -> list[str]:
        """Return the words that so many mistakes can make of one of this length, in the order of all."""
        found = self._alike.get((length, most))
        if found is None:
            found = self._alike[length, most] = [word for word in self._words if abs(len(word) - length) <= most]
        return found

    def _is_worth(self, word: str, near: str, mistakes: int) -> bool:
        """Tell whether a word may be offered: where little of it is left, it must begin alike and be a usual one."""
        if len(word) > _SHORT and mistakes == 1:
            return True
        return word[0] == near[0] and self._counts[near] >= _LEAST_SHORT


def known_words(
    query: ParsedQuery, plan: Plan, analyser: Analyser, holds: Callable[[str, str], bool]
) -> dict[str, bool]:
    """Return the folded words of a query, with whether any document holds them in some form.

    A draft, and a query in another language than the corpus, are left alone: nothing is returned.

    Args:
        query: The query as read.
        plan: Its plan.
        analyser: The analysis of the index.
        holds: Tells whether any document has a term in a field.
    """
    atoms = [leaf for node in query.nodes for leaf in wanted(node) if isinstance(leaf, Atom) and not leaf.prefix]
    words = list(dict.fromkeys(word.folded for atom in atoms for word in words_of(atom.text)))
    if len(words) > _MOST_WORDS or plan.language != analyser.rules.language:
        return {}
    return {
        word: holds("literal", word) or any(holds("body", term) for term in analyser.terms(word)[:1]) for word in words
    }


def suggestions(
    query: ParsedQuery, known: Mapping[str, bool], spelling: Spelling, usual: Mapping[str, str]
) -> Iterator[Suggestion]:
    """Yield the query with the words changed that no document holds; nothing where none of them is like any other.

    Args:
        query: The query as read.
        known: Its folded words, with whether any document holds them.
        spelling: Knows the words of the corpus.
        usual: The usual form, with accents, of folded words.
    """
    near = {word: spelling.nearest(word) for word, held in known.items() if not held}
    changed = {word: usual.get(other, other) for word, other in near.items() if other}
    if changed:
        whole = " ".join(written(mapped(node, lambda leaf: _mended(leaf, changed))) for node in query.nodes)
        yield Suggestion(kind="spelling", typed=" ".join(changed), instead=" ".join(changed.values()), query=whole)


def _mended(leaf: Atom | Condition, changed: Mapping[str, str]) -> Atom | Condition:
    if isinstance(leaf, Condition) or leaf.prefix:
        return leaf
    text, place = "", 0
    for word in words_of(leaf.text):
        text += leaf.text[place : word.start] + changed.get(word.folded, leaf.text[word.start : word.end])
        place = word.end
    return replace(leaf, text=text + leaf.text[place:])
