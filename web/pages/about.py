"""Methods and limits, and the description of the API."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.render import render, services_of

router = APIRouter()


@router.get("/methods")
def methods(request: Request) -> HTMLResponse:
    """Say how dates are read, what overdue means, and what the program cannot know."""
    return render(
        request,
        "methods.html",
        settings=services_of(request).settings,
        sources=services_of(request).store.health.list(),
    )


@router.get("/api/docs")
def api(request: Request) -> HTMLResponse:
    """Show the API's description as a page of this site, without anything from elsewhere."""
    description = request.app.openapi()
    calls = [
        (path, method.upper(), call)
        for path, methods_of in description["paths"].items()
        for method, call in methods_of.items()
    ]
    return render(request, "api.html", calls=calls)
