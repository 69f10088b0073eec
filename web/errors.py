"""Errors as pages for people and as problem+json (RFC 9457) for programs; never a trace."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from corpus.errors import Busy, EditConflict, NotFound, RappelError, SearchIndexError, StoreBusy, WrongUse
from web.error_words import WrongValue, error_words, wrong_values
from web.problems import MEDIA_TYPE, Fault, fault_of, problem
from web.render import render, speaker_of
from web.serving.guard import SAFE

_OF_PARAMETERS = ("no_date", "bad_cursor")
"""Codes of errors whose text begins with the name of the parameter."""
AGAIN = "5"
"""Seconds after which to ask again what could not be answered."""
_log = logging.getLogger("rappel.web")


def status_of(error: RappelError) -> HTTPStatus:
    """Return the HTTP status that says what kind of error it is."""
    match error:
        case NotFound():
            return HTTPStatus.NOT_FOUND
        case WrongUse(code="no_date" | "bad_cursor"):
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case WrongUse():
            return HTTPStatus.BAD_REQUEST
        case EditConflict():
            return HTTPStatus.CONFLICT
        case StoreBusy() | SearchIndexError() | Busy():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR


def answer(
    request: Request,
    status: HTTPStatus,
    detail: str,
    *,
    code: str = "",
    faults: tuple[Fault, ...] = (),
    wrong: tuple[WrongValue, ...] = (),
) -> Response:
    """Say what went wrong in the form that the visitor can read.

    Args:
        request: The request.
        status: The status.
        detail: What is wrong; empty where the status says all.
        code: Stable word for programs; that of the status where empty.
        faults: Each thing that is wrong, for programs.
        wrong: Each value that is wrong, for people.
    """
    found: Response
    if _is_api(request):
        body = problem(status, detail, path=request.url.path, code=code, faults=faults)
        found = JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)
    else:
        found = render(request, "error.html", status=int(status), code=int(status), detail=detail, wrong=wrong)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        found.headers["Retry-After"] = AGAIN
    return found


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _where(request: Request) -> str:
    """Return the pattern of the address, never the address: what a visitor asked for stands in no log."""
    path = getattr(request.scope.get("route"), "path", None)
    return path if isinstance(path, str) else "other"


def _tell(request: Request, error: RappelError, status: HTTPStatus) -> None:
    """Log an error: in its words where it is our own, for those of a refusal repeat what the visitor wrote."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.info("%s: %s", _where(request), error)
    else:
        _log.info("%s: refused as %s", _where(request), type(error).__name__)


def _status(request: Request, error: RappelError) -> HTTPStatus:
    """Return the status of an error; of the API's own requests every wrong value has the same one."""
    found = status_of(error)
    return HTTPStatus.UNPROCESSABLE_ENTITY if found == HTTPStatus.BAD_REQUEST and _is_api(request) else found


def _in_words(request: Request, error: RappelError) -> str:
    """Return the error's text to a program, and the words of the visitor's language to a person."""
    return str(error) if _is_api(request) else error_words(speaker_of(request), error)


def install(app: FastAPI) -> None:
    """Teach the application to answer every error."""

    async def ours(request: Request, error: Exception) -> Response:
        if not isinstance(error, RappelError):
            raise error
        code, status = error.code if isinstance(error, WrongUse) else "", _status(request, error)
        _tell(request, error, status)
        return answer(request, status, _in_words(request, error), code=code)

    async def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        detail = str(error.detail) if isinstance(error, HTTPException) else ""
        known = HTTPStatus(status)
        found = answer(request, known, detail if _is_api(request) and detail != known.phrase else "")
        found.headers.update(getattr(error, "headers", None) or {})
        return found

    async def invalid(request: Request, error: Exception) -> Response:
        found = error.errors() if isinstance(error, RequestValidationError) else []
        faults = tuple(fault_of(one["loc"], str(one["msg"])) for one in found)
        lines = "; ".join(f"{one.name}: {one.detail}" for one in faults)
        _log.info("%s: refused for %d wrong values", _where(request), len(faults))
        if not _is_api(request):
            wrong = wrong_values(speaker_of(request), found)
            return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, "", wrong=wrong)
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, lines, faults=faults)

    async def unexpected(request: Request, error: Exception) -> Response:
        _log.error("unexpected error on %s", _where(request), exc_info=error)
        found = answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "")
        # This answer is given outside of everything that guards the others.
        found.headers.update({**SAFE, "Cache-Control": "no-store"})
        return found

    app.add_exception_handler(RappelError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unexpected)
