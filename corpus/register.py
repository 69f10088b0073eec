"""What the store keeps of commitments over time: the register, its events, evidence, alerts and source health.

Timeliness is not here: it is computed for a given day by the tracker and never stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from corpus.facts import CommitmentKind, Reading, Strength, TimeRange
from corpus.model import CommitmentId, DocumentId, MilestoneId, Span


class RecordState(StrEnum):
    """First axis: is this entry of the register to be trusted?"""

    CANDIDATE = "candidate"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    MERGED = "merged"
    SPLIT = "split"


class Fulfilment(StrEnum):
    """Second axis: a person's verdict, with evidence."""

    OPEN = "open"
    PARTLY = "partly"
    FULFILLED = "fulfilled"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    UNCLEAR = "unclear"
    CARRIED_OVER = "carried_over"
    LAPSED = "lapsed"


class EventKind(StrEnum):
    """What happened to a commitment, a document or a source. The log only grows."""

    DOCUMENT_ADDED = "document_added"
    DOCUMENT_CHANGED = "document_changed"
    FOUND = "found"
    REANCHORED = "reanchored"
    DETACHED = "detached"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    NOTED = "noted"
    EVIDENCE_PROPOSED = "evidence_proposed"
    EVIDENCE_ACCEPTED = "evidence_accepted"
    EVIDENCE_REJECTED = "evidence_rejected"
    EDITED = "edited"
    MERGED = "merged"
    SPLIT = "split"
    SUPERSEDED = "superseded"
    UNCLEAR = "unclear"
    CARRIED_OVER = "carried_over"
    LAPSED = "lapsed"
    UNDONE = "undone"
    DUE_SOON = "due_soon"
    WINDOW_OPENED = "window_opened"
    DEADLINE_MISSED = "deadline_missed"
    CONTRADICTION_FOUND = "contradiction_found"
    SOURCE_SILENT = "source_silent"
    SOURCE_BACK = "source_back"
    REMINDER_LIST = "reminder_list"


class Cause(StrEnum):
    """Who or what brought an event about."""

    INGEST = "ingest"
    CLOCK = "clock"
    PERSON = "person"
    BACKFILL = "backfill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the append-only log.

    Attributes:
        id: Sequence number; None before it is stored.
        kind: What happened.
        occurred: The day it happened in the world.
        recorded: When it was written down, in UTC.
        cause: Ingest, clock, person or backfill.
        author: The person or part of the program that says so.
        note: The person's words.
        commitment: The commitment concerned, if any.
        milestone: The milestone concerned, if one in particular.
        document: The document concerned or that proves it.
        data: Details by kind, JSON values only (``{"to": "2024-12-31", "from": null, "quote": "..."}``).
    """

    kind: EventKind
    occurred: date
    recorded: datetime
    cause: Cause
    author: str
    note: str = ""
    commitment: CommitmentId | None = None
    milestone: MilestoneId | None = None
    document: DocumentId | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A deliverable with its time; revisions are events, the original stays.

    Attributes:
        id: Stable id, ``<commitment id>.1`` and so on.
        deliverable: The words that name it.
        due: The time first promised.
        due_quote: That time as printed.
    """

    id: MilestoneId
    deliverable: str
    due: TimeRange
    due_quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """An entry of the register as ingest found it; everything since is in the event log.

    Attributes:
        id: Stable id, derived from the document and the quote, the same after a re-ingest from nothing.
        document: The document that states it.
        version: Version of that document in which the span counts.
        span: Where it stands.
        quote: ``text[span]``.
        item: Label of the answer item.
        kind: Milestone, promise or ongoing.
        strength: How firmly.
        actor: Who will do it, None where unclear.
        subject: What it is about where the quote itself does not say.
        condition: The words of the condition.
        office: The office that promised; the commitment stays with it.
        minister: The person then in office.
        asker: Who had asked.
        stated: The day it was stated (answer's, else question's date), None where unknown.
        vague: The vague time as printed.
        milestones: Dated deliverables; none for an undated promise.
        parent: The commitment of which this is a part.
        also: Other spans of the document that state it.
        attached: False where a later version of the document no longer states it.
        reading: Who read it.
    """

    id: CommitmentId
    document: DocumentId
    version: int
    span: Span
    quote: str
    item: str
    kind: CommitmentKind
    strength: Strength
    actor: str | None = None
    subject: str | None = None
    condition: str | None = None
    office: str | None = None
    minister: str | None = None
    asker: str | None = None
    stated: date | None = None
    vague: str | None = None
    milestones: tuple[Milestone, ...] = ()
    parent: CommitmentId | None = None
    also: tuple[Span, ...] = ()
    attached: bool = True
    reading: Reading


class Relation(StrEnum):
    """How a later passage relates to a commitment."""

    FULFILS = "fulfils"
    PARTLY = "partly"
    MOVES = "moves"
    REPEATS = "repeats"
    CONTRADICTS = "contradicts"
    WITHDRAWS = "withdraws"
    MENTIONS = "mentions"
    UNRELATED = "unrelated"


class Decision(StrEnum):
    """What a person decided about proposed evidence."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage put beside a commitment.

    Attributes:
        id: Number in the store; None before it is stored.
        commitment: The commitment.
        milestone: The milestone concerned, None for all.
        document: The document that holds the passage; None for a source outside the store.
        span: The passage; None where the whole document is meant.
        quote: Its words.
        relation: How it relates.
        score: Between 0 and 1; 1 where a person put it there.
        proposed_by: Person or part of the program.
        decision: What became of it.
        decided_by: Who decided.
        recorded: When it was written down, in UTC.
    """

    commitment: CommitmentId
    milestone: MilestoneId | None = None
    document: DocumentId | None = None
    span: Span | None = None
    quote: str = ""
    relation: Relation
    score: float
    proposed_by: str
    decision: Decision = Decision.PROPOSED
    decided_by: str | None = None
    recorded: datetime
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """How far a source was read.

    Attributes:
        source: Name, such as ``files``.
        last_checked: When it was last looked at, in UTC.
        last_item: When it last had something new.
        read_until: The last day up to which everything it published was read. None for a source of local files:
            these count as read up to any day asked about.
        failures: Consecutive failed looks.
        message: The last failure's reason; after a look that succeeded, what could not be read beside the documents,
            such as a list of members, and empty where nothing was lacking.
    """

    source: str
    last_checked: datetime
    last_item: datetime | None = None
    read_until: date | None = None
    failures: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A document kept in quarantine because it could not be read.

    Attributes:
        uri: Its identity at the source.
        name: What a person would call it.
        line: Line in the file, for a broken line of a JSONL file.
        reason: Machine-readable word (``encrypted``, ``empty``, ``not_json``).
        message: What is wrong and what can be done.
        sha256: Hash of the bytes, which are kept.
        size: Number of bytes.
        first_seen: When it was first refused, in UTC.
        last_seen: When it was last refused, in UTC.
    """

    uri: str
    name: str
    line: int | None = None
    reason: str
    message: str
    sha256: str
    size: int
    first_seen: datetime
    last_seen: datetime
