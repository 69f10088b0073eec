"""Where people subscribe, confirm, change and leave. Nothing is sent to an address that has not said yes itself.

What is asked from outside answers the same whether an address is known or not. Whoever holds a signed link may do what
the link is for, and nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from corpus.alerts import (
    Channel,
    Endpoint,
    Message,
    Purpose,
    Rhythm,
    Subscriber,
    SubscriberStatus,
    Subscription,
    SubscriptionKind,
)
from corpus.errors import NotFound, WrongUse
from corpus.settings import Settings
from tracker.alerts.letters import broken_letter, manage_letter, opt_in_letter
from tracker.alerts.links import LinkKind, Links, Opened, belongs
from tracker.alerts.mails import checked_address, one_line
from tracker.alerts.matching.known import check_known
from tracker.alerts.matching.targets import PAUSED, check_target
from tracker.alerts.texts import spoken

if TYPE_CHECKING:
    from corpus.store import Store

_Thing = TypeVar("_Thing", Subscription, Endpoint)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_HOURS_A_DAY = 2
"""Times the limit of an hour that an address which has confirmed nothing yet is asked in a day."""
_LONGEST_NAME = 120
_MOST = 200
"""Subscriptions of one address, confirmed or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks to be told of.

    Attributes:
        address: As typed.
        language: Of the mail.
        kind: What is followed.
        target: What exactly.
        rhythm: How often.
        name: What its owner calls it.
    """

    address: str
    language: str
    kind: SubscriptionKind
    target: Mapping[str, object] = field(default_factory=dict)
    rhythm: Rhythm = Rhythm.DAILY
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Everything that is kept of a subscriber.

    Attributes:
        subscriber: Who.
        subscriptions: What is followed.
        endpoints: Web addresses.
        limited: The subscriptions that the link is about; all where it names none.
    """

    subscriber: Subscriber
    subscriptions: tuple[Subscription, ...]
    endpoints: tuple[Endpoint, ...]
    limited: tuple[Subscription, ...]


class Desk:
    """Subscribes, confirms, changes, unsubscribes and deletes.

    Args:
        store: The store.
        settings: Sender, site and limits.
        clock: Gives the present moment, in UTC.
    """

    def __init__(self, store: "Store", settings: Settings, clock: Callable[[], datetime]) -> None:
        self._store, self._settings, self._clock = store, settings, clock
        self.links = Links(settings, clock)

    def subscribe(self, wish: Wish) -> None:
        """Keep a wish and send a mail that asks to confirm it; nothing more is sent before that.

        Says nothing of whether the address is known. Above the limit of an hour, or of subscriptions, nothing is kept
        and no mail is sent.

        Raises:
            WrongUse: If the address is none, or the target cannot be followed or is not held.
        """
        address = checked_address(wish.address)
        check_target(wish.kind, wish.target)
        check_known(self._store, wish.kind, wish.target)
        now = self._clock()
        subscriber = self._store.subscribers.add(
            Subscriber(address=address, language=spoken(wish.language), created=now)
        )
        if self._too_many(subscriber, now):
            return
        one = self._kept(wish, subscriber, now)
        link = self.links.make(LinkKind.CONFIRM, subscriber, [one.id or 0])
        mail = opt_in_letter(self._store, self._settings, subscriber, one, link, self._key(one, now), now)
        self._send(subscriber, Purpose.OPT_IN, self._key(one, now), mail, now)

    def send_manage_link(self, address: str) -> None:
        """Send the link to the manage page to an address that is held; for any other nothing is sent, nor said.

        Raises:
            WrongUse: If the address is none.
        """
        subscriber, now = self._store.subscribers.by_address(checked_address(address)), self._clock()
        if subscriber is None or self._too_many(subscriber, now):
            return
        key = self.links.key(f"manage {subscriber.id} {now.isoformat()}")
        mail = manage_letter(self._settings, subscriber, self.links.manage(subscriber), key, now)
        self._send(subscriber, Purpose.OPT_IN, key, mail, now)

    def open(self, kind: LinkKind, token: str) -> Held:
        """Return what a link shows; nothing is changed.

        Raises:
            WrongUse: If the link is wrong or has expired.
            NotFound: If its subscriber was deleted.
        """
        opened = self.links.open(kind, token)
        subscriber = self._owner(opened)
        every = self._store.subscriptions.list(subscriber.id)
        named = tuple(one for one in every if one.id in opened.subscriptions)
        return Held(
            subscriber=subscriber,
            subscriptions=every,
            endpoints=self._store.endpoints.list(subscriber.id),
            limited=named if opened.subscriptions else every,
        )

    def confirm(self, token: str) -> Held:
        """Say yes to what a link names; doing it again changes nothing. The address works: suspension ends.

        Raises:
            WrongUse: If the link is wrong or has expired.
            NotFound: If its subscriber or subscription was deleted.
        """
        held, now = self.open(LinkKind.CONFIRM, token), self._clock()
        if not held.limited:
            raise NotFound("this subscription was deleted")
        self._activate(held.subscriber, now)
        for one in held.limited:
            if one.confirmed is None and PAUSED not in one.target:
                self._store.subscriptions.change(
                    replace(one, confirmed=now, since_event=max(one.since_event, self._store.outbox.head()))
                )
        return self.open(LinkKind.CONFIRM, token)

    def unsubscribe(self, token: str) -> tuple[Subscription, ...]:
        """End what a link names and return it; doing it again changes nothing.

        Raises:
            WrongUse: If the link is wrong.
            NotFound: If its subscriber was deleted.
        """
        held = self.open(LinkKind.UNSUBSCRIBE, token)
        for one in held.limited:
            self._remove(one)
        return held.limited

    def reactivate(self, token: str) -> None:
        """End the suspension of an address, as its owner asks on the manage page."""
        self._activate(self.open(LinkKind.MANAGE, token).subscriber, self._clock())

    def change(self, token: str, number: int, *, rhythm: Rhythm, endpoint: int | None) -> None:
        """Change how often, and which way, a subscription is told.

        Raises:
            WrongUse: If the link is wrong.
            NotFound: If subscription or web address is not the subscriber's.
        """
        held = self.open(LinkKind.MANAGE, token)
        one = _own(held.subscriptions, number, "subscription")
        if endpoint is not None:
            _own(held.endpoints, endpoint, "webhook")
        channel = Channel.MAIL if endpoint is None else Channel.WEBHOOK
        self._store.subscriptions.change(replace(one, rhythm=rhythm, channel=channel, endpoint=endpoint))

    def pause(self, token: str, number: int) -> None:
        """Stop telling a subscription until it is resumed; what happens meanwhile is not told afterwards."""
        one = _own(self.open(LinkKind.MANAGE, token).subscriptions, number, "subscription")
        if one.confirmed is not None:
            target = {**one.target, PAUSED: self._clock().isoformat()}
            self._store.subscriptions.change(replace(one, confirmed=None, target=target))

    def resume(self, token: str, number: int) -> None:
        """Tell a paused subscription again, from now on."""
        one = _own(self.open(LinkKind.MANAGE, token).subscriptions, number, "subscription")
        if PAUSED in one.target:
            target = {name: value for name, value in one.target.items() if name != PAUSED}
            head = self._store.outbox.head()
            self._store.subscriptions.change(
                replace(one, confirmed=self._clock(), target=target, since_event=max(one.since_event, head))
            )

    def remove(self, token: str, number: int) -> None:
        """Delete one subscription."""
        self._remove(_own(self.open(LinkKind.MANAGE, token).subscriptions, number, "subscription"))

    def speak(self, token: str, language: str) -> None:
        """Change the language of the mail."""
        held = self.open(LinkKind.MANAGE, token)
        self._store.subscribers.change(replace(held.subscriber, language=spoken(language)))

    def add_endpoint(self, token: str, url: str) -> None:
        """Keep a web address with a new secret.

        Raises:
            WrongUse: If nothing may be posted there.
        """
        from tracker.alerts.sending.signing import new_secret
        from tracker.alerts.sending.targets import target_of

        held = self.open(LinkKind.MANAGE, token)
        if len(held.endpoints) >= _MOST // 10:
            raise WrongUse("there are too many web addresses", code="many_addresses")
        target_of(url.strip(), allow_private=self._settings.webhooks_allow_private)
        new = Endpoint(subscriber=held.subscriber.id or 0, url=url.strip(), secret=new_secret(), created=self._clock())
        self._store.endpoints.add(new)

    def endpoint(self, token: str, number: int) -> Endpoint:
        """Return a web address of the subscriber.

        Raises:
            NotFound: If it is not theirs.
        """
        return _own(self.open(LinkKind.MANAGE, token).endpoints, number, "webhook")

    def remove_endpoint(self, token: str, number: int) -> None:
        """Delete a web address; what went there goes by mail from now on."""
        held = self.open(LinkKind.MANAGE, token)
        _own(held.endpoints, number, "webhook")
        for one in held.subscriptions:
            if one.endpoint == number:
                self._store.subscriptions.change(replace(one, channel=Channel.MAIL, endpoint=None))
        self._store.endpoints.remove(number)

    def rotate(self, token: str, number: int) -> None:
        """Give a web address a new secret; the old one signs along for two days."""
        from tracker.alerts.sending.signing import rotated

        held = self.endpoint(token, number)
        self._store.sending.set_secret(number, rotated(held.secret, self._clock()))

    def enable(self, token: str, number: int) -> None:
        """Switch a web address on again."""
        self.endpoint(token, number)
        self._store.sending.enable(number)

    def forget(self, token: str) -> None:
        """Delete the address and everything that was kept of it."""
        self._store.subscribers.forget(self.open(LinkKind.MANAGE, token).subscriber.id or 0)

    def tell_broken(self, one: Subscription, reason: str) -> None:
        """Tell the owner of a subscription once that it cannot be matched, and why; nothing where it works again."""
        if not reason:
            return
        now = self._clock()
        try:
            subscriber = self._store.subscribers.get(one.subscriber)
        except NotFound:
            return
        key = self.links.key(f"broken {one.id} {now.date().isoformat()} {reason}")
        link = self.links.manage(subscriber)
        mail = broken_letter(self._store, self._settings, subscriber, one, reason, link, key, now)
        self._send(subscriber, Purpose.NOTICE, key, mail, now)

    def _send(self, subscriber: Subscriber, purpose: Purpose, key: str, content: bytes, now: datetime) -> None:
        if self._store.outbox.by_key(key) is not None:  # a run that was killed had sent it
            return
        self._store.outbox.compose(
            Message(key=key, subscriber=subscriber.id or 0, purpose=purpose, content=content, created=now, next_try=now)
        )

    def _too_many(self, subscriber: Subscriber, now: datetime) -> bool:
        asked, most = self._store.subscribers.opt_ins_since, self._settings.opt_in_per_hour
        if asked(now - _HOUR, subscriber.id) >= most:
            return True
        # Who never says yes may be somebody whom others want to annoy.
        silent = subscriber.status is SubscriberStatus.PENDING
        return silent and asked(now - _DAY, subscriber.id) >= _HOURS_A_DAY * most

    def _kept(self, wish: Wish, subscriber: Subscriber, now: datetime) -> Subscription:
        """Keep a wish; the same wish that waits for its confirmation already is not kept twice."""
        target = {name: value for name, value in wish.target.items() if value not in (None, "") and name != PAUSED}
        held = self._store.subscriptions.list(subscriber.id)
        for one in held:
            if one.kind is wish.kind and dict(one.target) == target and one.confirmed is None:
                return self._store.subscriptions.change(replace(one, rhythm=wish.rhythm))
        if len(held) >= _MOST:
            raise WrongUse(f"an address can follow {_MOST} things at most", code="many_follows")
        new = Subscription(
            subscriber=subscriber.id or 0,
            kind=wish.kind,
            target=target,
            name=one_line(wish.name)[:_LONGEST_NAME],
            rhythm=wish.rhythm,
            created=now,
            since_event=self._store.outbox.head(),
        )
        return self._store.subscriptions.add(new)

    def _key(self, one: Subscription, now: datetime) -> str:
        return self.links.key(f"opt-in {one.id} {now.isoformat()}")

    def _owner(self, opened: Opened) -> Subscriber:
        subscriber = self._store.subscribers.get(opened.subscriber)
        if not belongs(opened, subscriber):
            raise NotFound("this address was deleted")
        return subscriber

    def _activate(self, subscriber: Subscriber, now: datetime) -> None:
        if subscriber.status is SubscriberStatus.SUSPENDED:
            self._store.sending.reinstate(subscriber.id or 0)
            subscriber = self._store.subscribers.get(subscriber.id or 0)
        if subscriber.status is not SubscriberStatus.ACTIVE:
            self._store.subscribers.change(
                replace(subscriber, status=SubscriberStatus.ACTIVE, confirmed=subscriber.confirmed or now, reason="")
            )

    def _remove(self, one: Subscription) -> None:
        try:
            self._store.subscriptions.remove(one.id or 0)
        except NotFound:  # deleted meanwhile: it is gone all the same
            return


def _own(held: Sequence[_Thing], number: int, what: str) -> _Thing:
    for one in held:
        if one.id == number:
            return one
    raise NotFound(f"there is no {what} {number} of this subscriber")
