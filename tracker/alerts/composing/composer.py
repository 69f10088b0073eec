"""Composes what is to be sent: each message and the deliveries that travel in it are written in one transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from corpus.alerts import Channel, Delivery, Message, Purpose, Rhythm, Subscriber, Subscription
from corpus.errors import EditConflict, NotFound, WrongUse
from corpus.register import Event
from corpus.settings import Settings
from tracker.alerts.composing.digest import digest
from tracker.alerts.composing.lines import Narrator
from tracker.alerts.composing.posts import post
from tracker.alerts.composing.rendering import render_digest
from tracker.alerts.composing.rhythm import closes
from tracker.alerts.links import LinkKind, Links
from tracker.alerts.mails import Mail, compose_mail
from tracker.alerts.texts import spoken

if TYPE_CHECKING:
    from corpus.store import Store

_MOST = 100
"""Events in one message; of more another message is made."""

_READ = 5_000
_NAMED = 20  # subscriptions that an unsubscribe link names; of more it means all, or it would not fit a header


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeReport:
    """What was composed.

    Attributes:
        messages: New messages.
        deliveries: Deliveries that travel in them.
        overtaken: Messages that another machine had composed first.
    """

    messages: int = 0
    deliveries: int = 0
    overtaken: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bundle:
    """Deliveries that travel together.

    Attributes:
        endpoint: Web address; None for mail.
        rhythm: How often.
        deliveries: They, in the order of their events.
    """

    endpoint: int | None
    rhythm: Rhythm
    deliveries: tuple[Delivery, ...]


def compose_messages(store: "Store", settings: Settings, clock: Callable[[], datetime]) -> ComposeReport:
    """Compose what waits and whose time has come.

    May run on several machines at once and be killed at any moment: a delivery travels in one message, whoever
    composes it.

    Args:
        store: The store.
        settings: Hours, sender and site.
        clock: Gives the present moment, in UTC.
    """
    report, links = ComposeReport(), Links(settings, clock)
    for number in store.outbox.awaited_by():
        try:
            subscriber = store.subscribers.get(number)
        except NotFound:  # deleted by its owner meanwhile
            continue
        report = _for_one(store, settings, clock, links, subscriber, report)
    return report


def _for_one(
    store: "Store",
    settings: Settings,
    clock: Callable[[], datetime],
    links: Links,
    subscriber: Subscriber,
    report: ComposeReport,
) -> ComposeReport:
    now = clock()
    subscriptions = {one.id or 0: one for one in store.subscriptions.list(subscriber.id)}
    waiting = store.outbox.unbundled(_READ, subscriber_id=subscriber.id)
    narrator = Narrator(store, links.site, spoken(subscriber.language))
    for bundle in _bundles(waiting, subscriptions, settings, now):
        events = _events(store, bundle.deliveries)
        content = (
            _mail(bundle, events, subscriptions, narrator, subscriber, links, settings, now)
            if bundle.endpoint is None
            else post(bundle.deliveries, events, subscriptions, narrator, now, single=bundle.rhythm is Rhythm.LIVE)
        )
        message = Message(
            key=_key(bundle, links),
            subscriber=subscriber.id or 0,
            endpoint=bundle.endpoint,
            purpose=Purpose.LIVE if bundle.rhythm is Rhythm.LIVE else Purpose.DIGEST,
            content=content,
            created=now,
            next_try=now,
        )
        try:
            store.outbox.compose(message, [one.id or 0 for one in bundle.deliveries])
        except (EditConflict, WrongUse):  # another machine was faster
            report = replace(report, overtaken=report.overtaken + 1)
            continue
        report = replace(report, messages=report.messages + 1, deliveries=report.deliveries + len(bundle.deliveries))
    return report


def _bundles(
    waiting: Sequence[Delivery], subscriptions: dict[int, Subscription], settings: Settings, now: datetime
) -> Iterator[_Bundle]:
    """Yield what travels now: by way out and rhythm, by event for a live webhook, at most so many events each."""
    grouped: dict[tuple[int | None, Rhythm], list[Delivery]] = defaultdict(list)
    for one in waiting:
        held = subscriptions.get(one.subscription)
        if held is None or one.recorded > closes(held.rhythm, now, settings):
            continue
        endpoint = held.endpoint if held.channel is Channel.WEBHOOK else None
        grouped[endpoint, held.rhythm].append(one)
    for (endpoint, rhythm), some in grouped.items():
        single = endpoint is not None and rhythm is Rhythm.LIVE
        for part in _parts(some, 1 if single else _MOST):
            yield _Bundle(endpoint=endpoint, rhythm=rhythm, deliveries=part)


def _parts(deliveries: Sequence[Delivery], most: int) -> Iterator[tuple[Delivery, ...]]:
    """Yield the deliveries with at most so many events each; an event is never torn apart."""
    by_event: dict[int, list[Delivery]] = defaultdict(list)
    for one in deliveries:
        by_event[one.event].append(one)
    numbers = sorted(by_event)
    for start in range(0, len(numbers), most):
        yield tuple(one for number in numbers[start : start + most] for one in by_event[number])


def _events(store: "Store", deliveries: Sequence[Delivery]) -> dict[int, Event]:
    wanted = sorted({one.event for one in deliveries})
    found: dict[int, Event] = {}
    for number in wanted:
        if number not in found:
            some = store.register.events(since_id=number - 1, limit=1)
            found.update((one.id or 0, one) for one in some)
    return found


def _key(bundle: _Bundle, links: Links) -> str:
    """Return the name of a message: a delivery travels once, so the first one names its message."""
    return links.key(f"delivery {min(one.id or 0 for one in bundle.deliveries)}")


def _mail(
    bundle: _Bundle,
    events: dict[int, Event],
    subscriptions: dict[int, Subscription],
    narrator: Narrator,
    subscriber: Subscriber,
    links: Links,
    settings: Settings,
    now: datetime,
) -> bytes:
    made = digest(bundle.deliveries, events, subscriptions, narrator, bundle.rhythm)
    about = sorted({one.subscription for one in bundle.deliveries})
    about = about if len(about) <= _NAMED else []
    unsubscribe = links.make(LinkKind.UNSUBSCRIBE, subscriber, about)
    text, html = render_digest(made, manage=links.manage(subscriber), unsubscribe=unsubscribe)
    mail = Mail(
        key=_key(bundle, links),
        to=subscriber.address,
        subject=made.subject,
        text=text,
        html=html,
        language=made.language,
        unsubscribe=unsubscribe,
    )
    return compose_mail(mail, settings, now)
