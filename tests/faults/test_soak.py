"""The soak, for half a minute: the hour that it is made for is run by hand (``python -m tests.faults.soak``)."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.faults.soak import Outcome, Plan, soak
from tests.faults.soaking.verdict import Bounds, growth_faults, log_faults, mail_faults
from tests.faults.soaking.watch import Sample, quarters, slope
from tests.tracker.sending.mailsink import Sink, Taken

# In the first minutes things are loaded that are loaded once.
_SHORT = Plan(minutes=0.4, held=40, every=1.0, busy=4.0, bounds=Bounds(memory=1.0, handles=20))
_MOST_MEGABYTES = 900
_MOST_FILES = 100


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Return what came of half a minute."""
    return soak(_SHORT, tmp_path_factory.mktemp("soak"))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_half_a_minute(outcome: Outcome) -> None:
    """Readers, an editor, a parliament that goes on with faults, and mail: nothing is wrong, and it ends in order."""
    assert outcome.faults == ()
    figures = outcome.figures
    assert figures["requests"] > 20  # type: ignore[operator]
    assert figures["mails"] > 5  # type: ignore[operator]
    jobs = figures["jobs"]
    assert isinstance(jobs, dict)
    assert all(counted["failed"] == 0 for counted in jobs.values())
    assert jobs["sync"]["ok"] > 0 < jobs["alerts"]["ok"]
    assert {"editor", "parliament", "folder"} <= set(figures["deeds"])  # type: ignore[call-overload]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_how_much_is_held(outcome: Outcome) -> None:
    """The service stays within what the operator's page says of it."""
    assert max(one.resident for one in outcome.samples) < _MOST_MEGABYTES
    assert max(one.files for one in outcome.samples) < _MOST_FILES


def _sample(seconds: float, **given: float) -> Sample:
    plain = {"resident": 400.0, "own": 300.0, "files": 40, "threads": 15, "children": 2, "children_resident": 90.0}
    rest = {"processor": seconds, "database": 5.0, "log": 1.0, "index": 2.0, "index_files": 30, "feed": 10}
    return Sample(seconds=seconds, ready=True, **{**plain, **rest, **given})  # type: ignore[arg-type]


def _hour(**growing: Callable[[float], float]) -> list[Sample]:
    return [_sample(at, **{name: grown(at / 3600) for name, grown in growing.items()}) for at in range(0, 3601, 10)]


@pytest.mark.parametrize(
    ("name", "grown", "wrong"),
    [
        ("own", lambda _hours: 300.0, False),
        ("own", lambda hours: 300.0 if hours > 0.2 else 100.0, False),  # loaded once
        ("own", lambda hours: 300.0 + 40 * (hours * 100 % 2), False),  # up and down
        ("own", lambda hours: 300.0 + 100 * hours, True),
        ("resident", lambda hours: 300.0 + 100 * hours, True),
        ("files", lambda hours: 40 + int(hours * 4), False),
        ("files", lambda hours: 40 + int(hours * 60), True),
        ("threads", lambda hours: 15 + int(hours * 60), True),
        ("children", lambda hours: 2 + int(hours * 60), True),
    ],
)
def test_growth_is_seen(name: str, grown: Callable[[float], float], wrong: bool) -> None:
    """What goes on growing is told; what is loaded once, or goes up and down, is not."""
    found = growth_faults(_hour(**{name: grown}), Bounds(memory=0.1, handles=4))
    assert bool(found) is wrong
    assert all(name in one for one in found)


def test_slope() -> None:
    """The slope is that of an hour, whatever a few samples say."""
    samples = _hour(own=lambda hours: 300 + 7 * hours)
    samples[40] = replace(samples[40], own=9000.0)
    assert slope(samples, lambda one: one.own) == pytest.approx(7.0)
    assert quarters(samples, lambda one: one.own)["quarter 4"] == pytest.approx(306.1, abs=0.1)


def test_what_is_wrong_in_a_log() -> None:
    """Warnings, errors, and lines that nobody meant are told; the rest is not."""
    lines = [json.dumps({"event": "x", "level": level}) for level in ("info", "debug", "warning", "error")]
    assert log_faults([*lines, "Traceback (most recent call last):"]) == [
        *lines[2:],
        "Traceback (most recent call last):",
    ]


def test_mails_that_come_twice() -> None:
    """The same mail to the same person is told; the same to another is none."""
    sink, mail = Sink(), b"Message-ID: <a@b>\n\nx"
    sink.taken = [Taken(sender="s@e", recipient=who, content=mail) for who in ("a@e", "b@e")]
    assert mail_faults(sink) == []
    sink.taken.append(sink.taken[0])
    assert len(mail_faults(sink)) == 1
