"""Compares a draft with the questions held, for page and API alike."""

from fastapi import Request

from search.similar import SimilarQuestions
from tracker.already_asked import AskedBefore, already_asked
from web.render import services_of


def compared(request: Request, text: str, *, limit: int) -> AskedBefore:
    """Say of each part of a draft whether it was asked before.

    Args:
        request: The request, for the parts behind the application.
        text: The draft.
        limit: Earlier questions shown of each part.

    Raises:
        WrongUse: If the draft is empty, too long, or has too many parts.
        SearchIndexError: If the index cannot be used.
    """
    parts = services_of(request)
    return already_asked(text, SimilarQuestions(parts.search), parts.store.documents, today=parts.today(), limit=limit)
