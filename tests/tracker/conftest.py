"""A tracker over a store in memory."""

from collections.abc import Sequence
from datetime import date

import pytest

from corpus.facts import Basis, TimeRange
from corpus.settings import Settings
from tests.tracker.fakes import Clock, FakeStore, window
from tracker.service import Tracker


class Found:
    """One time found in words."""

    def __init__(self, due: TimeRange, recurrence: str | None = None, *, start: int = 0, end: int = 13) -> None:
        self.range = due
        self.recurrence = recurrence
        self.start, self.end = start, end


def read_words(text: str, reference: date | None) -> Sequence[Found]:
    """Read the few words that the tests type."""
    known = {
        "voorjaar 2025": [Found(window(date(2025, 3, 1), date(2025, 6, 21)))],
        "binnenkort": [Found(TimeRange(basis=Basis.VAGUE, reference=reference))],
        "31 februari 2025": [Found(window(date(2025, 2, 1), date(2025, 2, 28)), start=3, end=16)],
        "elke maand": [Found(TimeRange(), "P1M")],
        "mei of juni 2025": [Found(window(None, date(2025, 5, 31))), Found(window(None, date(2025, 6, 30)))],
    }
    return known.get(text, [])


@pytest.fixture
def store() -> FakeStore:
    """An empty store in memory."""
    return FakeStore()


@pytest.fixture
def clock() -> Clock:
    """A clock at 1 July 2024."""
    return Clock()


@pytest.fixture
def tracker(store: FakeStore, clock: Clock) -> Tracker:
    """A tracker with default settings over the store in memory."""
    return Tracker(store, Settings(), clock, read_words)
