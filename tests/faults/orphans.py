"""Processes whose parent was killed: this process adopts them, and sees when they end."""

import ctypes
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)


@contextmanager
def adopting(within: float) -> Iterator[Callable[[], int]]:
    """Adopt whatever loses its parent below this process.

    Args:
        within: Seconds within which orphans must have ended.

    Yields:
        What waits for the orphans that there are, and says how many there were.
    """
    kernel = ctypes.CDLL(None)
    kernel.prctl(_ADOPT, 1, 0, 0, 0)
    own = _children()
    try:
        yield lambda: _gone(own, within)
    finally:
        kernel.prctl(_ADOPT, 0, 0, 0, 0)


def _gone(own: set[int], within: float) -> int:
    seen: set[int] = set()
    until = time.monotonic() + within
    while left := _children() - own:
        seen |= left
        for number in left:
            with suppress(ChildProcessError):
                os.waitpid(number, os.WNOHANG)
        assert time.monotonic() < until, f"still there {within:g} s after their parent was killed: {_told(left)}"
        time.sleep(0.005)
    return len(seen)


def _children() -> set[int]:
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == os.getpid():
                found.add(int(path.parent.name))
    return found


def _told(numbers: set[int]) -> list[str]:
    told = []
    for number in sorted(numbers):
        with suppress(OSError):
            told.append(f"{number} {Path(f'/proc/{number}/cmdline').read_text(encoding='utf-8')!r}")
    return told
