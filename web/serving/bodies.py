"""What a visitor sends is taken in before any work begins, and only so much of it, so fast.

A request whose body comes a byte at a time would otherwise hold one of the few places of requests in progress for as
long as it likes: thirty-two visitors who send nothing would close the site to everybody.
"""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.serving.guard import SAFE
from web.serving.refusals import refusal

LARGEST = 1_000_000
"""Bytes of the largest form: a draft of 50,000 letters, each written as nine bytes, is half of it."""
SECONDS = 20.0
"""For sending a form."""
AT_ONCE = 256
"""Forms that are taken in at a time: together they hold no more than a quarter of a gigabyte."""
_METHODS = ("GET", "HEAD", "OPTIONS")


class Bodies:
    """Takes in the body of a request, and passes it on as one.

    Args:
        app: The application behind it.
        larger: Bytes of the largest body of the addresses that begin so, which are passed on as they come.
    """

    def __init__(self, app: ASGIApp, larger: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._larger = dict(larger or {})
        self._taking = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on once it is whole, or refuse it."""
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
            return
        most = next((size for path, size in self._larger.items() if scope["path"].startswith(path)), 0)
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "0")
        if "content-length" in headers and "transfer-encoding" in headers:
            # Of such a request a proxy may believe the one and a server the other length (request smuggling).
            await _refused(scope, HTTPStatus.BAD_REQUEST, "It has two lengths.")(scope, receive, send)
        elif not declared.isdecimal() or int(declared[:20]) > (most or LARGEST):
            await _refused(scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is too much.")(scope, receive, send)
        elif most:
            await self._app(scope, _counted(receive, most), send)
        elif self._taking >= AT_ONCE:
            await _refused(scope, HTTPStatus.TOO_MANY_REQUESTS, "Please try again in a moment.")(scope, receive, send)
        else:
            await self._whole(scope, receive, send)

    async def _whole(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._taking += 1
        try:
            async with asyncio.timeout(SECONDS):
                body = await _taken(receive)
        except TimeoutError:
            await _refused(scope, HTTPStatus.REQUEST_TIMEOUT, "This was sent too slowly.")(scope, receive, send)
            return
        finally:
            self._taking -= 1
        if body is None:
            return
        if len(body) > LARGEST:
            await _refused(scope, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is too much.")(scope, receive, send)
            return
        given = iter(({"type": "http.request", "body": bytes(body), "more_body": False},))

        async def again() -> Message:
            return next(given, None) or await receive()

        await self._app(scope, again, send)


def _has_body(scope: Scope) -> bool:
    names = {name for name, _ in scope["headers"]}
    return scope["method"] not in _METHODS and bool(names & {b"content-length", b"transfer-encoding"})


async def _taken(receive: Receive) -> bytearray | None:
    """Return a body, or one byte more than is allowed; None where its sender has gone."""
    body = bytearray()
    while len(body) <= LARGEST:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return body


def _counted(receive: Receive, most: int) -> Receive:
    """Return what gives a body as it comes: no longer than allowed, and no part of it too slowly."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        try:
            async with asyncio.timeout(SECONDS):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        size += len(message.get("body", b""))
        return message if size <= most else {"type": "http.disconnect"}

    return counted


def _refused(scope: Scope, status: HTTPStatus, words: str) -> Response:
    headers = {**SAFE, "Cache-Control": "no-store", "Connection": "close"}
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        headers["Retry-After"] = "5"
    return refusal(scope, status, words, headers)
