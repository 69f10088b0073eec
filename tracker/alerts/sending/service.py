"""Sending what waits in the outbox: the seam of this package."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import datetime
from random import Random

from corpus.settings import Settings
from corpus.store import Store
from tracker.alerts.sending import mailing, patience, webhooks
from tracker.alerts.sending.notices import ManageLink
from tracker.alerts.sending.outcomes import Outcome, SendReport
from tracker.alerts.sending.posting import Poster
from tracker.alerts.sending.tally import Run
from tracker.alerts.sending.targets import Resolve, system_addresses


def send_waiting(
    store: Store,
    settings: Settings,
    clock: Callable[[], datetime],
    *,
    stop: Callable[[], bool] = lambda: False,
    manage_link: ManageLink | None = None,
    chance: Random | None = None,
    resolve: Resolve = system_addresses,
    mail_context: ssl.SSLContext | None = None,
    web_context: ssl.SSLContext | None = None,
) -> SendReport:
    """Send everything that is due: webhooks, then mail.

    Safe to run from several processes and machines at once: a message is sent by who has claimed it, and who claimed
    it and died is succeeded by another when the claim runs out. A kill at any moment loses nothing; a mail whose text
    the server had already, but not yet the mark, is sent once more under the same name.

    Args:
        store: Where messages wait.
        settings: Mail server, limits and patience.
        clock: Now, in UTC.
        stop: Says whether to end after the messages at hand.
        manage_link: Gives the page on which a subscriber manages what is sent, for notices.
        chance: Spreads the waits between tries.
        resolve: Gives the addresses of a host.
        mail_context: Certificates trusted for the mail server; the system's where None.
        web_context: Certificates trusted for webhooks; the system's where None.

    Returns:
        What became of the messages.

    Raises:
        StoreError: If the store cannot be used; what was sent until then is marked.
    """
    # The spread needs no secrecy.
    run = Run(store=store, settings=settings, clock=clock, chance=chance or Random(), stop=stop)  # noqa: S311
    now = clock()
    longest_claim = max(mailing.lease(run), webhooks.LEASE)
    run.count(mended=store.sending.mend(now + patience.LONGEST + patience.HOLD, now + 2 * longest_claim))
    asyncio.run(webhooks.post_webhooks(run, resolve=resolve, context=web_context, manage_link=manage_link))
    mailing.send_mail(run, mail_context)
    return run.report


def ping(
    store: Store,
    settings: Settings,
    clock: Callable[[], datetime],
    endpoint_id: int,
    *,
    resolve: Resolve = system_addresses,
    context: ssl.SSLContext | None = None,
) -> Outcome:
    """Post a test message to a web address at once, signed like every other, and say what came of it.

    It is not kept, not retried and not counted as a failure.

    Args:
        store: Holds the web address.
        settings: Says whether private addresses are allowed.
        clock: Now, in UTC.
        endpoint_id: The web address.
        resolve: Gives the addresses of a host.
        context: Certificates that are trusted; the system's where None.

    Raises:
        NotFound: If there is none of that number.
    """
    import json
    import secrets

    endpoint = store.endpoints.get(endpoint_id)
    body = json.dumps({"type": "ping", "timestamp": clock().isoformat(), "data": {"webhook": endpoint_id}})

    async def post() -> Outcome:
        async with Poster(settings, clock, resolve=resolve, context=context) as poster:
            return await poster.post(endpoint, f"ping-{secrets.token_hex(8)}", body.encode())

    return asyncio.run(post())
