"""The writer's lock: one ingest at a time, and who holds it is known.

The operating system frees the lock when its holder dies; the note beside it only says who that was.
"""

import json
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import StoreBusy, StoreUnavailable
from corpus.waiting import check_stop, stop_asked, tell_of_waiting

if TYPE_CHECKING:
    from filelock import FileLock

_LOCK = "rappel.lock"
_NOTE = "rappel.lock.json"


class WriterLock:
    """The lock of a data folder.

    Args:
        folder: The data folder.
        wait: Seconds to wait for another holder.
        clock: Now, in UTC.
    """

    def __init__(self, folder: Path, *, wait: float, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._wait = wait
        self._clock = clock

    @cached_property
    def _lock(self) -> "FileLock":
        # Most commands only read: they do without the library.
        from filelock import FileLock

        return FileLock(self._folder / _LOCK)

    @contextmanager
    def held(self, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
        """Hold the lock; within one thread it may be taken again.

        Args:
            on_wait: Called once with a sentence that names the holder, where there is one to wait for; else whoever
                follows the run is told.

        Raises:
            StoreBusy: If the holder does not finish in time; the text names its process and since when.
            RunStopped: If the run was asked to stop meanwhile (``corpus.waiting``).
            StoreUnavailable: If the folder cannot be written to.
        """
        outermost = not self._lock.is_locked
        self._acquire(on_wait)
        try:
            if outermost:
                self._write_note()
            yield
        finally:
            if outermost:
                with suppress(OSError):
                    (self._folder / _NOTE).unlink(missing_ok=True)
            self._lock.release()

    def _acquire(self, on_wait: Callable[[str], None] | None) -> None:
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            (on_wait or tell_of_waiting)(f"waiting up to {self._wait:g} seconds: {self.holder()}")
            self._acquire_later()
        except OSError as error:
            raise StoreUnavailable(_unwritable(self._folder, error)) from error

    def _acquire_later(self) -> None:
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=self._wait, cancel_check=stop_asked)
        except Timeout as error:
            check_stop()
            raise StoreBusy(
                f"{self.holder()}; waited {self._wait:g} seconds, nothing was changed; try again when it is done"
            ) from error

    def holder(self) -> str:
        """Say in a sentence who holds the lock, as far as its note tells."""
        try:
            note = json.loads((self._folder / _NOTE).read_text(encoding="utf-8"))
            return (
                f"the store in {self._folder} is being written by process {note['pid']} on {note['host']} "
                f"since {note['since']} ({note['command']})"
            )
        except (OSError, ValueError, KeyError, TypeError):
            return f"the store in {self._folder} is being written by another process"

    def _write_note(self) -> None:
        note = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200],
            "since": self._clock().isoformat(timespec="seconds"),
        }
        temporary = self._folder / f"{_NOTE}.{os.getpid()}"
        try:
            # Only the holder of the lock writes one: these are of processes that were killed.
            for left in self._folder.glob(f"{_NOTE}.*"):
                left.unlink(missing_ok=True)
            temporary.write_text(json.dumps(note), encoding="utf-8")
            temporary.replace(self._folder / _NOTE)
        except OSError as error:
            raise StoreUnavailable(_unwritable(self._folder, error)) from error
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make the data folder where it is missing.

    Raises:
        StoreUnavailable: If it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(_unwritable(folder, error)) from error


def _unwritable(folder: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"the data folder {folder} cannot be written to: {reason}; name another one with --data or RAPPEL_DATA"
