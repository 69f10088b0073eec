"""Watches every request: counts it, times it, and writes a line without anything that could name who asked.

A line holds method, pattern of the address, status, time and size. The address itself may hold a link that opens a
subscription, a query or a name; it is never written, nor is the visitor's network address or browser.
"""

from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.running.metrics import Metrics
from web.serving.kept import KEPT

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET = ("/health", "/healthz", "/readyz", "/metrics", "/static")
_UNCHANGED = 304
_BROKEN = 500
_REFUSED = 429


class Observed:
    """Stands before everything else.

    Args:
        app: The application behind it.
        metrics: Where requests are counted.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._log = structlog.get_logger("rappel.requests")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and watch its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, size = perf_counter(), _BROKEN, 0

        async def watched(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = int(message["status"])
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            with self._metrics.in_flight.track_inprogress():
                await self._app(scope, receive, watched)
        finally:
            self._write(scope, status, size, perf_counter() - began)

    def _write(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = route_of(scope, status)
        self._metrics.answered(method, route, status, seconds)
        # Refusals are counted: a line for each would cost more than they do.
        write = self._log.debug if route in _QUIET or status == _REFUSED else self._log.info
        write("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1), bytes=size)


def route_of(scope: Scope, status: int) -> str:
    """Return the pattern of the address that was asked for.

    What was answered before any route was looked for has none: ``unchanged`` where the visitor held it already,
    ``kept`` where this process did, else ``other``, which is also what an address is that does not exist.
    """
    path = getattr(scope.get("route"), "path", None)
    if isinstance(path, str):
        return path
    if status == _UNCHANGED:
        return "unchanged"
    return "kept" if scope.get("state", {}).get(KEPT) else "other"
