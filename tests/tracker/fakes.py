"""A store in memory with the few methods that the tracker needs, and short ways to make its contents."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from corpus.errors import EditConflict, NotFound, WrongUse
from corpus.facts import CommitmentKind, Precision, Reading, Strength, TimeRange
from corpus.model import CommitmentId, DocumentId, DocumentText, MilestoneId, QuestionRecord, Span
from corpus.register import (
    Cause,
    Commitment,
    Decision,
    Event,
    EventKind,
    Evidence,
    Milestone,
    Relation,
    SourceHealth,
)
from corpus.store import CommitmentFilter

READING = Reading(rule="test", version="1", certainty=1.0)
OFFICE = "Vlaams minister van Wegen en Water"


def moment(day: date, hour: int = 12) -> datetime:
    """Return noon UTC of a day, or another hour."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def window(earliest: date | None, latest: date | None) -> TimeRange:
    """Return a range whose expected day is its last."""
    return TimeRange(earliest=earliest, expected=latest, latest=latest, precision=Precision.PERIOD)


def commitment(
    *dues: tuple[TimeRange, str],
    name: str = "c-1",
    document: str = "d-1",
    stated: date | None = date(2023, 7, 3),
    office: str | None = OFFICE,
    minister: str | None = "An Peeters",
    asker: str | None = "Jan Maes",
    quote: str = "We leggen de brug aan.",
    vague: str | None = None,
    parent: str | None = None,
    attached: bool = True,
) -> Commitment:
    """Return a commitment with one milestone for each of ``dues``."""
    return Commitment(
        id=CommitmentId(name),
        document=DocumentId(document),
        version=1,
        span=Span(start=0, end=len(quote)),
        quote=quote,
        item="1",
        kind=CommitmentKind.MILESTONE if dues else CommitmentKind.PROMISE,
        strength=Strength.FIRM,
        office=office,
        minister=minister,
        asker=asker,
        stated=stated,
        vague=vague,
        milestones=tuple(
            Milestone(id=MilestoneId(f"{name}.{number}"), deliverable=f"part {number}", due=due, due_quote=words)
            for number, (due, words) in enumerate(dues, start=1)
        ),
        parent=CommitmentId(parent) if parent is not None else None,
        attached=attached,
        reading=READING,
    )


def event(kind: EventKind, on: date, number: int | None = None, *, name: str = "c-1", **given: object) -> Event:
    """Return an event of a person on a commitment, written down at noon of its day."""
    base = Event(
        id=number,
        kind=kind,
        occurred=on,
        recorded=moment(on),
        cause=Cause.PERSON,
        author="Lies",
        commitment=CommitmentId(name),
    )
    return replace(base, **given)  # type: ignore[arg-type]


@dataclass
class FakeRegister:
    """The register in memory, with the store's checks."""

    held: dict[str, Commitment] = field(default_factory=dict)
    log: list[Event] = field(default_factory=list)
    pieces: list[Evidence] = field(default_factory=list)

    def get(self, commitment_id: str, /) -> Commitment:
        """Return a commitment."""
        if commitment_id not in self.held:
            raise NotFound(f"there is no commitment {commitment_id!r}")
        return self.held[commitment_id]

    def events(self, commitment_id: str | None = None, /, *, kinds: Sequence[EventKind] = ()) -> tuple[Event, ...]:
        """Return the log."""
        return tuple(
            one for one in self.log if commitment_id in (None, one.commitment) and (not kinds or one.kind in kinds)
        )

    def append(self, event: Event, /, *, expected_last: int | None = None) -> Event:
        """Write an event."""
        last = max((one.id or 0 for one in self.log if one.commitment == event.commitment), default=0)
        if expected_last is not None and last > expected_last:
            raise EditConflict(f"commitment {event.commitment} has event {last}")
        self.log.append(replace(event, id=len(self.log) + 1))
        return self.log[-1]

    def append_all(
        self, new: Sequence[Event], /, *, expected_last: Mapping[str, int] | None = None
    ) -> tuple[Event, ...]:
        """Write several events."""
        for commitment, last in (expected_last or {}).items():
            self._expect(commitment, last)
        return tuple(self.append(one) for one in new)

    def add(self, new: Sequence[Commitment], further: Sequence[Event], /, *, expected_last: Mapping[str, int]) -> None:
        """Write entries that a person made."""
        for commitment, last in expected_last.items():
            self._expect(commitment, last)
        if any(one.id in self.held for one in new):
            raise WrongUse("there is a commitment of that id already")
        self.held.update({one.id: one for one in new})
        for one in further:
            self.append(one)

    def _expect(self, commitment: str, expected: int) -> None:
        if max((one.id or 0 for one in self.log if one.commitment == commitment), default=0) > expected:
            raise EditConflict(f"commitment {commitment} has a later event")

    def evidence(self, commitment_id: str, /) -> tuple[Evidence, ...]:
        """Return what was put beside a commitment."""
        return tuple(one for one in self.pieces if one.commitment == commitment_id)

    def add_evidence(self, new: Evidence, event: Event, /, *, expected_last: int | None = None) -> Evidence:
        """Write evidence and its event."""
        self.append(event, expected_last=expected_last)
        self.pieces.append(replace(new, id=len(self.pieces) + 1))
        return self.pieces[-1]

    def list(self, filter: CommitmentFilter | None = None, /) -> tuple[Commitment, ...]:  # noqa: A002
        """Return all commitments, or those of a document."""
        document = filter.document if filter is not None else None
        return tuple(one for one in self.held.values() if document in (None, one.document))


@dataclass
class FakeEvidence:
    """The evidence in memory, kept by the register."""

    register: FakeRegister

    def get(self, evidence_id: int, /) -> Evidence:
        """Return one piece."""
        found = [one for one in self.register.pieces if one.id == evidence_id]
        if not found:
            raise NotFound(f"there is no evidence {evidence_id}")
        return found[0]

    def proposals(self, limit: int | None = None, /) -> tuple[Evidence, ...]:
        """Return what waits for a person."""
        return tuple(one for one in self.register.pieces if one.decision is Decision.PROPOSED)[:limit]

    def propose(self, found: Sequence[tuple[Evidence, Event]], /) -> int:
        """Put proposals beside their commitments."""
        for piece, said in found:
            number = len(self.register.pieces) + 1
            self.register.add_evidence(piece, replace(said, data={**said.data, "evidence": number}))
        return len(found)

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
        """Write a decision with its events."""
        held = self.get(evidence_id)
        if expected_last is not None:
            self.register._expect(held.commitment, expected_last)
        new = replace(held, decision=decision, decided_by=decided_by, relation=relation or held.relation)
        self.register.pieces[self.register.pieces.index(held)] = new
        for one in further:
            self.register.append(replace(one, data={**one.data, "evidence": evidence_id}))
        return new


@dataclass
class FakeHealth:
    """The health of the sources in memory."""

    held: dict[str, SourceHealth] = field(default_factory=dict)

    def list(self) -> tuple[SourceHealth, ...]:
        """Return all sources."""
        return tuple(self.held.values())

    def read(self, source: str, until: date | None) -> None:
        """Say how far a source was read."""
        self.held[source] = SourceHealth(source=source, last_checked=moment(date(2024, 1, 1)), read_until=until)


class FakeTimekeeping:
    """A clock that is always believed."""

    def doubt(self, _longest_days: int, /) -> str:
        """Doubt nothing."""
        return ""

    def rely(self, _longest_days: int, /) -> None:
        """Rely on it."""


@dataclass(frozen=True)
class FakeDocument:
    """What the tracker reads of a document."""

    source: str = "files"
    version: int = 1
    record: QuestionRecord = field(default_factory=QuestionRecord)
    text: DocumentText = field(default_factory=lambda: DocumentText(text="We leggen de brug aan. Daarna volgt de weg."))


@dataclass
class FakeDocuments:
    """The documents in memory."""

    held: dict[str, FakeDocument] = field(default_factory=dict)

    def sources(self, ids: Collection[str] | None = None, /) -> dict[str, str]:
        """Return the sources of documents."""
        return {name: one.source for name, one in self.held.items() if ids is None or name in ids}

    def get(self, document_id: str, /) -> FakeDocument:
        """Return a document."""
        if document_id not in self.held:
            raise NotFound(f"there is no document {document_id!r}")
        return self.held[document_id]


@dataclass
class FakeStore:
    """A store in memory."""

    register: FakeRegister = field(default_factory=FakeRegister)
    health: FakeHealth = field(default_factory=FakeHealth)
    documents: FakeDocuments = field(default_factory=FakeDocuments)
    timekeeping: FakeTimekeeping = field(default_factory=FakeTimekeeping)

    @property
    def evidence(self) -> FakeEvidence:
        """The evidence."""
        return FakeEvidence(self.register)

    def put(self, *given: Commitment, found: date = date(2023, 7, 10), cause: Cause = Cause.INGEST) -> None:
        """Hold commitments with their documents, found on a day."""
        for one in given:
            self.register.held[one.id] = one
            self.documents.held.setdefault(one.document, FakeDocument())
            self.register.append(
                event(EventKind.FOUND, found, name=one.id, cause=cause, author="ingest", document=one.document)
            )


@dataclass
class Clock:
    """A clock that stands where it is put."""

    day: date = date(2024, 7, 1)

    def __call__(self) -> datetime:
        """Return noon UTC of the day."""
        return moment(self.day)
