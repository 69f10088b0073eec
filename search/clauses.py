"""Conditions on documents, from filters and from the query, in the one form that the index understands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.model import DocumentId
from search.query import Condition, storable
from search.request import Filters

NAME_FIELDS = ("parliament", "session", "minister", "office", "asker")
"""Header fields that hold names: compared whole, or by their words."""

DAY_UNKNOWN = 0
"""Stands for the day of a document that was asked on an unknown day; real days are proleptic ordinals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameIs:
    """The name in ``field`` is ``value``, or has its words where no name is exactly so."""

    field: str
    value: str
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exactly:
    """The number or truth value in ``field`` is ``value``."""

    field: str
    value: int | bool
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRange:
    """It was asked from ``first`` to ``last``, both included; None is open."""

    first: date | None
    last: date | None
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """It is one of these documents."""

    documents: frozenset[DocumentId]
    excluded: bool = False


Clause = NameIs | Exactly | DayRange | OneOf


def clauses_of(filters: Filters, conditions: Sequence[Condition]) -> tuple[Clause, ...]:
    """Return what filters and the query's field conditions ask, all of which must hold."""
    return (*_from_filters(filters), *(_from_condition(condition) for condition in conditions))


def _from_filters(filters: Filters) -> Iterator[Clause]:
    for field in NAME_FIELDS:
        value = getattr(filters, field)
        if value is not None:
            yield NameIs(field=field, value=storable(value))
    if filters.asked_from is not None or filters.asked_to is not None:
        yield DayRange(first=filters.asked_from, last=filters.asked_to)
    for field, wanted in (("commitment", filters.has_commitment), ("answer", filters.answered)):
        if wanted is not None:
            yield Exactly(field=field, value=wanted)
    if filters.only is not None:
        yield OneOf(documents=filters.only)


def _from_condition(condition: Condition) -> Clause:
    excluded = condition.excluded
    if condition.field == "asked":
        return DayRange(first=condition.first, last=condition.last, excluded=excluded)
    if condition.field == "number":
        return Exactly(field="number", value=int(condition.value), excluded=excluded)
    if condition.field in NAME_FIELDS:
        return NameIs(field=condition.field, value=condition.value, excluded=excluded)
    return Exactly(field=condition.field, value=True, excluded=excluded)
