"""One run of the alerts: write the clock's events, match, compose, send. Any number may run, anywhere, at any time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from corpus.alerts import MessageState, OutboxStatus
from corpus.settings import Settings
from tracker.alerts.composing import ComposeReport, compose_messages
from tracker.alerts.desk import Desk
from tracker.alerts.events import EventsReport, record_events
from tracker.alerts.matching import MatchReport, match_events
from tracker.alerts.sending.outcomes import SendReport
from tracker.alerts.sending.service import send_waiting

if TYPE_CHECKING:
    from corpus.store import Store
    from corpus.store.retention import Cleared

_FAILED = 1_000

LEASE = "alerts"
"""Name of the lease that whoever runs the alerts holds: two runs at once harm nothing, and do the same work twice."""
UNCONFIRMED_DAYS = 30
"""Days after which an address that nobody confirmed is deleted; the link to confirm works 7."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did.

    Attributes:
        events: Events of the clock.
        matched: Who is told of what.
        composed: Messages made.
        sent: Messages sent; None where sending was not asked for.
    """

    events: EventsReport
    matched: MatchReport
    composed: ComposeReport
    sent: SendReport | None = None


def run_alerts(
    store: "Store",
    settings: Settings,
    clock: Callable[[], datetime],
    *,
    send: bool = True,
    stop: Callable[[], bool] = lambda: False,
) -> RunReport:
    """Do everything that is to be done now; doing it again at once does nothing.

    A kill at any moment loses nothing: every step is one transaction a page or message, and goes on from the ledger.
    Nothing at all is done while the clock is not to be believed: what is said and deleted is not taken back.

    Args:
        store: The store.
        settings: The settings.
        clock: Gives the present moment, in UTC.
        send: Whether to send what waits too.
        stop: Asked between messages; the rest is left to the next run.

    Raises:
        ClockDoubted: If the clock is not to be believed.
    """
    store.timekeeping.rely(settings.clock_jump_days)
    desk = Desk(store, settings, clock)
    if store.outbox.status().last_check is None:
        # Before anything is written, so that no first import is compared as if it were news.
        matched = match_events(store, settings, clock)
        events = EventsReport()
    else:
        events = record_events(store, settings, clock)
        matched = match_events(store, settings, clock, desk.tell_broken)
    composed = compose_messages(store, settings, clock)
    sent = send_waiting(store, settings, clock, stop=stop, manage_link=desk.links.manage) if send else None
    clear_old(store, settings, clock)
    return RunReport(events=events, matched=matched, composed=composed, sent=sent)


def can_send(store: "Store", settings: Settings) -> bool:
    """Tell whether anything can leave: mail is set up, or somebody has given a web address."""
    return _mails(settings) or bool(store.endpoints.list())


def why_unsent(store: "Store", settings: Settings, sent: SendReport) -> str:
    """Say why not all that was due has left; empty where sending went well.

    A message that is tried again has not failed, and mail that is not set up is missed only by mail that waits.
    """
    stopped = sent.mail
    if not _mails(settings):
        waiting = store.outbox.messages(state=MessageState.WAITING, limit=_FAILED)
        stopped = sent.mail if any(one.endpoint is None for one in waiting) else ""
    given_up = f"{sent.failed} messages were given up: see 'rappel alerts status'" if sent.failed else ""
    return "; ".join(filter(None, (given_up, stopped)))


def _mails(settings: Settings) -> bool:
    return bool(settings.smtp_host and settings.mail_from)


def clear_old(store: "Store", settings: Settings, clock: Callable[[], datetime]) -> "Cleared":
    """Delete what is not kept for ever: old records of messages, and addresses that nobody confirmed.

    Args:
        store: The store.
        settings: How long records are kept; a mail that may still come back is kept at least that long.
        clock: Gives the present moment, in UTC.
    """
    now = clock()
    days = settings.sent_kept_days
    kept = max(days, settings.bounces_settled_days) if days else None
    return store.sending.clear(
        sent_before=None if kept is None else now - timedelta(days=kept),
        unconfirmed_before=now - timedelta(days=UNCONFIRMED_DAYS),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsStatus:
    """How the alerts stand; no address in it.

    Attributes:
        outbox: What waits and what was done.
        behind: Events that were not matched yet.
        failures: Why messages were given up, with how many, the most frequent first.
    """

    outbox: OutboxStatus
    behind: int
    failures: tuple[tuple[str, int], ...]


def alerts_status(store: "Store") -> AlertsStatus:
    """Return how the alerts stand."""
    outbox = store.outbox.status()
    counts: dict[str, int] = {}
    for one in store.outbox.messages(state=MessageState.FAILED, limit=_FAILED):
        reason = _without_addresses(one.error)
        counts[reason] = counts.get(reason, 0) + 1
    failures = tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    return AlertsStatus(outbox=outbox, behind=max(0, outbox.head - outbox.cursor), failures=failures)


def _without_addresses(text: str) -> str:
    """Return a reason without the words that could name somebody: addresses of mail and of the web."""
    kept = ("…" if "@" in word or "://" in word else word for word in text.split())
    return " ".join(kept)
