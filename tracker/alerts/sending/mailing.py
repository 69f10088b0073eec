"""Mail: claimed in small batches, sent over one connection, each marked before the next is begun."""

import ssl
from dataclasses import replace
from datetime import timedelta

from corpus.alerts import Bounce, Channel, Message, Purpose, Subscriber, SubscriberStatus
from corpus.errors import NotFound
from tracker.alerts.sending import patience
from tracker.alerts.sending.mailserver import MailServer, longest_seconds
from tracker.alerts.sending.outcomes import Fault, Outcome, Verdict
from tracker.alerts.sending.returnpath import return_path
from tracker.alerts.sending.tally import Run

BATCH = 20
_MARGIN_SECONDS = 30
_FAULTS_IN_A_ROW = 3


def lease(run: Run) -> timedelta:
    """Return how long a claim on a mail lasts: longer than sending it can take."""
    return timedelta(seconds=longest_seconds(run.settings) + _MARGIN_SECONDS)


def send_mail(run: Run, context: ssl.SSLContext | None = None) -> None:
    """Send the mail that is due, until none is left, the server fails, or the run is to stop.

    Args:
        run: The run; what happened is counted there.
        context: Certificates that are trusted; the system's where None.
    """
    if not (run.settings.smtp_host and run.settings.mail_from):
        run.report = replace(run.report, mail="mail is not set up: the settings smtp_host and mail_from are needed")
        return
    faults = 0
    with MailServer(run.settings, context) as server:
        while not (run.stop() or run.report.mail):
            batch = list(run.store.outbox.claim(run.worker, run.clock() + lease(run), BATCH, Channel.MAIL))
            if not batch:
                return
            while batch and not (run.stop() or run.report.mail):
                outcome = _one(run, server, batch.pop(0))
                faults = _in_a_row(run, faults, outcome)
            run.store.sending.release([one.id or 0 for one in batch], run.worker)


def _in_a_row(run: Run, faults: int, outcome: Outcome | None) -> int:
    """Count failures of the server in a row; too many, or no connection at all, end the sending of mail."""
    if outcome is None or outcome.fault not in (Fault.SERVER, Fault.UNREACHABLE):
        return 0
    if outcome.fault is Fault.UNREACHABLE or faults + 1 >= _FAULTS_IN_A_ROW:
        run.report = replace(run.report, mail=outcome.text)
    return faults + 1


def _one(run: Run, server: MailServer, message: Message) -> Outcome | None:
    """Send one mail and mark it; None where it was not tried."""
    try:
        subscriber = run.store.subscribers.get(message.subscriber)
    except NotFound:
        return None  # deleted by its owner, and the message with it
    why = _reason_to_hold(subscriber, message)
    if why:
        run.hold([message], why)
        return None
    if not run.store.sending.renew(message.id or 0, run.worker, run.clock() + lease(run)):
        return None
    sender = return_path(run.settings, message)
    outcome = server.send(sender, subscriber.address, message.content, message.key)
    _mark(run, message, outcome)
    return outcome


def _reason_to_hold(subscriber: Subscriber, message: Message) -> str:
    """Say why nothing may be sent to an address now; an empty text where it may."""
    if message.purpose is Purpose.OPT_IN or subscriber.status is SubscriberStatus.ACTIVE:
        return ""
    return f"the address is {subscriber.status.value}"


def _mark(run: Run, message: Message, outcome: Outcome) -> None:
    if outcome.verdict is Verdict.TAKEN:
        run.accepted(message)
    elif outcome.verdict is Verdict.REFUSED:
        if outcome.fault is Fault.ADDRESS:
            _count_bounce(run, message, outcome)
        run.failed(message, outcome.text)
    else:
        run.again(message, outcome, patience.wait(message.attempts + 1, run.chance))


def _count_bounce(run: Run, message: Message, outcome: Outcome) -> None:
    now = run.clock()
    bounce = Bounce(
        subscriber=message.subscriber,
        message=message.id,
        hard=True,
        status=outcome.status,
        reason=outcome.text,
        recorded=now,
    )
    settled = now - timedelta(days=run.settings.bounces_settled_days)
    try:
        back = run.store.sending.came_back(bounce, suspend_after=run.settings.bounces_suspend_after, settled=settled)
    except NotFound:
        return
    run.count(suspended=int(back.suspended))
