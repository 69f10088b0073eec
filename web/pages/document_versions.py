"""Two versions of a document beside each other: what was added, what was taken out."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse

from corpus.model import DocumentId
from corpus.store import StoredDocument
from web.document.difference import compare
from web.document.marks import KINDS, Note, all_notes
from web.document.page import stated
from web.i18n import Speaker
from web.render import render, services_of, speaker_of

router = APIRouter()
Versions = Annotated[str, Path(pattern=r"^[1-9]\d{0,6}\.\.[1-9]\d{0,6}$")]


def notes_of(speaker: Speaker, document: StoredDocument) -> tuple[Note, ...]:
    """Return how every fact of a version was read."""
    return all_notes(speaker, document, stated(document))


@router.get("/d/{document_id}/diff/{versions}")
def difference(request: Request, document_id: str, versions: Versions) -> HTMLResponse:
    """Show how two versions differ; ``versions`` are two numbers, as in ``1..2``."""
    speaker, documents = speaker_of(request), services_of(request).store.documents
    before, after = (documents.get(DocumentId(document_id), int(one)) for one in versions.split(".."))
    found = compare(before, after, notes_of(speaker, before), notes_of(speaker, after))
    return render(
        request,
        "document/difference.html",
        before=before,
        after=after,
        record=after.record,
        found=found,
        kinds=KINDS,
        versions=documents.versions(DocumentId(document_id)),
    )
