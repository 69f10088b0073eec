"""What the static model learns from: bags of terms, and pairs of them that belong together."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bags:
    """Texts as weighted sets of terms, all in one array.

    Attributes:
        terms: Row of the vocabulary of each entry.
        weights: 1 + log of how often the term occurs in its text.
        starts: First entry of each text, and one past the last.
    """

    terms: Numbers
    weights: Floats
    starts: Numbers

    def take(self, texts: Numbers) -> tuple[Numbers, Numbers, Floats]:
        """Return place (in ``texts``), term and weight of every entry of some texts."""
        begins, lengths = self.starts[texts], self.starts[texts + 1] - self.starts[texts]
        places = np.repeat(np.arange(len(texts)), lengths)
        offsets = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        entries = np.repeat(begins, lengths) + offsets
        return places, self.terms[entries], self.weights[entries]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Pairs of one kind.

    Attributes:
        name: What the two sides are.
        share: Weight with which a batch is of this kind.
        pairs: Left text, right text and group of each pair, shape (pairs, 3): pairs of one group are no negatives of
            each other.
    """

    name: str
    share: float
    pairs: Numbers


@dataclass(slots=True)
class Collector:
    """Gathers texts and pairs.

    Args:
        terms: Gives the terms of a text.

    Attributes:
        bags: Terms of each text.
        kinds: Pairs by kind.
        shares: Weight of each kind.
    """

    terms: Callable[[str], list[str]]
    bags: list[Counter[str]] = field(default_factory=list)
    kinds: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)
    _known: dict[str, int] = field(default_factory=dict)

    def text(self, text: str) -> int:
        """Return the number of a text; the same text has the same number."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self.bag(self.terms(text))
        return known

    def bag(self, terms: Iterable[str]) -> int:
        """Add a text that is given by its terms; return its number."""
        self.bags.append(Counter(terms))
        return len(self.bags) - 1

    def pair(self, kind: str, share: float, left: int, right: int, group: int) -> None:
        """Add two texts that belong together; nothing where one of them has no terms."""
        if self.bags[left] and self.bags[right]:
            self.kinds.setdefault(kind, []).append((left, right, group))
            self.shares[kind] = share

    def vocabulary(self, *, rarest: int, most: int) -> list[str]:
        """Return the terms that occur in enough texts, the most frequent first."""
        counts: Counter[str] = Counter(term for bag in self.bags for term in bag)
        common = sorted((-count, term) for term, count in counts.items() if count >= rarest)
        return [term for _, term in common[:most]]

    def finished(self, vocabulary: Sequence[str]) -> tuple[Bags, list[Kind]]:
        """Return the texts over a vocabulary, and the pairs by kind."""
        rows = {term: row for row, term in enumerate(vocabulary)}
        terms: list[int] = []
        weights: list[float] = []
        starts = [0]
        for bag in self.bags:
            known = [(rows[term], count) for term, count in bag.items() if term in rows]
            terms.extend(row for row, _ in known)
            weights.extend(1.0 + math.log(count) for _, count in known)
            starts.append(len(terms))
        bags = Bags(
            terms=np.array(terms, dtype=np.int64),
            weights=np.array(weights, dtype=np.float32),
            starts=np.array(starts, dtype=np.int64),
        )
        lengths = np.diff(bags.starts)
        kinds = []
        for name, listed in self.kinds.items():
            pairs = np.array(listed, dtype=np.int64)
            pairs = pairs[(lengths[pairs[:, 0]] > 0) & (lengths[pairs[:, 1]] > 0)]
            kinds.append(Kind(name=name, share=self.shares[name], pairs=pairs))
        return bags, [kind for kind in kinds if len(kind.pairs)]
