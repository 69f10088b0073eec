"""One run over a source, from its name: its options, its connector and its client put together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from time import sleep
from typing import TYPE_CHECKING

from corpus.errors import RunStopped
from corpus.settings import Settings
from corpus.store.source_lists import LEGISLATURES, MEMBERS
from ingest.layout.parliaments import parliament_of
from ingest.sources.web.client import PoliteClient
from ingest.sources.web.connector import Connector
from ingest.sources.web.lists import Lists, ListsReport, StatesPeople, calendar_notes, check_session
from ingest.sources.web.register import with_register
from ingest.sources.web.registry import load_options, open_client, open_connector
from ingest.sources.web.report import SyncProgress, SyncReport, SyncRequest
from ingest.sources.web.robots import robots_notes

if TYPE_CHECKING:
    from corpus.store import Store


def lease_name(source: str) -> str:
    """Return the name of the lease that whoever follows a source must hold."""
    return f"sync {source}"


def follow(
    store: "Store",
    settings: Settings,
    clock: Callable[[], datetime],
    name: str,
    *,
    asked: SyncRequest | None = None,
    progress: SyncProgress | None = None,
    stop: Callable[[], bool] = lambda: False,
    wait: Callable[[float], None] = sleep,
) -> SyncReport:
    """Bring the store up to date with a source; the caller holds its lease.

    Args:
        store: The store.
        settings: The settings.
        clock: Now, in UTC.
        name: Name of the source.
        asked: What is asked; whatever is new where left out.
        progress: Told how far it is.
        stop: Asked between calls; where it says yes, the run ends at a safe point.
        wait: Waits some seconds between calls; may raise ``RunStopped``.

    Raises:
        NotFound: If there is no source of that name.
        RulesError: If ``sources.toml`` is wrong.
        StoreBusy: If another process is writing to the store for too long.
        StoreUnavailable: If the store cannot be written to.
    """
    from ingest.sources.web.sync import EVERYTHING, Sync

    options, asked = load_options(settings.data), asked or EVERYTHING
    connector = open_connector(name, options.get(name, next(iter(options.values()))))
    with open_client(connector, options[name], settings, wait=wait) as client:
        every = timedelta(days=options[name].lists_days)
        lists = follow_lists(connector, store, client, clock(), every, asked=asked, stop=stop)
        report = Sync(connector, store, settings, clock, client, stop=stop).run(asked, progress, lists=lists)
        if asked.dry_run:
            lists = replace(lists, notes=(*lists.notes, *robots_notes(connector.called, client)))
        return with_lists(with_register(report, asked, connector, store, client), lists)


def follow_lists(
    connector: Connector,
    store: "Store",
    client: PoliteClient,
    now: datetime,
    every: timedelta,
    *,
    asked: SyncRequest,
    stop: Callable[[], bool] = lambda: False,
) -> ListsReport:
    """Bring the lists of members and legislatures of a source up to date; of a dry run only say how they stand.

    Args:
        connector: The source.
        store: Where they are kept.
        client: Calls the source.
        now: The moment, in UTC.
        every: How old a list may become.
        asked: What is asked of the run.
        stop: Asked between calls.

    Raises:
        WrongUse: If a parliamentary year is asked for in which the source states no legislature.
    """
    if not isinstance(connector, StatesPeople):
        return ListsReport()
    days = connector.slice_of(asked.session) if asked.session is not None else None
    lists = Lists(source=connector, store=store, client=client, now=now, every=every, stop=stop)
    try:
        report = lists.held() if asked.dry_run else lists.follow()
    except RunStopped as error:
        report = replace(lists.held(), messages=(str(error),))
    if days is not None:
        check_session(store, connector.name, days)
    old = [kind for kind in (MEMBERS, LEGISLATURES) if asked.dry_run and lists.due(kind)]
    notes = calendar_notes(store, connector.name, parliament_of(connector.parliament))
    return replace(report, notes=(*notes, *(f"the list of {kind} is due to be fetched" for kind in old)))


def with_lists(report: SyncReport, lists: ListsReport) -> SyncReport:
    """Return what a run did, with what it did with the lists; a list that could not be read is said."""
    message = "; ".join(filter(None, (report.message, *lists.messages)))
    complete = report.complete and not lists.messages
    return replace(report, lists=lists, calls=report.calls + lists.calls, message=message, complete=complete)
