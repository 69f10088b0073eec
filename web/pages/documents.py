"""One document: question and answer side by side, facts marked, everything the record knows."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from corpus.model import DocumentId, DocumentText, Side, Span
from corpus.store import StoredDocument
from tracker.filters import TrackerFilter
from tracker.relations import relations
from web.marking import anchor
from web.document.marks import KINDS, marks_of
from web.document.pointing import pointers, web_links
from web.render import render, services_of, speaker_of
from web.document.shown import show as shown
from web.views import commitment_view

router = APIRouter()
Passage = Annotated[
    str | None, Query(alias="s", pattern=r"^\d{1,9}-\d{1,9}$", description="A passage to point out, as in 120-345.")
]
Version = Annotated[int, Path(ge=1, le=1_000_000)]


def _passage(asked: str | None, text: DocumentText) -> Span | None:
    """Return the passage that an address points out; None where the text has no such one."""
    start, end = map(int, asked.split("-")) if asked else (0, 0)
    return text.span(start, end) if start < end <= len(text.text) else None


def _page(request: Request, document: StoredDocument, passage: str | None) -> HTMLResponse:
    speaker, services = speaker_of(request), services_of(request)
    record, text = document.record, document.text
    current = document.version == document.current_version
    commitments = tuple(one for one in document.commitments if one.attached or not current)
    marks = marks_of(speaker, document, commitments, _passage(passage, text))
    tracked = services.standing.list(TrackerFilter(document=document.id), services.today()) if commitments else ()
    return render(
        request,
        "document.html",
        document=document,
        record=record,
        text=shown(text, record, marks),
        evidence={name: anchor(span) for name, span in record.evidence},
        counts={kind: sum(mark.kind == kind for mark in marks) for kind in KINDS},
        commitments=commitments,
        standing={one.id: commitment_view(one, speaker) for one in tracked} if current else {},
        current=current,
        claims=[(claim, anchor(claim.span), claim.span.quote(text.text)) for claim in document.facts.claims],
        pointers=tuple(pointers(document)),
        related=relations(services.store, document),
        anchor=anchor,
        links=tuple(web_links(text)),
        versions=services.store.documents.versions(document.id),
        answered=any(section.side is Side.ANSWER for section in record.sections),
    )


@router.get("/d/{document_id}")
def show(request: Request, document_id: str, passage: Passage = None) -> HTMLResponse:
    """Show the document as it is held now."""
    return _page(request, services_of(request).store.documents.get(DocumentId(document_id)), passage)


@router.get("/d/{document_id}/v/{version}")
def show_version(request: Request, document_id: str, version: Version, passage: Passage = None) -> HTMLResponse:
    """Show an earlier version."""
    return _page(request, services_of(request).store.documents.get(DocumentId(document_id), version), passage)


@router.get("/d/{document_id}/v/{version}/original")
def original(request: Request, document_id: str, version: Version) -> Response:
    """Give the bytes as they were read; as a download, so that foreign HTML never runs as a page of this site."""
    raw = services_of(request).store.documents.raw(DocumentId(document_id), version)
    name = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in raw.name)
    return Response(
        raw.content,
        media_type="application/pdf" if raw.content.startswith(b"%PDF-") else "application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name or "document"}"'},
    )
