"""Pages of a printed document: the picture of each beside its text, with a passage outlined."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from corpus.errors import NotFound
from corpus.model import DocumentId, Span
from corpus.store import StoredDocument
from ingest.drawing import page_picture, page_view
from ingest.originals import original
from ingest.readers.page_view import WIDTH, drawable, pages_of
from web.document.alignment import Stretch
from web.document.marks import KINDS, marks_of
from web.document.page import stated
from web.document.parts import Part
from web.document.passages import passage_of
from web.document.shown import show
from web.pages.documents import Passage, Version
from web.pictures.cache import PICTURES
from web.render import render, services_of, speaker_of

router = APIRouter()
PageNumber = Annotated[int, Path(ge=1, le=100_000)]
_FOR_EVER = "private, max-age=31536000, immutable"


@router.get("/d/{document_id}/v/{version}/pages/{number}.png")
def picture(request: Request, document_id: str, version: Version, number: PageNumber) -> Response:
    """Give the picture of a page; a version's bytes never change, so it may be kept.

    Raises:
        NotFound: If the version has no pages that can be drawn, or not this one.
        UnreadableDocument: If the page cannot be drawn.
    """
    documents = services_of(request).store.documents
    raw = documents.raw(DocumentId(document_id), version)
    main = original(raw)
    if main.media_type != "application/pdf":
        raise NotFound("only pages of a PDF can be drawn")
    key = f"{raw.sha256}-{number}-{WIDTH}"
    headers = {"Cache-Control": _FOR_EVER, "ETag": f'"{key}"'}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    content = PICTURES.get(key, lambda: page_picture(main.content, number))
    return Response(content, media_type="image/png", headers=headers)


def _held(request: Request, document_id: str, version: int) -> StoredDocument:
    document = services_of(request).store.documents.get(DocumentId(document_id), version)
    if not drawable(document.text):
        raise NotFound("only pages of a PDF can be drawn")
    return document


@router.get("/d/{document_id}/v/{version}/pages/{number}")
def leaf(
    request: Request, document_id: str, version: Version, number: PageNumber, passage: Passage = None
) -> HTMLResponse:
    """Show a page beside its text, with a passage outlined.

    Raises:
        NotFound: If the version has no pages that can be drawn, or not this one.
    """
    document, speaker = _held(request, document_id, version), speaker_of(request)
    span = passage_of(passage, document.text)
    main = original(services_of(request).store.documents.raw(document.id, version))
    view = page_view(main.content, document.text, number, span)
    stretch = Stretch(label="", start=view.page.start, body=view.page.start, end=view.page.end)
    part = Part(beside=(stretch,))
    marked = marks_of(speaker, document, stated(document), span, part)
    text = show(document.text, part, marked.marks)
    return render(
        request,
        "document/leaf.html",
        document=document,
        record=document.record,
        view=view,
        text=text,
        marked=marked.only(text.addresses),
        kinds=KINDS,
        passage=span,
        quote=_quote(document, span),
        on_pages=pages_of(document.text, span) if span else (),
        numbers=[page.number for page in document.text.pages],
    )


def _quote(document: StoredDocument, span: Span | None) -> str:
    return " ".join(span.quote(document.text.text).split()) if span else ""
