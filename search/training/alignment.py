"""Learns a word table from two languages side by side.

Sentences are paired by length and shared words (after Gale and Church 1993), words by IBM model 1 in both directions
(Brown and others 1993); a link is worth the geometric mean of both.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import regex

from search.analysis import folded_words

_BORDER = regex.compile(r"(?<=[.?!:;])(?!(?<=\d[.:])\d)\s*(?=[\p{Lu}\d\"“«-])|\n+")
_BEADS = ((1, 1, 0.0), (1, 2, 2.5), (2, 1, 2.5), (1, 0, 4.0), (0, 1, 4.0), (2, 2, 4.5))
_SHARED = 1.5  # what a word in both sentences is worth: a name, a number
_SHORTEST_SHARED = 3
_ROUNDS = 8
_RAREST_UNIT = 2
_RAREST_PAIR = 4  # times that two stems must stand side by side to be a unit of their own
_LEAST_LINKS = 0.8
_LEAST_PROBABILITY = 0.06
_MOST_TERMS = 6

Floats = np.ndarray[Any, np.dtype[np.float64]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bitext:
    """Pairs of sentences as what is to be linked.

    Attributes:
        units: French units of each pair.
        terms: Dutch terms of each pair.
    """

    units: Sequence[Sequence[str]]
    terms: Sequence[Sequence[str]]


def sentences(text: str) -> list[str]:
    """Cut a text at sentence borders, also where the blank between two sentences was lost."""
    return [part.strip() for part in _BORDER.split(text) if part.strip()]


def paired(left: str, right: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences of two translations that belong together.

    Args:
        left: A text.
        right: Its translation.

    Yields:
        Pairs, in order, none or two sentences of a side joined where the translator did so.
    """
    first, second = sentences(left), sentences(right)
    words = [[_anchors(sentence) for sentence in side] for side in (first, second)]
    cost = {(0, 0): 0.0}
    step: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(first) + 1):
        for j in range(len(second) + 1):
            for a, b, penalty in _BEADS:
                if i < a or j < b or (i - a, j - b) not in cost:
                    continue
                whole = cost[i - a, j - b] + penalty
                if a and b:
                    whole += _bead_cost(first[i - a : i], second[j - b : j], words[0][i - a : i], words[1][j - b : j])
                if whole < cost.get((i, j), math.inf):
                    cost[i, j], step[i, j] = whole, (a, b)
    yield from reversed(list(_walk_back(first, second, step)))


def _walk_back(
    first: list[str], second: list[str], step: dict[tuple[int, int], tuple[int, int]]
) -> Iterator[tuple[str, str]]:
    i, j = len(first), len(second)
    while (i, j) in step:
        a, b = step[i, j]
        if a and b:
            yield " ".join(first[i - a : i]), " ".join(second[j - b : j])
        i, j = i - a, j - b


def _anchors(sentence: str) -> frozenset[str]:
    return frozenset(word for word in folded_words(sentence) if word.isdigit() or len(word) >= _SHORTEST_SHARED)


def _bead_cost(
    left: list[str], right: list[str], left_words: list[frozenset[str]], right_words: list[frozenset[str]]
) -> float:
    lengths = sum(map(len, left)) + 10, sum(map(len, right)) + 10
    shared = len(frozenset().union(*left_words) & frozenset().union(*right_words))
    return 6.0 * abs(math.log(lengths[0] / lengths[1])) - _SHARED * min(shared, 3) / 3


def learn_table(bitext: Bitext) -> list[tuple[str, list[tuple[str, float]]]]:
    """Learn by which Dutch terms each French unit is translated.

    Args:
        bitext: Paired sentences.

    Returns:
        Units with their terms and probabilities, most probable first.
    """
    units, terms = _kept_units(bitext.units), _kept(bitext.terms, 2)
    link_unit, link_term, pair_of_link = _links(bitext, units, terms)
    keys, link = np.unique(link_unit * len(terms) + link_term, return_inverse=True)
    key_unit, key_term = keys // len(terms), keys % len(terms)
    forward = _model_one(link, pair_of_link, link_term, key_unit)
    backward = _model_one(link, pair_of_link, link_unit, key_term)
    together: Floats = np.bincount(link, weights=np.sqrt(forward * backward)).astype(np.float64)
    return _entries(list(units), list(terms), key_unit, key_term, together)


def _kept(texts: Iterable[Sequence[str]], rarest: int) -> dict[str, int]:
    counts = Counter(token for text in texts for token in set(text))
    return {token: row for row, token in enumerate(sorted(t for t, count in counts.items() if count >= rarest))}


def _kept_units(texts: Iterable[Sequence[str]]) -> dict[str, int]:
    counts = Counter(token for text in texts for token in set(text))
    kept = sorted(t for t, count in counts.items() if count >= (_RAREST_PAIR if " " in t else _RAREST_UNIT))
    return {token: row for row, token in enumerate(kept)}


def _links(bitext: Bitext, units: dict[str, int], terms: dict[str, int]) -> tuple[Numbers, Numbers, Numbers]:
    """Return unit, term and sentence pair of every possible link."""
    unit_rows: list[Numbers] = []
    term_rows: list[Numbers] = []
    pair_rows: list[Numbers] = []
    for number, (left, right) in enumerate(zip(bitext.units, bitext.terms, strict=True)):
        known = np.array(sorted({units[unit] for unit in left if unit in units}), dtype=np.int64)
        meant = np.array(sorted({terms[term] for term in right if term in terms}), dtype=np.int64)
        unit_rows.append(np.repeat(known, len(meant)))
        term_rows.append(np.tile(meant, len(known)))
        pair_rows.append(np.full(len(known) * len(meant), number, dtype=np.int64))
    return np.concatenate(unit_rows), np.concatenate(term_rows), np.concatenate(pair_rows)


def _model_one(link: Numbers, pair: Numbers, made: Numbers, source_of_key: Numbers) -> Floats:
    """Return the share of every link in what its sentence pair explains, after a few rounds of IBM model 1.

    Args:
        link: Key (unit and term) of each link.
        pair: Sentence pair of each link.
        made: The token of each link that is explained by those of the other side.
        source_of_key: The explaining token of each key.
    """
    chance = np.ones(len(source_of_key))
    _, slot = np.unique(pair * (int(made.max()) + 1) + made, return_inverse=True)
    share = np.zeros(len(link))
    for _ in range(_ROUNDS):
        weight = chance[link]
        share = weight / np.bincount(slot, weights=weight)[slot]
        counts = np.bincount(link, weights=share, minlength=len(chance))
        chance = counts / np.bincount(source_of_key, weights=counts)[source_of_key]
    return share


def _entries(
    units: list[str], terms: list[str], key_unit: Numbers, key_term: Numbers, together: Floats
) -> list[tuple[str, list[tuple[str, float]]]]:
    found: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    total = np.bincount(key_unit, weights=together, minlength=len(units))
    likely = (together >= _LEAST_LINKS) & (together >= _LEAST_PROBABILITY * total[key_unit])
    for unit, term, links in zip(key_unit[likely], key_term[likely], together[likely], strict=True):
        found[int(unit)].append((float(links / total[unit]), int(term)))
    return [
        (
            units[unit],
            [(terms[term], chance) for chance, term in sorted(pairs, key=lambda p: (-p[0], p[1]))[:_MOST_TERMS]],
        )
        for unit, pairs in sorted(found.items())
    ]
