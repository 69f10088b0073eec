"""Alerts as they are sent, and accounts of editors.

The tables of subscriptions and deliveries that 0002 made were never written by a released program; they are replaced.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.drop_table("deliveries")
    op.drop_table("subscriptions")
    _who()
    _what()
    _sent()
    _accounts()


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _to(table: str, column: str, other: str, ondelete: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete=ondelete)


def _counted(name: str, *parts: sa.schema.SchemaItem) -> None:
    key = sa.PrimaryKeyConstraint("id", name=f"pk_{name}")
    op.create_table(name, sa.Column("id", _COUNTER, nullable=False), *parts, key, sqlite_autoincrement=True)


def _who() -> None:
    _counted(
        "subscribers",
        *_words("address", "address_folded", "language", "status"),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("confirmed", _MOMENT, nullable=True),
        sa.Column("hard_bounces", sa.Integer(), nullable=False),
        *_text("reason"),
        sa.UniqueConstraint("address_folded", name="uq_subscribers_address_folded"),
    )
    _counted(
        "endpoints",
        sa.Column("subscriber_id", _COUNTER, nullable=False),
        *_text("url"),
        *_words("secret"),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("disabled", _MOMENT, nullable=True),
        *_text("message"),
        _to("endpoints", "subscriber_id", "subscribers"),
    )
    op.create_index("ix_endpoints_subscriber_id", "endpoints", ["subscriber_id"], unique=False)


def _what() -> None:
    _counted(
        "subscriptions",
        sa.Column("subscriber_id", _COUNTER, nullable=False),
        *_words("kind"),
        *_text("target", "name"),
        *_words("channel"),
        sa.Column("endpoint_id", _COUNTER, nullable=True),
        *_words("rhythm"),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("since_event", sa.Integer(), nullable=False),
        sa.Column("confirmed", _MOMENT, nullable=True),
        *_text("broken"),
        sa.Column("last_match", _MOMENT, nullable=True),
        _to("subscriptions", "subscriber_id", "subscribers"),
        _to("subscriptions", "endpoint_id", "endpoints"),
    )
    op.create_index("ix_subscriptions_subscriber_id", "subscriptions", ["subscriber_id"], unique=False)


def _sent() -> None:
    _counted(
        "messages",
        *_words("key"),
        sa.Column("subscriber_id", _COUNTER, nullable=False),
        sa.Column("endpoint_id", _COUNTER, nullable=True),
        *_words("purpose"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        *_words("state"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", _MOMENT, nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_until", _MOMENT, nullable=True),
        sa.Column("accepted", _MOMENT, nullable=True),
        *_text("error"),
        _to("messages", "subscriber_id", "subscribers"),
        _to("messages", "endpoint_id", "endpoints"),
        sa.UniqueConstraint("key", name="uq_messages_key"),
    )
    op.create_index("ix_messages_subscriber_id", "messages", ["subscriber_id"], unique=False)
    op.create_index("ix_messages_state_next_try", "messages", ["state", "next_try"], unique=False)
    _counted(
        "deliveries",
        sa.Column("event_id", _COUNTER, nullable=False),
        sa.Column("subscription_id", _COUNTER, nullable=False),
        *_text("why"),
        sa.Column("recorded", _MOMENT, nullable=False),
        sa.Column("message_id", _COUNTER, nullable=True),
        _to("deliveries", "event_id", "events", None),
        _to("deliveries", "subscription_id", "subscriptions"),
        _to("deliveries", "message_id", "messages", "SET NULL"),
        sa.UniqueConstraint("event_id", "subscription_id", name="uq_deliveries_event_id_subscription_id"),
    )
    for column in ("subscription_id", "message_id"):
        op.create_index(f"ix_deliveries_{column}", "deliveries", [column], unique=False)
    _counted(
        "bounces",
        sa.Column("subscriber_id", _COUNTER, nullable=False),
        sa.Column("message_id", _COUNTER, nullable=True),
        sa.Column("hard", sa.Boolean(), nullable=False),
        *_words("status"),
        *_text("reason"),
        sa.Column("recorded", _MOMENT, nullable=False),
        _to("bounces", "subscriber_id", "subscribers"),
        _to("bounces", "message_id", "messages", "SET NULL"),
    )
    op.create_index("ix_bounces_subscriber_id", "bounces", ["subscriber_id"], unique=False)
    op.create_table(
        "marks",
        *_words("name"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("moment", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_marks"),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        *_words("name_folded", "name"),
        *_text("password"),
        *_words("role"),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", _MOMENT, nullable=True),
        sa.Column("disabled", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name_folded", name="pk_accounts"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("token", sa.String(64), nullable=False),
        *_words("account"),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("expires", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.name_folded"], name="fk_sign_ins_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token", name="pk_sign_ins"),
    )
    op.create_index("ix_sign_ins_account", "sign_ins", ["account"], unique=False)
