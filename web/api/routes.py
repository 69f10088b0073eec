"""The JSON API: what the pages show, as data. Errors are problem+json (RFC 9457)."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from corpus.facts import Facts
from corpus.model import CommitmentId, DocumentId, QuestionRecord
from corpus.register import Commitment
from corpus.store import DocumentFilter, DocumentSummary, StoredDocument, VersionInfo
from ingest.dossier import Role
from ingest.sources.web.stating import StatedFact, stated_facts
from tracker.outline import CommitmentHistory, CommitmentOutline, history, outline
from web.api.paging import CursorAsked, Listing, PageAsked, listed, page_of, place_asked, placed
from web.document.stated import files_of, web_address
from web.feeds import site
from web.form import AsOf, KnownOn
from web.i18n import Language
from web.limits import MOST
from web.pages.commitments import CommitmentQuestion
from web.render import services_of

router = APIRouter(prefix="/api/v1", tags=["v1"])


class StatedData(BaseModel):
    """Something that the source states, word for word."""

    name: str = Field(description="The source's own name of it.", examples=["tijdig"])
    value: str = Field(description="What it states.", examples=["true"])
    label: dict[str, str] = Field(description="What the name means, by language; empty where that is not known.")
    meaning: dict[str, str] = Field(description="What the value means, by language; empty likewise.")

    @classmethod
    def of(cls, one: StatedFact) -> "StatedData":
        """Return a stated fact as data."""
        said = [asdict(words) if words else {} for words in (one.label, one.said)]
        return cls(name=one.name, value=one.value, label=said[0], meaning=said[1])


class FileData(BaseModel):
    """A file of the source."""

    number: int
    name: str
    role: Role = Field(description="What it holds: the whole document, one side of it, or something attached.")
    bytes: int
    address: str = Field(description="Where it can be downloaded.")


class DocumentData(BaseModel):
    """A document with its record and its facts; spans count characters of ``text``."""

    id: str
    version: int
    name: str
    sha256: str
    fetched: datetime
    text: str
    record: QuestionRecord
    facts: Facts
    commitments: list[Commitment]
    source_states: list[StatedData] = Field(description="What the source states beside, in its own words.")
    withdrawn: bool = Field(description="Whether the source states that no answer will come any more.")
    source_page: str | None = Field(description="The source's own page of the question.")
    files: list[FileData] = Field(description="Files of the source, where it gave several.")

    @classmethod
    def of(cls, request: Request, document: StoredDocument) -> "DocumentData":
        """Return a stored document as data."""
        fields, base = document.text.fields, f"{site(request)}/d/{document.id}/v/{document.version}/files"
        return cls(
            id=document.id,
            version=document.version,
            name=document.name,
            sha256=document.sha256,
            fetched=document.fetched,
            text=document.text.text,
            record=document.record,
            facts=document.facts,
            commitments=list(document.commitments),
            source_states=[StatedData.of(one) for one in stated_facts(document.source, fields.stated)],
            withdrawn=fields.withdrawn is True,
            source_page=web_address(fields.page),
            files=[
                FileData(
                    number=one.number,
                    name=one.name,
                    role=one.role,
                    bytes=one.size,
                    address=f"{base}/{one.number}/original",
                )
                for one in files_of(services_of(request), document)
            ],
        )


class Status(BaseModel):
    """What is held, and how far."""

    documents: int
    index_generation: str | None
    index_behind: int
    model: str
    sources: list[dict[str, object]]


DocumentKey = Annotated[str, Path(description="Id of the document.")]


@router.get("/documents", summary="List documents")
def documents(
    request: Request,
    response: Response,
    paging: PageAsked,
    session: Annotated[str | None, Query(description="Only this parliamentary year, as in 2022-2023.")] = None,
    minister: Annotated[str | None, Query(description="Only answers of this minister.")] = None,
    office: Annotated[str | None, Query(description="Only this office: its title or slug.")] = None,
    asker: Annotated[str | None, Query(description="Only questions of this member.")] = None,
) -> Listing[DocumentSummary]:
    """Newest first."""
    held = services_of(request).store.documents
    chosen = DocumentFilter(session=session, minister=minister, office=office, asker=asker)
    found = held.list(chosen, paging.limit + 1, paging.offset, place_asked(paging))
    page = found[: paging.limit]
    last = placed(held.place(page[-1].id)) if len(found) > len(page) else ()
    return page_of(response, paging, total=held.count(chosen), items=page, last=last)


@router.get("/documents/{document_id}", summary="One document with its facts")
def document(
    request: Request,
    document_id: DocumentKey,
    version: Annotated[int | None, Query(ge=1, le=MOST, description="An earlier version, counted from 1.")] = None,
) -> DocumentData:
    """Spans count characters of the document's text, from 0, the end left out."""
    return DocumentData.of(request, services_of(request).store.documents.get(DocumentId(document_id), version))


@router.get("/documents/{document_id}/versions", summary="Versions of a document")
def versions(request: Request, response: Response, document_id: DocumentKey, paging: PageAsked) -> Listing[VersionInfo]:
    """Oldest first; the last one counts."""
    found = services_of(request).store.documents.versions(DocumentId(document_id))
    return listed(response, paging, found, name=lambda one: str(one.version), shown=lambda one: one)


@router.get("/commitments", summary="List commitments")
def commitments(
    request: Request,
    response: Response,
    asked: Annotated[CommitmentQuestion, Query()],
    cursor: CursorAsked,
    language: Language = "nl",
) -> Listing[CommitmentOutline]:
    """As they stand on the day asked for, the nearest deadline first."""
    parts = services_of(request)
    found = parts.standing.list(asked.filter(), asked.as_of or parts.today(), asked.known_on)
    paging = cursor(asked.limit, asked.offset)
    return listed(response, paging, found, name=lambda one: one.id, shown=lambda one: outline(one, language))


@router.get("/commitments/{commitment_id}", summary="One commitment with its history")
def commitment(
    request: Request,
    commitment_id: Annotated[str, Path(description="Id of the commitment, such as c-0123456789.")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    language: Language = "nl",
) -> CommitmentHistory:
    """As it stands on the day asked for, with every event."""
    parts = services_of(request)
    return history(parts.tracker.get(CommitmentId(commitment_id), as_of or parts.today(), known_on), language)


@router.get("/status", summary="What is held, and how far")
def status(request: Request) -> Status:
    """Documents, index and sources."""
    parts = services_of(request)
    index = parts.search.status()
    return Status(
        documents=parts.store.documents.count(DocumentFilter()),
        index_generation=index.generation,
        index_behind=index.behind,
        model=index.model,
        sources=[asdict(one) for one in parts.store.health.list()],
    )
