"""Connections that cost nothing to hold open are held open by nobody.

Who sends the head of a request a byte at a time, takes an answer a byte at a time, or opens connections and says
nothing, holds a file and memory of the server for as long as it likes (Slowloris, 2009). The server's own protocol
bounds only the time between two requests; here the other waits are bounded, and the number of connections.
"""

import asyncio
import ipaddress
import sys
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 15.0
"""From the opening of a connection, or from the last answer, to the end of a request's head."""
STALLED_SECONDS = 30.0
"""Without a byte of an answer being taken."""
ANSWER_SECONDS = 600.0
"""For taking an answer, of which some always waits to be taken."""
MOST = 1_000
"""Connections at a time."""
MOST_OF_ONE = 150
"""Connections at a time from one address; those of the machine and the private network, proxies, have no such bound."""
_LOOK = 5.0
_FILES_FOR_OTHERS = 0.5


def most_connections() -> int:
    """Return how many connections are held: with half of the files that a process may open left for other things."""
    if sys.platform == "win32":
        return MOST
    import resource

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if files == resource.RLIM_INFINITY else max(16, min(MOST, int(files * _FILES_FOR_OTHERS)))


class BoundedConnection(H11Protocol):
    """A connection that is closed where it only waits."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - what the server gives
        super().__init__(*given, **named)
        self._waits_since = 0.0
        self._unsent = 0
        self._unsent_since = self._stalled_since = 0.0
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, unless there are too many."""
        super().connection_made(transport)
        self._waits_since = self._unsent_since = self._stalled_since = self.loop.time()
        if len(self.connections) > most_connections() or self._has_too_many():
            transport.abort()
            return
        self._watch = self.loop.call_later(_LOOK, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of a connection."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the next request from now on."""
        self._waits_since = self.loop.time()
        super().on_response_complete()

    def _has_too_many(self) -> bool:
        host = _host(self)
        return _is_public(host) and sum(_host(one) == host for one in self.connections) > MOST_OF_ONE

    def _look(self) -> None:
        """Close the connection if its other side only waits, else look again later."""
        now = self.loop.time()
        if self.cycle is not None and not self.cycle.response_complete:
            self._waits_since = now
        waiting: int = self.transport.get_write_buffer_size()
        if waiting == 0:
            self._unsent_since = now
        if waiting != self._unsent or waiting == 0:
            self._stalled_since = now
        self._unsent = waiting
        if now - self._stalled_since > STALLED_SECONDS or now - self._unsent_since > ANSWER_SECONDS:
            self.transport.abort()
            return
        if now - self._waits_since > HEAD_SECONDS and not waiting:
            self.transport.close()
            return
        self._watch = self.loop.call_later(_LOOK, self._look)


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _host(connection: object) -> str:
    client: tuple[str, int] | None = getattr(connection, "client", None)
    return client[0] if client else ""
