"""One writer at a time, and who it is."""

import errno
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from corpus.errors import RunStopped, StoreBusy, StoreUnavailable
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.lock import WriterLock
from corpus.waiting import check_stop, stop_asked, stoppable
from tests.corpus.building import ROOT, Clock, made

_HOLDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from corpus.store.lock import WriterLock
with WriterLock(Path(sys.argv[1]), wait=0, clock=lambda: datetime(2024, 3, 1, 9, tzinfo=UTC)).held():
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(settings: Settings, store: Store) -> Iterator[subprocess.Popen[str]]:
    """Return another process that holds the lock until it reads a line."""
    assert store.documents.count() == 0
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(settings.data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writer_is_told_who_holds_the_lock(store: Store, holder: subprocess.Popen[str]) -> None:
    """The second writer waits as long as it may, then gets the holder's process, command and since when."""
    messages: list[str] = []
    with pytest.raises(StoreBusy, match=f"process {holder.pid} on .* since 2024-03-01T09:00:00") as caught:
        store.writing(messages.append).__enter__()
    assert "-c" in str(caught.value)
    assert "waited 0.2 seconds, nothing was changed" in str(caught.value)
    assert len(messages) == 1
    assert messages[0].startswith("waiting up to 0.2 seconds")
    assert str(holder.pid) in messages[0]


def test_a_note_that_cannot_be_written_leaves_nothing(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the lock is refused and let go, and no empty note stays beside it."""

    def full(self: Path, *_: object, **__: object) -> int:
        self.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(StoreUnavailable, match="No space left"), store.writing():
            pytest.fail("the lock was held without its note")
    assert list(settings.data.glob("rappel.lock.json*")) == []
    with store.writing():
        assert list(settings.data.glob("rappel.lock.json*")) == [settings.data / "rappel.lock.json"]


def test_reading_and_deciding_need_no_lock(store: Store, holder: subprocess.Popen[str]) -> None:
    """While another process holds the lock, the store is read, and short changes are made."""
    assert holder.poll() is None
    made().put(store)
    assert store.documents.count() == 1


def test_a_second_writer_goes_on_when_the_first_is_done(
    settings: Settings, clock: Clock, holder: subprocess.Popen[str]
) -> None:
    """A waiting writer gets the lock as soon as the holder ends, also when it is killed."""
    lock = WriterLock(settings.data, wait=20, clock=clock)
    with lock.held(lambda _: holder.kill()):
        assert "process" in lock.holder()
    assert not (settings.data / "rappel.lock.json").exists()


def test_a_writer_that_waits_can_be_asked_to_stop(
    settings: Settings, clock: Clock, holder: subprocess.Popen[str]
) -> None:
    """It says for whom it waits, and ends long before its time is over; the holder notices nothing."""
    lock = WriterLock(settings.data, wait=600, clock=clock)
    asked, told = threading.Event(), list[str]()

    def tell(sentence: str) -> None:
        told.append(sentence)
        threading.Timer(0.2, asked.set).start()

    began = monotonic()
    with stoppable(asked.is_set, tell), pytest.raises(RunStopped, match="waited for another process"), lock.held():
        pytest.fail("two writers at once")
    assert monotonic() - began < 60
    assert [str(holder.pid) in one for one in told] == [True]
    assert holder.poll() is None
    # What was given up is as if it had never begun.
    with lock.held(lambda _: holder.kill()):
        assert "process" in lock.holder()


def test_a_lock_that_is_free_is_taken_at_the_end_too(store: Store) -> None:
    """A run that was asked to stop may still write down how far it came, where nobody keeps it from that."""
    with stoppable(lambda: True), store.writing():
        made().put(store)
    assert store.documents.count() == 1


def test_only_the_run_that_is_asked_stops() -> None:
    """Being asked holds for a thread and for its block: neither for other threads, nor afterwards."""
    others: list[bool] = []
    with stoppable(lambda: True):
        with stoppable(lambda: False):
            check_stop()
        thread = threading.Thread(target=lambda: others.append(stop_asked()))
        thread.start()
        thread.join(10)
        with pytest.raises(RunStopped):
            check_stop()
    check_stop()
    assert others == [False]


def test_the_lock_is_free_again_after_an_error(store: Store, settings: Settings) -> None:
    """An error inside frees the lock and takes the note away."""
    with pytest.raises(ZeroDivisionError), store.writing():
        raise ZeroDivisionError
    with store.writing():
        assert (settings.data / "rappel.lock.json").exists()
    assert not (settings.data / "rappel.lock.json").exists()


def test_the_lock_may_be_taken_again_inside(store: Store, settings: Settings) -> None:
    """A part of an ingest that takes the lock again does not wait for itself, nor free it too early."""
    with store.writing():
        with store.writing():
            pass
        assert (settings.data / "rappel.lock.json").exists()


def test_two_threads_wait_for_each_other(store: Store) -> None:
    """Two ingests in one program, each in its thread, run one after the other."""
    steps: list[str] = []
    inside, done = threading.Event(), threading.Event()

    def first() -> None:
        with store.writing():
            inside.set()
            done.wait(5)
            steps.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(5)
    with pytest.raises(StoreBusy), store.writing():
        steps.append("too early")
    done.set()
    thread.join(5)
    with store.writing():
        steps.append("second")
    assert steps == ["first", "second"]


@pytest.mark.parametrize("note", ["", "{", "[]", "{}", '{"pid": 1}'])
def test_a_broken_note_is_no_obstacle(settings: Settings, store: Store, clock: Clock, note: str) -> None:
    """A note that was cut off by a kill names nobody, and breaks nothing."""
    assert store.documents.count() == 0
    (settings.data / "rappel.lock.json").write_text(note)
    assert WriterLock(settings.data, wait=0, clock=clock).holder().endswith("being written by another process")


def test_a_note_that_cannot_be_written(settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room for the note, the error names the folder, and the lock is free."""

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        with pytest.raises(StoreUnavailable, match="No space left"), store.writing():
            pytest.fail("entered without a note")
    with store.writing():
        assert (settings.data / "rappel.lock").exists()


def test_the_sentence_is_for_the_person_who_waits(store: Store, holder: subprocess.Popen[str]) -> None:
    """Without anybody to tell, waiting is silent."""
    assert holder.poll() is None
    silent: Callable[[str], None] | None = None
    with pytest.raises(StoreBusy), store.writing(silent):
        pytest.fail("two writers at once")
