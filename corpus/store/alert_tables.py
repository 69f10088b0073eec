"""The tables of alerts and of accounts; see ``corpus.alerts`` and ``corpus.accounts`` for their meaning."""

from collections.abc import Mapping

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from corpus.store.columns import Moment, Packed
from corpus.store.tables import counted, metadata

_GONE_WITH_IT = "CASCADE"


def _owner() -> Column[int]:
    return Column("subscriber_id", ForeignKey("subscribers.id", ondelete=_GONE_WITH_IT), nullable=False, index=True)


subscribers = counted(
    "subscribers",
    Column("address", String, nullable=False),
    Column("address_folded", String, nullable=False, unique=True),
    Column("language", String, nullable=False),
    Column("status", String, nullable=False),
    Column("created", Moment, nullable=False),
    Column("confirmed", Moment),
    Column("hard_bounces", Integer, nullable=False),
    Column("reason", Text, nullable=False),
)

endpoints = counted(
    "endpoints",
    _owner(),
    Column("url", Text, nullable=False),
    Column("secret", String, nullable=False),
    Column("created", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("disabled", Moment),
    Column("message", Text, nullable=False),
)

subscriptions = counted(
    "subscriptions",
    _owner(),
    Column("kind", String, nullable=False),
    Column("target", Packed(Mapping[str, object]), nullable=False),
    Column("name", Text, nullable=False),
    Column("channel", String, nullable=False),
    Column("endpoint_id", ForeignKey("endpoints.id", ondelete=_GONE_WITH_IT)),
    Column("rhythm", String, nullable=False),
    Column("created", Moment, nullable=False),
    Column("since_event", Integer, nullable=False),
    Column("confirmed", Moment),
    Column("broken", Text, nullable=False),
    Column("last_match", Moment),
)

messages = counted(
    "messages",
    Column("key", String, nullable=False, unique=True),
    _owner(),
    Column("endpoint_id", ForeignKey("endpoints.id", ondelete=_GONE_WITH_IT)),
    Column("purpose", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created", Moment, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", Moment, nullable=False),
    Column("claimed_by", String),
    Column("claimed_until", Moment),
    Column("accepted", Moment),
    Column("error", Text, nullable=False),
)

deliveries = counted(
    "deliveries",
    Column("event_id", ForeignKey("events.id"), nullable=False),
    Column("subscription_id", ForeignKey("subscriptions.id", ondelete=_GONE_WITH_IT), nullable=False, index=True),
    Column("why", Packed(Mapping[str, object]), nullable=False),
    Column("recorded", Moment, nullable=False),
    Column("message_id", ForeignKey("messages.id", ondelete="SET NULL"), index=True),
    UniqueConstraint("event_id", "subscription_id"),
)

bounces = counted(
    "bounces",
    _owner(),
    Column("message_id", ForeignKey("messages.id", ondelete="SET NULL")),
    Column("hard", Boolean, nullable=False),
    Column("status", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("recorded", Moment, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("name", String, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("moment", Moment),
)

accounts = Table(
    "accounts",
    metadata,
    Column("name_folded", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("password", Text, nullable=False),
    Column("role", String, nullable=False),
    Column("created", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("disabled", Moment),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("account", ForeignKey("accounts.name_folded", ondelete=_GONE_WITH_IT), nullable=False, index=True),
    Column("created", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
)

Index(None, messages.c.state, messages.c.next_try)
