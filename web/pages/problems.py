"""The quarantine, for editors: what could not be read, why, and what to do about it."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from web.render import render, services_of
from web.sign_in_gate import editor_of, must_be_form, sign_in_address, visitor_of
from web.uploading.shown import file_of, problem_files

router = APIRouter()
_AT_ONCE = 50
_MOST = 1_000_000


@router.get("/problems")
def show(
    request: Request,
    offset: Annotated[int, Query(ge=0, le=_MOST)] = 0,
    done: bool = False,
) -> Response:
    """Show what is in quarantine, what was tried last first."""
    if visitor_of(request) is None:
        return RedirectResponse(sign_in_address(request), status_code=303)
    visitor = editor_of(request)
    found = problem_files(services_of(request).store.problems.list())
    return render(
        request,
        "uploading/problems.html",
        files=found[offset : offset + _AT_ONCE],
        total=len(found),
        offset=offset,
        limit=_AT_ONCE,
        dismissed=done,
        csrf=visitor.csrf,
    )


@router.post("/problems")
def dismiss(
    request: Request,
    csrf: Annotated[str, Form(max_length=200)] = "",
    uri: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Take a file off the list, with its bytes."""
    visitor = editor_of(request)
    must_be_form(request, visitor, csrf)
    problems = services_of(request).store.problems
    log = structlog.get_logger("rappel.quarantine")
    for one in problems.list():
        if file_of(one) == uri and problems.clear(one.uri):
            said = {"file": one.name, "line": one.line, "reason": one.reason, "sha256": one.sha256}
            log.info("taken off the list", account=visitor.name, **said)
    return RedirectResponse("/problems?done=true", status_code=303)


@router.get("/problems/{sha256}/original")
def original(request: Request, sha256: str) -> Response:
    """Give the bytes of a document in quarantine, as a file and never as a page."""
    editor_of(request)
    content = services_of(request).store.problems.content(sha256)
    headers = {"Content-Disposition": f'attachment; filename="{sha256[:16]}.bin"'}
    return Response(content, media_type="application/octet-stream", headers=headers)
