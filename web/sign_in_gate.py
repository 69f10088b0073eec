"""What stands before every page: who is signed in, what a closed instance asks for, and forms only from this site."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from web.services import Services
from web.sign_in import SignIns, Visitor, same_text

COOKIE = "rappel-session"
_SIGNED = ("/alerts/confirm/", "/alerts/manage/", "/alerts/unsubscribe/")
OPEN_ALWAYS = ("/sign-in", "/health", "/static/", "/language/", *_SIGNED)
"""Addresses that a closed instance shows to everybody: who holds a signed link of the alerts needs no account."""
_DATA = ("/api/", "/feeds/")
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


async def gate(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Find out who asks, and send strangers of a closed instance to the sign-in."""
    cookie, services = request.cookies.get(COOKIE), _services(request)
    request.state.visitor = (
        await run_in_threadpool(sign_ins_of(request).visitor, cookie)
        if cookie and not request.url.path.startswith("/static/")
        else None
    )
    if services.settings.reading == "closed" and not request.state.visitor and not _always_open(request.url.path):
        return _turned_away(request)
    response = await call_next(request)
    if request.state.visitor is not None:
        # What a signed-in person sees must not be kept for the next user of a shared machine or proxy.
        response.headers["Cache-Control"] = "private, no-store"
    return response


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
