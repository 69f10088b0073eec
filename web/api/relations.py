"""The JSON API of how documents hang together: what they name, who names them, to whom else a question was put."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from corpus.facts import Reference
from corpus.store import DocumentSummary
from tracker.relations import Certainty, SharedBy, relations
from web.document.answers import quoted_answers
from web.render import services_of

router = APIRouter(prefix="/api/v1", tags=["v1"])
DocumentKey = Annotated[str, Path(min_length=1, max_length=300, description="Id of the document.")]


class _Data(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PointedData(_Data):
    """A question that the document names."""

    number: int | None = Field(description="Its number; null where the words give none.", examples=[917])
    reference: Reference
    quote: str = Field(description="The words that name it, as printed.", examples=["schriftelijke vraag nr. 917"])
    documents: list[DocumentSummary] = Field(description="Held documents that may be meant, the likeliest first.")
    certainty: Certainty = Field(description="One of them, several, or none.")


class NamedData(_Data):
    """A held document that names this one."""

    document: DocumentSummary
    references: list[Reference]
    quotes: list[str] = Field(description="Their words as printed.")
    certainty: Certainty


class FamilyData(_Data):
    """Another minister to whom the same question was put."""

    minister: str | None
    number: int | None
    documents: list[DocumentSummary]
    shared_by: SharedBy = Field(description="Known by the list of ministers in the question, or by its text.")


class QuotedData(_Data):
    """An answer to which this document's answer refers."""

    document: DocumentSummary
    words: str = Field(description="The beginning of that answer.")
    cut: bool = Field(description="Whether it goes on.")
    age_days: int | None = Field(description="Days from that answer to this one; null where a day is unknown.")


class RelationsData(_Data):
    """A document among the others that are held."""

    points_to: list[PointedData]
    named_in: list[NamedData]
    family: list[FamilyData]
    answered_in: list[DocumentSummary] = Field(description="Where the answer of a referring answer stands.")
    answers_for: list[DocumentSummary] = Field(description="Documents whose answer only refers to this one.")
    same_question: list[DocumentSummary] = Field(description="Its answer or its question in a file of its own.")
    quoted: list[QuotedData] = Field(description="The answers referred to, quoted.")


@router.get("/documents/{document_id}/relations", summary="What a document refers to, and what refers to it")
def related(request: Request, document_id: DocumentKey) -> RelationsData:
    """References are followed in both directions, against the documents held now."""
    store = services_of(request).store
    document = store.documents.get(document_id)
    found = relations(store, document)
    return RelationsData(
        points_to=[PointedData.model_validate(one) for one in found.points_to],
        named_in=[NamedData.model_validate(one) for one in found.named_in],
        family=[FamilyData.model_validate(one) for one in found.family],
        answered_in=list(found.answered_in),
        answers_for=list(found.answers_for),
        same_question=list(found.same_question),
        quoted=[QuotedData.model_validate(one) for one in quoted_answers(store, document, found)],
    )
