"""The API of the board, and of what became of a commitment."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request

from corpus.model import CommitmentId
from web.commitment.asked import CommitmentQuestion
from web.commitment.chain import chain
from web.commitment.grouping import day_of_question, grouped
from web.commitment.outlines import BoardData, StepData
from web.i18n import Speaker
from web.render import services_of

router = APIRouter(prefix="/api/v1", tags=["v1"])
CommitmentKey = Annotated[str, Path(max_length=80, description="Id of the commitment, such as c-0123456789.")]
Language = Annotated[Literal["nl", "fr", "en"], Query(description="Language of the words.")]


@router.get("/commitments/board", summary="Commitments by how they stand")
def show_board(request: Request, asked: Annotated[CommitmentQuestion, Query()]) -> BoardData:
    """Counts and first entries of each group, with the filters of the list; `state`, order and page do not count."""
    parts = services_of(request)
    return BoardData.of(grouped(parts, asked), day_of_question(parts, asked))


@router.get("/commitments/{commitment_id}/chain", summary="What became of a commitment")
def show_chain(request: Request, commitment_id: CommitmentKey, language: Language = "nl") -> list[StepData]:
    """Promised, repeated, moved, judged: each step with its day, its document and its words, as of today."""
    parts = services_of(request)
    detail = parts.tracker.get(CommitmentId(commitment_id), parts.today())
    return [StepData.of(step) for step in chain(parts, detail, Speaker(language=language))]
