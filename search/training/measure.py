"""Measures a model by itself: do questions find their own answers among all answers, by meaning alone?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from search.arrays import Matrix
from search.evaluation.measures import DEPTH, first_found
from search.evaluation.tasks import Query
from search.training.examples import Example
from search.training.passages import passages

_SHORTEST_ANSWER = 200  # characters; a shorter one ("see my answer to ...") holds nothing to be found

Encode = Callable[[Sequence[str]], Matrix]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a model scored.

    Attributes:
        scores: Discounted gain of each query's first right answer among the best ten.
        clusters: Document that each query was made from.
    """

    scores: tuple[float, ...]
    clusters: tuple[str, ...]

    @property
    def mean(self) -> float:
        """Mean score, 0 without queries."""
        return sum(self.scores) / len(self.scores) if self.scores else 0.0


def title_queries(examples: Sequence[Example], asked: Iterable[Example]) -> list[Query]:
    """Return the titles of some examples; any answer to a question of that title is right."""
    same = defaultdict(set)
    for example in examples:
        same[example.title].add(example.name)
    return [_query("title", example, example.title, same[example.title]) for example in asked if _findable(example)]


def item_queries(asked: Iterable[Example]) -> list[Query]:
    """Return the sub-questions of some examples."""
    return [
        _query("sub-question", example, question, {example.name})
        for example in asked
        if _findable(example)
        for question, _ in example.items
    ]


def _findable(example: Example) -> bool:
    return bool(example.title) and len(example.answer) >= _SHORTEST_ANSWER


def _query(kind: str, example: Example, text: str, right: Iterable[str]) -> Query:
    judged = dict.fromkeys(sorted(right), 2)
    return Query(qid=f"{kind}-{example.name}", type=kind, text=text, judged=judged, cluster=example.name)


class Meanings:
    """Texts as a model sees them, to be ranked by likeness: half the best passage, half the whole text.

    Args:
        names: Id of each text.
        texts: The texts.
        encode: Returns vectors of unit length.
    """

    def __init__(self, names: Sequence[str], texts: Sequence[str], encode: Encode) -> None:
        cut = [passages(text) or [""] for text in texts]
        self._names = names
        self._encode = encode
        self._starts = np.cumsum([0, *map(len, cut)])[:-1]
        self._passages = encode([part for parts in cut for part in parts])
        self._whole = encode(texts)

    def measure(self, queries: Sequence[Query]) -> Measured:
        """Return how well queries find what they ought to."""
        asked = self._encode([query.text for query in queries])
        scores: list[float] = []
        for query, vector in zip(queries, asked, strict=True):
            likeness = np.maximum.reduceat(self._passages @ vector, self._starts) + self._whole @ vector
            best = np.argsort(-likeness, kind="stable")[:DEPTH]
            scores.append(first_found([self._names[place] for place in best], query.judged))
        return Measured(scores=tuple(scores), clusters=tuple(query.cluster for query in queries))


def answers(examples: Sequence[Example], encode: Encode) -> Meanings:
    """Return the answers of examples, to be found."""
    return Meanings([one.name for one in examples], [one.answer for one in examples], encode)


def whole_texts(examples: Sequence[Example], encode: Encode) -> Meanings:
    """Return title, question and answer of examples, to be found."""
    return Meanings(
        [one.name for one in examples], [f"{one.title}. {one.question} {one.answer}" for one in examples], encode
    )
