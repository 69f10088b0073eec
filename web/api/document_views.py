"""The JSON API of a document's page: clock, citation, places on printed pages, differences, tables."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import NotFound
from corpus.model import DocumentId
from corpus.store import DocumentFilter, StoredDocument
from ingest.drawing import page_view
from ingest.originals import original
from ingest.readers.page_view import PageView, drawable, pages_of
from tracker.answer_times import AnswerNumber
from web.document.citation import cite
from web.document.clock import clock_of
from web.document.difference import Block, compare
from web.document.marks import Note, all_notes
from web.document.page import stated
from web.document.passages import passage_of
from web.document.tables import rows_of
from web.feeds import site
from web.form import AsOf
from web.i18n import Language, Speaker
from web.limits import MOST
from web.render import services_of

router = APIRouter(prefix="/api/v1", tags=["v1"])
DocumentKey = Annotated[str, Path(min_length=1, max_length=300, description="Id of the document.")]
VersionAsked = Annotated[int | None, Query(ge=1, le=MOST, description="A version, counted from 1; the current one.")]
_SPAN = "^[0-9]{1,9}-[0-9]{1,9}$"
Passage = Annotated[
    str | None,
    Query(alias="s", pattern=_SPAN, description="A passage, as in 120-345 (characters)."),
]


class ClockData(BaseModel):
    """Until when a question could be answered, and how that was reckoned."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "state": "late",
                    "asked": "2024-02-05",
                    "first_day": "2024-02-12",
                    "last_day": "2024-03-08",
                    "answered": "2024-03-12",
                    "counted_days": 22,
                    "counted_days_over": 2,
                    "differs_from_source": False,
                    "lines": ["vraag van 5 februari 2024", "laatste dag: 8 maart 2024"],
                }
            ]
        }
    )
    state: AnswerNumber = Field(description="in_time, late, waiting, overdue, or unknown where a day is missing.")
    asked: date
    first_day: date = Field(description="The day that counts as the first.")
    last_day: date = Field(description="The last day of the term.")
    answered: date | None
    counted_days: int | None = Field(description="Counted days to the answer, both ends included.")
    counted_days_over: int = Field(description="Counted days beyond the term; 0 in time.")
    differs_from_source: bool = Field(description="Whether the source itself says otherwise.")
    lines: list[str] = Field(description="The computation in words, one step a line.")


class CitationData(BaseModel):
    """How a document or a passage of it is cited, with the hash of the bytes."""

    address: str = Field(description="Permanent address of the passage in this version.")
    sha256: str = Field(description="Hash of the version's bytes.")
    version: int
    quote: str = Field(description="The passage as printed; empty for the whole document.")
    text: str = Field(description="In words.")
    legal: str | None = Field(description="As Belgian lawyers cite it; null where a part of it is unknown.")
    bibtex: str
    wiki: str = Field(description="Template for the Wikipedia in the language asked for.")


class PlacesData(BaseModel):
    """Where a passage stands on the printed pages; boxes in pixels of the page's picture."""

    passage: str
    pages: list[PageView] = Field(description="Without boxes where the words were not found on the picture.")
    pictures: list[str] = Field(description="Address of the picture of each of these pages.")


class DifferenceData(BaseModel):
    """How two versions differ."""

    removed_words: int
    added_words: int
    cut: bool = Field(description="Whether the text is too long to show every change.")
    blocks: list[Block] = Field(description="Runs of paragraphs that changed or did not, in order.")
    lost: list[Note] = Field(description="Facts that only the first version states.")
    gained: list[Note] = Field(description="Facts that only the second version states.")


class TableData(BaseModel):
    """A table of a document, whole."""

    number: int = Field(description="Counted from 1.")
    name: str
    attachment: str | None = Field(description="The attached file that holds it; null in the document itself.")
    page: int | None
    header_rows: int | None = Field(description="Rows of headings, where the source marks them.")
    rows: list[list[str]]


def _held(request: Request, document_id: str, version: int | None = None) -> StoredDocument:
    return services_of(request).store.documents.get(DocumentId(document_id), version)


@router.get("/documents/{document_id}/clock", summary="The answer clock of a question")
def clock(request: Request, document_id: DocumentKey, as_of: AsOf = None, language: Language = "nl") -> ClockData:
    """The term of answer with its computation; 404 where the term or the day of the question is unknown."""
    parts = services_of(request)
    head = next(iter(parts.store.documents.list(DocumentFilter(ids=(DocumentId(document_id),)))), None)
    fields = _held(request, document_id).text.fields
    day = as_of or parts.today()
    found = clock_of(head, day, source_in_time=fields.in_time) if head and not fields.withdrawn else None
    if found is None:
        raise NotFound(f"the term of answer of {document_id!r} is not known")
    return ClockData(
        state=found.state,
        asked=found.term.asked,
        first_day=found.term.first_day,
        last_day=found.term.last_day,
        answered=found.row.head.answered,
        counted_days=found.row.working_days,
        counted_days_over=found.row.over,
        differs_from_source=found.row.differs,
        lines=[line.said_in(language) for line in found.lines],
    )


@router.get("/documents/{document_id}/citation", summary="How to cite a document or a passage")
def citation(
    request: Request,
    document_id: DocumentKey,
    version: VersionAsked = None,
    passage: Passage = None,
    language: Language = "nl",
) -> CitationData:
    """A passage that the text does not have is left out: the whole document is cited then."""
    document = _held(request, document_id, version)
    span = passage_of(passage, document.text)
    today = services_of(request).today()
    found = cite(Speaker(language=language), document, span, site=site(request), today=today)
    quote = " ".join(span.quote(document.text.text).split()) if span else ""
    return CitationData(**asdict(found), sha256=document.sha256, version=document.version, quote=quote)


@router.get("/documents/{document_id}/places", summary="Where a passage stands on the printed pages")
def places(
    request: Request,
    document_id: DocumentKey,
    passage: Annotated[str, Query(alias="s", pattern=_SPAN, description="A passage, as in 120-345.")],
    version: VersionAsked = None,
) -> PlacesData:
    """For documents that were read from a PDF; 404 for others."""
    document = _held(request, document_id, version)
    span = passage_of(passage, document.text)
    if span is None or not drawable(document.text):
        raise NotFound("the document has no such passage, or no pages that can be drawn")
    content = original(services_of(request).store.documents.raw(document.id, document.version)).content
    numbers = pages_of(document.text, span)
    base = f"{site(request)}/d/{document.id}/v/{document.version}/pages"
    return PlacesData(
        passage=passage,
        pages=[page_view(content, document.text, number, span) for number in numbers],
        pictures=[f"{base}/{number}.png" for number in numbers],
    )


@router.get("/documents/{document_id}/differences/{before}..{after}", summary="How two versions differ")
def differences(
    request: Request,
    document_id: DocumentKey,
    before: Annotated[int, Path(ge=1, le=MOST, description="The version taken as the earlier.")],
    after: Annotated[int, Path(ge=1, le=MOST, description="The version taken as the later.")],
    language: Language = "nl",
) -> DifferenceData:
    """Word by word within paragraphs, with the facts lost and gained."""
    speaker = Speaker(language=language)
    old, new = _held(request, document_id, before), _held(request, document_id, after)
    found = compare(old, new, all_notes(speaker, old, stated(old)), all_notes(speaker, new, stated(new)))
    return DifferenceData(
        removed_words=found.removed,
        added_words=found.added,
        cut=found.cut,
        blocks=list(found.blocks),
        lost=list(found.lost),
        gained=list(found.gained),
    )


@router.get("/documents/{document_id}/tables", summary="Tables of a document and its attachments")
def tables(request: Request, document_id: DocumentKey, version: VersionAsked = None) -> list[TableData]:
    """Every table with all its rows, also those that the page shows in part."""
    text = _held(request, document_id, version).text
    return [
        TableData(
            number=number,
            name=one.name,
            attachment=one.attachment,
            page=one.span.page,
            header_rows=one.header_rows,
            rows=list(rows_of(text.text, one)),
        )
        for number, one in enumerate(text.tables, start=1)
    ]
