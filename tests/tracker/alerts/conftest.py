"""A store with a clock that the tests move."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.settings import Settings
from corpus.store import Store
from tests.tracker.alerts.building import Clock


@pytest.fixture
def clock() -> Clock:
    """A clock on a Monday in March 2024."""
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings for a data folder of the test's own."""
    return Settings(data=tmp_path / "data", mail_from="alerts@rappel.example", base_url="https://rappel.example")


@pytest.fixture
def store(settings: Settings, clock: Clock) -> Iterator[Store]:
    """An empty store."""
    with Store.open(settings, clock=clock) as found:
        yield found
