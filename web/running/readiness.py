"""Whether the service can do its work: the store opens, its tables are current, the index can be searched.

What a stranger is told names no path, no source's words and no person; the reasons stand in the log and in
``rappel doctor``.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog

from corpus.errors import RappelError
from web.services import Services


class State(StrEnum):
    """How a part stands. A part that is ``failing`` is tried again and makes the whole no less ready."""

    READY = "ready"
    FAILING = "failing"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the service.

    Attributes:
        name: ``store``, ``index``, or the name of a job.
        state: How it stands.
        last_success: When a job last went well; None for other parts, and for never.
    """

    name: str
    state: State
    last_success: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether the service can do its work.

    Attributes:
        ready: Whether it can.
        parts: Each part.
    """

    ready: bool
    parts: tuple[Part, ...]


def readiness(parts: Services) -> Readiness:
    """Look at every part; nothing is raised."""
    store = _store(parts)
    found = [store]
    if store.state is State.READY:
        found += [_index(parts), *_jobs(parts)]
    return Readiness(ready=all(one.state is not State.UNUSABLE for one in found), parts=tuple(found))


def _store(parts: Services) -> Part:
    try:
        current = parts.store.is_current()
    except RappelError as error:
        return _unusable("store", str(error))
    return Part(name="store", state=State.READY) if current else _unusable("store", "its tables are of another version")


def _index(parts: Services) -> Part:
    try:
        empty = parts.store.feed.head() == 0
        status = parts.search.status()
    except RappelError as error:
        return _unusable("index", str(error))
    if status.generation is None and not empty:
        return _unusable("index", status.message)
    return Part(name="index", state=State.FAILING if status.message and not empty else State.READY)


def _jobs(parts: Services) -> tuple[Part, ...]:
    return tuple(
        Part(
            name=one.name,
            state=State.FAILING if one.failures else State.READY,
            last_success=one.last_success,
        )
        for one in parts.store.leases.list()
    )


def _unusable(name: str, reason: str) -> Part:
    structlog.get_logger("rappel.health").warning("not ready", part=name, error=reason)
    return Part(name=name, state=State.UNUSABLE)
