"""The headers of every answer, and HEAD for everything that can be read; addresses without end are refused."""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.limits import LONGEST_ADDRESS
from web.services import Services
from web.serving.refusals import refusal

_YEAR = 365 * 24 * 3600
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Content-Security-Policy": POLICY}
"""What keeps a page from being framed, sniffed, or loading anything from elsewhere."""

LARGEST_HEAD = 32_768
"""Bytes of the names and values of a request's headers, cookies included."""


def unlisted(services: Services) -> bool:
    """Tell whether search engines are asked to keep away: by the setting, and always where reading needs an account."""
    return services.settings.robots == "none" or services.settings.reading == "closed"


class Guard:
    """Adds the safe headers, and answers HEAD as GET without the body.

    Args:
        app: The application behind it.
        services: Settings to obey.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._unlisted = unlisted(services)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and guard its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if len(scope["query_string"]) > LONGEST_ADDRESS:
            refused = refusal(scope, HTTPStatus.REQUEST_URI_TOO_LONG, "This address is too long.", _unkept())
            await refused(scope, receive, send)
            return
        if sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEAD:
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            await refusal(scope, status, "Its headers are too large.", _unkept())(scope, receive, send)
            return
        only_head = scope["method"] == "HEAD"
        kept = scope["path"].startswith("/static/") and scope["query_string"].startswith(b"v=")

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), hashed=kept and message["status"] == 200)
            elif only_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"} if only_head else scope, receive, guarded)

    def _add(self, headers: MutableHeaders, *, hashed: bool) -> None:
        for name, value in SAFE.items():
            headers.setdefault(name, value)
        if self._unlisted:
            headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if hashed:
            headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"


def _unkept() -> dict[str, str]:
    return {**SAFE, "Cache-Control": "no-store"}
