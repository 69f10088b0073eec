"""For machines that watch: whether the process lives, whether it can work, and its figures."""

from http import HTTPStatus
from ipaddress import ip_address

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from pydantic_core import to_jsonable_python

from web.errors import AGAIN
from web.render import services_of
from web.running.metrics import CONTENT_TYPE, Metrics
from web.running.readiness import readiness

router = APIRouter()
_FRESH = {"Cache-Control": "no-store"}
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@router.get("/healthz")
def alive() -> JSONResponse:
    """Say that the process answers; the store is not asked."""
    return JSONResponse({"status": "ok"}, headers=_FRESH)


@router.get("/readyz")
def ready(request: Request) -> JSONResponse:
    """Say whether the service can do its work: 200, or 503 with the part that cannot be used."""
    found = readiness(services_of(request))
    status = HTTPStatus.OK if found.ready else HTTPStatus.SERVICE_UNAVAILABLE
    headers = _FRESH if found.ready else {**_FRESH, "Retry-After": AGAIN}
    return JSONResponse(to_jsonable_python(found), status_code=status, headers=headers)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Give the figures of this process to who may read them; to others there is no such page."""
    allowed = services_of(request).settings.metrics
    if allowed == "off" or (allowed == "loopback" and not _from_here(request)):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Response(_metrics(request).text(), media_type=CONTENT_TYPE, headers=_FRESH)


def _metrics(request: Request) -> Metrics:
    state = request.app.state
    if not hasattr(state, "metrics"):
        state.metrics = Metrics(services_of(request))
    found: Metrics = state.metrics
    return found


def _from_here(request: Request) -> bool:
    """Tell whether a process of this machine asks, and asks by itself: a proxy passes strangers on."""
    if request.client is None or any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
