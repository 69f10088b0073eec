"""Errors as pages for people and as problem+json (RFC 9457) for programs; never a trace."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from corpus.errors import EditConflict, NotFound, RappelError, SearchIndexError, StoreBusy, WrongUse
from web.render import render, speaker_of

_log = logging.getLogger("rappel.web")


def status_of(error: RappelError) -> HTTPStatus:
    """Return the HTTP status that says what kind of error it is."""
    match error:
        case NotFound():
            return HTTPStatus.NOT_FOUND
        case WrongUse():
            return HTTPStatus.BAD_REQUEST
        case EditConflict():
            return HTTPStatus.CONFLICT
        case StoreBusy() | SearchIndexError():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR


def answer(request: Request, status: HTTPStatus, detail: str) -> Response:
    """Say what went wrong in the form that the visitor can read."""
    if request.url.path.startswith("/api/"):
        body = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail}
        return JSONResponse(body, status_code=status, media_type="application/problem+json")
    return render(request, "error.html", status=int(status), code=int(status), detail=detail)


def _in_words(request: Request, error: RappelError) -> str:
    """Return the error's text, on a page behind the visitor's own words for it where there are some."""
    code = f"wrong: {error.code}" if isinstance(error, WrongUse) else ""
    words = speaker_of(request).say(code)
    return str(error) if words == code or request.url.path.startswith("/api/") else f"{words} ({error})"


def install(app: FastAPI) -> None:
    """Teach the application to answer every error."""

    async def ours(request: Request, error: Exception) -> Response:
        if not isinstance(error, RappelError):
            raise error
        return answer(request, status_of(error), _in_words(request, error))

    async def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        detail = str(error.detail) if isinstance(error, HTTPException) else ""
        known = HTTPStatus(status)
        return answer(request, known, "" if detail == known.phrase else detail)

    async def invalid(request: Request, error: Exception) -> Response:
        found = error.errors() if isinstance(error, RequestValidationError) else []
        lines = [f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in found]
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(lines))

    async def unexpected(request: Request, error: Exception) -> Response:
        _log.error("unexpected error on %s", request.url.path, exc_info=error)
        return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "")

    app.add_exception_handler(RappelError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unexpected)
