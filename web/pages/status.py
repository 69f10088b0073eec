"""How the instance is doing, for editors and administrators: jobs, queues, sizes, and how long a rebuild takes."""

from math import ceil

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from web.render import render, services_of
from web.running.overview import overview
from web.sign_in_gate import editor_of, sign_in_address, visitor_of

router = APIRouter()
_MINUTE = 60


@router.get("/status")
def show(request: Request) -> Response:
    """Show what an operator looks at."""
    if visitor_of(request) is None:
        return RedirectResponse(sign_in_address(request), status_code=303)
    editor_of(request)
    found = overview(services_of(request))
    return render(request, "running/status.html", found=found, rebuild_minutes=ceil(found.rebuild_seconds / _MINUTE))
