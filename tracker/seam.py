"""What the tracker needs of the store, so that it can be tried on anything that has these few methods."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from corpus.model import DocumentText, QuestionRecord
from corpus.register import Commitment, Decision, Event, EventKind, Evidence, Relation, SourceHealth
from corpus.store import CommitmentFilter


class Register(Protocol):
    """The register of commitments and its log (``store.register``)."""

    def get(self, commitment_id: str, /) -> Commitment:
        """Return a commitment; raises NotFound."""

    def list(self, filter: CommitmentFilter | None = None, /) -> tuple[Commitment, ...]:  # noqa: A002
        """Return all commitments, or those that a filter leaves."""

    def events(self, commitment_id: str | None = None, /, *, kinds: Sequence[EventKind] = ()) -> tuple[Event, ...]:
        """Return the log, of one commitment or of kinds if asked, in order."""

    def append(self, event: Event, /, *, expected_last: int | None = None) -> Event:
        """Write an event; raises EditConflict where the commitment has one later than expected."""

    def evidence(self, commitment_id: str, /) -> tuple[Evidence, ...]:
        """Return what was put beside a commitment."""

    def append_all(
        self, new: Sequence[Event], /, *, expected_last: Mapping[str, int] | None = None
    ) -> tuple[Event, ...]:
        """Write several events, all or none; raises EditConflict."""

    def add(self, new: Sequence[Commitment], further: Sequence[Event], /, *, expected_last: Mapping[str, int]) -> None:
        """Write entries that a person made, with events, all or none; raises EditConflict."""

    def add_evidence(self, new: Evidence, event: Event, /, *, expected_last: int | None = None) -> Evidence:
        """Write evidence and its event, both or neither; raises EditConflict."""


class EvidenceBoard(Protocol):
    """The evidence of all commitments (``store.evidence``)."""

    def get(self, evidence_id: int, /) -> Evidence:
        """Return one piece; raises NotFound."""

    def proposals(self, limit: int | None = None, /) -> tuple[Evidence, ...]:
        """Return what waits for a person, the best first."""

    def propose(self, found: Sequence[tuple[Evidence, Event]], /) -> int:
        """Put proposals beside their commitments; returns how many are new."""

    def decide(
        self,
        evidence_id: int,
        decision: Decision,
        further: Sequence[Event],
        /,
        *,
        decided_by: str,
        relation: Relation | None = None,
        expected_last: int | None = None,
    ) -> Evidence:
        """Write a decision with the events that follow, all or none; raises EditConflict."""


class Health(Protocol):
    """How far the sources were read (``store.health``)."""

    def list(self) -> tuple[SourceHealth, ...]:
        """Return all sources."""


class Timekeeping(Protocol):
    """Whether the clock is to be believed (``store.timekeeping``)."""

    def doubt(self, longest_days: int, /) -> str:
        """Say why it is not; empty where it is."""

    def rely(self, longest_days: int, /) -> None:
        """Rely on it; raises ClockDoubted."""


class HeldDocument(Protocol):
    """What the tracker reads of a document."""

    @property
    def source(self) -> str:
        """Name of its source."""

    @property
    def version(self) -> int:
        """Its version."""

    @property
    def record(self) -> QuestionRecord:
        """Its record."""

    @property
    def text(self) -> DocumentText:
        """Its text."""


class Documents(Protocol):
    """The documents held (``store.documents``)."""

    def sources(self, ids: Collection[str] | None = None, /) -> Mapping[str, str]:
        """Return the source of documents, by their ids; see the store."""

    def get(self, document_id: str, /) -> HeldDocument:
        """Return a document; raises NotFound."""


class TrackerStore(Protocol):
    """The store, as far as the tracker needs it."""

    @property
    def register(self) -> Register:
        """The register."""

    @property
    def evidence(self) -> EvidenceBoard:
        """The evidence."""

    @property
    def health(self) -> Health:
        """The health of the sources."""

    @property
    def documents(self) -> Documents:
        """The documents."""

    @property
    def timekeeping(self) -> Timekeeping:
        """Whether the clock is to be believed."""
