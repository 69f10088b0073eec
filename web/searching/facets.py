"""What a list can be narrowed down to: values with how many documents of the list have them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.request import SearchResults
from web.render import with_query
from web.searching.asked import SearchQuestion
from web.searching.names import Names

FACETS = ("session", "minister", "office", "asker", "party", "theme", "kind", "language", "parliament")
"""The facets of the page, in its order."""

_FIRST = 6  # values that are seen at once
_UNFOLDED = 14  # values behind them that are seen on demand


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value.

    Attributes:
        name: Its name in the visitor's language.
        count: Documents of the list that have it.
        href: The list narrowed down to it, or no more where it is chosen.
        chosen: Whether the list is narrowed down to it.
    """

    name: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """The values of one field.

    Attributes:
        name: The field.
        title: Its name in the visitor's language.
        first: The values that are seen at once.
        more: Those behind them.
        total: How many there are.
        every: Address of the page of all of them; empty where all are here.
    """

    name: str
    title: str
    first: tuple[FacetValue, ...]
    more: tuple[FacetValue, ...]
    total: int
    every: str


def facets(asked: SearchQuestion, results: SearchResults, names: Names) -> tuple[Facet, ...]:
    """Return the facets of a list: those that narrow it down, and those that do already.

    Args:
        asked: The search.
        results: What it found.
        names: Names them.
    """
    found = ((name, results.facets.get(name, ())) for name in FACETS)
    return tuple(_facet(name, values, asked, names) for name, values in found if _narrows(name, values, asked))


def _narrows(name: str, values: Sequence[tuple[str, int]], asked: SearchQuestion) -> bool:
    return len(values) > 1 or bool(values and getattr(asked, name))


def _facet(name: str, values: Sequence[tuple[str, int]], asked: SearchQuestion, names: Names) -> Facet:
    shown = values_of(name, values[: _FIRST + _UNFOLDED], asked, names)
    every = with_query("/search/values", asked.given(), facet=name) if len(values) > len(shown) else ""
    return Facet(
        name=name,
        title=names.field(name),
        first=shown[:_FIRST],
        more=shown[_FIRST:],
        total=len(values),
        every=every,
    )


def values_of(
    name: str, values: Sequence[tuple[str, int]], asked: SearchQuestion, names: Names
) -> tuple[FacetValue, ...]:
    """Return values with the lists behind them."""
    given, chosen = asked.given(), getattr(asked, name)
    return tuple(
        FacetValue(
            name=names.value(name, value),
            count=count,
            href=with_query("/search", given, **{name: None if value == chosen else value}),
            chosen=value == chosen,
        )
        for value, count in values
    )


def options(held: Mapping[str, Sequence[tuple[str, int]]], name: str, names: Names) -> tuple[tuple[str, str], ...]:
    """Return the values of a field with their names, for a picker: sessions the last first, others by name."""
    found = [(value, names.value(name, value)) for value, _ in held.get(name, ())]
    if name == "session":
        return tuple(sorted(found, reverse=True))
    return tuple(sorted(found, key=lambda one: one[1].casefold()))
