"""Addresses that are told, their web addresses, and what they want to be told of."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from corpus.alerts import (
    Bounce,
    Channel,
    Endpoint,
    Rhythm,
    Subscriber,
    SubscriberStatus,
    Subscription,
    SubscriptionKind,
)
from corpus.errors import NotFound
from corpus.store.alert_tables import bounces, endpoints, messages, subscribers, subscriptions
from corpus.store.database import Database
from corpus.store.tables import AnyRow


class Subscribers:
    """Everybody who wants to be told.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Subscriber) -> Subscriber:
        """Keep an address and return it with its number; one that is held already is returned as it is held."""
        folded = _folded(new.address)
        with self._database.changing() as connection:
            held = connection.execute(select(subscribers).where(subscribers.c.address_folded == folded)).first()
            if held is not None:
                return _subscriber(held)
            values = _values(new) | {"address_folded": folded}
            return replace(new, id=_insert(connection, subscribers, values))

    def get(self, subscriber_id: int) -> Subscriber:
        """Return a subscriber.

        Raises:
            NotFound: If there is none of that number.
        """
        with self._database.reading() as connection:
            return _subscriber(_row(connection, subscribers, subscriber_id, "subscriber"))

    def by_address(self, address: str) -> Subscriber | None:
        """Return who has an address, whatever its capitals; None where nobody has."""
        query = select(subscribers).where(subscribers.c.address_folded == _folded(address))
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else _subscriber(row)

    def list(self, status: SubscriberStatus | None = None) -> tuple[Subscriber, ...]:
        """Return the subscribers, all or those of a status, the oldest first."""
        query = select(subscribers).order_by(subscribers.c.id)
        if status is not None:
            query = query.where(subscribers.c.status == status.value)
        with self._database.reading() as connection:
            return tuple(_subscriber(row) for row in connection.execute(query))

    def change(self, subscriber: Subscriber) -> Subscriber:
        """Write language, status, confirmation, bounces and reason of a held subscriber.

        Raises:
            NotFound: If there is none of that number.
        """
        kept = {name: value for name, value in _values(subscriber).items() if name not in ("address", "created")}
        with self._database.changing() as connection:
            _update(connection, subscribers, subscriber.id, kept, "subscriber")
        return subscriber

    def forget(self, subscriber_id: int) -> None:
        """Delete an address and everything that was kept of it: subscriptions, web addresses, messages, bounces.

        Raises:
            NotFound: If there is none of that number.
        """
        with self._database.changing() as connection:
            _delete(connection, subscribers, subscriber_id, "subscriber")
        self._database.leave_no_trace()

    def bounced(self, bounce: Bounce) -> None:
        """Keep the report that a mail came back; counting and suspending is the caller's."""
        values = {
            "subscriber_id": bounce.subscriber,
            "message_id": bounce.message,
            "hard": bounce.hard,
            "status": bounce.status,
            "reason": bounce.reason,
            "recorded": bounce.recorded,
        }
        with self._database.changing() as connection:
            _row(connection, subscribers, bounce.subscriber, "subscriber")
            connection.execute(insert(bounces), [values])

    def bounces(self, subscriber_id: int) -> tuple[Bounce, ...]:
        """Return what came back from an address, the oldest first."""
        query = select(bounces).where(bounces.c.subscriber_id == subscriber_id).order_by(bounces.c.id)
        with self._database.reading() as connection:
            return tuple(
                Bounce(
                    subscriber=row.subscriber_id,
                    message=row.message_id,
                    hard=row.hard,
                    status=row.status,
                    reason=row.reason,
                    recorded=row.recorded,
                )
                for row in connection.execute(query)
            )

    def opt_ins_since(self, moment: datetime, subscriber_id: int | None = None) -> int:
        """Count the opt-in mails composed since a moment, for one address or all: the base of their limit."""
        query = select(func.count()).where(messages.c.purpose == "opt_in", messages.c.created >= moment)
        if subscriber_id is not None:
            query = query.where(messages.c.subscriber_id == subscriber_id)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())


class Endpoints:
    """Web addresses to which events are posted.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Endpoint) -> Endpoint:
        """Keep a web address and return it with its number.

        Raises:
            NotFound: If its subscriber does not exist.
        """
        with self._database.changing() as connection:
            _row(connection, subscribers, new.subscriber, "subscriber")
            return replace(new, id=_insert(connection, endpoints, _values(new)))

    def get(self, endpoint_id: int) -> Endpoint:
        """Return a web address.

        Raises:
            NotFound: If there is none of that number.
        """
        with self._database.reading() as connection:
            return _endpoint(_row(connection, endpoints, endpoint_id, "webhook"))

    def list(self, subscriber_id: int | None = None) -> tuple[Endpoint, ...]:
        """Return the web addresses, of one subscriber or all, the oldest first."""
        query = select(endpoints).order_by(endpoints.c.id)
        if subscriber_id is not None:
            query = query.where(endpoints.c.subscriber_id == subscriber_id)
        with self._database.reading() as connection:
            return tuple(_endpoint(row) for row in connection.execute(query))

    def change(self, endpoint: Endpoint) -> Endpoint:
        """Write url, secret and how well a held web address works.

        Raises:
            NotFound: If there is none of that number.
        """
        with self._database.changing() as connection:
            _update(connection, endpoints, endpoint.id, _values(endpoint), "webhook")
        return endpoint

    def remove(self, endpoint_id: int) -> None:
        """Delete a web address and the subscriptions that go there.

        Raises:
            NotFound: If there is none of that number.
        """
        with self._database.changing() as connection:
            _delete(connection, endpoints, endpoint_id, "webhook")


class Subscriptions:
    """What is followed.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Subscription) -> Subscription:
        """Keep a subscription and return it with its number.

        Raises:
            NotFound: If its subscriber or web address does not exist.
        """
        with self._database.changing() as connection:
            _row(connection, subscribers, new.subscriber, "subscriber")
            if new.endpoint is not None:
                _row(connection, endpoints, new.endpoint, "webhook")
            return replace(new, id=_insert(connection, subscriptions, _values(new)))

    def add_all(self, new: Iterable[Subscription]) -> int:
        """Keep many subscriptions in one transaction and return how many."""
        rows = [_values(one) for one in new]
        with self._database.changing() as connection:
            if rows:
                connection.execute(insert(subscriptions), rows)
        return len(rows)

    def get(self, subscription_id: int) -> Subscription:
        """Return a subscription.

        Raises:
            NotFound: If there is none of that number.
        """
        with self._database.reading() as connection:
            return _subscription(_row(connection, subscriptions, subscription_id, "subscription"))

    def list(
        self, subscriber_id: int | None = None, *, live: bool = False, after: int = 0, limit: int | None = None
    ) -> tuple[Subscription, ...]:
        """Return subscriptions, the oldest first.

        Args:
            subscriber_id: Only this subscriber's.
            live: Only confirmed ones of active subscribers.
            after: Only after this number, to read many in pages.
            limit: At most so many.
        """
        columns = subscriptions.c
        query = select(subscriptions).where(columns.id > after).order_by(columns.id).limit(limit)
        if subscriber_id is not None:
            query = query.where(columns.subscriber_id == subscriber_id)
        if live:
            active = subscribers.c.status == SubscriberStatus.ACTIVE.value
            query = query.join(subscribers, subscribers.c.id == columns.subscriber_id)
            query = query.where(columns.confirmed.is_not(None), active)
        with self._database.reading() as connection:
            return tuple(_subscription(row) for row in connection.execute(query))

    def change(self, subscription: Subscription) -> Subscription:
        """Write everything of a held subscription but whose it is and since when.

        Raises:
            NotFound: If there is none of that number.
        """
        fixed = ("subscriber_id", "created")
        kept = {name: value for name, value in _values(subscription).items() if name not in fixed}
        with self._database.changing() as connection:
            _update(connection, subscriptions, subscription.id, kept, "subscription")
        return subscription

    def remove(self, subscription_id: int) -> None:
        """Forget a subscription and what was on its way to it.

        Raises:
            NotFound: If there is none of that number.
        """
        with self._database.changing() as connection:
            _delete(connection, subscriptions, subscription_id, "subscription")


def _folded(address: str) -> str:
    return address.strip().casefold()


def _values(held: Subscriber | Endpoint | Subscription) -> dict[str, Any]:
    """Return a thing as columns: its fields, references under the name of their column, the number left out."""
    renamed = {"subscriber": "subscriber_id", "endpoint": "endpoint_id"}
    names = [name for name in held.__dataclass_fields__ if name != "id"]
    values = {renamed.get(name, name): getattr(held, name) for name in names}
    return {name: getattr(value, "value", value) for name, value in values.items()}


def _insert(connection: Connection, table: Table, values: dict[str, Any]) -> int:
    return int(connection.execute(insert(table).returning(table.c.id), values).scalar_one())


def _row(connection: Connection, table: Table, number: int | None, what: str) -> AnyRow:
    row = connection.execute(select(table).where(table.c.id == number)).first()
    if row is None:
        raise NotFound(f"there is no {what} {number}")
    return row


def _update(connection: Connection, table: Table, number: int | None, values: dict[str, Any], what: str) -> None:
    if not connection.execute(update(table).where(table.c.id == number).values(values)).rowcount:
        raise NotFound(f"there is no {what} {number}")


def _delete(connection: Connection, table: Table, number: int, what: str) -> None:
    if not connection.execute(delete(table).where(table.c.id == number)).rowcount:
        raise NotFound(f"there is no {what} {number}")


def _subscriber(row: AnyRow) -> Subscriber:
    return Subscriber(
        id=row.id,
        address=row.address,
        language=row.language,
        created=row.created,
        status=SubscriberStatus(row.status),
        confirmed=row.confirmed,
        hard_bounces=row.hard_bounces,
        reason=row.reason,
    )


def _endpoint(row: AnyRow) -> Endpoint:
    return Endpoint(
        id=row.id,
        subscriber=row.subscriber_id,
        url=row.url,
        secret=row.secret,
        created=row.created,
        failures=row.failures,
        disabled=row.disabled,
        message=row.message,
    )


def _subscription(row: AnyRow) -> Subscription:
    return Subscription(
        id=row.id,
        subscriber=row.subscriber_id,
        kind=SubscriptionKind(row.kind),
        target=row.target,
        name=row.name,
        channel=Channel(row.channel),
        endpoint=row.endpoint_id,
        rhythm=Rhythm(row.rhythm),
        created=row.created,
        since_event=row.since_event,
        confirmed=row.confirmed,
        broken=row.broken,
        last_match=row.last_match,
    )
