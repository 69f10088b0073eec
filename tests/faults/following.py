"""Following a local parliament to its end, as several tests of faults do."""

from collections.abc import Callable

from corpus.settings import Settings
from corpus.store import Store
from ingest.service import Ingest
from ingest.sources.web.registry import SourceOptions, open_client, open_connector
from ingest.sources.web.sync import Sync
from tests.conftest import clock
from tests.sources.conftest import NAME
from tests.sources.flemish_server import FlemishServer


def following_of(server: FlemishServer) -> Callable[[Settings], None]:
    """Return what follows a server to its end over a data folder, without a pause; it fails where anything is left."""
    options = SourceOptions(addresses=server.addresses(), pause=0.0)

    def follow(settings: Settings) -> None:
        connector = open_connector(NAME, options)
        with (
            Store.open(settings, clock=clock) as store,
            open_client(connector, options, settings, wait=lambda _seconds: None) as client,
        ):
            report = Sync(connector, store, settings, clock, client, Ingest(store, settings, clock)).run()
            assert report.complete, report.message

    return follow
