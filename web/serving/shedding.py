"""More requests than can be answered in time are asked to come back, so that those accepted stay fast.

A request that waits in a queue is often given up by its visitor, and is then answered for nobody. Beyond a number of
requests in progress a new one is refused at once, for almost nothing, with 429 and ``Retry-After`` (RFC 6585, 4).
Only work counts: a request that waits for its visitor, to send more or to take more, keeps its place from nobody.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from html import escape
from http import HTTPStatus
from random import randint

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.i18n import Speaker, choose_language
from web.services import Services

# What watches over the site must see that it lives, and files cost nothing.
_ALWAYS = ("/static/", "/healthz", "/readyz", "/metrics")
# Visitors who are refused together should not come back together.
_SOONEST, _LATEST = 1, 4
SEARCH = "/api/v1/search"
MOST_SEARCHES = 16
"""Searches of the API in progress: one thread does them one after the other, and whoever is let in waits for all."""
HOLD_UP_SECONDS = 0.25
_MOST_HELD_UP = 400
"""Who is refused beyond so many is told at once."""
TAKING_SECONDS = 60.0
"""For taking one piece of an answer."""
_PATH = "{path}"


class Shedding:
    """Refuses requests while too many are in progress in this process.

    Args:
        app: The application behind it.
        services: Settings to obey: the most requests in progress, and the language.

    Attributes:
        busy: Requests that are being worked on.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._most = services.settings.most_requests
        self._language = services.settings.language
        self.busy = 0
        self._searches = 0
        self._held_up = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or scope["path"].startswith(_ALWAYS):
            await self._app(scope, receive, send)
            return
        search = scope["path"] == SEARCH
        if self.busy >= self._most or (search and self._searches >= MOST_SEARCHES):
            await self._hold_up()
            await self._refuse(scope, receive, send)
            return

        place = _Place(self, receive, send)
        self.busy += 1
        self._searches += search
        try:
            await self._app(scope, place.receive, place.send)
        finally:
            self.busy -= 1
            self._searches -= search

    async def _hold_up(self) -> None:
        """Let who is refused wait a little: many ask again at once, and would keep the others from being answered."""
        if self._held_up < _MOST_HELD_UP:
            self._held_up += 1
            try:
                await asyncio.sleep(HOLD_UP_SECONDS)
            finally:
                self._held_up -= 1

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        after = str(randint(_SOONEST, _LATEST))  # noqa: S311 - no secret
        if scope["path"].startswith("/api/"):
            body = _problem() % json.dumps(scope["path"]).encode()
            await send(_refusal(after, len(body)))
            await send({"type": "http.response.body", "body": body})
            return
        language = choose_language(Request(scope), self._language)
        headers = {"Retry-After": after, "Cache-Control": "no-store"}
        await Response(_page(language), HTTPStatus.TOO_MANY_REQUESTS, headers, "text/html")(scope, receive, send)


class _Place:
    """The place of one request among those in progress, free while nothing is done but wait for the visitor."""

    def __init__(self, shedding: Shedding, receive: Receive, send: Send) -> None:
        self._shedding, self._receive, self._send = shedding, receive, send
        self._waits, self._whole = 0, False

    async def receive(self) -> Message:
        """Wait for more of the request; once it is whole, only for its visitor to leave, which frees no place."""
        if self._whole:
            return await self._receive()
        with self._free():
            message = await self._receive()
        self._whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Send a piece of the answer, which must be taken in time."""
        with self._free():
            async with asyncio.timeout(TAKING_SECONDS):
                await self._send(message)

    @contextmanager
    def _free(self) -> Iterator[None]:
        self._shedding.busy -= self._waits == 0
        self._waits += 1
        try:
            yield
        finally:
            self._waits -= 1
            self._shedding.busy += self._waits == 0


@lru_cache
def _problem() -> bytes:
    """Return a problem as JSON, made once, with a place for the path: refusing must cost nothing."""
    status = HTTPStatus.TOO_MANY_REQUESTS
    detail = "too many requests are in progress; come back after the seconds of Retry-After"
    said = {
        "type": "/api/docs#problem-busy",
        "title": status.phrase,
        "status": int(status),
        "code": "busy",
        "detail": detail,
        "instance": _PATH,
        "errors": [],
    }
    return json.dumps(said).replace("%", "%%").replace(json.dumps(_PATH), "%b").encode()


def _refusal(after: str, length: int) -> Message:
    return {
        "type": "http.response.start",
        "status": int(HTTPStatus.TOO_MANY_REQUESTS),
        "headers": [
            (b"retry-after", after.encode()),
            (b"cache-control", b"no-store"),
            (b"content-length", str(length).encode()),
            (b"content-type", b"application/problem+json"),
        ],
    }


@lru_cache
def _page(language: str) -> bytes:
    """Return a page that needs no template: it must cost nothing while everything else does."""
    say = Speaker(language=language).say
    title, words = (
        escape(say("Busy for a moment")),
        escape(say("Many people ask at once. Please try again in a few seconds.")),
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1><p>{words}</p></body></html>"
    ).encode()
