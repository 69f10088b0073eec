"""What is on its way: matched events, composed messages, and how far the sending is.

Three steps, each one transaction, so that a kill anywhere loses nothing:

1. ``record``: the deliveries of a page of the log and the new cursor are written together.
2. ``compose``: a message and the deliveries that travel in it are written together.
3. ``claim``, send, then ``accepted``, ``retry`` or ``failed``. A kill between the other side's yes and ``accepted``
   sends the message once more, under the same key: the one window that mail cannot close.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from corpus.alerts import Channel, Delivery, Message, MessageState, OutboxStatus, Purpose, SubscriberStatus
from corpus.errors import EditConflict, NotFound, WrongUse
from corpus.store.alert_tables import deliveries, marks, messages, subscribers, subscriptions
from corpus.store.database import Database
from corpus.store.tables import AnyRow, events

_CURSOR = "alerts_cursor"
_CHECKED = "alerts_checked"
_MATCHED = "alerts_matched"
_AT_ONCE = 400  # ids in one statement, well under SQLite's limit of variables


class Outbox:
    """Deliveries and messages.

    Args:
        database: The database.
        clock: Now, in UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def cursor(self) -> int:
        """Return the last event that was matched with the subscriptions, 0 for none."""
        with self._database.reading() as connection:
            return _number(connection, _CURSOR)

    def head(self) -> int:
        """Return the number of the last event of the log, 0 where it is empty."""
        with self._database.reading() as connection:
            return _head(connection)

    def record(self, found: Sequence[Delivery], *, since: int, upto: int) -> int:
        """Write the deliveries of a page of the log and move the cursor, both or neither.

        Args:
            found: The deliveries; those held already are left as they are.
            since: The cursor from which the page was read.
            upto: The last event of the page: the new cursor.

        Returns:
            How many deliveries are new.

        Raises:
            EditConflict: If another run has moved the cursor meanwhile; nothing is written.
        """
        now = self._clock()
        with self._database.changing() as connection:
            if _number(connection, _CURSOR, lock=True) != since:
                raise EditConflict("another run of the alerts was faster; nothing was written twice")
            fresh = _without_held(connection, found)
            rows = [_delivery_row(one) for one in fresh]
            if rows:
                connection.execute(insert(deliveries), rows)
                touched = sorted({one.subscription for one in fresh})
                for part in _parts(touched):
                    statement = update(subscriptions).where(subscriptions.c.id.in_(part))
                    connection.execute(statement.values(last_match=now))
                _set(connection, _MATCHED, 0, now)
            _set(connection, _CURSOR, upto, now)
            _set(connection, _CHECKED, 0, now)
        return len(rows)

    def unbundled(self, limit: int | None = None, *, subscriber_id: int | None = None) -> tuple[Delivery, ...]:
        """Return the deliveries that travel in no message yet, all or one subscriber's, by subscription, then event."""
        columns = deliveries.c
        query = select(deliveries).where(columns.message_id.is_(None))
        if subscriber_id is not None:
            owned = select(subscriptions.c.id).where(subscriptions.c.subscriber_id == subscriber_id)
            query = query.where(columns.subscription_id.in_(owned))
        query = query.order_by(columns.subscription_id, columns.event_id).limit(limit)
        with self._database.reading() as connection:
            return tuple(_delivery(row) for row in connection.execute(query))

    def awaited_by(self) -> tuple[int, ...]:
        """Return the numbers of the active subscribers for whom deliveries travel in no message yet, in order."""
        query = select(subscriptions.c.subscriber_id).distinct()
        query = query.join(deliveries, deliveries.c.subscription_id == subscriptions.c.id)
        query = query.join(subscribers, subscribers.c.id == subscriptions.c.subscriber_id)
        active = subscribers.c.status == SubscriberStatus.ACTIVE.value
        query = query.where(deliveries.c.message_id.is_(None), active).order_by(subscriptions.c.subscriber_id)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def deliveries(self, *, subscription_id: int | None = None, message_id: int | None = None) -> tuple[Delivery, ...]:
        """Return deliveries, all, of one subscription or of one message, the oldest first."""
        query = select(deliveries).order_by(deliveries.c.id)
        if subscription_id is not None:
            query = query.where(deliveries.c.subscription_id == subscription_id)
        if message_id is not None:
            query = query.where(deliveries.c.message_id == message_id)
        with self._database.reading() as connection:
            return tuple(_delivery(row) for row in connection.execute(query))

    def compose(self, new: Message, carried: Iterable[int] = ()) -> Message:
        """Write a message and that these deliveries travel in it, both or neither.

        Args:
            new: The message; its key must be new.
            carried: Numbers of the deliveries.

        Returns:
            The message with its number.

        Raises:
            EditConflict: If one of the deliveries travels already, or is gone; nothing is written.
            WrongUse: If a message of that key is held; nothing is written.
        """
        numbers = sorted(set(carried))
        with self._database.changing() as connection:
            if connection.execute(select(messages.c.id).where(messages.c.key == new.key)).first() is not None:
                raise WrongUse(f"there is a message {new.key!r} already")
            row = message_row(new)
            number = int(connection.execute(insert(messages).returning(messages.c.id), row).scalar_one())
            taken = 0
            for part in _parts(numbers):
                free = and_(deliveries.c.id.in_(part), deliveries.c.message_id.is_(None))
                taken += connection.execute(update(deliveries).where(free).values(message_id=number)).rowcount
            if taken != len(numbers):
                raise EditConflict("another run of the alerts has composed one of these already; nothing was written")
        return replace(new, id=number)

    def claim(self, worker: str, until: datetime, limit: int, channel: Channel | None = None) -> tuple[Message, ...]:
        """Take messages whose time has come, so that nobody else sends them until ``until``.

        Args:
            worker: Name of the process that sends.
            until: After this moment another process may take them: this one must be dead.
            limit: At most so many.
            channel: Only mail, or only webhooks.

        Returns:
            The messages, the longest waiting first.
        """
        now, columns = self._clock(), messages.c
        ready = and_(
            columns.state == MessageState.WAITING.value,
            columns.next_try <= now,
            or_(columns.claimed_until.is_(None), columns.claimed_until < now),
        )
        if channel is not None:
            mail = columns.endpoint_id.is_(None)
            ready = and_(ready, mail if channel is Channel.MAIL else ~mail)
        chosen = select(columns.id).where(ready).order_by(columns.next_try, columns.id).limit(limit)
        claimed = {"claimed_by": worker, "claimed_until": until}
        with self._database.changing() as connection:
            if not self._database.is_sqlite:
                chosen = chosen.with_for_update(skip_locked=True)
            numbers = list(connection.execute(chosen).scalars())
            statement = update(messages).where(columns.id.in_(numbers), ready).values(claimed).returning(messages)
            rows = connection.execute(statement).all() if numbers else []
            return tuple(sorted((message_of(row) for row in rows), key=lambda one: (one.next_try, one.id)))

    def accepted(self, message_id: int) -> None:
        """Write down that the other side has taken a message; its content is emptied.

        Raises:
            NotFound: If there is none of that number.
        """
        values = {"state": MessageState.ACCEPTED.value, "accepted": self._clock(), "content": b"", "error": ""}
        self._tried(message_id, values)

    def retry(self, message_id: int, next_try: datetime, error: str) -> None:
        """Write down that a try failed, and when the next one is.

        Raises:
            NotFound: If there is none of that number, or it was taken or given up meanwhile.
        """
        self._tried(message_id, {"next_try": next_try, "error": error}, messages.c.state == MessageState.WAITING.value)

    def failed(self, message_id: int, error: str) -> None:
        """Write down that a message is given up, and why; its content is emptied.

        Raises:
            NotFound: If there is none of that number, or it was taken or given up meanwhile.
        """
        values = {"state": MessageState.FAILED.value, "content": b"", "error": error}
        self._tried(message_id, values, messages.c.state == MessageState.WAITING.value)

    def messages(
        self, *, state: MessageState | None = None, subscriber_id: int | None = None, limit: int | None = None
    ) -> tuple[Message, ...]:
        """Return messages, all, of a state or of a subscriber, the newest first."""
        query = select(messages).order_by(messages.c.id.desc()).limit(limit)
        if state is not None:
            query = query.where(messages.c.state == state.value)
        if subscriber_id is not None:
            query = query.where(messages.c.subscriber_id == subscriber_id)
        with self._database.reading() as connection:
            return tuple(message_of(row) for row in connection.execute(query))

    def by_key(self, key: str) -> Message | None:
        """Return the message of a key, None where there is none."""
        with self._database.reading() as connection:
            row = connection.execute(select(messages).where(messages.c.key == key)).first()
        return None if row is None else message_of(row)

    def status(self) -> OutboxStatus:
        """Return how the sending stands."""
        with self._database.reading() as connection:
            return OutboxStatus(
                cursor=_number(connection, _CURSOR),
                head=_head(connection),
                unbundled=_count(connection, deliveries.c.message_id.is_(None)),
                waiting=_count(connection, messages.c.state == MessageState.WAITING.value),
                failed=_count(connection, messages.c.state == MessageState.FAILED.value),
                last_check=_moment(connection, _CHECKED),
                last_match=_moment(connection, _MATCHED),
                last_sent=connection.execute(select(func.max(messages.c.accepted))).scalar(),
                subscriptions=_count(connection, subscriptions.c.confirmed.is_not(None)),
                broken=_count(connection, subscriptions.c.broken != ""),
                suspended=_count(connection, subscribers.c.status == SubscriberStatus.SUSPENDED.value),
            )

    def _tried(self, message_id: int, values: dict[str, Any], *conditions: Any) -> None:  # noqa: ANN401 - of SQL
        done = values | {"attempts": messages.c.attempts + 1, "claimed_by": None, "claimed_until": None}
        chosen = and_(messages.c.id == message_id, *conditions)
        with self._database.changing() as connection:
            if not connection.execute(update(messages).where(chosen).values(done)).rowcount:
                raise NotFound(f"there is no message {message_id} that waits")


def _without_held(connection: Connection, found: Sequence[Delivery]) -> list[Delivery]:
    """Leave out deliveries that are held, that come twice, and those to subscriptions that are gone."""
    columns, fresh = deliveries.c, {(one.event, one.subscription): one for one in found}
    wanted = sorted({one.subscription for one in found})
    living: set[int] = set()
    held: set[tuple[int, int]] = set()
    numbers = [one.event for one in found]
    for part in _parts(wanted):
        living.update(connection.execute(select(subscriptions.c.id).where(subscriptions.c.id.in_(part))).scalars())
        known = select(columns.event_id, columns.subscription_id).where(
            columns.subscription_id.in_(part), columns.event_id.between(min(numbers), max(numbers))
        )
        held.update((row.event_id, row.subscription_id) for row in connection.execute(known))
    return [one for pair, one in fresh.items() if pair not in held and one.subscription in living]


def _parts(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE))


def _number(connection: Connection, name: str, *, lock: bool = False) -> int:
    query = select(marks.c.number).where(marks.c.name == name)
    return int(connection.execute(query.with_for_update() if lock else query).scalar() or 0)


def _moment(connection: Connection, name: str) -> datetime | None:
    found: datetime | None = connection.execute(select(marks.c.moment).where(marks.c.name == name)).scalar()
    return found


def _set(connection: Connection, name: str, number: int, moment: datetime) -> None:
    values = {"number": number, "moment": moment}
    if not connection.execute(update(marks).where(marks.c.name == name).values(values)).rowcount:
        connection.execute(insert(marks), [{"name": name, **values}])


def _head(connection: Connection) -> int:
    return int(connection.execute(select(func.max(events.c.id))).scalar() or 0)


def _count(connection: Connection, condition: Any) -> int:  # noqa: ANN401 - any condition of SQL
    return int(connection.execute(select(func.count()).where(condition)).scalar_one())


def _delivery_row(one: Delivery) -> dict[str, Any]:
    return {
        "event_id": one.event,
        "subscription_id": one.subscription,
        "why": one.why,
        "recorded": one.recorded,
        "message_id": one.message,
    }


def _delivery(row: AnyRow) -> Delivery:
    return Delivery(
        id=row.id,
        event=row.event_id,
        subscription=row.subscription_id,
        why=row.why,
        recorded=row.recorded,
        message=row.message_id,
    )


def message_row(one: Message) -> dict[str, Any]:
    """Return a message as the columns of its row, without its number."""
    return {
        "key": one.key,
        "subscriber_id": one.subscriber,
        "endpoint_id": one.endpoint,
        "purpose": one.purpose.value,
        "content": one.content,
        "created": one.created,
        "state": one.state.value,
        "attempts": one.attempts,
        "next_try": one.next_try,
        "accepted": one.accepted,
        "error": one.error,
    }


def message_of(row: AnyRow) -> Message:
    """Return the message of a row."""
    return Message(
        id=row.id,
        key=row.key,
        subscriber=row.subscriber_id,
        endpoint=row.endpoint_id,
        purpose=Purpose(row.purpose),
        content=bytes(row.content),
        created=row.created,
        state=MessageState(row.state),
        attempts=row.attempts,
        next_try=row.next_try,
        accepted=row.accepted,
        error=row.error,
    )
