"""The one error tree of Rappel.

Every error that a caller may want to catch is drawn here; foreign exceptions are translated where they enter.

    RappelError
    ├── WrongUse               the caller asked for something that cannot be (exit code 2)
    │   └── NotFound           no document, commitment or item of that name
    ├── DocumentError          one document cannot be used; the run goes on (exit code 1)
    │   ├── UnreadableDocument     bytes that no reader understands
    │   └── IncompleteRecord       a structured record lacks what it must have
    ├── StoreError             the store cannot be used
    │   ├── StoreUnavailable       missing, read-only, full disk, not a store
    │   ├── SchemaTooNew           written by a newer Rappel
    │   ├── StoreBusy              another process is writing
    │   └── EditConflict           somebody else changed the same thing first
    ├── SourceError            a source on the web cannot be used as it is
    │   ├── SourceUnavailable      it does not answer, or not with what was asked, after several tries
    │   └── SourceChanged          it answers with something else than this program knows
    ├── SearchIndexError       the search index cannot be used as it is
    │   ├── LeftoverInTheWay       what a killed process left keeps the index from being written
    │   └── ModelUnavailable       the embedding model is missing or another one than the index was built with
    ├── Busy                   more is asked at once than can be done; the same may be asked again in a moment
    ├── ClockDoubted           the clock stands so far off that a person must say that it is right
    ├── RunStopped             a run was asked to stop and did; what it had done stays
    ├── PictureError           a picture could not be drawn
    └── RulesError             a rules or settings file is wrong
"""


class RappelError(Exception):
    """Base of every error that Rappel raises on purpose; its text is fit to be shown to a user."""


class WrongUse(RappelError):
    """The caller asked for something that cannot be done, such as an unknown filter or a date that is none.

    Attributes:
        code: A stable word for the cases that a page says in the visitor's language; empty for the others.
        values: What is filled in there, by name.
    """

    def __init__(self, message: str, *, code: str = "", **values: str) -> None:
        super().__init__(message)
        self.code = code
        self.values = values


class NotFound(WrongUse):
    """No document, commitment, office or item of that name exists."""


class DocumentError(RappelError):
    """One document cannot be used; others are not affected.

    Attributes:
        reason: A short machine-readable word, used to count failures (for example ``encrypted``).
    """

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the keyword-only reason when the error crosses a process border."""
        return (_rebuild_document_error, (type(self), str(self), self.reason))


def _rebuild_document_error(kind: type[DocumentError], message: str, reason: str) -> DocumentError:
    return kind(message, reason=reason)


class UnreadableDocument(DocumentError):
    """The bytes are not a document that any reader understands (empty, encrypted, damaged, too large)."""


class IncompleteRecord(DocumentError):
    """A structured record lacks a field that it must have, or a field has the wrong form."""


class StoreError(RappelError):
    """The store cannot be used."""


class StoreUnavailable(StoreError):
    """The store is missing, read-only, on a full disk, or not a store at all."""


class SchemaTooNew(StoreError):
    """The store was written by a newer Rappel than this one."""


class StoreBusy(StoreError):
    """Another process holds the writer's lock."""


class EditConflict(StoreError):
    """Somebody else changed the same commitment since it was read; nothing was overwritten."""


class SourceError(RappelError):
    """A source on the web cannot be used as it is; what was read from it before stays."""


class SourceUnavailable(SourceError):
    """A source does not answer, refuses, or breaks off, after as many tries as are polite.

    Attributes:
        status: The last HTTP status; None where there was no answer at all.
    """

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class SourceChanged(SourceError):
    """A source answers with something else than this program knows: nothing of that answer is believed."""


class SearchIndexError(RappelError):
    """The search index cannot be used as it is."""


class LeftoverInTheWay(SearchIndexError):
    """A file that a killed process left keeps this index from being written; building it anew goes around it."""


class ModelUnavailable(SearchIndexError):
    """The embedding model is missing, or is not the one that the index was built with."""


class Busy(RappelError):
    """More is asked at once than can be done; the same may be asked again in a moment."""


class ClockDoubted(RappelError):
    """The clock stands so far from what it should that nobody relies on it until a person has said that it is right."""


class RunStopped(RappelError):
    """A run was asked to stop and did so at a safe point; what it had done stays, the rest is done by the next one."""


class PictureError(RappelError):
    """A picture could not be drawn."""


class RulesError(RappelError):
    """A rules or settings file is wrong; the text names the file, the group and the entry."""
