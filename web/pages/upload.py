"""Bringing documents in: a form for files, and what became of each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from anyio import sleep
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from corpus.errors import NotFound, WrongUse
from corpus.uploads import Upload
from ingest.layout.parliaments import parliament_names
from ingest.sources.files import MEDIA_TYPES, RECORD_ENDINGS
from web.error_words import error_words
from web.render import render, services_of, speaker_of
from web.services import Services
from web.sign_in import Visitor
from web.sign_in_gate import editor_of, must_be_form, must_be_own, sign_in_address, visitor_of
from web.uploading.receiving import Received, receive
from web.uploading.shown import shown_file, shown_uploads
from web.uploading.spool import is_id, new_id

router = APIRouter()
PATIENCE = 8.0
"""Seconds that a form waits for its files to be read before it leads to the page that tells how far they are."""
_LOOK = 0.2
_JSON = "application/json"
_STATUS = {"upload_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "upload_many": HTTPStatus.REQUEST_ENTITY_TOO_LARGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was chosen in the form.

    Attributes:
        parliament: Parliament assumed where a document names none.
        backfill: Whether nobody is to be alerted.
    """

    parliament: str
    backfill: bool = False


@router.get("/upload")
def show(request: Request) -> Response:
    """Show the form, and what was brought in last."""
    if visitor_of(request) is None:
        return RedirectResponse(sign_in_address(request), status_code=303)
    visitor, parts = editor_of(request), services_of(request)
    _go_on(parts)
    return _form(request, visitor, Filled(parliament=parts.settings.parliament))


@router.post("/upload")
async def upload(request: Request) -> Response:
    """Take files in, have them read, and lead to what became of them; a refused form changes nothing."""
    visitor, parts = editor_of(request), services_of(request)
    must_be_own(request)
    desk = parts.uploads
    coming = await run_in_threadpool(desk.spool.begin)
    try:
        received = await receive(request, coming, parts.settings)
        must_be_form(request, visitor, received.fields.get("csrf", ""))
        asked = _asked(received, visitor, parts)
        held = await run_in_threadpool(desk.accept, coming, asked)
    except WrongUse as error:
        return await run_in_threadpool(_refused, request, visitor, error)
    finally:
        await run_in_threadpool(desk.spool.drop, coming.name)
    address = f"/upload/{held.id}"
    await _read_meanwhile(parts, held)
    if _wants_json(request):
        return JSONResponse({"address": address})
    return RedirectResponse(address, status_code=303)


@router.get("/upload/{upload_id}")
def report(request: Request, upload_id: str) -> Response:
    """Show what became of each file of an upload."""
    if visitor_of(request) is None:
        return RedirectResponse(sign_in_address(request), status_code=303)
    editor_of(request)
    parts = services_of(request)
    if not is_id(upload_id):
        raise NotFound("there is no such upload")
    held = parts.store.uploads.get(upload_id)
    if not held.done:
        _go_on(parts)
    return render(
        request,
        "uploading/report.html",
        upload=held,
        files=[shown_file(parts.store, one) for one in held.files],
        ended=sum(one.state.ended for one in held.files),
        held_up=parts.uploads.held_up,
        failed=parts.uploads.failed,
    )


def _go_on(parts: Services) -> None:
    """Read what was left waiting, where no job does so."""
    if parts.uploads.waits():
        parts.uploads.begin()


def _asked(received: Received, visitor: Visitor, parts: Services) -> Upload:
    """Return the upload that a form asks for.

    Raises:
        WrongUse: If no file was chosen.
    """
    fields = received.fields
    if not received.files:
        raise WrongUse("no file was chosen", code="upload_none")
    ticket, filled = fields.get("ticket", ""), _filled(fields, parts)
    return Upload(
        id=ticket if is_id(ticket) else new_id(),
        account=visitor.name,
        received=parts.clock(),
        parliament=filled.parliament,
        backfill=filled.backfill,
        files=tuple(received.files),
    )


def _filled(fields: Mapping[str, str], parts: Services) -> Filled:
    wanted = fields.get("parliament", "")
    known = wanted if wanted in _parliaments(parts) else parts.settings.parliament
    return Filled(parliament=known, backfill="backfill" in fields)


def _parliaments(parts: Services) -> tuple[str, ...]:
    return tuple(dict.fromkeys((parts.settings.parliament, *parliament_names())))


async def _read_meanwhile(parts: Services, held: Upload) -> None:
    """Wait a while for an upload to be read; most are at once, and its page then tells all."""
    for _ in range(round(PATIENCE / _LOOK)):
        if (await run_in_threadpool(parts.store.uploads.get, held.id)).done:
            return
        await sleep(_LOOK)


def _refused(request: Request, visitor: Visitor, error: WrongUse) -> Response:
    speaker, parts = speaker_of(request), services_of(request)
    status, words = _STATUS.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY), error_words(speaker, error)
    if _wants_json(request):
        return JSONResponse({"error": words}, status_code=int(status))
    return _form(request, visitor, Filled(parliament=parts.settings.parliament), status=status, trouble=words)


def _wants_json(request: Request) -> bool:
    return request.headers.get("accept", "").startswith(_JSON)


def _form(
    request: Request, visitor: Visitor, filled: Filled, *, status: HTTPStatus = HTTPStatus.OK, trouble: str = ""
) -> Response:
    parts = services_of(request)
    return render(
        request,
        "uploading/upload.html",
        status=int(status),
        csrf=visitor.csrf,
        ticket=new_id(),
        filled=filled,
        trouble=trouble,
        parliaments=_parliaments(parts),
        endings=(*MEDIA_TYPES, *RECORD_ENDINGS),
        most_files=parts.settings.upload_files,
        most_bytes=parts.settings.upload_bytes,
        most_of_one=parts.settings.max_document_bytes,
        recent=shown_uploads(parts.store),
        problems=len(parts.store.problems.list()),
    )
