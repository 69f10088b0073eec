"""Goes through the log from where it was left, and through the subscriptions for each page of it.

Deliveries and cursor of a page are written in one transaction: a kill leaves the page undone, or done. Where another
machine was faster nothing is written, and this run leaves the rest to it.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corpus.alerts import Delivery, Subscription, SubscriptionKind
from corpus.errors import EditConflict, NotFound, StoreBusy, WrongUse
from corpus.register import Event
from corpus.settings import Settings
from search.passages import index_document
from tracker.alerts.matching.engine import Engine, open_engine
from tracker.alerts.matching.fresh import Fresh
from tracker.alerts.matching.occasions import DOCUMENTS, TOLD, Occasions, occasions
from tracker.alerts.matching.plain import Why, plain_matches, sources
from tracker.alerts.matching.queries import Answer, answers
from tracker.alerts.matching.targets import SearchTarget, search_target

if TYPE_CHECKING:
    from corpus.store import Store

Broken = Callable[[Subscription, str], None]
"""Told that a subscription cannot be matched, and why; with an empty reason, that it works again."""

_PAGE = 5_000  # events read at once
_DOCUMENTS = 1_000  # documents among them at most: they bound the memory
_SUBSCRIPTIONS = 5_000
_REMEMBERED = 200_000  # different queries whose answers are kept for the same query of somebody else
_WRITTEN = 50_000  # deliveries of one transaction, about
_QUERIES = (SubscriptionKind.SEARCH, SubscriptionKind.SUBJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """What was matched.

    Attributes:
        events: Events looked at.
        deliveries: New deliveries.
        broken: Subscriptions that could not be matched.
        overtaken: Whether another machine was faster and does the rest.
        first: Whether this was the first look ever: nothing before it is announced.
    """

    events: int = 0
    deliveries: int = 0
    broken: int = 0
    overtaken: bool = False
    first: bool = False


def match_events(
    store: "Store", settings: Settings, clock: Callable[[], datetime], broken: Broken | None = None
) -> MatchReport:
    """Match the events since the last look with the subscriptions, and write who is told of what.

    Args:
        store: The store.
        settings: Where the index is; how old news may be.
        clock: Gives the present moment, in UTC.
        broken: Told of subscriptions that cannot be matched, or work again; by default ``broken`` is only set.
    """
    if store.outbox.status().last_check is None:
        return _first_look(store)
    run = _Run(store, settings, clock, broken or _tell_nobody)
    try:
        while run.page():
            pass
    except EditConflict:
        return replace(run.report, overtaken=True)
    return run.report


def _tell_nobody(subscription: Subscription, reason: str) -> None:
    """Tell nobody: that a subscription is broken is kept with it all the same."""


def _first_look(store: "Store") -> MatchReport:
    """Begin where the log ends: who starts to be told is not told of the past, nor of a first import as it comes in.

    An empty log is no beginning, and while an ingest runs nobody knows where the past ends: then the next run begins.
    """
    if store.outbox.head() == 0:
        return MatchReport(first=True)
    try:
        with store.writing():
            store.outbox.record((), since=0, upto=store.outbox.head())
    except (EditConflict, StoreBusy):
        return MatchReport(first=True, overtaken=True)
    return MatchReport(first=True)


class _Run:
    """One look.

    Args:
        store: The store.
        settings: The settings.
        clock: The clock.
        broken: Told of broken subscriptions.
    """

    def __init__(self, store: "Store", settings: Settings, clock: Callable[[], datetime], broken: Broken) -> None:
        self._store, self._settings, self._clock, self._broken = store, settings, clock, broken
        self._engine: Engine | None = None
        self.report = MatchReport()

    def page(self) -> bool:
        """Match one page of the log; return whether there may be more."""
        since = self._store.outbox.cursor()
        events = _cut(self._store.register.events(since_id=since, limit=_PAGE))
        if not events:
            self._store.outbox.record((), since=since, upto=since)
            return False
        page = occasions(self._store, events, self._settings.alerts_newest_days)
        found = self._deliveries(page) if page.events else []
        upto = events[-1].id or since
        written = self._write(sorted(found, key=lambda one: one.event), since, upto)
        self.report = replace(
            self.report, events=self.report.events + len(events), deliveries=self.report.deliveries + written
        )
        return True

    def _write(self, found: Sequence[Delivery], since: int, upto: int) -> int:
        """Write the deliveries event by event, moving the cursor along: no transaction holds too many."""
        written, start = 0, 0
        while len(found) - start > _WRITTEN:
            end = start + _WRITTEN
            while end < len(found) and found[end].event == found[end - 1].event:
                end += 1
            if end == len(found):
                break
            written += self._store.outbox.record(found[start:end], since=since, upto=found[end - 1].event)
            start, since = end, found[end - 1].event
        return written + self._store.outbox.record(found[start:], since=since, upto=upto)

    def _deliveries(self, page: Occasions) -> list[Delivery]:
        if self._engine is None:
            self._engine = open_engine(self._settings)
        documents = (index_document(one) for one in page.documents.values())
        now = self._clock()
        found: list[Delivery] = []
        with Fresh(documents, self._engine) as fresh:
            asked = _Queries(fresh, self._engine, now.astimezone(ZoneInfo(self._settings.timezone)))
            for some in self._subscriptions():
                asked.learn([one for one in some if one.kind in _QUERIES])
                for one in some:
                    found += [
                        Delivery(event=event.id or 0, subscription=one.id or 0, why=why, recorded=now)
                        for event, why in self._matches(one, page, fresh, asked)
                        if (event.id or 0) > one.since_event
                    ]
        return found

    def _subscriptions(self) -> Iterator[tuple[Subscription, ...]]:
        after = 0
        while some := self._store.subscriptions.list(live=True, after=after, limit=_SUBSCRIPTIONS):
            yield some
            after = some[-1].id or 0

    def _matches(self, one: Subscription, page: Occasions, fresh: Fresh, asked: "_Queries") -> list[tuple[Event, Why]]:
        try:
            if one.kind in _QUERIES:
                answer = asked.answer(one)
                found = list(_of_query(one, answer, page, fresh))
            else:
                found = list(plain_matches(one, page))
        except WrongUse as error:
            self._say(one, str(error))
            return []
        self._say(one, "")
        return [(page.events[place], why) for place, why in found]

    def _say(self, one: Subscription, reason: str) -> None:
        """Keep why a subscription cannot be matched, or that it can again; its owner is told on a change only."""
        if reason:
            self.report = replace(self.report, broken=self.report.broken + 1)
        if reason == one.broken:
            return
        if bool(reason) != bool(one.broken):
            self._broken(one, reason)
        try:
            self._store.subscriptions.change(replace(self._store.subscriptions.get(one.id or 0), broken=reason))
        except NotFound:  # forgotten meanwhile
            return


class _Queries:
    """The answers to the queries of the subscriptions, each different query asked once.

    Args:
        fresh: The new documents.
        engine: How words and meaning are read.
        now: The moment, in the zone in which days begin.
    """

    def __init__(self, fresh: Fresh, engine: Engine, now: datetime) -> None:
        self._fresh, self._engine, self._today = fresh, engine, now.date()
        self._known: OrderedDict[str, Answer] = OrderedDict()

    def learn(self, some: Sequence[Subscription]) -> None:
        """Ask the queries of some subscriptions that were not asked yet, all at once."""
        new: dict[str, SearchTarget] = {}
        for one in some:
            try:
                target = search_target(one.target)
            except WrongUse:
                continue
            if target.key not in self._known:
                new[target.key] = target
        while len(self._known) + len(new) > _REMEMBERED and self._known:
            self._known.popitem(last=False)
        found = answers(list(new.values()), self._fresh, self._engine, self._today)
        self._known.update(zip(new, found, strict=True))

    def answer(self, one: Subscription) -> Answer:
        """Return the answer for a subscription.

        Raises:
            WrongUse: If its query cannot be read or asked.
        """
        target = search_target(one.target)
        if target.key not in self._known:
            self.learn([one])
        answer = self._known[target.key]
        if answer.broken:
            raise WrongUse(answer.broken)
        return answer


def _of_query(one: Subscription, answer: Answer, page: Occasions, fresh: Fresh) -> Iterator[tuple[int, Why]]:
    for place, why in answer.why.items():
        for event in page.by_document.get(fresh.ids[place], ()):
            kind = page.events[event].kind
            if kind in TOLD[one.kind]:
                yield event, why if kind in DOCUMENTS else {name: why[name] for name in why if name != "passage"}
    yield from sources(one.kind, page)


def _cut(events: Sequence[Event]) -> Sequence[Event]:
    """Return the first events, with no more documents than are held at once."""
    seen: set[str] = set()
    for place, event in enumerate(events):
        if event.document is not None:
            seen.add(event.document)
            if len(seen) > _DOCUMENTS:
                return events[:place]
    return events
