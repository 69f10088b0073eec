"""More requests than can be answered in time are asked to come back, so that those accepted stay fast.

A request that waits in a queue is often given up by its visitor, and is then answered for nobody. Beyond a number of
requests in progress a new one is refused at once, for almost nothing, with 429 and ``Retry-After`` (RFC 6585, 4).
"""

import json
from functools import lru_cache
from html import escape
from http import HTTPStatus
from random import randint

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from web.i18n import Speaker, choose_language
from web.services import Services

# What watches over the site must see that it lives, and files cost nothing.
_ALWAYS = ("/static/", "/healthz", "/readyz", "/metrics")
# Visitors who are refused together should not come back together.
_SOONEST, _LATEST = 1, 4


class Shedding:
    """Refuses requests while too many are in progress in this process.

    Args:
        app: The application behind it.
        services: Settings to obey: the most requests in progress, and the language.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._most = services.settings.most_requests
        self._language = services.settings.language
        self._busy = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or scope["path"].startswith(_ALWAYS):
            await self._app(scope, receive, send)
            return
        if self._busy >= self._most:
            await self._refusal(scope)(scope, receive, send)
            return
        self._busy += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._busy -= 1

    def _refusal(self, scope: Scope) -> Response:
        after = {"Retry-After": str(randint(_SOONEST, _LATEST)), "Cache-Control": "no-store"}  # noqa: S311 - no secret
        if scope["path"].startswith("/api/"):
            return Response(_problem(), HTTPStatus.TOO_MANY_REQUESTS, after, "application/problem+json")
        language = choose_language(Request(scope), self._language)
        return Response(_page(language), HTTPStatus.TOO_MANY_REQUESTS, after, "text/html")


@lru_cache
def _problem() -> bytes:
    status = HTTPStatus.TOO_MANY_REQUESTS
    detail = "too many requests are in progress; come back after the seconds of Retry-After"
    said = {
        "type": "/api/docs#problem-busy",
        "title": status.phrase,
        "status": int(status),
        "code": "busy",
        "detail": detail,
    }
    return json.dumps(said).encode()


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
