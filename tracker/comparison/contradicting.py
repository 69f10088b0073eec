"""Figures that cannot both be right: the same thing, unit and period, and values too far apart.

Precision comes first: what could be about something else is not reported. A person decides which one is wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from corpus.facts import Figure, FigureKind, Multilingual
from corpus.model import DocumentId
from corpus.store import FigureFilter, StoredFigure
from corpus.store.names import slug
from tracker.comparison.periods import Period
from tracker.comparison.statements import COUNTED, Statement, statements
from tracker.comparison.values import difference
from tracker.comparison.words import subject_words
from tracker.texts import say

if TYPE_CHECKING:
    from corpus.store import Store

_LEAST_OVERLAP = 0.6
_AT_ONCE = 500
"""Documents that are asked for in one query."""
_FURTHEST = Decimal(3)
"""Two values of which one is more than so many times the other are about different things, as all such pairs were
among the 500 federal documents on which the rules were read through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two statements of the same figure with different values.

    Attributes:
        one: The earlier statement.
        other: The later one.
        period: What both are about.
        difference: How far their values are apart, in base units.
        share: The difference as a part of the larger value.
        words: Stems that both have in common, in order.
        why: Why they are held to be about the same.
        also: Other statements that agree with one of the two, the oldest first.
    """

    one: Statement
    other: Statement
    period: Period
    difference: Decimal
    share: float
    words: tuple[str, ...]
    why: Multilingual
    also: tuple[Statement, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement that has a part in it."""
        return (self.one, self.other, *self.also)


def contradictions(store: "Store") -> tuple[Contradiction, ...]:
    """Return the figures of a store that contradict each other, those furthest apart first."""
    return among(statements(store.figures.in_context()))


def contradictions_of(store: "Store", document: str) -> tuple[Contradiction, ...]:
    """Return those in which a document has a part; only documents that may state the same figures are compared.

    Args:
        store: The store.
        document: The document's id; one that is not held has none.
    """
    own = statements(store.figures.in_context(FigureFilter(document=DocumentId(document))))
    others: list[Statement] = []
    names = sorted(_neighbours(store, own) - {document})
    for first in range(0, len(names), _AT_ONCE):
        some = FigureFilter(documents=tuple(names[first : first + _AT_ONCE]))
        others.extend(statements(store.figures.in_context(some)))
    # Of several documents they come the newest first.
    others.sort(key=lambda one: one.stored.document)
    return tuple(
        one for one in among([*own, *others]) if any(two.stored.document == document for two in one.statements)
    )


def _neighbours(store: "Store", own: Sequence[Statement]) -> set[DocumentId]:
    """Return the documents with a figure of about the same size, of the same kind, unit, office and year."""
    asked: dict[tuple[FigureKind, int], list[Statement]] = defaultdict(list)
    for one in own:
        if one.period is not None and not one.planned:
            asked[(one.figure.kind, one.period.year)].append(one)
    return {
        other.document
        for (kind, year), group in asked.items()
        for other in store.figures.list(FigureFilter(kind=kind, year=year))
        if any(_may_be_same(one, other) for one in group)
    }


def _may_be_same(one: Statement, other: StoredFigure) -> bool:
    unit = subject_words().unit(other.figure.unit)
    if unit and one.unit and unit != one.unit:
        return False
    return _about_the_size(one.figure, other.figure) and same_office(one.stored, other)


def among(given: Sequence[Statement]) -> tuple[Contradiction, ...]:
    """Return the contradictions among statements; the same two values for the same thing are one."""
    groups: dict[tuple[FigureKind, Period, Decimal, Decimal], list[tuple[Statement, Statement]]] = defaultdict(list)
    for period, one, other in _candidates(given):
        if _contradict(one, other):
            first, second = sorted((one, other), key=_age)
            low, high = sorted((first.figure.value, second.figure.value))
            groups[(first.figure.kind, period, low, high)].append((first, second))
    made = [_made(key[1], pairs, given) for key, pairs in groups.items()]
    return tuple(sorted(made, key=lambda found: (-found.share, _age(found.one))))


def _age(one: Statement) -> tuple[object, ...]:
    return (str(one.stored.day or "9999"), one.stored.document, one.stored.position)


def _place(one: Statement) -> tuple[object, ...]:
    return (one.stored.document, one.stored.position)


def _candidates(given: Iterable[Statement]) -> Iterator[tuple[Period, Statement, Statement]]:
    """Yield each pair that shares kind, period and a word once; a count's word is its unit."""
    buckets: dict[tuple[FigureKind, Period, str], dict[tuple[object, ...], Statement]] = defaultdict(dict)
    for one in given:
        if one.period is None or one.planned:
            continue
        counted = one.figure.kind in COUNTED and one.unit
        for word in (one.unit,) if counted else one.words:
            buckets[(one.figure.kind, one.period, word)][_place(one)] = one
    seen: set[frozenset[tuple[object, ...]]] = set()
    for (_, period, _), bucket in buckets.items():
        for one, other in combinations(bucket.values(), 2):
            pair = frozenset((_place(one), _place(other)))
            if pair not in seen:
                seen.add(pair)
                yield period, one, other


def _contradict(one: Statement, other: Statement) -> bool:
    apart = one.stored.document != other.stored.document or one.figure.side is not other.figure.side
    return apart and _same_subject(one, other) and _too_far(one.figure, other.figure)


def _too_far(one: Figure, other: Figure) -> bool:
    return difference(one, other) is not None and _about_the_size(one, other)


def _about_the_size(one: Figure, other: Figure) -> bool:
    low, high = sorted((abs(one.value), abs(other.value)))
    return high <= low * _FURTHEST


def _same_subject(one: Statement, other: Statement) -> bool:
    """Tell whether two statements are about the same: unit, office, topic, parts, names and words agree."""
    if one.unit and other.unit and one.unit != other.unit:
        return False
    if one.parts != other.parts or one.names != other.names or not same_office(one.stored, other.stored):
        return False
    shared = one.words & other.words
    if not shared or (one.figure.kind not in COUNTED and len(shared) < 2):
        return False
    return _same_topic(one, other, shared) and len(shared) >= _LEAST_OVERLAP * len(one.words | other.words)


def _same_topic(one: Statement, other: Statement, shared: frozenset[str]) -> bool:
    """Tell whether the titles agree: a word of one is in the other or in what both figures count, and so are names.

    In an answer about one country a sentence need not name it; the title does.
    """
    places = (one.topic_names, other.topic_names)
    if any(places) and not places[0] & places[1]:
        return False
    return bool(one.topic & other.topic or one.topic & shared or other.topic & shared)


def same_office(one: StoredFigure, other: StoredFigure) -> bool:
    """Ministers answer for their own services: another office counts other things."""
    return one.office is None or other.office is None or slug(one.office) == slug(other.office)


def _agrees(two: Statement, one: Statement, other: Statement) -> bool:
    """Tell whether a third statement says the same as one of both, in fewer or more words."""
    same = two.figure.kind is one.figure.kind and two.period == one.period
    if not same or two.figure.value not in (one.figure.value, other.figure.value):
        return False
    shared = two.words & one.words & other.words
    return bool(shared) and same_office(two.stored, one.stored) and _same_topic(two, one, shared)


def _made(period: Period, pairs: Sequence[tuple[Statement, Statement]], given: Sequence[Statement]) -> Contradiction:
    pairs = sorted(pairs, key=lambda pair: (_age(pair[0]), _age(pair[1])))
    one, other = pairs[0]
    rest = {_place(two): two for pair in pairs for two in pair if two not in (one, other)}
    rest |= {_place(two): two for two in given if two not in (one, other) and _agrees(two, one, other)}
    apart = abs(one.figure.value - other.figure.value)
    words = tuple(sorted(one.words & other.words))
    return Contradiction(
        one=one,
        other=other,
        period=period,
        difference=apart,
        share=float(apart / max(abs(one.figure.value), abs(other.figure.value))),
        words=words,
        why=say("contradiction.why", words=", ".join(words), period=period.words()),
        also=tuple(sorted(rest.values(), key=_age)),
    )
