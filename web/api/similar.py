"""The API's "was this asked before?"."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from search.similar.service import MOST_LETTERS
from tracker.already_asked import AskedBefore
from web.searching.comparing import compared

router = APIRouter(prefix="/api/v1", tags=["v1"])


class DraftData(BaseModel):
    """A draft question."""

    text: str = Field(
        min_length=1,
        max_length=MOST_LETTERS,
        description="The draft, with its title on the first line and its sub-questions numbered.",
        examples=["Wachtlijsten in de pleegzorg\n1. Hoeveel kinderen wachten er?\n2. Welke maatregelen neemt u?"],
    )
    limit: int = Field(default=3, ge=1, le=20, description="Earlier questions given for each part.")


@router.post("/similar", summary="Was this asked before?")
def similar(request: Request, draft: DraftData) -> AskedBefore:
    """For each sub-question the nearest earlier ones with their answers. Nothing of the draft is kept."""
    return compared(request, draft.text, limit=draft.limit)
