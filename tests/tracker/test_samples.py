"""The example decisions: all of them find their commitment, and recording them again changes nothing."""

from pathlib import Path

import pytest

from corpus.errors import RulesError
from corpus.settings import Settings
from corpus.store import Store
from tests.conftest import clock
from tracker import samples
from tracker.samples import apply_sample_decisions, sample_decisions
from tracker.service import Tracker


def test_every_decision_is_recorded_once(own_sample_data: Path) -> None:
    """The demonstration data holds every decision; a second run records none."""
    settings = Settings(data=own_sample_data)
    with Store.open(settings, clock=clock) as store:
        tracker = Tracker(store, settings, clock)
        report = apply_sample_decisions(tracker, store)
        assert (report.recorded, report.unplaced) == (0, ())
        people = [event for event in store.register.events() if event.author == sample_decisions()[0].author]
        assert len({(event.commitment, event.note) for event in people}) == len(sample_decisions())


def test_a_decision_that_finds_nothing_is_named(own_sample_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision whose words are in no commitment is told, and the others are recorded all the same."""
    first = sample_decisions()[0]
    lost = samples.SampleDecision(
        session=first.session, number=first.number, words="nergens gezegd", action="confirm", note="x", author="An"
    )
    unknown = samples.SampleDecision(
        session="1999-2000", number=1, words="iets", action="confirm", note="x", author="An"
    )
    monkeypatch.setattr(samples, "sample_decisions", lambda: (lost, unknown))
    settings = Settings(data=own_sample_data)
    with Store.open(settings, clock=clock) as store:
        report = apply_sample_decisions(Tracker(store, settings, clock), store)
    assert report.recorded == 0
    assert "nergens gezegd" in report.unplaced[0]
    assert "0 documents" in report.unplaced[1]


def test_a_broken_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decisions file that is no TOML, or lacks something, is said to be wrong."""
    monkeypatch.setattr("tracker.samples.tomllib.loads", lambda _: {})
    with pytest.raises(RulesError, match=r"decisions\.toml"):
        sample_decisions()
