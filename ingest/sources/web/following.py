"""One run over a source, from its name: its options, its connector and its client put together."""

from collections.abc import Callable
from datetime import datetime
from time import sleep
from typing import TYPE_CHECKING

from corpus.settings import Settings
from ingest.sources.web.register import with_register
from ingest.sources.web.registry import load_options, open_client, open_connector
from ingest.sources.web.report import SyncProgress, SyncReport, SyncRequest

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

    options = load_options(settings.data)
    connector = open_connector(name, options.get(name, next(iter(options.values()))))
    with open_client(connector, options[name], settings, wait=wait) as client:
        report = Sync(connector, store, settings, clock, client, stop=stop).run(asked or EVERYTHING, progress)
        return with_register(report, asked or EVERYTHING, connector, store, client)
