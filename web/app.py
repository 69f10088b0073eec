"""The application: pages, API and feeds over one set of services."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from web import api, calendar, errors, pages, stylesheet
from web.discovery import routers
from web.feeds import router as feeds
from web.i18n import COOKIE, LANGUAGES
from web.services import Services
from web.sign_in import SignIns
from web.sign_in_gate import gate, local

_STATIC = Path(__file__).parent / "static"
_YEAR = 365 * 24 * 3600
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_app(services: Services) -> FastAPI:
    """Build the application.

    Args:
        services: Store, search and tracker to show.

    Returns:
        An ASGI application; it opens no store of its own.
    """
    app = FastAPI(
        title="Rappel",
        description="Written questions, answers, commitments and figures, each with the sentence that proves it.",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.services = services
    app.state.sign_ins = SignIns(services.store, services.settings, services.clock)
    app.include_router(stylesheet.router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    for page in routers(pages):
        app.include_router(page, include_in_schema=False)
    app.include_router(feeds)
    app.include_router(calendar.router)
    for part in routers(api):
        app.include_router(part)
    app.add_api_route("/language/{language}", switch_language, include_in_schema=False)
    app.middleware("http")(gate)
    app.middleware("http")(safe_headers)
    errors.install(app)
    return app


def switch_language(language: str, back: str = "/") -> RedirectResponse:
    """Remember the visitor's language for a year and go back to the page."""
    response = RedirectResponse(local(back), status_code=303)
    if language in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=_YEAR, samesite="lax", httponly=True)
    return response


async def safe_headers(request: Request, call_next):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - starlette's own signature
    """Add the headers that keep a page from being framed, sniffed, or loading anything from elsewhere."""
    response = await call_next(request)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    if request.url.path.startswith("/static/") and request.url.query:
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response
