"""The contradictions of a store, found once and looked up by document until the store changes."""

from collections import defaultdict
from threading import Lock
from typing import TYPE_CHECKING

from corpus.model import DocumentId
from tracker.comparison.contradicting import Contradiction, contradictions

if TYPE_CHECKING:
    from corpus.store import Store


class KnownContradictions:
    """All contradictions, kept for pages that show a document or a list of figures.

    Args:
        store: The store; its change feed tells when to look again.
    """

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._lock = Lock()
        self._head: int | None = None
        self._all: tuple[Contradiction, ...] = ()
        self._by_figure: dict[tuple[DocumentId, int], tuple[Contradiction, ...]] = {}

    def all(self) -> tuple[Contradiction, ...]:
        """Return every contradiction, those furthest apart first."""
        self._look()
        return self._all

    def of_document(self, document: str) -> tuple[Contradiction, ...]:
        """Return those in which a document has a part."""
        self._look()
        return tuple(one for one in self._all if any(two.stored.document == document for two in one.statements))

    def of_figure(self, document: DocumentId, position: int) -> tuple[Contradiction, ...]:
        """Return those in which one figure has a part.

        Args:
            document: The document that states it.
            position: Its place among the document's figures, as ``StoredFigure.position``.
        """
        self._look()
        return self._by_figure.get((document, position), ())

    def _look(self) -> None:
        head = self._store.feed.head()
        with self._lock:
            if head == self._head:
                return
            found = contradictions(self._store)
            by_figure: dict[tuple[DocumentId, int], list[Contradiction]] = defaultdict(list)
            for one in found:
                for two in one.statements:
                    by_figure[(two.stored.document, two.stored.position)].append(one)
            self._all, self._head = found, head
            self._by_figure = {place: tuple(group) for place, group in by_figure.items()}
