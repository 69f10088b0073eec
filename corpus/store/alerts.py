"""Who wants to be told of what, and what is on its way to them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from corpus.errors import NotFound
from corpus.store.database import Database
from corpus.store.results import Delivery, Subscription
from corpus.store.tables import AnyRow, deliveries, events, subscriptions


class Subscriptions:
    """Everybody who wants to be told.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Subscription) -> Subscription:
        """Keep a subscription and return it with its number."""
        values = {"owner": new.owner, "channel": new.channel, "query": new.query, "created": new.created}
        with self._database.changing() as connection:
            statement = insert(subscriptions).returning(subscriptions.c.id)
            return replace(new, id=int(connection.execute(statement, values).scalar_one()))

    def list(self, owner: str | None = None) -> tuple[Subscription, ...]:
        """Return the subscriptions, of one owner or all, the oldest first."""
        query = select(subscriptions).order_by(subscriptions.c.id)
        if owner is not None:
            query = query.where(subscriptions.c.owner == owner)
        with self._database.reading() as connection:
            return tuple(Subscription(**row._mapping) for row in connection.execute(query))

    def remove(self, subscription_id: int) -> None:
        """Forget a subscription and everything that was delivered to it.

        Raises:
            NotFound: If there is none of that number.
        """
        with self._database.changing() as connection:
            gone = connection.execute(delete(subscriptions).where(subscriptions.c.id == subscription_id))
            if not gone.rowcount:
                raise NotFound(f"there is no subscription {subscription_id}")


class Deliveries:
    """What is on its way: never twice the same event to the same subscription over the same channel.

    Args:
        database: The database.
        clock: Now, in UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def record(self, event_id: int, subscription_ids: Iterable[int], channel: str) -> tuple[Delivery, ...]:
        """Put an event on its way to subscriptions, in one transaction.

        Args:
            event_id: The event.
            subscription_ids: To whom.
            channel: The way out.

        Returns:
            The new deliveries; none for a subscription that has this one already.

        Raises:
            NotFound: If the event or a subscription does not exist; nothing is recorded.
        """
        wanted = sorted(set(subscription_ids))
        now = self._clock()
        with self._database.changing() as connection:
            if connection.execute(select(events.c.id).where(events.c.id == event_id)).first() is None:
                raise NotFound(f"there is no event {event_id}")
            query = select(func.count()).where(subscriptions.c.id.in_(wanted))
            if connection.execute(query).scalar_one() != len(wanted):
                raise NotFound(f"not all of the subscriptions {wanted} exist")
            columns = deliveries.c
            held = select(columns.subscription_id).where(columns.event_id == event_id, columns.channel == channel)
            old = set(connection.execute(held).scalars())
            common = {"event_id": event_id, "channel": channel, "recorded": now, "attempts": 0, "message": ""}
            rows = [common | {"subscription_id": number} for number in wanted if number not in old]
            made = [connection.execute(insert(deliveries).returning(deliveries), row).one() for row in rows]
            return tuple(_delivery(row) for row in made)

    def list(self, *, waiting: bool = False, subscription_id: int | None = None) -> tuple[Delivery, ...]:
        """Return deliveries, the oldest first.

        Args:
            waiting: Only those not accepted yet.
            subscription_id: Only those of one subscription.
        """
        query = select(deliveries).order_by(deliveries.c.id)
        if waiting:
            query = query.where(deliveries.c.accepted.is_(None))
        if subscription_id is not None:
            query = query.where(deliveries.c.subscription_id == subscription_id)
        with self._database.reading() as connection:
            return tuple(_delivery(row) for row in connection.execute(query))

    def tried(self, delivery_id: int, *, accepted: bool, message: str = "") -> Delivery:
        """Write down that a delivery was tried.

        Args:
            delivery_id: The delivery.
            accepted: Whether the other side took it.
            message: Why not.

        Raises:
            NotFound: If there is none of that number.
        """
        values = {"attempts": deliveries.c.attempts + 1, "message": message}
        if accepted:
            values["accepted"] = self._clock()
        statement = update(deliveries).where(deliveries.c.id == delivery_id).values(values).returning(deliveries)
        with self._database.changing() as connection:
            row = connection.execute(statement).first()
            if row is None:
                raise NotFound(f"there is no delivery {delivery_id}")
            return _delivery(row)


def _delivery(row: AnyRow) -> Delivery:
    return Delivery(**row._mapping)
