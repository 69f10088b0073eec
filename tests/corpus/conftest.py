"""What the tests of the store share."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from corpus.settings import Settings
from corpus.store import Store
from tests.corpus.building import Clock


@pytest.fixture
def clock() -> Clock:
    """Return a clock that goes on by one second at every look."""
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings with an empty data folder of their own.

    Where ``RAPPEL_TEST_POSTGRESQL`` names a database that may be emptied, the tests run on it instead of SQLite
    (those of SQLite's own file excepted: ``test_opening.py``, ``test_check.py`` and ``test_kill.py``).
    """
    url = os.environ.get("RAPPEL_TEST_POSTGRESQL")
    if url:
        _empty(url)
    return Settings(data=tmp_path / "data", lock_wait_seconds=0.2, database=url)


def _empty(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


@pytest.fixture
def open_store(settings: Settings, clock: Clock) -> Iterator[Callable[[], Store]]:
    """Return a function that opens the store of the settings; all are closed at the end."""
    opened: list[Store] = []

    def opening() -> Store:
        opened.append(Store.open(settings, clock=clock))
        return opened[-1]

    yield opening
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    """Return a new store."""
    return open_store()
