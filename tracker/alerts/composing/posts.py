"""Messages for programs: the JSON body of a webhook, with ``type``, ``timestamp`` and ``data`` (Standard Webhooks)."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from corpus.alerts import Delivery, Subscription
from corpus.register import Event
from tracker.alerts.composing.lines import Narrator
from tracker.missed import event_tag

DIGEST = "digest"


def post(
    deliveries: Sequence[Delivery],
    events: Mapping[int, Event],
    subscriptions: Mapping[int, Subscription],
    narrator: Narrator,
    now: datetime,
    *,
    single: bool,
) -> bytes:
    """Return the body of a webhook.

    Args:
        deliveries: Those of one event where ``single``, else of all.
        events: The events, by number.
        subscriptions: The subscriptions, by number.
        narrator: Puts events in words.
        now: The moment, for the timestamp of a digest.
        single: Whether it speaks of one event, whose kind is then the type.
    """
    by_event: dict[int, list[Delivery]] = defaultdict(list)
    for one in sorted(deliveries, key=lambda held: held.event):
        by_event[one.event].append(one)
    told = [_told(events[number], some, subscriptions, narrator) for number, some in by_event.items()]
    if single:
        event = events[next(iter(by_event))]
        body = {"type": event.kind.value, "timestamp": event.recorded.isoformat(), "data": told[0]}
    else:
        body = {"type": DIGEST, "timestamp": now.isoformat(), "data": {"events": told}}
    return json.dumps(body, ensure_ascii=False).encode()


def _told(
    event: Event, deliveries: Sequence[Delivery], subscriptions: Mapping[int, Subscription], narrator: Narrator
) -> dict[str, object]:
    why = next((one.why for one in deliveries if "passage" in one.why), deliveries[0].why)
    line = narrator.line(event, why)
    return {
        "id": event_tag(event),
        "event": event.id,
        "kind": event.kind.value,
        "occurred": event.occurred.isoformat(),
        "recorded": event.recorded.isoformat(),
        "document": event.document,
        "commitment": event.commitment,
        "milestone": event.milestone,
        "headline": line.headline,
        "quote": line.quote,
        "reason": line.reason,
        "page": line.link,
        "source": line.source or line.link,
        "details": dict(event.data),
        "why": [
            {"subscription": one.subscription, "name": subscriptions[one.subscription].name, **one.why}
            for one in deliveries
        ],
    }
