"""Uploads and quarantine in the terms in which a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import NotFound
from corpus.model import DocumentId
from corpus.register import Problem
from corpus.uploads import FileState, Upload, UploadedFile

if TYPE_CHECKING:
    from corpus.store import Store

_MOST_LINKS = 10
_WHOLE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDocument:
    """A document that a page links to.

    Attributes:
        id: Its id.
        title: Its title, or its name.
    """

    id: DocumentId
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """An uploaded file.

    Attributes:
        file: The file.
        documents: Its documents, the first of many.
        more: How many more there are.
        tone: How its outcome is marked: as the states of commitments are.
    """

    file: UploadedFile
    documents: tuple[ShownDocument, ...]
    more: int
    tone: str

    @property
    def one(self) -> bool:
        """Whether it held one document, which is told in other words than many."""
        result = self.file.result
        return result.new + result.changed + result.same + result.failed == _WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownUpload:
    """An upload in a list.

    Attributes:
        upload: The upload.
        read: Documents that were new or changed.
        failed: Documents that could not be read.
    """

    upload: Upload
    read: int
    failed: int


def shown_file(store: "Store", file: UploadedFile) -> ShownFile:
    """Return a file as its page shows it."""
    held = file.result.documents
    total = file.result.new + file.result.changed + file.result.same
    documents = tuple(_document(store, one) for one in held[:_MOST_LINKS])
    return ShownFile(file=file, documents=documents, more=max(0, total - len(documents)), tone=_tone(file))


def shown_uploads(store: "Store") -> Sequence[ShownUpload]:
    """Return the last uploads."""
    return [
        ShownUpload(
            upload=one,
            read=sum(file.result.new + file.result.changed for file in one.files),
            failed=sum(file.result.failed for file in one.files),
        )
        for one in store.uploads.list()
    ]


def origin_of(problem: Problem) -> str:
    """Return where a document in quarantine came from: ``upload``, ``file``, or the name of a source on the web."""
    return problem.uri.partition(":")[0]


def _document(store: "Store", document: DocumentId) -> ShownDocument:
    try:
        held = store.documents.get(document)
    except NotFound:  # a document that was taken out since
        return ShownDocument(id=document, title=document)
    return ShownDocument(id=document, title=held.record.title or held.name)


def _tone(file: UploadedFile) -> str:
    if file.state in (FileState.WAITING, FileState.READING):
        return "next"
    if file.state in (FileState.LEFT_OUT, FileState.LOST) or file.result.failed:
        return "missed" if file.state is FileState.LOST or not _any(file) else "now"
    return "done"


def _any(file: UploadedFile) -> bool:
    result = file.result
    return file.state is FileState.LEFT_OUT or bool(result.new + result.changed + result.same)
