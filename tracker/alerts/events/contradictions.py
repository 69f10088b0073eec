"""Contradictions that a new document brings: its figures against those held."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from corpus.register import Cause, Event, EventKind
from tracker.comparison import Contradiction, Statement, contradictions_of

if TYPE_CHECKING:
    from corpus.store import Store

AUTHOR = "comparison"
_DOCUMENTS = (EventKind.DOCUMENT_ADDED, EventKind.DOCUMENT_CHANGED)


def contradiction_events(
    store: "Store", now: datetime, local_day: Callable[[datetime], date], *, since: int
) -> tuple[Event, ...]:
    """Return the contradictions of documents that came after a line of the log, as far as the log lacks them.

    Args:
        store: The store.
        now: The moment of writing.
        local_day: Calendar day of a moment.
        since: The line; what a first import brought (backfill) is passed over, for it is no news.
    """
    fresh = store.register.events(kinds=_DOCUMENTS, since_id=since)
    documents = dict.fromkeys(one.document for one in fresh if one.cause is Cause.INGEST and one.document)
    if not documents:
        return ()
    held = _held(store)
    found: dict[str, Event] = {}
    for document in documents:
        for one in contradictions_of(store, document):
            key = _key(one)
            if key not in held and key not in found:
                found[key] = _event(one, key, local_day(now), now)
    return tuple(found.values())


def unwritten_contradictions(store: "Store", found: Sequence[Event]) -> tuple[Event, ...]:
    """Return those of some contradictions that the log still lacks: another machine may have written them meanwhile."""
    if not found:
        return ()
    held = _held(store)
    return tuple(one for one in found if one.data["key"] not in held)


def _held(store: "Store") -> set[str]:
    log = store.register.events(kinds=(EventKind.CONTRADICTION_FOUND,))
    return {str(event.data.get("key")) for event in log}


def _key(one: Contradiction) -> str:
    """Return the name of a contradiction: its two places, whatever their order."""
    places = sorted(_place(statement) for statement in (one.one, one.other))
    return hashlib.sha256("\n".join(places).encode()).hexdigest()[:20]


def _place(statement: Statement) -> str:
    held = statement.stored
    return f"{held.document}|{held.quote}|{held.figure.value}"


def _event(one: Contradiction, key: str, today: date, now: datetime) -> Event:
    return Event(
        kind=EventKind.CONTRADICTION_FOUND,
        occurred=today,
        recorded=now,
        cause=Cause.CLOCK,
        author=AUTHOR,
        document=one.other.stored.document,
        data={"key": key, "statements": list(_told((one.one, one.other)))},
    )


def _told(statements: Sequence[Statement]) -> Iterator[dict[str, str]]:
    for statement in statements:
        yield {"document": str(statement.stored.document), "quote": " ".join(statement.stored.quote.split())}
