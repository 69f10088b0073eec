"""Subscribers, subscriptions, the outbox, and accounts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from corpus.accounts import Account, Role, SignIn
from corpus.alerts import (
    Bounce,
    Delivery,
    Endpoint,
    Message,
    MessageState,
    Purpose,
    Subscriber,
    SubscriberStatus,
    Subscription,
    SubscriptionKind,
)
from corpus.errors import EditConflict, NotFound, WrongUse
from corpus.settings import Settings
from corpus.store import Store
from tests.corpus.building import START, Clock, made


@pytest.fixture
def lotte(store: Store) -> Subscriber:
    """Return a subscriber in a store that holds events."""
    made().put(store)
    return store.subscribers.add(Subscriber(address="Lotte@example.org", language="nl", created=START))


@pytest.fixture
def follows(store: Store, lotte: Subscriber) -> Subscription:
    """Return a confirmed subscription of an active subscriber."""
    store.subscribers.change(replace(lotte, status=SubscriberStatus.ACTIVE, confirmed=START))
    return store.subscriptions.add(
        Subscription(
            subscriber=lotte.id or 0,
            kind=SubscriptionKind.SEARCH,
            target={"query": "brug"},
            created=START,
            confirmed=START,
        )
    )


def delivery(event: int, subscription: Subscription) -> Delivery:
    """Return a delivery that is not stored yet."""
    return Delivery(event=event, subscription=subscription.id or 0, why={"words": ["brug"]}, recorded=START)


def message(subscription: Subscription, key: str = "m1") -> Message:
    """Return a message that is not stored yet."""
    return Message(
        key=key,
        subscriber=subscription.subscriber,
        purpose=Purpose.LIVE,
        content=b"Subject: x",
        created=START,
        next_try=START,
    )


def test_an_address_is_kept_once(store: Store, lotte: Subscriber) -> None:
    """The same address in other capitals is the same subscriber; an unknown one is a clear error."""
    again = store.subscribers.add(Subscriber(address="lotte@EXAMPLE.org ", language="fr", created=START))
    assert again == lotte
    assert store.subscribers.by_address("LOTTE@example.org") == lotte
    assert store.subscribers.by_address("jan@example.org") is None
    assert store.subscribers.list(SubscriberStatus.PENDING) == (lotte,)
    assert store.subscribers.list(SubscriberStatus.ACTIVE) == ()
    with pytest.raises(NotFound, match="subscriber 99"):
        store.subscribers.get(99)
    with pytest.raises(NotFound, match="subscriber 99"):
        store.subscribers.change(replace(lotte, id=99))


def test_who_is_forgotten_leaves_nothing(store: Store, follows: Subscription) -> None:
    """Forgetting an address deletes its subscriptions, web addresses, deliveries, messages and bounces."""
    owner = follows.subscriber
    store.endpoints.add(Endpoint(subscriber=owner, url="https://example.org/h", secret="s", created=START))
    store.outbox.record([delivery(1, follows)], since=0, upto=1)
    (waiting,) = store.outbox.unbundled()
    sent = store.outbox.compose(message(follows), [waiting.id or 0])
    back = Bounce(subscriber=owner, message=sent.id, hard=True, status="5.1.1", reason="gone", recorded=START)
    store.subscribers.bounced(back)
    assert store.subscribers.bounces(owner) == (back,)
    store.subscribers.forget(owner)
    assert store.subscriptions.list() == ()
    assert store.endpoints.list() == ()
    assert store.outbox.deliveries() == ()
    assert store.outbox.messages() == ()
    assert store.subscribers.bounces(owner) == ()
    with pytest.raises(NotFound, match=str(owner)):
        store.subscribers.forget(owner)


def test_opt_ins_are_counted(store: Store, lotte: Subscriber) -> None:
    """Opt-in mails since a moment are counted for one address and for all."""
    ask = Message(key="o", subscriber=lotte.id or 0, purpose=Purpose.OPT_IN, created=START, next_try=START)
    store.outbox.compose(ask)
    assert store.subscribers.opt_ins_since(START) == 1
    assert store.subscribers.opt_ins_since(START, 99) == 0
    assert store.subscribers.opt_ins_since(START + timedelta(seconds=1), lotte.id) == 0


def test_web_addresses_come_and_go(store: Store, lotte: Subscriber) -> None:
    """A web address is kept with its failures; removing it removes what goes there."""
    kept = store.endpoints.add(
        Endpoint(subscriber=lotte.id or 0, url="https://example.org/h", secret="s3cret", created=START)
    )
    assert "s3cret" not in repr(kept)
    failing = store.endpoints.change(replace(kept, failures=3, message="time-out"))
    assert store.endpoints.get(kept.id or 0) == failing
    assert store.endpoints.list(lotte.id) == (failing,)
    store.subscriptions.add(
        Subscription(subscriber=lotte.id or 0, kind=SubscriptionKind.DEADLINES, endpoint=kept.id, created=START)
    )
    store.endpoints.remove(kept.id or 0)
    assert store.subscriptions.list() == ()
    with pytest.raises(NotFound, match="webhook"):
        store.endpoints.remove(kept.id or 0)
    with pytest.raises(NotFound, match="webhook 77"):
        store.subscriptions.add(
            Subscription(subscriber=lotte.id or 0, kind=SubscriptionKind.DEADLINES, endpoint=77, created=START)
        )


def test_subscriptions_come_and_go(store: Store, follows: Subscription) -> None:
    """Subscriptions are changed, listed in pages, live ones apart, and removed."""
    number = follows.id or 0
    changed = store.subscriptions.change(replace(follows, name="Bruggen", broken="haakje ontbreekt"))
    assert store.subscriptions.get(number) == changed
    new = replace(follows, id=None, confirmed=None)
    assert store.subscriptions.add_all([new, new]) == 2
    assert store.subscriptions.add_all([]) == 0
    assert len(store.subscriptions.list(follows.subscriber)) == 3
    assert store.subscriptions.list(live=True) == (changed,)
    assert len(store.subscriptions.list(after=number, limit=1)) == 1
    store.subscriptions.remove(number)
    with pytest.raises(NotFound, match=str(number)):
        store.subscriptions.get(number)


def test_an_event_is_delivered_once(store: Store, follows: Subscription, clock: Clock) -> None:
    """A page of the log and its cursor are written together; what is held is not written again."""
    assert store.outbox.cursor() == 0
    twice = [delivery(1, follows), delivery(1, follows), delivery(2, follows)]
    assert store.outbox.record(twice, since=0, upto=2) == 2
    assert store.outbox.cursor() == 2
    assert store.subscriptions.get(follows.id or 0).last_match == clock.now
    assert store.outbox.record([delivery(2, follows)], since=2, upto=2) == 0
    gone = replace(delivery(2, follows), subscription=99)
    assert store.outbox.record([gone], since=2, upto=store.outbox.head()) == 0
    assert [one.event for one in store.outbox.unbundled()] == [1, 2]
    assert store.outbox.deliveries(subscription_id=99) == ()


def test_two_runs_at_once_write_once(store: Store, follows: Subscription) -> None:
    """A run that read the log before another one moved the cursor writes nothing."""
    store.outbox.record([delivery(1, follows)], since=0, upto=1)
    with pytest.raises(EditConflict, match="another run"):
        store.outbox.record([delivery(2, follows)], since=0, upto=2)
    assert [one.event for one in store.outbox.deliveries()] == [1]


def test_a_delivery_travels_in_one_message(store: Store, follows: Subscription) -> None:
    """A message and its deliveries are written together; none travels twice, no key is used twice."""
    store.outbox.record([delivery(1, follows), delivery(2, follows)], since=0, upto=2)
    first, second = (one.id or 0 for one in store.outbox.unbundled())
    sent = store.outbox.compose(message(follows), [first])
    assert store.outbox.by_key("m1") == sent
    assert [one.id for one in store.outbox.deliveries(message_id=sent.id)] == [first]
    with pytest.raises(EditConflict, match="composed"):
        store.outbox.compose(message(follows, "m2"), [first, second])
    with pytest.raises(WrongUse, match="m1"):
        store.outbox.compose(message(follows), [second])
    assert store.outbox.by_key("m2") is None
    assert [one.id for one in store.outbox.unbundled()] == [second]


def test_a_message_is_claimed_by_one(store: Store, follows: Subscription, clock: Clock) -> None:
    """Who claims a message has it alone until the claim ends; a dead process's message is taken over."""
    sent = store.outbox.compose(message(follows))
    until = clock.now + timedelta(minutes=5)
    (mine,) = store.outbox.claim("one", until, 10)
    assert mine.id == sent.id
    assert store.outbox.claim("two", until, 10) == ()
    clock.now = until + timedelta(seconds=1)
    assert [one.id for one in store.outbox.claim("two", until, 10)] == [sent.id]


def test_a_message_is_tried_until_it_is_taken(store: Store, follows: Subscription, clock: Clock) -> None:
    """Failures are counted with their reason and the next try; what was taken or given up is emptied."""
    number = store.outbox.compose(message(follows)).id or 0
    later = clock.now + timedelta(hours=1)
    store.outbox.retry(number, later, "451 try again")
    (waiting,) = store.outbox.messages(state=MessageState.WAITING)
    assert (waiting.attempts, waiting.error, waiting.next_try) == (1, "451 try again", later)
    assert store.outbox.claim("one", later, 10) == ()
    clock.now = later
    assert len(store.outbox.claim("one", later, 10)) == 1
    store.outbox.accepted(number)
    (taken,) = store.outbox.messages(subscriber_id=follows.subscriber)
    assert (taken.state, taken.attempts, taken.content) == (MessageState.ACCEPTED, 2, b"")
    assert taken.accepted == clock.now
    other = store.outbox.compose(message(follows, "m2")).id or 0
    store.outbox.failed(other, "550 no such user")
    assert [one.error for one in store.outbox.messages(state=MessageState.FAILED, limit=5)] == ["550 no such user"]
    with pytest.raises(NotFound, match="message 99"):
        store.outbox.accepted(99)


def test_the_status_counts(store: Store, follows: Subscription, clock: Clock) -> None:
    """The status says how far matching and sending are."""
    store.outbox.record([delivery(1, follows)], since=0, upto=1)
    store.outbox.compose(message(follows))
    status = store.outbox.status()
    assert (status.cursor, status.unbundled, status.waiting, status.failed) == (1, 1, 1, 0)
    assert (status.subscriptions, status.broken, status.suspended) == (1, 0, 0)
    assert status.head == store.outbox.head() > 1
    assert status.last_check == status.last_match == clock.now
    assert status.last_sent is None


def test_accounts_come_and_go(store: Store) -> None:
    """An account is known by its name whatever its capitals; its sign-ins end with it."""
    anna = store.accounts.add(Account(name="Anna", password="$argon2$x", role=Role.EDITOR, created=START))
    assert "argon2" not in repr(anna)
    with pytest.raises(WrongUse, match="anna"):
        store.accounts.add(replace(anna, name="anna"))
    locked = store.accounts.change(replace(anna, failures=5, locked_until=START))
    assert store.accounts.get("ANNA") == locked
    assert store.accounts.list() == (locked,)
    for token in ("a", "b", "c"):
        store.accounts.sign_in(SignIn(token=token, account="anna", created=START, seen=START, expires=START))
    store.accounts.seen("a", START + timedelta(hours=1))
    held = store.accounts.signed_in("a")
    assert held is not None
    assert (held.account, held.seen) == ("Anna", START + timedelta(hours=1))
    store.accounts.sign_out("a")
    assert store.accounts.signed_in("a") is None
    assert store.accounts.clear_ended(START) == 2
    store.accounts.sign_in(SignIn(token="d", account="anna", created=START, seen=START, expires=START))
    assert store.accounts.sign_out_everywhere("Anna") == 1
    store.accounts.remove("anna")
    for act in (
        lambda: store.accounts.get("anna"),
        lambda: store.accounts.remove("anna"),
        lambda: store.accounts.change(anna),
        lambda: store.accounts.sign_in(SignIn(token="e", account="x", created=START, seen=START, expires=START)),
    ):
        with pytest.raises(NotFound, match="no account"):
            act()


def test_who_waits_is_known(store: Store, follows: Subscription) -> None:
    """Deliveries that travel in no message are found by their subscriber, as long as that one is active."""
    store.outbox.record([delivery(1, follows)], since=0, upto=1)
    assert store.outbox.awaited_by() == (follows.subscriber,)
    assert len(store.outbox.unbundled(subscriber_id=follows.subscriber)) == 1
    assert store.outbox.unbundled(subscriber_id=follows.subscriber + 1) == ()
    held = store.subscribers.get(follows.subscriber)
    store.subscribers.change(replace(held, status=SubscriberStatus.SUSPENDED))
    assert store.outbox.awaited_by() == ()


def test_a_forgotten_address_leaves_the_files(store: Store, lotte: Subscriber, settings: Settings) -> None:
    """After an address is forgotten, no file of the data folder holds it any more."""
    if settings.database:
        pytest.skip("the files of another database are its own")
    store.subscribers.forget(lotte.id or 0)
    held = [path for path in settings.data.rglob("*") if path.is_file() and b"otte@example" in path.read_bytes()]
    assert held == []
