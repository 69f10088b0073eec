"""A store with a clock that tests move, and a store on PostgreSQL where there is one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.settings import Settings
from corpus.store import Store
from tests.sources.conftest import follow, follow_source  # noqa: F401 - fixtures


class Time:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now

    def later(self, **time: float) -> None:
        """Let time pass, or go back where it is negative."""
        self.now += timedelta(**time)


@pytest.fixture
def time() -> Time:
    """Return a clock that stands still."""
    return Time()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings with an empty data folder and without a model."""
    return Settings(data=tmp_path / "data", model="lexical", lock_wait_seconds=5)


@pytest.fixture
def store(settings: Settings, time: Time) -> Iterator[Store]:
    """Return a new store."""
    with Store.open(settings, clock=time) as found:
        yield found
