"""Methods and limits, who runs this instance, privacy and accessibility."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from tracker.alerts.service import UNCONFIRMED_DAYS
from web.about.examples import examples
from web.news.visits import DAYS_KEPT
from web.render import render, services_of, speaker_of
from web.sign_in_devices import LASTS

router = APIRouter()


@router.get("/methods")
def methods(request: Request) -> HTMLResponse:
    """Say how dates are read, what overdue means, and what the program cannot know."""
    parts, today = services_of(request), services_of(request).today()
    read = examples(speaker_of(request).language, today)
    return render(request, "methods.html", settings=parts.settings, examples=read, today=today)


@router.get("/imprint")
def imprint(request: Request) -> HTMLResponse:
    """Say who runs this instance, or that they did not say so."""
    return render(request, "about/imprint.html", settings=services_of(request).settings)


@router.get("/privacy")
def privacy(request: Request) -> HTMLResponse:
    """Say what is kept of whom, why, how long, and how to have it deleted."""
    return render(
        request,
        "about/privacy.html",
        settings=services_of(request).settings,
        visit_days=DAYS_KEPT,
        device_days=LASTS.days,
        unconfirmed_days=UNCONFIRMED_DAYS,
    )


@router.get("/accessibility")
def accessibility(request: Request) -> HTMLResponse:
    """Say for whom the site works, how that was tested, and what falls short."""
    return render(request, "about/accessibility.html", settings=services_of(request).settings)
