"""Services of parliaments on the loopback, and a store that follows them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Generic, cast

import pytest

from corpus.settings import Settings
from corpus.store import Store
from ingest.service import Ingest
from ingest.sources.web.client import PoliteClient
from ingest.sources.web.registry import SourceOptions, open_client, open_connector
from ingest.sources.web.report import SyncReport, SyncRequest
from ingest.sources.web.sync import EVERYTHING, Sync
from tests.sources.chamber_server import ChamberServer
from tests.sources.flemish_questions import Question, invented
from tests.sources.flemish_server import FlemishServer
from tests.sources.local_server import LocalServer, State, serving
from tests.sources.tweede_kamer_server import TweedeKamerServer
from tests.sources.uk_server import UKServer

NAME = "vlaams-parlement"
SERVERS: dict[str, type[LocalServer]] = {
    NAME: FlemishServer,
    "dekamer": ChamberServer,
    "tweede-kamer": TweedeKamerServer,
    "uk-parliament": UKServer,
}
# The invented questions are older than some parliaments' services have any.
_BEGIN = date(2023, 9, 1)


FollowSource = Callable[[str, int], "Following[LocalServer]"]


@dataclass
class Time:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now


@dataclass
class Following(Generic[State]):
    """A store that follows the services of a parliament.

    Attributes:
        name: Name of the source.
        server: The services.
        store: The store.
        settings: Its settings.
        clock: The moment, which tests move.
        waited: The seconds that the client waited, in order.
    """

    name: str
    server: State
    store: Store
    settings: Settings
    clock: Time
    waited: list[float] = field(default_factory=list)

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.clock.now += timedelta(**time)

    def client(self, pause: float = 0.0) -> PoliteClient:
        """Return a client that does not really wait."""
        options = self.options(pause)
        return open_client(open_connector(self.name, options), options, self.settings, wait=self.waited.append)

    def options(self, pause: float = 0.0) -> SourceOptions:
        """Return the options that lead to the local services."""
        return SourceOptions(
            addresses=self.server.addresses(), pause=pause, begin=None if self.name == NAME else _BEGIN
        )

    def sync(self, asked: SyncRequest = EVERYTHING) -> SyncReport:
        """Follow the services once."""
        connector = open_connector(self.name, self.options())
        with self.client() as client:
            reading = Ingest(self.store, self.settings, self.clock)
            return Sync(connector, self.store, self.settings, self.clock, client, reading).run(asked)

    def ingest(self) -> Ingest:
        """Return what reads documents here, in this process: one of its own costs a second a test."""
        return Ingest(self.store, self.settings, self.clock)

    def held(self) -> list[Question]:
        """Return the written questions that the services list and give."""
        return [one for one in self.server.questions.values() if one.written and not one.gone]


@pytest.fixture
def follow_source(tmp_path: Path) -> Iterator[FollowSource]:
    """Return what starts the services of a parliament, with so many questions, and a store that follows them."""
    with ExitStack() as stack:

        def start(name: str, count: int) -> Following[LocalServer]:
            settings, time = Settings(data=tmp_path / "data"), Time()
            server = stack.enter_context(serving(SERVERS[name](questions=invented(count))))
            store = Store.open(settings, clock=time)
            stack.callback(store.close)
            return Following(name=name, server=server, store=store, settings=settings, clock=time)

        yield start


@pytest.fixture
def follow(follow_source: FollowSource) -> Callable[[int], Following[FlemishServer]]:
    """Return what starts the Flemish services and a store that follows them."""
    return lambda count: cast("Following[FlemishServer]", follow_source(NAME, count))
