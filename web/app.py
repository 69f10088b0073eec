"""The application: pages, API and feeds over one set of services."""

from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from web import api, calendar, errors, pages, stylesheet
from web.api import searching
from web.api.describing import describe, only_known
from web.discovery import routers
from web.feeds import router as feeds
from web.i18n import COOKIE, LANGUAGES
from web.networks import NetworkLimit
from web.services import Services
from web.serving.bodies import Bodies
from web.serving.compression import Compressed
from web.serving.conditional import Conditional
from web.serving.guard import Guard
from web.serving.shedding import Shedding
from web.sign_in import SignIns
from web.sign_in_gate import Gate, local
from web.uploading.receiving import largest_form

_STATIC = Path(__file__).parent / "static"
_YEAR = 365 * 24 * 3600


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
    app.state.mailboxes, app.state.pings = NetworkLimit(), NetworkLimit()
    # Routes are tried in turn, which takes longer than many an answer: what is asked most comes first.
    app.include_router(searching.router, dependencies=[Depends(only_known)])
    app.include_router(stylesheet.router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    for page in routers(pages):
        app.include_router(page, include_in_schema=False)
    app.include_router(feeds)
    app.include_router(calendar.router)
    for part in routers(api):
        if part is not searching.router:
            app.include_router(part, dependencies=[Depends(only_known)])
    describe(app)
    app.add_api_route("/language/{language}", switch_language, include_in_schema=False)
    # The last one added stands outermost.
    app.add_middleware(Compressed)
    app.add_middleware(Conditional, services=services)
    app.add_middleware(Gate)
    app.add_middleware(Shedding, services=services)
    # An editor who sends somewhat too much is told so on a page.
    app.add_middleware(Bodies, larger={"/upload": 2 * largest_form(services.settings)})
    app.add_middleware(Guard, services=services)
    errors.install(app)
    return app


def switch_language(language: str, back: str = "/") -> RedirectResponse:
    """Remember the visitor's language for a year and go back to the page."""
    response = RedirectResponse(local(back), status_code=303)
    if language in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=_YEAR, samesite="lax", httponly=True)
    return response
