"""What is compared over all documents, kept for pages: looked at again only for documents that changed."""

from collections import OrderedDict
from threading import RLock
from typing import TYPE_CHECKING

from corpus.model import DocumentId
from corpus.store import FigureFilter
from tracker.comparison.contradicting import Contradiction, among
from tracker.comparison.over_years import Series, series_among
from tracker.comparison.statements import Statement, statements

if TYPE_CHECKING:
    from corpus.store import Store

_AT_ONCE = 500
_SUBJECTS = 64


class KnownFigures:
    """The statements of a store whose period is certain, and the series and contradictions among them.

    The first look reads every figure; later ones only those of documents that the change feed names. Safe to use from
    several threads.

    Args:
        store: The store.
    """

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._lock = RLock()
        self._cursor = 0
        self._certain: dict[DocumentId, tuple[Statement, ...]] = {}
        self._plans: dict[DocumentId, frozenset[int]] = {}
        self._planned: frozenset[tuple[DocumentId, int]] | None = None
        self._contradictions: tuple[Contradiction, ...] | None = None
        self._series: OrderedDict[tuple[str | None, ...], tuple[Series, ...]] = OrderedDict()

    def contradictions(self) -> tuple[Contradiction, ...]:
        """Return every contradiction, those furthest apart first."""
        with self._lock:
            self._follow()
            if self._contradictions is None:
                self._contradictions = among([one for held in self._certain.values() for one in held])
            return self._contradictions

    def contradictions_of(self, document: str) -> tuple[Contradiction, ...]:
        """Return those in which a document has a part."""
        found = self.contradictions()
        return tuple(one for one in found if any(two.stored.document == document for two in one.statements))

    def series(
        self, subject: str | None = None, unit: str | None = None, office: str | None = None
    ) -> tuple[Series, ...]:
        """Return the series on a subject, the longest first; see ``series_among``.

        Args:
            subject: Words of what is counted; None takes all.
            unit: Its unit; None takes all.
            office: Title of the office whose documents count; None takes all.
        """
        key = (subject, unit, office)
        with self._lock:
            self._follow()
            if key not in self._series:
                held = (one for group in self._certain.values() for one in group)
                given = [one for one in held if office is None or one.stored.office == office]
                self._series[key] = series_among(given, subject, unit)
                if len(self._series) > _SUBJECTS:
                    self._series.popitem(last=False)
            self._series.move_to_end(key)
            return self._series[key]

    def sure_series(self) -> tuple[Series, ...]:
        """Return the series that may be shown to who did not ask for one, the longest first."""
        return tuple(one for one in self.series() if one.sure)

    def planned(self) -> frozenset[tuple[DocumentId, int]]:
        """Return the figures that are plans or estimates: document, and ``StoredFigure.position``."""
        with self._lock:
            self._follow()
            if self._planned is None:
                self._planned = frozenset((name, at) for name, held in self._plans.items() for at in held)
            return self._planned

    def _follow(self) -> None:
        """Read the figures of what changed since the last look."""
        while changed := self._store.feed.changed_since(self._cursor, _AT_ONCE):
            for one in changed:
                self._certain.pop(one.document_id, None)
                self._plans.pop(one.document_id, None)
            names = tuple(one.document_id for one in changed if not one.deleted)
            self._read(statements(self._store.figures.in_context(FigureFilter(documents=names))))
            self._cursor = changed[-1].seq
            self._contradictions = self._planned = None
            self._series.clear()

    def _read(self, found: tuple[Statement, ...]) -> None:
        certain: dict[DocumentId, list[Statement]] = {}
        plans: dict[DocumentId, set[int]] = {}
        for one in found:
            if one.period is not None:
                certain.setdefault(one.stored.document, []).append(one)
            if one.planned:
                plans.setdefault(one.stored.document, set()).add(one.stored.position)
        self._certain |= {name: tuple(held) for name, held in certain.items()}
        self._plans |= {name: frozenset(held) for name, held in plans.items()}
