"""The documents of a lexical index as columns: conditions are masks, facets are counts, nothing is asked twice.

A document's place is its rank by serial number. Columns and masks are made from the tantivy index when first needed and
kept as long as the snapshot, which never changes. Two threads may make the same one; both make it alike.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tantivy
from tantivy import Query

from search.arrays import Mask, Serials

_KEPT_MASKS = 256
_MOST_VALUES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetColumn:
    """Which document has which value of a field: pairs of a place and the number of a value.

    Attributes:
        values: The values.
        places: Places of documents.
        numbers: Numbers of their values, one for each of ``places``.
    """

    values: tuple[str, ...]
    places: Serials
    numbers: Serials

    def counted(self, mask: Mask) -> list[tuple[str, int]]:
        """Return how many documents of the mask have each value, most first; values that none has are left out."""
        counts = np.bincount(self.numbers[mask[self.places]], minlength=len(self.values)).tolist()
        found = [(value, count) for value, count in zip(self.values, counts, strict=True) if count]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


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
        )


def intersection(masks: Sequence[Mask], everything: Mask) -> Mask:
    """Return the mask of what all masks hold; everything where there are none."""
    result = everything
    for mask in masks:
        result = result & mask
    return result
