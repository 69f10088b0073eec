"""How far a source was read, for a verdict of overdue needs that nothing could have been missed."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import Enum
from typing import Final, Literal, TypeAlias

from tracker.seam import TrackerStore


class _Always(Enum):
    ALWAYS = "always"


ALWAYS: Final = _Always.ALWAYS
"""A source that counts as read up to any day asked about, as local files do."""
ReadUntil: TypeAlias = date | Literal[_Always.ALWAYS] | None
"""Last day up to which a source was read; None where it never was."""


def read_up_to(read_until: ReadUntil, day: date) -> bool:
    """Return whether a source was read up to a day."""
    return read_until is ALWAYS or (isinstance(read_until, date) and read_until >= day)


def seen_until(read_until: ReadUntil, today: date) -> date | None:
    """Return the last day, not after today, up to which evidence could have been seen; None where never read."""
    if read_until is ALWAYS:
        return today
    return min(today, read_until) if isinstance(read_until, date) else None


class SourceCoverage:
    """Says of each document how far its source was read.

    A source without a read-until day counts as local files do, and so does one that nobody follows (which has no
    health at all): what a person brought in by hand is all there is.

    Args:
        store: Where health and documents are.
        documents: The documents that are asked about; None where they are many.
    """

    def __init__(self, store: TrackerStore, documents: Collection[str] | None = None) -> None:
        self._documents = store.documents
        self._wanted = documents
        self._days = {one.source: one.read_until for one in store.health.list() if one.read_until is not None}
        self._sources: Mapping[str, str] | None = None

    def read_until(self, document: str) -> ReadUntil:
        """Return how far the source of a document was read."""
        if not self._days:
            return ALWAYS
        if self._sources is None:
            self._sources = self._documents.sources(self._wanted)
        return self._days.get(self._sources.get(document, ""), ALWAYS)
