"""Who wants to be told of what, and what is on its way to them.

One event of the log, many ways out: an event that matches a subscription is a *delivery*; one or more deliveries to the
same subscriber travel in one *message*, which is composed once, sent until the other side has taken it, and never
composed anew. Deliveries are unique by (event, subscription): an event is never announced twice to one subscription.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class SubscriptionKind(StrEnum):
    """What a subscription follows."""

    SEARCH = "search"
    QUESTION = "question"
    COMMITMENT = "commitment"
    OFFICE = "office"
    PERSON = "person"
    SUBJECT = "subject"
    DEADLINES = "deadlines"
    REMINDERS = "reminders"


class Rhythm(StrEnum):
    """How often a subscriber wants to hear of it: at once, once a day, once a week."""

    LIVE = "live"
    DAILY = "daily"
    WEEKLY = "weekly"


class Channel(StrEnum):
    """The way out of a subscription. Atom and iCalendar need none: they are read, not sent."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class SubscriberStatus(StrEnum):
    """Whether anything is sent to an address."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Purpose(StrEnum):
    """Why a message is sent."""

    OPT_IN = "opt_in"
    LIVE = "live"
    DIGEST = "digest"
    NOTICE = "notice"


class MessageState(StrEnum):
    """How far a message is: it waits (also between two tries), was taken by the other side, or was given up."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody who is told.

    Attributes:
        id: Number in the store; None before it is stored.
        address: Mail address, as typed but with the domain in lower case.
        language: Language of what is sent.
        status: Pending until the address has confirmed once; suspended after repeated hard bounces.
        created: Since when, in UTC.
        confirmed: When the address confirmed, the last time if it did so again after a suspension.
        hard_bounces: Hard bounces in a row, none of whose messages arrived.
        reason: Why it is suspended, in words; empty otherwise.
    """

    address: str
    language: str
    created: datetime
    status: SubscriberStatus = SubscriberStatus.PENDING
    confirmed: datetime | None = None
    hard_bounces: int = 0
    reason: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An address on the web to which events are posted, signed.

    Attributes:
        id: Number in the store; None before it is stored.
        subscriber: Whose it is.
        url: Where to.
        secret: The key of the signature.
        created: Since when, in UTC.
        failures: Failed tries since the last accepted one.
        disabled: Since when nothing more is sent there; None while it works.
        message: What the last failure said.
    """

    subscriber: int
    url: str
    secret: str = field(repr=False)
    created: datetime
    failures: int = 0
    disabled: datetime | None = None
    message: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What somebody wants to be told of.

    Attributes:
        id: Number in the store; None before it is stored.
        subscriber: Who.
        kind: What it follows.
        target: The query, document, commitment, office ... by kind, JSON values only.
        name: What its owner calls it.
        channel: The way out.
        endpoint: The web address, for webhooks.
        rhythm: How often.
        created: Since when, in UTC.
        since_event: Events up to this number are older than the subscription and never announced to it.
        confirmed: When its owner said yes; None: nothing is sent yet.
        broken: Why it cannot be matched at present (a query that no longer parses), in words; empty otherwise. It is
            kept, and its owner told.
        last_match: When something last matched, in UTC.
    """

    subscriber: int
    kind: SubscriptionKind
    target: Mapping[str, object] = field(default_factory=dict)
    name: str = ""
    channel: Channel = Channel.MAIL
    endpoint: int | None = None
    rhythm: Rhythm = Rhythm.DAILY
    created: datetime
    since_event: int = 0
    confirmed: datetime | None = None
    broken: str = ""
    last_match: datetime | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event on its way to one subscription; there is never a second one.

    Attributes:
        id: Number in the store; None before it is stored.
        event: The event.
        subscription: The subscription.
        why: Why it matched, by kind: words, passage, likeness; JSON values only.
        recorded: When it was put on its way, in UTC.
        message: The message it travels in; None until one was composed.
    """

    event: int
    subscription: int
    why: Mapping[str, object] = field(default_factory=dict)
    recorded: datetime
    message: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something composed to be sent once.

    Attributes:
        id: Number in the store; None before it is stored.
        key: Its name for the other side (Message-ID, webhook-id), the same at every try.
        subscriber: To whom.
        endpoint: Web address for a webhook; None for mail.
        purpose: Why it is sent.
        content: The bytes to send; emptied once it was accepted or given up.
        created: When it was composed, in UTC.
        state: How far it is.
        attempts: How often it was tried.
        next_try: When it is tried next, in UTC.
        accepted: When the other side took it.
        error: What the last failure said.
    """

    key: str
    subscriber: int
    endpoint: int | None = None
    purpose: Purpose
    content: bytes = field(default=b"", repr=False)
    created: datetime
    state: MessageState = MessageState.WAITING
    attempts: int = 0
    next_try: datetime
    accepted: datetime | None = None
    error: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A mail that came back.

    Attributes:
        subscriber: Whose address.
        message: The message, where the report names one that is known.
        hard: Whether the address will never work (5.x.x), not only now.
        status: The enhanced status code, such as ``5.1.1``.
        reason: What the other server said.
        recorded: When the report was read, in UTC.
    """

    subscriber: int
    message: int | None = None
    hard: bool
    status: str
    reason: str
    recorded: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxStatus:
    """How sending stands.

    Attributes:
        cursor: Last event that was matched with the subscriptions.
        head: Last event of the log.
        unbundled: Deliveries that wait for their digest or message.
        waiting: Messages to be sent, those between two tries included.
        failed: Messages given up.
        last_check: When events were last matched, in UTC.
        last_match: When something last matched.
        last_sent: When a message was last accepted by the other side.
        subscriptions: Confirmed subscriptions.
        broken: Those that cannot be matched.
        suspended: Suspended addresses.
    """

    cursor: int = 0
    head: int = 0
    unbundled: int = 0
    waiting: int = 0
    failed: int = 0
    last_check: datetime | None = None
    last_match: datetime | None = None
    last_sent: datetime | None = None
    subscriptions: int = 0
    broken: int = 0
    suspended: int = 0
