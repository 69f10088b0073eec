"""The best path through the candidate labels of a side: which of them number its items.

A path is a row of labels whose numbers go up. Each label brings its weight; a skipped number, another closing mark than
before and a first number above 1 cost something. The path with the highest sum wins (dynamic programming over the last
number, so the time is linear in the number of candidates).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.layout.labels import LIST_MARK, OPENING, SENTENCE_END, WEAK, Label

# Set on the 60 answers and questions of ../shared/gold.
_SKIP, _SKIP_MORE, _LONGEST_SKIP = 1.0, 0.25, 6
_OTHER_STYLE = 1.5
_MOST_ROWS = 20
_FIRST_MISSING, _MORE_MISSING = 2.5, 0.5
_EXPECTED, _UNEXPECTED = 0.5, 1.0
_LEAST, _LEAST_BEST_OF_ANSWER = 3.0, LIST_MARK


@dataclass(frozen=True, slots=True)
class _Step:
    score: float
    label: Label
    before: "_Step | None"


def best_path(candidates: Sequence[Label], *, expected: Collection[int] = ()) -> tuple[Label, ...]:
    """Return the labels that number the items.

    Args:
        candidates: Candidates in reading order.
        expected: Numbers that the other side has: the answer's labels should be among those of the question.

    Returns:
        The labels in reading order; nothing where no convincing row exists.
    """
    search = _Search(frozenset(expected))
    for label in candidates:
        search.add(label)
    path = _path(search.best)
    while path and path[-1].weight < 0:
        path.pop()
    if _convinces(path, candidates, is_answer=bool(expected)):
        return tuple(path)
    # An answer to the second question only: a later number that was asked opens it.
    first = candidates[0] if candidates and expected else None
    return (first,) if first is not None and first.weight > OPENING and set(first.numbers) <= set(expected) else ()


class _Search:
    """Best steps so far: over all closing marks by last number, and by closing mark and last number."""

    def __init__(self, expected: frozenset[int]) -> None:
        self.best: _Step | None = None
        self._expected = expected
        self._by_number: dict[int, _Step] = {}
        self._by_style: dict[tuple[str, int], _Step] = {}

    def add(self, label: Label) -> None:
        """Extend the best path that ``label`` can follow."""
        before, value = self._best_before(label)
        step = _Step(value + label.weight + self._bonus(label), label, before)
        number, styled = label.reach, (label.style, label.reach)
        if number not in self._by_number or step.score > self._by_number[number].score:
            self._by_number[number] = step
        if styled not in self._by_style or step.score > self._by_style[styled].score:
            self._by_style[styled] = step
        if self.best is None or step.score > self.best.score:
            self.best = step

    def _best_before(self, label: Label) -> tuple[_Step | None, float]:
        best: _Step | None = None
        value = 0.0 if label.first == 1 else -_FIRST_MISSING - _MORE_MISSING * (label.first - 2)
        for gap in range(1, min(_LONGEST_SKIP, label.first - 1) + 1):
            cost = 0.0 if gap == 1 else _SKIP + _SKIP_MORE * (gap - 2)
            same = self._by_style.get((label.style, label.first - gap))
            other = self._by_number.get(label.first - gap)
            for step, price in ((same, cost), (other, cost + _OTHER_STYLE)):
                if step is not None and step.score - price > value:
                    best, value = step, step.score - price
        return best, value

    def _bonus(self, label: Label) -> float:
        if not self._expected:
            return 0.0
        return _EXPECTED if self._expected.issuperset(label.numbers) else -_UNEXPECTED


def _path(step: _Step | None) -> list[Label]:
    path: list[Label] = []
    while step is not None:
        path.append(step.label)
        step = step.before
    return path[::-1]


def _convinces(path: Sequence[Label], candidates: Sequence[Label], *, is_answer: bool) -> bool:
    """A single label counts only where it opens the side or words lead it; a mere enumeration is no row."""
    if not path or sum(label.weight for label in path) < _LEAST:
        return False
    if is_answer and max(label.weight for label in path) < _LEAST_BEST_OF_ANSWER:
        return False
    if len(path) > 1 or path[0].style == "word" or len(path[0].numbers) > 1:
        return True
    return path[0].first == 1 and path[0].start <= candidates[0].start and path[0].weight >= SENTENCE_END


def further_paths(
    candidates: Sequence[Label], path: tuple[Label, ...], *, expected: Collection[int]
) -> tuple[Label, ...]:
    """Return the path followed by further rows that number the same questions again.

    An answer may give, say, every agency's answers one after the other. A new row counts only where both the row before
    and the new one reach the last question, so that a numbered list inside an answer is no new row.
    """
    last = max(expected, default=0)
    whole = path
    for _ in range(_MOST_ROWS):
        if last < 2 or not path or path[-1].numbers[-1] != last:
            break
        rest = [label for label in candidates if label.start >= path[-1].body and label.weight > WEAK]
        path = best_path(rest, expected=expected)
        if len(path) < 2 or path[0].first != 1 or path[-1].numbers[-1] != last:
            break
        whole += path
    return whole
