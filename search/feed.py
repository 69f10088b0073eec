"""What the search needs of the store: its change feed and its documents."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from corpus.errors import NotFound
from corpus.model import DocumentId
from search.passages import IndexDocument, StoredLike, index_document

_PAGE = 500


class ChangeLike(Protocol):
    """One line of the feed."""

    @property
    def seq(self) -> int:
        """Its number; lines are numbered upwards."""
        ...

    @property
    def document_id(self) -> DocumentId:
        """The document concerned."""
        ...

    @property
    def deleted(self) -> bool:
        """Whether the document is gone."""
        ...


class FeedLike(Protocol):
    """The change feed."""

    def changed_since(self, cursor: int, limit: int) -> Sequence[ChangeLike]:
        """Return what changed after line ``cursor``, in order, at most ``limit`` lines."""
        ...

    def head(self) -> int:
        """Return the number of the last line, 0 where there is none."""
        ...


class DocumentsLike(Protocol):
    """The documents."""

    def get(self, document_id: DocumentId, /) -> StoredLike:
        """Return the current version of a document; raises ``NotFound``."""
        ...


class StoreLike(Protocol):
    """The store, as far as the search knows it."""

    @property
    def feed(self) -> FeedLike:
        """The change feed."""
        ...

    @property
    def documents(self) -> DocumentsLike:
        """The documents."""
        ...


def pages_since(store: StoreLike, cursor: int) -> Iterator[Sequence[ChangeLike]]:
    """Yield everything that changed after ``cursor``, a page at a time."""
    while page := store.feed.changed_since(cursor, _PAGE):
        yield page
        cursor = page[-1].seq


def read_document(store: StoreLike, document: DocumentId) -> IndexDocument | None:
    """Return a document prepared for the index, None where it was deleted meanwhile."""
    try:
        return index_document(store.documents.get(document))
    except NotFound:
        return None


def stored_documents(store: StoreLike) -> Iterator[StoredLike]:
    """Yield every document that is not deleted, in the order of the feed."""
    for document in CorpusReader(store, keep=0).ids:
        try:
            yield store.documents.get(document)
        except NotFound:  # deleted meanwhile
            continue


class CorpusReader:
    """Reads all documents several times, as building a generation needs.

    The first documents are kept in memory between the passes; the store gives the others again.

    Args:
        store: The store.
        keep: Documents that are kept.
    """

    def __init__(self, store: StoreLike, keep: int = 10_000) -> None:
        self._store = store
        self._keep = keep
        self._kept: dict[DocumentId, IndexDocument] = {}
        self.cursor = 0
        alive: dict[DocumentId, None] = {}
        for page in pages_since(store, 0):
            self.cursor = page[-1].seq
            for change in page:
                alive.pop(change.document_id, None)
                if not change.deleted:
                    alive[change.document_id] = None
        self.ids = tuple(alive)

    def __iter__(self) -> Iterator[IndexDocument]:
        """Yield every document that is not deleted, in the order of the feed."""
        yield from self.every(1)

    def every(self, step: int) -> Iterator[IndexDocument]:
        """Yield one in ``step`` documents, evenly over the feed."""
        for document in self.ids[::step]:
            held = self._kept.get(document) or read_document(self._store, document)
            if held is None:
                continue
            if len(self._kept) < self._keep:
                self._kept[document] = held
            yield held
