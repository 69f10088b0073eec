"""The roll of everything held, kept at hand and brought up to date by the store's feed."""

import threading
from collections.abc import Callable

from fastapi import Request

from corpus.model import DocumentId
from corpus.store import Store
from corpus.store.people_heads import QuestionHead
from web.people.roll import Roll, roll_of, speller
from web.render import services_of

_LINES = 1000
_GROWTH = 1.1  # from so much more than when titles were last read, they are read again for how words are written


class Gathered:
    """Reads all heads once, afterwards only those of which the feed says that they changed; safe in many threads.

    Args:
        store: The store to follow.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._cursor: int | None = None
        self._heads: dict[DocumentId, QuestionHead] = {}
        self._roll = Roll()
        self._spelled: Callable[[str], str] = str
        self._titles = 0

    def roll(self) -> Roll:
        """Return everything held, grouped; the same object for as long as no document changed."""
        with self._lock:
            if self._cursor is None:
                self._read()
            elif self._store.feed.head() != self._cursor:
                self._follow(self._cursor)
            return self._roll

    def _read(self) -> None:
        # The place in the feed is looked up first: what changes meanwhile is read again by the next call.
        cursor = self._store.feed.head()
        self._heads = {one.summary.id: one for one in self._store.people.heads()}
        self._cursor = cursor
        self._group()

    def _follow(self, cursor: int) -> None:
        while lines := self._store.feed.changed_since(cursor, _LINES):
            cursor = lines[-1].seq
            for line in lines:
                self._heads.pop(line.document_id, None)
            for one in self._store.people.heads([line.document_id for line in lines if not line.deleted]):
                self._heads[one.summary.id] = one
        self._heads = {one.summary.id: one for one in sorted(self._heads.values(), key=_newest_first)}
        self._cursor = cursor
        self._group()

    def _group(self) -> None:
        if not self._titles or len(self._heads) > _GROWTH * self._titles:
            self._spelled, self._titles = speller(self._heads.values()), len(self._heads)
        self._roll = roll_of(self._heads.values(), self._spelled)


def _newest_first(one: QuestionHead) -> tuple[bool, int, str]:
    day = one.summary.day
    return day is None, -day.toordinal() if day else 0, one.summary.id


def gathered_of(request: Request) -> Gathered:
    """Return what the application keeps at hand."""
    state = request.app.state
    if not hasattr(state, "gathered"):
        state.gathered = Gathered(services_of(request).store)
    found: Gathered = state.gathered
    return found
