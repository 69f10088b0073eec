"""What the sending writes down beside the outbox: leases, resting web addresses, and mail that came back.

Each method is one transaction, so that two senders, or a sender and the owner of an address, never undo each other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from corpus.alerts import Bounce, Message, MessageState, SubscriberStatus
from corpus.errors import NotFound
from corpus.store.alert_tables import bounces, endpoints, messages, subscribers
from corpus.store.database import Database
from corpus.store.outbox import message_of, message_row
from corpus.store.retention import Cleared, clear_sent, clear_unconfirmed

_FREE: dict[str, Any] = {"claimed_by": None, "claimed_until": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """What became of a report that a mail came back.

    Attributes:
        new: Whether it was not known before.
        hard_bounces: Hard bounces in a row of that address, this one included.
        suspended: Whether this one suspended the address.
    """

    new: bool
    hard_bounces: int
    suspended: bool = False


class Sending:
    """Leases, resting web addresses and bounces.

    Args:
        database: The database.
        clock: Now, in UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def message(self, message_id: int) -> Message | None:
        """Return a message by its number, None where there is none."""
        with self._database.reading() as connection:
            row = connection.execute(select(messages).where(messages.c.id == message_id)).first()
        return None if row is None else message_of(row)

    def renew(self, message_id: int, worker: str, until: datetime) -> bool:
        """Say, just before a message is sent, that its claim still stands, and prolong it.

        Args:
            message_id: The message.
            worker: Who claimed it.
            until: New end of the claim.

        Returns:
            False where another process has taken it, it was sent, or it is gone: it must not be sent.
        """
        mine = and_(messages.c.id == message_id, messages.c.claimed_by == worker, _waiting())
        with self._database.changing() as connection:
            return bool(connection.execute(update(messages).where(mine).values(claimed_until=until)).rowcount)

    def release(self, message_ids: Iterable[int], worker: str) -> None:
        """Give claimed messages back that were not tried; they are due at once."""
        mine = and_(messages.c.id.in_(tuple(message_ids)), messages.c.claimed_by == worker)
        with self._database.changing() as connection:
            connection.execute(update(messages).where(mine).values(_FREE))

    def hold(self, message_ids: Iterable[int], next_try: datetime, why: str) -> None:
        """Put messages off without counting a try, and say why."""
        chosen = and_(messages.c.id.in_(tuple(message_ids)), _waiting())
        with self._database.changing() as connection:
            connection.execute(update(messages).where(chosen).values({"next_try": next_try, "error": why} | _FREE))

    def mend(self, last_try: datetime, last_claim: datetime) -> int:
        """Correct what a clock that was ahead has left: tries and claims further in the future than can be.

        Args:
            last_try: No try between two is later than this; one that is becomes due now.
            last_claim: No claim lasts longer than this; one that does is dropped.

        Returns:
            How many messages were corrected.
        """
        late_try = and_(_waiting(), messages.c.next_try > last_try)
        late_claim = and_(_waiting(), messages.c.claimed_until > last_claim)
        with self._database.changing() as connection:
            moved = connection.execute(update(messages).where(late_try).values(next_try=self._clock())).rowcount
            return moved + connection.execute(update(messages).where(late_claim).values(_FREE)).rowcount

    def clear(self, *, sent_before: datetime | None, unconfirmed_before: datetime) -> Cleared:
        """Delete what is not kept for ever.

        Args:
            sent_before: Records of messages that are done with go if they were made before; None keeps them all.
            unconfirmed_before: Addresses that nobody confirmed go if they were taken in before.
        """
        with self._database.changing() as connection:
            messages_gone = 0 if sent_before is None else clear_sent(connection, sent_before)
            found = Cleared(messages=messages_gone, addresses=clear_unconfirmed(connection, unconfirmed_before))
        if found != Cleared():
            self._database.leave_no_trace()
        return found

    def resting_until(self, endpoint_id: int) -> datetime | None:
        """Return when a web address that failed is tried again; None where nothing that was tried waits for it."""
        tried = and_(_waiting(), messages.c.endpoint_id == endpoint_id, messages.c.attempts > 0)
        with self._database.reading() as connection:
            found: datetime | None = connection.execute(select(func.min(messages.c.next_try)).where(tried)).scalar()
        return found

    def endpoint_worked(self, endpoint_id: int) -> None:
        """Write down that a web address has taken a message: its failures are forgotten."""
        with self._database.changing() as connection:
            chosen = endpoints.c.id == endpoint_id
            connection.execute(update(endpoints).where(chosen).values(failures=0, message=""))

    def endpoint_failed(self, endpoint_id: int, reason: str) -> int:
        """Count a failed try of a web address.

        Returns:
            Failures in a row, this one included; 0 where the address is gone.
        """
        more = {"failures": endpoints.c.failures + 1, "message": reason}
        statement = update(endpoints).where(endpoints.c.id == endpoint_id).values(more).returning(endpoints.c.failures)
        with self._database.changing() as connection:
            return int(connection.execute(statement).scalar() or 0)

    def disable(self, endpoint_id: int, reason: str, notice: Message | None = None) -> bool:
        """Send nothing more to a web address, and put the mail that tells its owner on its way, both or neither.

        Returns:
            False where it is disabled already; nothing is written then.
        """
        working = and_(endpoints.c.id == endpoint_id, endpoints.c.disabled.is_(None))
        with self._database.changing() as connection:
            ended = {"disabled": self._clock(), "message": reason}
            if not connection.execute(update(endpoints).where(working).values(ended)).rowcount:
                return False
            if notice is not None:
                connection.execute(insert(messages), [message_row(notice)])
        return True

    def enable(self, endpoint_id: int) -> None:
        """Send to a web address again; what waits for it is due at once.

        Raises:
            NotFound: If there is none of that number.
        """
        with self._database.changing() as connection:
            again = {"disabled": None, "failures": 0, "message": ""}
            if not connection.execute(update(endpoints).where(endpoints.c.id == endpoint_id).values(again)).rowcount:
                raise NotFound(f"there is no webhook {endpoint_id}")
            due = and_(_waiting(), messages.c.endpoint_id == endpoint_id)
            connection.execute(update(messages).where(due).values(next_try=self._clock()))

    def set_secret(self, endpoint_id: int, secret: str) -> None:
        """Give a web address another secret, and nothing else.

        Raises:
            NotFound: If there is none of that number.
        """
        with self._database.changing() as connection:
            chosen = endpoints.c.id == endpoint_id
            if not connection.execute(update(endpoints).where(chosen).values(secret=secret)).rowcount:
                raise NotFound(f"there is no webhook {endpoint_id}")

    def came_back(self, bounce: Bounce, *, suspend_after: int, settled: datetime) -> CameBack:
        """Keep a report that a mail came back, count it, and suspend the address after too many hard ones in a row.

        A message counts once, however often its report arrives. A row of hard bounces ends with a message that was
        taken before ``settled`` and has not come back.

        Args:
            bounce: The report.
            suspend_after: Hard bounces in a row after which the address is suspended.
            settled: A message taken before this moment that has not come back has arrived.
        """
        with self._database.changing() as connection:
            _lock(connection, bounce.subscriber)
            if _known(connection, bounce):
                return CameBack(new=False, hard_bounces=_in_a_row(connection, bounce.subscriber, settled))
            connection.execute(insert(bounces), [_bounce_row(bounce)])
            row = _in_a_row(connection, bounce.subscriber, settled)
            ended = bounce.hard and row >= suspend_after and _suspend(connection, bounce)
            connection.execute(
                update(subscribers).where(subscribers.c.id == bounce.subscriber).values(hard_bounces=row)
            )
            return CameBack(new=True, hard_bounces=row, suspended=ended)

    def reinstate(self, subscriber_id: int) -> None:
        """Send to a suspended address again, after its owner has confirmed it anew; what waits is due at once.

        Raises:
            NotFound: If there is none of that number.
        """
        now = self._clock()
        values = {"status": SubscriberStatus.ACTIVE.value, "hard_bounces": 0, "reason": "", "confirmed": now}
        with self._database.changing() as connection:
            chosen = subscribers.c.id == subscriber_id
            if not connection.execute(update(subscribers).where(chosen).values(values)).rowcount:
                raise NotFound(f"there is no subscriber {subscriber_id}")
            due = and_(_waiting(), messages.c.subscriber_id == subscriber_id, messages.c.endpoint_id.is_(None))
            connection.execute(update(messages).where(due).values(next_try=now))


def _waiting() -> Any:  # noqa: ANN401 - a condition of SQL
    return messages.c.state == MessageState.WAITING.value


def _lock(connection: Connection, subscriber_id: int) -> None:
    held = select(subscribers.c.id).where(subscribers.c.id == subscriber_id).with_for_update()
    if connection.execute(held).first() is None:
        raise NotFound(f"there is no subscriber {subscriber_id}")


def _known(connection: Connection, bounce: Bounce) -> bool:
    same = and_(bounces.c.message_id == bounce.message, or_(bounces.c.hard.is_(True), bounces.c.hard == bounce.hard))
    return bounce.message is not None and connection.execute(select(bounces.c.id).where(same)).first() is not None


def _in_a_row(connection: Connection, subscriber_id: int, settled: datetime) -> int:
    """Count the hard bounces since the last message that has arrived, and since the address was confirmed."""
    back = select(bounces.c.message_id).where(bounces.c.message_id == messages.c.id, bounces.c.hard.is_(True))
    arrived = select(func.max(messages.c.accepted)).where(
        messages.c.subscriber_id == subscriber_id,
        messages.c.endpoint_id.is_(None),
        messages.c.accepted < settled,
        ~back.exists(),
    )
    confirmed = select(subscribers.c.confirmed).where(subscribers.c.id == subscriber_id)
    ends = [connection.execute(query).scalar() for query in (arrived, confirmed)]
    query = select(func.count()).where(bounces.c.subscriber_id == subscriber_id, bounces.c.hard.is_(True))
    since = [moment for moment in ends if moment is not None]
    if since:
        query = query.where(bounces.c.recorded > max(since))
    return int(connection.execute(query).scalar_one())


def _suspend(connection: Connection, bounce: Bounce) -> bool:
    mine = and_(subscribers.c.id == bounce.subscriber, subscribers.c.status == SubscriberStatus.ACTIVE.value)
    values = {"status": SubscriberStatus.SUSPENDED.value, "reason": f"{bounce.status} {bounce.reason}".strip()}
    return bool(connection.execute(update(subscribers).where(mine).values(values)).rowcount)


def _bounce_row(bounce: Bounce) -> dict[str, Any]:
    return {
        "subscriber_id": bounce.subscriber,
        "message_id": bounce.message,
        "hard": bounce.hard,
        "status": bounce.status,
        "reason": bounce.reason,
        "recorded": bounce.recorded,
    }
