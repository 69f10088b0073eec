"""Subscriptions that follow one thing by name: which events of a page are theirs, and why."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from corpus.alerts import Subscription, SubscriptionKind
from tracker.alerts.matching.occasions import SOURCES, TOLD, Occasions
from tracker.alerts.matching.targets import check_target, named

if TYPE_CHECKING:
    from collections.abc import Sequence

Why = Mapping[str, object]


def plain_matches(subscription: Subscription, page: Occasions) -> Iterator[tuple[int, Why]]:
    """Yield the places of a page's events that a subscription is told of, each with the reason.

    Args:
        subscription: Of any kind but search and subject.
        page: The events.

    Raises:
        WrongUse: If it does not name what it follows.
    """
    kind = subscription.kind
    check_target(kind, subscription.target)
    name = named(kind, subscription.target)
    if kind in (SubscriptionKind.DEADLINES, SubscriptionKind.REMINDERS):
        yield from _everywhere(kind, name, page)
        return
    lists: dict[SubscriptionKind, tuple[tuple[str, Mapping[str, Sequence[int]]], ...]] = {
        SubscriptionKind.QUESTION: (("document", page.by_document), ("named", page.by_named)),
        SubscriptionKind.COMMITMENT: (("commitment", page.by_commitment),),
        SubscriptionKind.OFFICE: (("office", page.by_office),),
        SubscriptionKind.PERSON: (("person", page.by_person),),
    }
    for reason, index in lists[kind]:
        for place in index.get(name, ()):
            if page.events[place].kind in TOLD[kind]:
                yield place, {reason: name}
    yield from sources(kind, page)


def sources(kind: SubscriptionKind, page: Occasions) -> Iterator[tuple[int, Why]]:
    """Yield the places of the events that say that a source is silent or back, for the kinds that are told."""
    for told in SOURCES & TOLD[kind]:
        for place in page.by_kind.get(told, ()):
            yield place, {"source": str(page.events[place].data.get("source", ""))}


def _everywhere(kind: SubscriptionKind, office: str, page: Occasions) -> Iterator[tuple[int, Why]]:
    own = set(page.by_office.get(office, ())) if office else None
    for told in TOLD[kind] - SOURCES:
        for place in page.by_kind.get(told, ()):
            if own is None or place in own or kind is SubscriptionKind.REMINDERS:
                yield place, {"office": office} if office else {}
    yield from sources(kind, page)
