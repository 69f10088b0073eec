"""Uploads and quarantine in the terms in which a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemFile:
    """A file in quarantine, or of which something is.

    Attributes:
        uri: Its identity.
        name: What a person would call it.
        origin: Where it came from: ``upload``, ``file``, or the name of a source on the web.
        problems: What is wrong with it, the first of very many lines.
        more: How many more there are.
        first_seen: When something of it was first refused, in UTC.
        last_seen: When something of it was last refused.
    """

    uri: str
    name: str
    origin: str
    problems: tuple[Problem, ...]
    more: int
    first_seen: datetime
    last_seen: datetime


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


def problem_files(problems: Sequence[Problem]) -> list[ProblemFile]:
    """Return what is in quarantine by file, what was tried last first."""
    held: dict[str, list[Problem]] = {}
    for one in problems:
        held.setdefault(file_of(one), []).append(one)
    files = [_problem_file(uri, those) for uri, those in held.items()]
    return sorted(files, key=lambda one: (one.last_seen, one.uri), reverse=True)


def file_of(problem: Problem) -> str:
    """Return the identity of the file that a document in quarantine is, or stands in."""
    return problem.uri.partition("#")[0]


def _problem_file(uri: str, problems: Sequence[Problem]) -> ProblemFile:
    return ProblemFile(
        uri=uri,
        name=problems[0].name,
        origin=uri.partition(":")[0],
        problems=tuple(problems[:_MOST_LINKS]),
        more=max(0, len(problems) - _MOST_LINKS),
        first_seen=min(one.first_seen for one in problems),
        last_seen=max(one.last_seen for one in problems),
    )


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
