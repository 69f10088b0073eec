"""The store on a real PostgreSQL: the tests of the register, of versions and of alerts run on it again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AGAIN = (
    "test_alerting.py",
    "test_register.py",
    "test_versions.py",
    "test_feed.py",
    "test_lock.py::test_a_writer_that_waits_can_be_asked_to_stop",
    "test_outside.py",
    "test_people.py",
    "test_chronicle.py",
)


@pytest.mark.timeout(400)
def test_the_store_on_postgresql(postgresql: str) -> None:
    """What holds on SQLite holds on PostgreSQL."""
    files = [str(ROOT / "tests" / "corpus" / name) for name in AGAIN]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *files],
        env=os.environ | {"RAPPEL_TEST_POSTGRESQL": postgresql},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
