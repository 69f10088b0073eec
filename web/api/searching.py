"""The search of the JSON API. It is asked more than everything else: its answer is made in one go, in one thread."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter

from web.render import services_of
from web.searching.answers import AnsweredSearch, answer_to, answered
from web.searching.asked import SearchQuestion
from web.serving.searching_threads import in_turn

router = APIRouter(prefix="/api/v1", tags=["v1"])


@router.get("/search", summary="Search questions and answers", response_model=AnsweredSearch)
async def search(request: Request, asked: Annotated[SearchQuestion, Query()]) -> Response:
    """By word and by meaning; ``understood`` says how the query was read, ``answer`` is a figure that is certain."""
    body = await in_turn(request.app, lambda: _found(request, asked))
    return Response(body, media_type="application/json")


def _found(request: Request, asked: SearchQuestion) -> bytes:
    parts = services_of(request)
    today = parts.today()
    only = parts.standing.overdue_documents(today) if asked.overdue else None
    results = parts.search.search(asked.request(only, today))
    return _written().dump_json(answered(results, answer_to(request, asked)))


@cache
def _written() -> TypeAdapter[AnsweredSearch]:
    return TypeAdapter(AnsweredSearch)
