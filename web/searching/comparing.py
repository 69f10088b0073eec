"""Compares a draft with the questions held, for page and API alike.

A draft of sixty parts costs sixty times what one question does, seconds where very much is held: drafts are compared
one at a time, so that whoever sends very many takes one processor and no more, and few requests wait for their turn.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request

from corpus.errors import Busy
from search.similar import SimilarQuestions
from tracker.already_asked import AskedBefore, already_asked
from web.render import services_of

WAITING_SECONDS = 10.0
"""How long a draft waits for its turn."""
MOST_WAITING = 6
"""Drafts, the one that is compared included: more would take the threads that answer all the others."""
_PLACES = threading.BoundedSemaphore(MOST_WAITING)
_TURN = threading.Lock()


@contextmanager
def _turn() -> Iterator[None]:
    if not _PLACES.acquire(blocking=False):
        raise Busy("many drafts are being compared at once; try again in a moment")
    try:
        if not _TURN.acquire(timeout=WAITING_SECONDS):
            raise Busy("many drafts are being compared at once; try again in a moment")
        try:
            yield
        finally:
            _TURN.release()
    finally:
        _PLACES.release()


def compared(request: Request, text: str, *, limit: int) -> AskedBefore:
    """Say of each part of a draft whether it was asked before.

    Args:
        request: The request, for the parts behind the application.
        text: The draft.
        limit: Earlier questions shown of each part.

    Raises:
        WrongUse: If the draft is empty, too long, or has too many parts.
        SearchIndexError: If the index cannot be used.
        Busy: If too many drafts wait already, or for too long.
    """
    parts = services_of(request)
    with _turn():
        questions, documents = SimilarQuestions(parts.search), parts.store.documents
        return already_asked(text, questions, documents, today=parts.today(), limit=limit)
