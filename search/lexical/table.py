"""The documents of a lexical index as columns: conditions are masks, facets are counts, nothing is asked twice.

A document's place is its rank by serial number. Columns and masks are made from the tantivy index when first needed and
kept as long as the snapshot, which never changes. Two threads may make the same one; both make it alike.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import tantivy
from tantivy import Query

from search.arrays import Mask, Serials

_KEPT_MASKS = 256
_MOST_VALUES = 1_000_000


@dataclass(frozen=True, kw_only=True)
class FacetColumn:
    """Which document has which value of a field: pairs of a place and the number of a value.

    Attributes:
        values: The values.
        places: Places of documents.
        numbers: Numbers of their values, one for each of ``places``.
        documents: How many documents there are.
    """

    values: tuple[str, ...]
    places: Serials
    numbers: Serials
    documents: int

    def counted(self, places: Serials) -> list[tuple[str, int]]:
        """Return how many of some documents have each value, most first; values that none has are left out.

        Args:
            places: The documents, by place, each once.
        """
        starts, lengths = self._starts[places], self._lengths[places]
        if int(lengths.max(initial=0)) <= 1:
            numbers = self._by_place[starts[lengths > 0]]
        else:
            offsets = np.cumsum(lengths) - lengths
            numbers = self._by_place[np.repeat(starts - offsets, lengths) + np.arange(int(lengths.sum()))]
        counts = np.bincount(numbers, minlength=len(self.values))
        found = np.flatnonzero(counts)
        order = found[np.lexsort((self._ranks[found], -counts[found]))]
        held = zip(order.tolist(), counts[order].tolist(), strict=True)
        return [(self.values[number], count) for number, count in held]

    @cached_property
    def _ranks(self) -> Serials:
        """The place of each value in the order of the alphabet."""
        ranks = np.empty(len(self.values), dtype=np.int64)
        ranks[sorted(range(len(self.values)), key=self.values.__getitem__)] = np.arange(len(self.values))
        return ranks

    @cached_property
    def _by_place(self) -> Serials:
        """The numbers of the values of all documents, one document after the other."""
        return self.numbers[np.argsort(self.places, kind="stable")]

    @cached_property
    def _lengths(self) -> Serials:
        """How many values each document has."""
        return np.bincount(self.places, minlength=self.documents)

    @cached_property
    def _starts(self) -> Serials:
        """Where those of each document begin."""
        return np.cumsum(self._lengths) - self._lengths


class DocumentTable:
    """The documents of a searcher, by serial number.

    Args:
        searcher: The searcher; its index has a fast field ``serial`` with another number for each document.
        schema: Its schema.
    """

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema) -> None:
        self._searcher, self._schema = searcher, schema
        hits = searcher.search(Query.all_query(), max(1, searcher.num_docs), count=False).hits
        addresses = [address for _, address in hits]
        serials = np.array(searcher.fast_field_values("serial", addresses), dtype=np.int64)
        order = np.argsort(serials)
        self.serials: Serials = serials[order]
        self.addresses: list[tantivy.DocAddress] = [addresses[place] for place in order.tolist()]
        self._columns: dict[str, Any] = {}
        self._facets: dict[str, FacetColumn] = {}
        self._masks: dict[Hashable, Mask] = {}
        self._numbers: dict[str, Serials] = {}

    def places(self, serials: Serials) -> Serials:
        """Return the places of documents; those that are not held are left out."""
        if not len(self.serials):
            return np.empty(0, np.int64)
        places = np.minimum(np.searchsorted(self.serials, serials), len(self.serials) - 1)
        held: Serials = places[self.serials[places] == serials]
        return held

    def mask_of(self, serials: Serials) -> Mask:
        """Return a mask of the documents with these serial numbers."""
        mask = np.zeros(len(self.serials), dtype=bool)
        mask[self.places(serials)] = True
        return mask

    def everything(self) -> Mask:
        """Return a mask of all documents."""
        return np.ones(len(self.serials), dtype=bool)

    def matching(self, query: Query) -> Serials:
        """Return the serial numbers of all documents that match a query, ascending."""
        found = self._searcher.search(query, max(1, len(self.serials)), count=False, order_by_field="serial")
        return np.array([serial for serial, _ in found.hits], dtype=np.int64)[::-1]

    def mask(self, key: Hashable, query: Callable[[], Query]) -> Mask:
        """Return the mask of the documents that match a query, kept under ``key``.

        Args:
            key: Names the query; equal keys mean equal queries.
            query: Makes it, where its mask is not kept.
        """
        held = self._masks.get(key)
        if held is None:
            held = self.mask_of(self.matching(query()))
            held.flags.writeable = False
            if len(self._masks) >= _KEPT_MASKS:
                self._masks.clear()
            self._masks[key] = held
        return held

    def column(self, name: str) -> Serials:
        """Return the whole numbers of a fast field, by place; 0 where a document has none."""
        held = self._columns.get(name)
        if held is None:
            values = self._searcher.fast_field_values(name, self.addresses)
            held = np.array([value or 0 for value in values], dtype=np.int64)
            self._columns[name] = held
        column: Serials = held
        return column

    def facet(self, name: str) -> FacetColumn:
        """Return which document has which value of a fast field."""
        held = self._facets.get(name)
        if held is None:
            held = self._facet(name)
            self._facets[name] = held
        return held

    def values_of(self, name: str, serials: Serials) -> list[str | None]:
        """Return the value of a field of each document, None where it has none; of several the last one.

        Args:
            name: A fast field.
            serials: Documents that are held.
        """
        column = self.facet(name)
        numbers = self._numbers.get(name)
        if numbers is None:
            numbers = np.full(len(self.serials), -1, dtype=np.int64)
            numbers[column.places] = column.numbers
            self._numbers[name] = numbers
        return [column.values[number] if number >= 0 else None for number in numbers[self.places(serials)].tolist()]

    def _facet(self, name: str) -> FacetColumn:
        wanted = {name: {"terms": {"field": name, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}}}
        counted: Mapping[str, Any] = self._searcher.aggregate(Query.all_query(), wanted)
        keys: Iterable[Any] = (bucket["key"] for bucket in counted[name]["buckets"])
        values: list[str] = []
        places: list[Serials] = []
        for key in keys:
            # Tantivy gives whole numbers back as fractions.
            value = key if isinstance(key, str) else int(key)
            values.append(str(value))
            places.append(self.places(self.matching(Query.term_query(self._schema, name, value))))
        lengths = [len(held) for held in places]
        return FacetColumn(
            values=tuple(values),
            places=np.concatenate(places) if places else np.empty(0, np.int64),
            numbers=np.repeat(np.arange(len(values)), lengths),
            documents=len(self.serials),
        )


def intersection(masks: Sequence[Mask], everything: Mask) -> Mask:
    """Return the mask of what all masks hold; everything where there are none."""
    result = everything
    for mask in masks:
        result = result & mask
    return result
