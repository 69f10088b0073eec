"""A page of the log, looked up by what subscriptions follow."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from corpus.alerts import SubscriptionKind
from corpus.errors import NotFound
from corpus.model import CommitmentId, DocumentId
from corpus.register import Cause, Commitment, Event, EventKind
from corpus.store.filters import CommitmentFilter
from corpus.store.names import slug_or_none

if TYPE_CHECKING:
    from corpus.store import Store, StoredDocument

DOCUMENTS = frozenset({EventKind.DOCUMENT_ADDED, EventKind.DOCUMENT_CHANGED})
SOURCES = frozenset({EventKind.SOURCE_SILENT, EventKind.SOURCE_BACK})
_VERDICTS = frozenset(
    {
        EventKind.FULFILLED,
        EventKind.PARTLY_FULFILLED,
        EventKind.WITHDRAWN,
        EventKind.REOPENED,
        EventKind.SUPERSEDED,
        EventKind.UNCLEAR,
        EventKind.CARRIED_OVER,
        EventKind.LAPSED,
    }
)
_TIMES = frozenset({EventKind.DUE_SOON, EventKind.WINDOW_OPENED, EventKind.DEADLINE_MISSED, EventKind.MOVED})
_NEWS = (
    DOCUMENTS
    | _VERDICTS
    | _TIMES
    | {
        EventKind.FOUND,
        EventKind.EVIDENCE_ACCEPTED,
        EventKind.CONTRADICTION_FOUND,
    }
)
_ALL = _NEWS | {
    EventKind.EVIDENCE_PROPOSED,
    EventKind.CONFIRMED,
    EventKind.REJECTED,
    EventKind.MERGED,
    EventKind.SPLIT,
    EventKind.DETACHED,
}

TOLD = {
    SubscriptionKind.SEARCH: DOCUMENTS | SOURCES,
    SubscriptionKind.SUBJECT: _NEWS | SOURCES,
    SubscriptionKind.OFFICE: _NEWS | SOURCES,
    SubscriptionKind.PERSON: _NEWS | SOURCES,
    SubscriptionKind.QUESTION: _ALL,
    SubscriptionKind.COMMITMENT: _ALL,
    SubscriptionKind.DEADLINES: _TIMES | SOURCES,
    SubscriptionKind.REMINDERS: frozenset({EventKind.REMINDER_LIST}),
}
"""Which events each kind of subscription is told of."""

ANNOUNCED = frozenset().union(*TOLD.values())
"""Events that anybody is told of."""


@dataclass(slots=True, kw_only=True)
class Occasions:
    """The events of a page that may be told, by what they are about.

    Attributes:
        events: The events, in order.
        by_document: Places in ``events`` by document, and so on; names are slugs.
        by_named: Those of documents that name another question, by that question.
        documents: The documents concerned, current versions.
    """

    events: list[Event] = field(default_factory=list)
    by_document: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_named: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_commitment: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_office: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_person: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_kind: dict[EventKind, list[int]] = field(default_factory=lambda: defaultdict(list))
    documents: dict[DocumentId, "StoredDocument"] = field(default_factory=dict)

    def add(self, event: Event, document: "StoredDocument | None", commitment: Commitment | None) -> None:
        """Take an event in."""
        place = len(self.events)
        self.events.append(event)
        self.by_kind[event.kind].append(place)
        if commitment is not None:
            self.by_commitment[commitment.id].append(place)
        if document is None:
            return
        self.documents[document.id] = document
        self.by_document[document.id].append(place)
        if event.kind in DOCUMENTS:
            for other in dict.fromkeys(_named(document)):
                self.by_named[other].append(place)
        offices = {document.record.office, commitment.office if commitment else None}
        people = {document.record.minister, document.record.asker, commitment.minister if commitment else None}
        for index, names in ((self.by_office, offices), (self.by_person, people)):
            for name in {slug_or_none(name) for name in names if name}:
                if name:
                    index[name].append(place)


def occasions(store: "Store", page: Sequence[Event], newest_days: int) -> Occasions:
    """Return what may be told of a page of the log.

    Args:
        store: The store.
        page: The events, in order.
        newest_days: Days after its own date within which a document is news; 0 for however old.

    Returns:
        All but backfill (first imports, better rules), documents that were old when they came, and what stands in
        these alone.
    """
    told = [one for one in page if one.cause is not Cause.BACKFILL and one.kind in ANNOUNCED]
    names = tuple(CommitmentId(name) for name in {one.commitment for one in told if one.commitment})
    held = {one.id: one for one in store.register.list(CommitmentFilter(ids=names))} if names else {}
    found, read = Occasions(), _Reader(store)
    for event in told:
        commitment = held.get(event.commitment) if event.commitment else None
        document = read.document(event.document or (commitment.document if commitment else None))
        if event.kind in (*DOCUMENTS, EventKind.FOUND) and _old(document, event.recorded, newest_days):
            continue
        found.add(event, document, commitment)
    return found


class _Reader:
    def __init__(self, store: "Store") -> None:
        self._store = store
        self._held: dict[str, StoredDocument | None] = {}

    def document(self, document_id: str | None) -> "StoredDocument | None":
        if document_id is None:
            return None
        if document_id not in self._held:
            try:
                self._held[document_id] = self._store.documents.get(document_id)
            except NotFound:
                self._held[document_id] = None
        return self._held[document_id]


def _old(document: "StoredDocument | None", recorded: datetime, newest_days: int) -> bool:
    if document is None or not newest_days:
        return False
    record = document.record
    days = [one for one in (record.answered, record.asked, record.published) if one is not None]
    return bool(days) and max(days) < _before(recorded.date(), newest_days)


def _before(day: date, days: int) -> date:
    return day - timedelta(days=min(days, day.toordinal() - 1))


def _named(document: "StoredDocument") -> Iterator[DocumentId]:
    """Yield the other questions that a document names for certain: who follows one of these is told."""
    for reference in document.facts.references:
        if len(reference.candidates) == 1 and reference.candidates[0] != document.id:
            yield reference.candidates[0]
