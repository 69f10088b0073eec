"""The tables. Each fact row keeps the whole fact as JSON (``fact``), its words, and columns to look it up by."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Row,
    String,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem

from corpus.facts import CommitmentFact, EarlierClaim, Figure, Reading, Reference, TimeExpression, TimeRange
from corpus.model import DocumentText, QuestionRecord, Span
from corpus.store.columns import ExactDecimal, Moment, Packed

AnyRow = Row[*tuple[Any, ...]]
"""A row of any columns."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# BIGINT PRIMARY KEY does not count up by itself on SQLite; INTEGER does.
Counter = BigInteger().with_variant(Integer(), "sqlite")


def counted(name: str, *columns: SchemaItem) -> Table:
    """Return a table whose rows are numbered for ever upwards: a number is never used again."""
    return Table(name, metadata, Column("id", Counter, primary_key=True), *columns, sqlite_autoincrement=True)


blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("first_seen", Moment, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("sha256", ForeignKey("blobs.sha256"), nullable=False, index=True),
    Column("source", String, nullable=False),
    Column("uri", String, nullable=False),
    Column("name", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("fetched", Moment, nullable=False),
    Column("recorded", Moment, nullable=False),
    Column("text", Text, nullable=False),
    Column("reading", Packed(DocumentText), nullable=False),
)

sightings = Table(
    "sightings",
    metadata,
    Column("uri", String, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("document_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("seen", Moment, nullable=False),
    ForeignKeyConstraint(["document_id", "version"], ["versions.document_id", "versions.version"]),
)


def _of_version(name: str, *columns: Column[object]) -> Table:
    """Return a table with one row for each version of a document."""
    return Table(
        name,
        metadata,
        Column("document_id", String, nullable=False),
        Column("version", Integer, nullable=False),
        *columns,
        PrimaryKeyConstraint("document_id", "version"),
        ForeignKeyConstraint(["document_id", "version"], ["versions.document_id", "versions.version"]),
    )


records = _of_version(
    "records",
    Column("parliament", String),
    Column("session", String),
    Column("number", Integer, index=True),
    Column("office", String),
    Column("office_slug", String, index=True),
    Column("minister", String),
    Column("minister_slug", String, index=True),
    Column("asker", String),
    Column("asker_slug", String, index=True),
    Column("party", String),
    Column("title", String),
    Column("title_folded", String),
    Column("asked", Date),
    Column("answered", Date),
    Column("published", Date),
    Column("not_before", Date),
    Column("day", Date, index=True),
    Column("answer_kind", String, nullable=False),
    Column("language", String),
    Column("commitments", Integer, nullable=False),
    Column("figures", Integer, nullable=False),
    Column("record", Packed(QuestionRecord), nullable=False),
)


def _facts(name: str, kind: type, *columns: Column[object]) -> Table:
    """Return a table of facts: whose, where, in which words, the fact itself, and columns to look it up by."""
    return Table(
        name,
        metadata,
        Column("document_id", String, nullable=False),
        Column("version", Integer, nullable=False),
        Column("position", Integer, nullable=False),
        Column("start", Integer, nullable=False),
        Column("stop", Integer, nullable=False),
        Column("page", Integer),
        Column("item", String, nullable=False),
        Column("quote", Text, nullable=False),
        *columns,
        Column("fact", Packed(kind), nullable=False),
        PrimaryKeyConstraint("document_id", "version", "position"),
        ForeignKeyConstraint(["document_id", "version"], ["versions.document_id", "versions.version"]),
    )


fact_times = _facts(
    "fact_times",
    TimeExpression,
    Column("role", String, nullable=False),
    Column("earliest", Date),
    Column("expected", Date),
    Column("latest", Date),
)

fact_figures = _facts(
    "fact_figures",
    Figure,
    Column("value", ExactDecimal, nullable=False),
    Column("value_order", Float(53), nullable=False),
    Column("unit", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String),
    Column("subject_folded", String),
    Column("period_from", Date),
    Column("period_to", Date),
)

fact_references = _facts(
    "fact_references",
    Reference,
    Column("kind", String, nullable=False),
    Column("target", String),
)

fact_reference_numbers = Table(
    "fact_reference_numbers",
    metadata,
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("document_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    PrimaryKeyConstraint("number", "document_id", "version", "position"),
    ForeignKeyConstraint(
        ["document_id", "version", "position"],
        ["fact_references.document_id", "fact_references.version", "fact_references.position"],
    ),
)

fact_commitments = _facts(
    "fact_commitments",
    CommitmentFact,
    Column("commitment_id", ForeignKey("commitments.id"), nullable=False, index=True),
)

fact_claims = _facts(
    "fact_claims",
    EarlierClaim,
    Column("expected", Date),
    Column("moved_days", Integer),
    Column("compared", ForeignKey("commitments.id")),
)

commitments = Table(
    "commitments",
    metadata,
    Column("id", String, primary_key=True),
    Column("document_id", String, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("page", Integer),
    Column("quote", Text, nullable=False),
    Column("item", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("strength", String, nullable=False),
    Column("actor", String),
    Column("subject", String),
    Column("condition", String),
    Column("office", String),
    Column("office_slug", String, index=True),
    Column("minister", String),
    Column("minister_slug", String),
    Column("asker", String),
    Column("stated", Date),
    Column("vague", String),
    # A part can be written before the whole that it is part of.
    Column("parent", ForeignKey("commitments.id", deferrable=True, initially="DEFERRED")),
    Column("also", Packed(tuple[Span, ...]), nullable=False),
    Column("attached", Boolean, nullable=False),
    Column("reading", Packed(Reading), nullable=False),
    ForeignKeyConstraint(["document_id", "version"], ["versions.document_id", "versions.version"]),
)

milestones = Table(
    "milestones",
    metadata,
    Column("id", String, primary_key=True),
    Column("commitment_id", ForeignKey("commitments.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("deliverable", Text, nullable=False),
    Column("due_quote", String, nullable=False),
    Column("earliest", Date),
    Column("expected", Date),
    Column("latest", Date),
    Column("due", Packed(TimeRange), nullable=False),
)

evidence = counted(
    "evidence",
    Column("commitment_id", ForeignKey("commitments.id"), nullable=False, index=True),
    Column("milestone_id", String),
    Column("document_id", ForeignKey("documents.id")),
    Column("span", Packed(Span)),
    Column("quote", Text, nullable=False),
    Column("relation", String, nullable=False),
    Column("score", Float(53), nullable=False),
    Column("proposed_by", String, nullable=False),
    Column("decision", String, nullable=False),
    Column("decided_by", String),
    Column("recorded", Moment, nullable=False),
)

events = counted(
    "events",
    Column("kind", String, nullable=False, index=True),
    Column("occurred", Date, nullable=False),
    Column("recorded", Moment, nullable=False),
    Column("cause", String, nullable=False),
    Column("author", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("commitment_id", ForeignKey("commitments.id"), index=True),
    Column("milestone_id", String),
    Column("document_id", ForeignKey("documents.id"), index=True),
    Column("data", Packed(Mapping[str, object]), nullable=False),
)

source_health = Table(
    "source_health",
    metadata,
    Column("source", String, primary_key=True),
    Column("last_checked", Moment, nullable=False),
    Column("last_item", Moment),
    Column("read_until", Date),
    Column("failures", Integer, nullable=False),
    Column("message", Text, nullable=False),
)

source_items = Table(
    "source_items",
    metadata,
    Column("source", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("stamp", String, nullable=False),
    Column("day", Date, index=True),
    Column("open", Boolean, nullable=False),
    Column("fetched", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("marks", JSON, nullable=False),
    Column("found", JSON, nullable=False),
)

source_lists = Table(
    "source_lists",
    metadata,
    Column("source", String, primary_key=True),
    Column("kind", String, primary_key=True),
    # Empty for the list that holds now: a key may not be null.
    Column("day", String, primary_key=True),
    Column("parliament", String, nullable=False),
    Column("fetched", Moment, nullable=False),
    Column("entries", JSON, nullable=False),
    Column("etag", String, nullable=False),
    Column("modified", String, nullable=False),
)

source_looks = counted(
    "source_looks",
    Column("source", String, nullable=False, index=True),
    Column("began", Moment, nullable=False),
    Column("ended", Moment, nullable=False),
    Column("ok", Boolean, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("message", Text, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String),
    Column("until", Moment),
    Column("last_try", Moment),
    Column("last_success", Moment),
    Column("failures", Integer, nullable=False),
    Column("message", Text, nullable=False),
)

outside_promises = Table(
    "outside_promises",
    metadata,
    Column("source", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("parliament", String, nullable=False, index=True),
    Column("number", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("said", Date),
    Column("settled", Date),
    Column("status", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("person", String, nullable=False),
    Column("office", String, nullable=False),
    Column("ministry", String, nullable=False),
    Column("letter", String, nullable=False),
    Column("activity", String, nullable=False),
    Column("changed", Moment),
)

problems = Table(
    "problems",
    metadata,
    Column("uri", String, nullable=False),
    Column("line", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("message", Text, nullable=False),
    Column("sha256", ForeignKey("blobs.sha256"), nullable=False),
    Column("size", Integer, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    PrimaryKeyConstraint("uri", "line"),
)

changes = counted(
    "changes",
    Column("document_id", ForeignKey("documents.id"), nullable=False, unique=True),
    Column("deleted", Boolean, nullable=False),
)

Index(None, records.c.parliament, records.c.session, records.c.number)
Index(None, fact_figures.c.kind, fact_figures.c.unit, fact_figures.c.value_order)
