"""What stands before every page: who is signed in, what a closed instance asks for, and forms only from this site."""

from http import HTTPStatus
from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.services import Services
from web.sign_in import SignIns, Visitor, same_text

COOKIE = "rappel-session"
DEVICE_COOKIE = "rappel-device"
SIGNED = ("/alerts/confirm/", "/alerts/manage/", "/alerts/unsubscribe/")
"""Beginnings of addresses that go on with a token, which opens what it names to whoever holds it."""
_ABOUT = ("/imprint", "/privacy", "/accessibility")
OPEN_ALWAYS = (
    "/sign-in",
    "/health",
    "/healthz",
    "/readyz",
    "/metrics",
    "/robots.txt",
    "/static/",
    "/language/",
    *_ABOUT,
    *SIGNED,
)
"""Addresses that a closed instance shows to everybody: who runs it and what it keeps, and to who holds a signed link of
the alerts, which needs no account."""
_DATA = ("/api/", "/feeds/", "/export/")
_SAME = ("same-origin", "none")


def sign_ins_of(request: Request) -> SignIns:
    """Return the sign-ins of the application."""
    found: SignIns = request.app.state.sign_ins
    return found


def visitor_of(request: Request) -> Visitor | None:
    """Return who is signed in; None for a visitor without an account."""
    found: Visitor | None = getattr(request.state, "visitor", None)
    return found


def local(back: str) -> str:
    """Return the address to go back to, only ever one of this site.

    Browsers drop tabs and line ends from an address and read a backslash as a slash, so neither may stand in it.
    """
    plain = back.isprintable() and "\\" not in back
    return back if plain and back.startswith("/") and not back.startswith("//") else "/"


class Gate:
    """Finds out who asks, and sends strangers of a closed instance to the sign-in.

    Args:
        app: The application behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        cookie, path = request.cookies.get(COOKIE), request.url.path
        known = cookie and not path.startswith("/static/")
        visitor = await run_in_threadpool(sign_ins_of(request).visitor, cookie or "") if known else None
        request.state.visitor = visitor
        if _services(request).settings.reading == "closed" and visitor is None and not _always_open(path):
            await _turned_away(request)(scope, receive, send)
            return

        async def unkept(message: Message) -> None:
            if message["type"] == "http.response.start":
                # What a signed-in person sees must not be kept for the next user of a shared machine or proxy.
                MutableHeaders(scope=message)["Cache-Control"] = "private, no-store"
            await send(message)

        await self._app(scope, receive, send if visitor is None else unkept)


def editor_of(request: Request) -> Visitor:
    """Return the editor who is signed in.

    Raises:
        HTTPException: 401 for a stranger, 403 for who may only read.
    """
    visitor = visitor_of(request)
    if visitor is None:
        raise HTTPException(HTTPStatus.UNAUTHORIZED, "sign in as an editor to record a decision")
    if not visitor.decides:
        raise HTTPException(HTTPStatus.FORBIDDEN, f"the account '{visitor.name}' may read, not decide")
    return visitor


def must_be_own(request: Request) -> None:
    """Refuse what another site makes a visitor's browser send.

    Raises:
        HTTPException: 403 where the browser says that another site sent it.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc not in _own_hosts(request)
    if foreign or (site is not None and site not in _SAME):
        raise HTTPException(HTTPStatus.FORBIDDEN, "this was sent by another site; nothing was changed")


def must_be_form(request: Request, visitor: Visitor, csrf: str) -> None:
    """Refuse a form that is not one of this session's own.

    Raises:
        HTTPException: 403 where another site sent it, or it lacks the session's own mark.
    """
    must_be_own(request)
    if not same_text(csrf, visitor.csrf):
        raise HTTPException(
            HTTPStatus.FORBIDDEN, "this form belongs to another sign-in; open the page again, nothing was changed"
        )


def is_secure(request: Request) -> bool:
    """Return whether the visitor reaches the site over https, itself or through a proxy that the setting names."""
    return request.url.scheme == "https" or _services(request).settings.base_url.startswith("https://")


def sign_in_address(request: Request) -> str:
    """Return the address of the sign-in that leads back to this page."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?back={quote(here, safe='')}"


def _own_hosts(request: Request) -> set[str]:
    return {request.headers.get("host", ""), urlsplit(_services(request).settings.base_url).netloc} - {""}


def _always_open(path: str) -> bool:
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in OPEN_ALWAYS)


def _turned_away(request: Request) -> Response:
    from web.errors import answer

    if request.url.path.startswith(_DATA) or request.method not in ("GET", "HEAD"):
        return answer(request, HTTPStatus.UNAUTHORIZED, "this instance is closed: sign in to read it")
    return RedirectResponse(sign_in_address(request), status_code=303, headers={"Cache-Control": "no-store"})


def _services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found
