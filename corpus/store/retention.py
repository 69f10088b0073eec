"""What is not kept for ever: records of messages that are done with, and addresses that nobody confirmed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, or_, select

from corpus.alerts import MessageState, SubscriberStatus
from corpus.store.alert_tables import bounces, deliveries, messages, subscribers


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """What was deleted.

    Attributes:
        messages: Records of messages that were accepted or given up, with the deliveries that travelled in them.
        addresses: Addresses that nobody confirmed.
    """

    messages: int = 0
    addresses: int = 0


def clear_sent(connection: Connection, before: datetime) -> int:
    """Delete the records of messages that were accepted or given up, and reports of mail that came back.

    The deliveries go with their message: one that lost it would wait to be sent again. Nothing is matched twice, for
    the matching goes on from its place in the log.

    Args:
        connection: A connection in a transaction.
        before: What was made before this moment goes, in UTC.

    Returns:
        How many messages.
    """
    connection.execute(delete(bounces).where(bounces.c.recorded < before))
    waits = MessageState.WAITING.value
    gone = and_(messages.c.state != waits, messages.c.created < before)
    travelled = select(messages.c.id).where(gone)
    connection.execute(delete(deliveries).where(deliveries.c.message_id.in_(travelled)))
    return connection.execute(delete(messages).where(gone)).rowcount


def clear_unconfirmed(connection: Connection, before: datetime) -> int:
    """Delete addresses that nobody confirmed, with everything kept of them.

    Args:
        connection: A connection in a transaction.
        before: Those taken in before this moment, and not asked to confirm since, go.

    Returns:
        How many addresses.
    """
    asked_since = select(messages.c.id).where(
        messages.c.subscriber_id == subscribers.c.id,
        or_(messages.c.created >= before, messages.c.state == MessageState.WAITING.value),
    )
    pending = subscribers.c.status == SubscriberStatus.PENDING.value
    gone = and_(pending, subscribers.c.created < before, ~asked_since.exists())
    return connection.execute(delete(subscribers).where(gone)).rowcount
