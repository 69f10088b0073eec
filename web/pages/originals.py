"""The files of a document as they came: always as a download, so that no foreign page ever runs as one of this site."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from corpus.errors import NotFound
from corpus.model import DocumentId, RawDocument
from ingest.originals import Original, as_stored, files
from ingest.originals import original as main_file
from web.pages.documents import Version
from web.render import services_of

router = APIRouter()
FileNumber = Annotated[int, Path(ge=1, le=10_000, description="Place among the files, counted from 1.")]


def download(one: Original) -> Response:
    """Return a file as a download: its name as it is and in plain letters, its type by its bytes (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in one.name) or "document"
    own = quote(one.name.encode("utf-8", "replace"), safe="")
    return Response(
        one.content,
        media_type=one.media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{own}",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _raw(request: Request, document_id: str, version: int) -> RawDocument:
    return services_of(request).store.documents.raw(DocumentId(document_id), version)


@router.get("/d/{document_id}/v/{version}/original")
def original(request: Request, document_id: str, version: Version) -> Response:
    """Give the file that the document is."""
    return download(main_file(_raw(request, document_id, version)))


@router.get("/d/{document_id}/v/{version}/stored/original")
def stored(request: Request, document_id: str, version: Version) -> Response:
    """Give the very bytes of which the fingerprint is: of a document that came in several files all of them."""
    return download(as_stored(_raw(request, document_id, version)))


@router.get("/d/{document_id}/v/{version}/files/{number}/original")
def file(request: Request, document_id: str, version: Version, number: FileNumber) -> Response:
    """Give one of the files of a document that a source gave in several.

    Raises:
        NotFound: If it has no such file.
    """
    found = files(_raw(request, document_id, version))
    if number > len(found):
        raise NotFound(f"there is no file {number}")
    return download(found[number - 1])
