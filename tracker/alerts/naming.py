"""What a subscription is called, to its owner."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.alerts import Subscription, SubscriptionKind
from corpus.errors import NotFound
from tracker.alerts.matching.targets import named
from tracker.alerts.texts import words

if TYPE_CHECKING:
    from corpus.store import Store

_LONGEST = 80


def subscription_name(one: Subscription, language: str, store: "Store | None" = None) -> str:
    """Return what a subscription follows, in words: the name its owner gave it, or its kind and target.

    Args:
        one: The subscription.
        language: Of the words.
        store: Knows the titles of questions and offices; without it ids and slugs stand for themselves.
    """
    kind = words(f"kind.{one.kind.value}", language)
    said = one.name or _target(one, store)
    return f"{kind}: {shortened(said, _LONGEST)}" if said else kind


def shortened(text: str, most: int) -> str:
    """Return a text on one line, cut between words where it is longer than ``most`` characters."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return f"{cut.rpartition(' ')[0] or cut} …".replace(" …", "…")


def _target(one: Subscription, store: "Store | None") -> str:
    if one.kind in (SubscriptionKind.SEARCH, SubscriptionKind.SUBJECT):
        given = {name: value for name, value in one.target.items() if name not in ("mode", "paused") and value}
        query = given.pop("q", "") or given.pop("theme", "")
        return " ".join([str(query), *(f"{name}:{value}" for name, value in sorted(given.items()))]).strip()
    name = named(one.kind, one.target)
    return (_title(one.kind, name, store) if store is not None and name else "") or name


def _title(kind: SubscriptionKind, name: str, store: "Store") -> str:
    readers: dict[SubscriptionKind, Callable[[], str | None]] = {
        SubscriptionKind.QUESTION: lambda: store.documents.get(name).record.title,
        SubscriptionKind.COMMITMENT: lambda: store.register.get(name).quote,
        SubscriptionKind.OFFICE: lambda: store.people.office(name).office,
    }
    try:
        return (readers[kind]() if kind in readers else "") or ""
    except NotFound:
        return ""
