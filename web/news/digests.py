"""What the last mail of a rhythm would have said, made by the code that makes the mails."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from corpus.alerts import Delivery, Rhythm, Subscription, SubscriptionKind
from corpus.errors import WrongUse
from corpus.store.chronicle import Stretch, Wanted
from tracker.alerts.composing.digest import Digest, digest
from tracker.alerts.composing.lines import Narrator
from tracker.alerts.composing.rhythm import closes
from tracker.alerts.matching.occasions import TOLD, occasions
from tracker.alerts.matching.plain import plain_matches
from tracker.alerts.naming import subscription_name
from tracker.alerts.texts import spoken
from web.services import Services

MOST = 30
"""Events that a preview reads at most; a mail holds a hundred."""

_STEPS = {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a mail would have said.

    Attributes:
        rhythm: How often.
        name: What is followed.
        begin: First moment of what it tells, in UTC.
        end: First moment after it, when the mail would have left.
        mail: What it would have said; None where there was nothing to tell, and no mail.
        more: Events in the log beyond those that the preview read.
    """

    rhythm: Rhythm
    name: str
    begin: datetime
    end: datetime
    mail: Digest | None
    more: int


def preview(parts: Services, language: str, rhythm: str, office: str, *, site: str) -> Preview:
    """Make the last mail of a rhythm, about all deadlines or about everything of an office.

    Args:
        parts: Where to look.
        language: Of the mail.
        rhythm: ``daily`` or ``weekly``.
        office: Slug of the office; empty for all deadlines.
        site: Address of the site, for the links.

    Raises:
        WrongUse: If there is no such rhythm.
    """
    chosen = _rhythm(rhythm)
    kind = SubscriptionKind.OFFICE if office else SubscriptionKind.DEADLINES
    end = closes(chosen, parts.clock(), parts.settings)
    begin = end - _STEPS[chosen]
    held = Subscription(subscriber=0, kind=kind, target={"office": office} if office else {}, created=begin, id=0)
    stretch = Stretch(begin=begin, end=end, office=office)
    kinds = tuple(sorted(TOLD[kind]))
    total = parts.store.chronicle.count(stretch, kinds)
    lines = parts.store.chronicle.lines(stretch, Wanted(kinds=frozenset(kinds)), MOST)
    page = occasions(parts.store, lines[::-1], parts.settings.alerts_newest_days)
    deliveries = [
        Delivery(event=page.events[place].id or 0, subscription=0, why=why, recorded=end)
        for place, why in plain_matches(held, page)
    ]
    narrator = Narrator(parts.store, site, spoken(language))
    events = {one.id or 0: one for one in page.events}
    return Preview(
        rhythm=chosen,
        name=subscription_name(held, narrator.language, parts.store),
        begin=begin,
        end=end,
        mail=digest(deliveries, events, {0: held}, narrator, chosen) if deliveries else None,
        more=max(0, total - len(lines)),
    )


def _rhythm(name: str) -> Rhythm:
    for one in _STEPS:
        if one.value == name:
            return one
    raise WrongUse(f"rhythm: '{name}' is neither daily nor weekly", code="no_rhythm")
