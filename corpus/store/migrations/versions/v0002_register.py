"""Facts, the register, its log, alerts and source health.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_REFUSE_ON_SQLITE = """
CREATE TRIGGER events_no_{verb} BEFORE {verb} ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
"""
_FUNCTION_ON_POSTGRESQL = """
CREATE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$
"""
_REFUSE_ON_POSTGRESQL = """
CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION events_refuse()
"""


def upgrade() -> None:
    """Make the tables."""
    _commitments()
    _milestones()
    _times()
    _figures()
    _references()
    _commitment_facts()
    _claims()
    _log()
    _alerts()
    _make_events_append_only()


def _commitments() -> None:
    op.create_table(
        "commitments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("strength", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("condition", sa.String(), nullable=True),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("office_slug", sa.String(), nullable=True),
        sa.Column("minister", sa.String(), nullable=True),
        sa.Column("minister_slug", sa.String(), nullable=True),
        sa.Column("asker", sa.String(), nullable=True),
        sa.Column("stated", sa.Date(), nullable=True),
        sa.Column("vague", sa.String(), nullable=True),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("also", sa.Text(), nullable=False),
        sa.Column("attached", sa.Boolean(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id", "version"],
            ["versions.document_id", "versions.version"],
            name="fk_commitments_document_id_version",
        ),
        sa.ForeignKeyConstraint(
            ["parent"], ["commitments.id"], name="fk_commitments_parent", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_commitments"),
    )
    op.create_index("ix_commitments_document_id", "commitments", ["document_id"], unique=False)
    op.create_index("ix_commitments_office_slug", "commitments", ["office_slug"], unique=False)


def _milestones() -> None:
    op.create_table(
        "milestones",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("commitment_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("deliverable", sa.Text(), nullable=False),
        sa.Column("due_quote", sa.String(), nullable=False),
        sa.Column("earliest", sa.Date(), nullable=True),
        sa.Column("expected", sa.Date(), nullable=True),
        sa.Column("latest", sa.Date(), nullable=True),
        sa.Column("due", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_milestones_commitment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_milestones"),
    )
    op.create_index("ix_milestones_commitment_id", "milestones", ["commitment_id"], unique=False)


def _times() -> None:
    op.create_table(
        "fact_times",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("earliest", sa.Date(), nullable=True),
        sa.Column("expected", sa.Date(), nullable=True),
        sa.Column("latest", sa.Date(), nullable=True),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id", "version"],
            ["versions.document_id", "versions.version"],
            name="fk_fact_times_document_id_version",
        ),
        sa.PrimaryKeyConstraint("document_id", "version", "position", name="pk_fact_times"),
    )


def _figures() -> None:
    op.create_table(
        "fact_figures",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("value_order", sa.Float(precision=53), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("subject_folded", sa.String(), nullable=True),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id", "version"],
            ["versions.document_id", "versions.version"],
            name="fk_fact_figures_document_id_version",
        ),
        sa.PrimaryKeyConstraint("document_id", "version", "position", name="pk_fact_figures"),
    )
    op.create_index(
        "ix_fact_figures_kind_unit_value_order", "fact_figures", ["kind", "unit", "value_order"], unique=False
    )


def _references() -> None:
    op.create_table(
        "fact_references",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id", "version"],
            ["versions.document_id", "versions.version"],
            name="fk_fact_references_document_id_version",
        ),
        sa.PrimaryKeyConstraint("document_id", "version", "position", name="pk_fact_references"),
    )


def _commitment_facts() -> None:
    op.create_table(
        "fact_commitments",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("commitment_id", sa.String(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_fact_commitments_commitment_id"),
        sa.ForeignKeyConstraint(
            ["document_id", "version"],
            ["versions.document_id", "versions.version"],
            name="fk_fact_commitments_document_id_version",
        ),
        sa.PrimaryKeyConstraint("document_id", "version", "position", name="pk_fact_commitments"),
    )
    op.create_index("ix_fact_commitments_commitment_id", "fact_commitments", ["commitment_id"], unique=False)


def _claims() -> None:
    op.create_table(
        "fact_claims",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("expected", sa.Date(), nullable=True),
        sa.Column("moved_days", sa.Integer(), nullable=True),
        sa.Column("compared", sa.String(), nullable=True),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["compared"], ["commitments.id"], name="fk_fact_claims_compared"),
        sa.ForeignKeyConstraint(
            ["document_id", "version"],
            ["versions.document_id", "versions.version"],
            name="fk_fact_claims_document_id_version",
        ),
        sa.PrimaryKeyConstraint("document_id", "version", "position", name="pk_fact_claims"),
    )


def _log() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", _COUNTER, nullable=False),
        sa.Column("commitment_id", sa.String(), nullable=False),
        sa.Column("milestone_id", sa.String(), nullable=True),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.Column("span", sa.Text(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("score", sa.Float(precision=53), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("recorded", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_evidence_commitment_id"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_evidence_document_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_evidence_commitment_id", "evidence", ["commitment_id"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", _COUNTER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("occurred", sa.Date(), nullable=False),
        sa.Column("recorded", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("commitment_id", sa.String(), nullable=True),
        sa.Column("milestone_id", sa.String(), nullable=True),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_events_commitment_id"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_events_document_id"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_commitment_id", "events", ["commitment_id"], unique=False)
    op.create_index("ix_events_document_id", "events", ["document_id"], unique=False)
    op.create_index("ix_events_kind", "events", ["kind"], unique=False)


def _alerts() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", _COUNTER, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscriptions_owner", "subscriptions", ["owner"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", _COUNTER, nullable=False),
        sa.Column("event_id", _COUNTER, nullable=False),
        sa.Column("subscription_id", _COUNTER, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("recorded", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_deliveries_event_id"),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscriptions.id"], name="fk_deliveries_subscription_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "event_id", "subscription_id", "channel", name="uq_deliveries_event_id_subscription_id_channel"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_subscription_id", "deliveries", ["subscription_id"], unique=False)
    op.create_table(
        "source_health",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("last_checked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_item", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_until", sa.Date(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_source_health"),
    )


def _make_events_append_only() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(_REFUSE_ON_SQLITE.format(verb=verb))
    if dialect == "postgresql":
        op.execute(_FUNCTION_ON_POSTGRESQL)
        op.execute(_REFUSE_ON_POSTGRESQL)
