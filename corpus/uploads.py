"""What editors bring in through the site: who did, when, and what became of each file."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from corpus.model import DocumentId


class FileState(StrEnum):
    """How far an uploaded file is.

    ``waiting``: kept, and not read yet. ``reading``: being read, or its reading was broken off. ``read``: read, or in
    quarantine. ``left_out``: of a kind that is not read. ``lost``: its bytes were gone before it could be read, as
    after a restore.
    """

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    LEFT_OUT = "left_out"
    LOST = "lost"

    @property
    def ended(self) -> bool:
        """Whether nothing more comes of the file."""
        return self not in (FileState.WAITING, FileState.READING)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadProblem:
    """A document of an uploaded file that could not be read.

    Attributes:
        line: Line in the file, counted from 1; None for a whole file.
        reason: Machine-readable word, as in quarantine.
        message: What is wrong, in English.
    """

    line: int | None = None
    reason: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadResult:
    """What became of an uploaded file.

    Attributes:
        new: Documents that were not held before.
        changed: Documents of which a new version came.
        same: Documents that were held already.
        failed: Documents that could not be read, and are in quarantine.
        documents: Its documents, the first of very many.
        problems: The first of those that could not be read.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    failed: int = 0
    documents: tuple[DocumentId, ...] = ()
    problems: tuple[UploadProblem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file of an upload.

    Attributes:
        position: Its place in the upload, from 0.
        name: Its name, made harmless.
        size: Bytes.
        sha256: Hash of its bytes.
        state: How far it is.
        result: What became of it; empty before it was read.
    """

    position: int
    name: str
    size: int
    sha256: str
    state: FileState = FileState.WAITING
    result: UploadResult = UploadResult()

    @property
    def uri(self) -> str:
        """Its identity: its bytes, for two files of one name are seldom versions of each other."""
        return f"upload:{self.sha256}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDocument:
    """A document that holds the bytes of an uploaded file, or one record of them.

    Attributes:
        id: The document.
        version: The version that holds them.
        own: Whether that version came from these bytes, not from others that were held before.
        recorded: When that version was stored, in UTC.
    """

    id: DocumentId
    version: int
    own: bool
    recorded: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Files that somebody brought in at once.

    Attributes:
        id: Its name, made by chance.
        account: Who brought them.
        received: When, in UTC.
        parliament: Parliament assumed where a document names none.
        backfill: Whether they are old news, of which nobody is alerted.
        files: The files in order.
    """

    id: str
    account: str
    received: datetime
    parliament: str
    backfill: bool = False
    files: tuple[UploadedFile, ...] = ()

    @property
    def done(self) -> bool:
        """Whether no file waits any more."""
        return all(one.state.ended for one in self.files)
