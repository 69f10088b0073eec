"""One document: question and answer side by side, facts marked, everything the record knows."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from corpus.errors import NotFound, UnreadableDocument
from corpus.model import DocumentId, Side, Span
from corpus.store import StoredDocument
from ingest.drawing import page_view
from ingest.originals import original
from ingest.readers.page_view import PageView, drawable
from web.csv_lines import csv_response
from web.document.citation import cite
from web.document.marks import KINDS, facts_of, reading_words
from web.document.page import reading_of, stated, surroundings_of
from web.document.passages import SEAL, passage_of
from web.document.pointing import pointers, web_links
from web.document.stated import source_says
from web.document.tables import rows_of, tables_of
from web.feeds import site
from web.marking import anchor
from web.render import render, services_of, speaker_of

router = APIRouter()
Passage = Annotated[
    str | None, Query(alias="s", pattern=r"^\d{1,9}-\d{1,9}$", description="A passage to point out, as in 120-345.")
]
Seal = Annotated[str | None, Query(alias="h", pattern=SEAL, description="What the passage's words must come to.")]
Version = Annotated[int, Path(ge=1, le=1_000_000)]
PartAsked = Annotated[int | None, Query(ge=1, le=100_000, description="Which part of a very long document.")]
_FACT_COLUMNS = ("kind", "start", "end", "page", "words", "reading", "rule", "rules_version", "certainty")


def _page(
    request: Request, document: StoredDocument, passage: Span | None, part: int | None, *, lost: bool
) -> HTMLResponse:
    speaker, services = speaker_of(request), services_of(request)
    record, text, today = document.record, document.text, services.today()
    around = surroundings_of(services, speaker, document, today)
    return render(
        request,
        "document/document.html",
        document=document,
        record=record,
        reading=reading_of(speaker, document, passage, part),
        around=around,
        said=source_says(services, speaker, document, around.clock),
        kinds=KINDS,
        evidence={name: anchor(span) for name, span in record.evidence},
        commitments=stated(document),
        current=document.version == document.current_version,
        claims=[(claim, anchor(claim.span), claim.span.quote(text.text)) for claim in document.facts.claims],
        pointers=tuple(pointers(document)),
        tables=tables_of(text),
        citation=cite(speaker, document, passage, site=site(request), today=today),
        passage=passage,
        lost=lost,
        view=_view(request, document, passage),
        quote=" ".join(passage.quote(text.text).split()) if passage else "",
        anchor=anchor,
        links=tuple(web_links(text)),
        versions=services.store.documents.versions(document.id),
        answered=any(section.side is Side.ANSWER for section in record.sections),
    )


def _view(request: Request, document: StoredDocument, passage: Span | None) -> PageView | None:
    """Return the printed page on which a passage begins; None where there is none to draw."""
    if passage is None or passage.page is None or not drawable(document.text):
        return None
    main = original(services_of(request).store.documents.raw(document.id, document.version))
    try:
        return page_view(main.content, document.text, passage.page, passage)
    except (NotFound, UnreadableDocument):  # the text is shown all the same
        return None


@router.get("/d/{document_id}")
def show(
    request: Request, document_id: str, passage: Passage = None, seal: Seal = None, part: PartAsked = None
) -> HTMLResponse:
    """Show the document as it is held now."""
    document = services_of(request).store.documents.get(DocumentId(document_id))
    found = passage_of(passage, document.text, seal)
    return _page(request, document, found, part, lost=passage is not None and found is None)


@router.get("/d/{document_id}/v/{version}")
def show_version(
    request: Request,
    document_id: str,
    version: Version,
    passage: Passage = None,
    seal: Seal = None,
    part: PartAsked = None,
) -> HTMLResponse:
    """Show a version."""
    document = services_of(request).store.documents.get(DocumentId(document_id), version)
    found = passage_of(passage, document.text, seal)
    return _page(request, document, found, part, lost=passage is not None and found is None)


@router.get("/d/{document_id}/v/{version}/facts.csv")
def facts(request: Request, document_id: str, version: Version) -> Response:
    """Give every fact of a version, marked in its page or not, with how it was read."""
    document = services_of(request).store.documents.get(DocumentId(document_id), version)
    speaker, text = speaker_of(request), document.text
    rows = []
    for kind, span, fact in facts_of(document, stated(document)):
        said, _, reading = reading_words(speaker, fact)
        words = " ".join(span.quote(text.text).split())
        page = text.page_at(span.start)
        rows.append((kind, span.start, span.end, page, words, said, reading.rule, reading.version, reading.certainty))
    return csv_response("facts.csv", _FACT_COLUMNS, rows)


@router.get("/d/{document_id}/v/{version}/tables/{number}.csv")
def table(request: Request, document_id: str, version: Version, number: int) -> Response:
    """Give a whole table of a version.

    Raises:
        NotFound: If it has no such table.
    """
    text = services_of(request).store.documents.get(DocumentId(document_id), version).text
    if not 1 <= number <= len(text.tables):
        raise NotFound(f"there is no table {number}")
    head, *rows = list(rows_of(text.text, text.tables[number - 1])) or [[]]
    return csv_response(f"table-{number}.csv", head, rows)
