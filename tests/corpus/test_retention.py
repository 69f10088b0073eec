"""What is not kept for ever goes, and nothing else with it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from corpus.alerts import (
    Bounce,
    Delivery,
    Message,
    Purpose,
    Subscriber,
    SubscriberStatus,
    Subscription,
    SubscriptionKind,
)
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.retention import Cleared
from tests.corpus.building import START, Clock, made
from tracker.alerts.service import clear_old

LATER = START + timedelta(days=400)


@pytest.fixture
def follows(store: Store) -> Subscription:
    """Return a confirmed subscription in a store that holds events."""
    made().put(store)
    who = store.subscribers.add(Subscriber(address="an@example.org", language="nl", created=START))
    store.subscribers.change(replace(who, status=SubscriberStatus.ACTIVE, confirmed=START))
    return store.subscriptions.add(
        Subscription(subscriber=who.id or 0, kind=SubscriptionKind.DEADLINES, target={}, created=START, confirmed=START)
    )


def told(store: Store, follows: Subscription, key: str) -> Message:
    """Compose a message of every event that waits, and return it."""
    head = store.outbox.head()
    found = [Delivery(event=head, subscription=follows.id or 0, recorded=START)]
    store.outbox.record(found, since=store.outbox.cursor(), upto=head)
    message = Message(key=key, subscriber=follows.subscriber, purpose=Purpose.LIVE, created=START, next_try=START)
    return store.outbox.compose(message, [one.id or 0 for one in store.outbox.unbundled()])


def test_records_of_messages_go_with_what_travelled_in_them(store: Store, follows: Subscription) -> None:
    """An accepted message goes with its deliveries: none of them waits again, and none is matched anew."""
    message = told(store, follows, "m1")
    store.outbox.accepted(message.id or 0)
    bounce = Bounce(
        subscriber=follows.subscriber, message=message.id, hard=False, status="4.2.2", reason="full", recorded=START
    )
    store.subscribers.bounced(bounce)
    soon = START + timedelta(days=1)
    assert store.sending.clear(sent_before=START, unconfirmed_before=soon) == Cleared()
    assert store.sending.clear(sent_before=soon, unconfirmed_before=soon) == Cleared(messages=1)
    assert store.outbox.messages() == ()
    assert store.outbox.deliveries() == ()
    assert store.outbox.unbundled() == ()
    assert store.subscribers.bounces(follows.subscriber) == ()
    assert store.outbox.cursor() == store.outbox.head()


def test_what_waits_stays(store: Store, follows: Subscription) -> None:
    """A message that nobody has taken yet is kept however old it is."""
    told(store, follows, "m1")
    assert store.sending.clear(sent_before=LATER, unconfirmed_before=LATER) == Cleared()
    assert len(store.outbox.messages()) == 1


def test_unconfirmed_addresses_go(store: Store) -> None:
    """An address that nobody confirmed goes, unless it was asked to confirm since; a confirmed one stays."""
    old = store.subscribers.add(Subscriber(address="old@example.org", language="nl", created=START))
    asked = store.subscribers.add(Subscriber(address="asked@example.org", language="nl", created=START))
    active = store.subscribers.add(
        Subscriber(address="active@example.org", language="nl", created=START, status=SubscriberStatus.ACTIVE)
    )
    message = Message(key="ask", subscriber=asked.id or 0, purpose=Purpose.OPT_IN, created=LATER, next_try=LATER)
    store.outbox.compose(message)
    found = store.sending.clear(sent_before=None, unconfirmed_before=START + timedelta(days=30))
    assert found == Cleared(addresses=1)
    assert {one.id for one in store.subscribers.list()} == {asked.id, active.id} - {old.id}


@pytest.mark.parametrize(("days", "gone"), [(365, 1), (0, 0), (400, 0)])
def test_the_setting_says_how_long(settings: Settings, days: int, gone: int) -> None:
    """A run of the alerts deletes what is older than the setting, and nothing where it is nought."""
    clock = Clock()
    with Store.open(settings, clock=clock) as store:
        made().put(store)
        who = store.subscribers.add(
            Subscriber(address="an@example.org", language="nl", created=START, status=SubscriberStatus.ACTIVE)
        )
        follows = store.subscriptions.add(
            Subscription(subscriber=who.id or 0, kind=SubscriptionKind.DEADLINES, target={}, created=START)
        )
        store.outbox.accepted(told(store, follows, "m1").id or 0)
        clock.now = START + timedelta(days=366)
        given = settings.model_copy(update={"sent_kept_days": days})
        assert clear_old(store, given, clock).messages == gone
