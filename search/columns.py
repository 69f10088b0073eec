"""Order, months and families of the documents of a list, read from columns: they cost little for any list."""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from corpus.model import AnswerKind
from search.arrays import Mask, Serials
from search.kin import KEYS, families

_EPOCH = 719_163  # proleptic ordinal of 1970-01-01
_SPOKESMEN = (AnswerKind.COORDINATED, AnswerKind.SUBSTANTIVE, AnswerKind.PARTIAL, AnswerKind.PROVISIONAL)
"""Kinds of answer that stand for their family, the best first."""

Counts = tuple[tuple[str, int], ...]
"""Values with the number of documents that have them."""


def standing(kind: AnswerKind) -> int:
    """Return the rank of an answer in its family: the lowest one stands for all."""
    return 1 + (_SPOKESMEN.index(kind) if kind in _SPOKESMEN else len(_SPOKESMEN))


class Table(Protocol):
    """The documents as columns of whole numbers, in the order of their serials."""

    serials: Serials

    def places(self, serials: Serials) -> Serials:
        """Return where documents stand."""
        ...

    def column(self, name: str) -> Serials:
        """Return the numbers of a field, 0 where a document has none."""
        ...


class Columns:
    """What lists are made from.

    Args:
        table: The documents.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def ceiling(self) -> int:
        """One past the highest serial number held."""
        return int(self._table.serials[-1]) + 1 if len(self._table.serials) else 0

    def days(self, serials: Serials, day: str) -> Serials:
        """Return a day of each document as a proleptic ordinal, 0 where unknown."""
        found: Serials = self._table.column(day)[self._table.places(serials)]
        return found

    def newest_first(self, serials: Serials, day: str) -> Serials:
        """Return documents in the order of a day, the last first, unknown days last, equal ones by serial."""
        return serials[np.lexsort((serials, -self.days(serials, day)))]

    def families(self, serials: Serials) -> Serials:
        """Return a number for the family of each document."""
        found: Serials = self._family[self._table.places(serials)]
        return found

    def alone(self, serials: Serials) -> Mask:
        """Return which documents are the only ones of their families."""
        only: Mask = self._sizes[self.families(serials)] == 1
        return only

    def relatives(self, serial: int) -> Serials:
        """Return the family of a document, itself included, by serial; nothing where it is not held."""
        place = self._table.places(np.array([serial], dtype=np.int64))
        if not len(place):
            return np.empty(0, np.int64)
        family = self._family[place[0]]
        if self._sizes[family] == 1:
            return self._table.serials[place]
        found: Serials = self._table.serials[self._family == family]
        return found

    def spokesman(self, serials: Sequence[int]) -> int:
        """Return the document that stands for those of one family: the best kind of answer, else the first."""
        places = self._table.places(np.array(serials, dtype=np.int64))
        ranks: list[int] = self._table.column("standing")[places].tolist()
        return serials[ranks.index(min(ranks))]

    def months(self, serials: Serials) -> Counts:
        """Count documents by the month in which they were asked, in the order of time; unknown days are left out."""
        months, names = self._month
        counts = np.bincount(months[self._table.places(serials)], minlength=len(names) + 1)
        held = np.flatnonzero(counts[1:])
        return tuple(
            (names[place], number) for place, number in zip(held.tolist(), counts[held + 1].tolist(), strict=True)
        )

    @cached_property
    def _month(self) -> tuple[Serials, tuple[str, ...]]:
        """The month of each document, counted from 1, 0 where unknown; and the names of the months."""
        days = self._table.column("asked")
        dated = (days[days > 0] - _EPOCH).astype("datetime64[D]").astype("datetime64[M]")
        found, numbers = np.unique(dated, return_inverse=True)
        months = np.zeros(len(days), dtype=np.int64)
        months[days > 0] = numbers + 1
        return months, tuple(map(str, found))

    @cached_property
    def _sizes(self) -> Serials:
        """How many documents each family has."""
        return np.bincount(self._family)

    @cached_property
    def _family(self) -> Serials:
        return families([self._table.column(f"kin_{number}") for number in range(KEYS)])
