"""Conditions on documents, from filters and from the query, in the one form that the index understands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.model import DocumentId
from search.conditions import Condition
from search.query import storable
from search.request import Filters
from search.rule_files import load_query_fields

NAME_FIELDS = ("parliament", "session", "minister", "office", "asker", "party", "theme", "language")
"""Fields that hold names: compared whole, or by their words. A document can have several themes."""

PROPERTIES = ("commitment", "answer", "figure", "deadline", "attachment")
"""What a document may have."""

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
    """It was asked (or answered) from ``first`` to ``last``, both included; None is open."""

    first: date | None
    last: date | None
    field: str = "asked"
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """One of the numbers in ``field`` lies from ``low`` to ``high``, both included; None is open."""

    field: str
    low: int | None
    high: int | None
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyOf:
    """It holds the same question as this document, or is it."""

    document: DocumentId
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """It is one of these documents."""

    documents: frozenset[DocumentId]
    excluded: bool = False


Clause = NameIs | Exactly | DayRange | NumberRange | FamilyOf | OneOf


def clauses_of(filters: Filters, conditions: Sequence[Condition]) -> tuple[Clause, ...]:
    """Return what filters and the query's field conditions ask, all of which must hold."""
    return (*_from_filters(filters), *(clause_of(condition) for condition in conditions))


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
    if filters.kind is not None:
        yield NameIs(field="kind", value=filters.kind)
    if filters.family is not None:
        yield FamilyOf(document=filters.family)
    if filters.only is not None:
        yield OneOf(documents=filters.only)


def clause_of(condition: Condition) -> Clause:
    """Return what a field condition of the query asks."""
    field, excluded = condition.field, condition.excluded
    if field in {"asked", "answered"}:
        return DayRange(field=field, first=condition.first, last=condition.last, excluded=excluded)
    if field in {"number", "amount"}:
        return NumberRange(field=field, low=condition.low, high=condition.high, excluded=excluded)
    if field == "family":
        return FamilyOf(document=DocumentId(condition.value), excluded=excluded)
    if field in NAME_FIELDS:
        return NameIs(field=field, value=condition.value, excluded=excluded)
    if field == "kind":
        kind = load_query_fields().kind_named(condition.value)
        return NameIs(field=field, value=kind or condition.value, excluded=excluded)
    return Exactly(field=field, value=True, excluded=excluded)
