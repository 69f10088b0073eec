"""Webhooks: several web addresses at once, one message after the other to each of them.

A web address that fails rests, with everything that waits for it, so that a broken receiver is asked once a step of
the back-off, however much waits. After too many failures in a row it is switched off and its owner told by mail.
"""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Coroutine, Iterable
from dataclasses import replace
from datetime import timedelta

from corpus.alerts import Channel, Endpoint, Message, Subscriber, SubscriberStatus
from corpus.errors import NotFound
from tracker.alerts.sending import notices, patience
from tracker.alerts.sending.notices import ManageLink
from tracker.alerts.sending.outcomes import Outcome, Verdict
from tracker.alerts.sending.posting import WHOLE_SECONDS, Poster
from tracker.alerts.sending.tally import Run
from tracker.alerts.sending.targets import Resolve, system_addresses

BATCH = 64
AT_ONCE = 8
"""Web addresses posted to at the same time: the most messages that one kill can leave in their window."""
LEASE = timedelta(seconds=6 * WHOLE_SECONDS)


async def post_webhooks(
    run: Run,
    *,
    resolve: Resolve = system_addresses,
    context: ssl.SSLContext | None = None,
    manage_link: ManageLink | None = None,
) -> None:
    """Post the webhooks that are due, until none is left or the run is to stop.

    Args:
        run: The run; what happened is counted there.
        resolve: Gives the addresses of a host.
        context: Certificates that are trusted; the system's where None.
        manage_link: Gives the page that a notice leads to.
    """
    claimed = _claim(run)
    if not claimed:
        return  # and the HTTP client, slow to load, is not loaded
    turn = asyncio.Semaphore(AT_ONCE)
    async with Poster(run.settings, run.clock, resolve=resolve, context=context) as poster:
        while claimed:
            groups: dict[int, list[Message]] = defaultdict(list)
            for message in claimed:
                groups[message.endpoint or 0].append(message)
            await _together(
                _Group(run, poster, number, manage_link).post(messages, turn) for number, messages in groups.items()
            )
            claimed = () if run.stop() else _claim(run)


async def _together(works: Iterable[Coroutine[None, None, None]]) -> None:
    """Do things at the same time; the first error stops the others and is raised as itself."""
    try:
        async with asyncio.TaskGroup() as tasks:
            for work in works:
                tasks.create_task(work)
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors


def _claim(run: Run) -> tuple[Message, ...]:
    return run.store.outbox.claim(run.worker, run.clock() + LEASE, BATCH, Channel.WEBHOOK)


class _Group:
    """What is on its way to one web address."""

    def __init__(self, run: Run, poster: Poster, endpoint_id: int, manage_link: ManageLink | None) -> None:
        self._run = run
        self._poster = poster
        self._id = endpoint_id
        self._manage_link = manage_link

    async def post(self, messages: list[Message], turn: asyncio.Semaphore) -> None:
        """Post one after the other, until one fails; the rest waits as long as that one."""
        async with turn:
            try:
                endpoint = self._run.store.endpoints.get(self._id)
                owner = self._run.store.subscribers.get(endpoint.subscriber)
            except NotFound:
                return  # deleted by its owner, and the messages with it
            waiting = self._without_resting(endpoint, owner, messages)
            while waiting and not self._run.stop():
                message = waiting.pop(0)
                if self._renewed(message) and not await self._one(endpoint, owner, message, waiting):
                    return
            self._run.store.sending.release([one.id or 0 for one in waiting], self._run.worker)

    def _without_resting(self, endpoint: Endpoint, owner: Subscriber, messages: list[Message]) -> list[Message]:
        """Put off what must not be posted now, and return the rest."""
        if endpoint.disabled is not None or owner.status is not SubscriberStatus.ACTIVE:
            why = "the webhook is switched off" if endpoint.disabled else f"its owner's address is {owner.status.value}"
            self._run.hold(messages, why)
            return []
        until = self._run.store.sending.resting_until(self._id) if endpoint.failures else None
        if until is None or until <= self._run.clock():
            return list(messages)
        fresh = [one for one in messages if not one.attempts]
        self._run.hold(fresh, f"the webhook rests: {endpoint.message}", until)
        return [one for one in messages if one.attempts]

    def _renewed(self, message: Message) -> bool:
        return self._run.store.sending.renew(message.id or 0, self._run.worker, self._run.clock() + LEASE)

    async def _one(self, endpoint: Endpoint, owner: Subscriber, message: Message, rest: list[Message]) -> bool:
        """Post one message and mark it; False where the web address failed and rests."""
        outcome = await self._poster.post(endpoint, message.key, message.content)
        if outcome.verdict is Verdict.TAKEN:
            self._run.accepted(message)
            if endpoint.failures:
                self._run.store.sending.endpoint_worked(self._id)
            return True
        failures = self._run.store.sending.endpoint_failed(self._id, outcome.text)
        wait = outcome.wait or patience.wait(max(1, failures), self._run.chance)
        self._run.again(message, outcome, wait)
        if rest:
            self._run.hold(rest, f"the webhook rests: {outcome.text}", self._run.clock() + wait)
        if outcome.gone or failures >= self._run.settings.webhooks_disable_after:
            self._switch_off(replace(endpoint, failures=failures), owner, outcome)
        return False

    def _switch_off(self, endpoint: Endpoint, owner: Subscriber, outcome: Outcome) -> None:
        settings, notice = self._run.settings, None
        if settings.mail_from:
            link = self._manage_link(owner) if self._manage_link else settings.base_url
            notice = notices.switched_off(settings, owner, endpoint, outcome.text, now=self._run.clock(), link=link)
        self._run.count(disabled=int(self._run.store.sending.disable(self._id, outcome.text, notice)))
