"""In which item of a record a place of the text lies."""

from bisect import bisect_right
from collections.abc import Sequence

from corpus.model import Item


class Places:
    """The items of one side, asked by place; items are nested or apart, never crossing."""

    def __init__(self, items: Sequence[Item]) -> None:
        """Sort the items and note which one holds which.

        Args:
            items: The items of one side.
        """
        self._items = sorted(items, key=lambda item: (item.span.start, -item.span.end))
        self._starts = [item.span.start for item in self._items]
        self._holders: list[int] = []
        for place in range(len(self._items)):
            self._holders.append(self._holding(place - 1, self._starts[place]))

    def item_at(self, offset: int) -> str:
        """Return the label of the smallest item that holds the character; empty outside items."""
        return self.smallest(offset, offset + 1)

    def smallest(self, start: int, end: int) -> str:
        """Return the label of the smallest item that holds all of ``[start, end)``; empty outside items."""
        place = self._holding(bisect_right(self._starts, start) - 1, end - 1)
        return self._items[place].label if place >= 0 else ""

    def _holding(self, place: int, offset: int) -> int:
        while place >= 0 and self._items[place].span.end <= offset:
            place = self._holders[place]
        return place
