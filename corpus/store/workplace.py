"""Folders for work in progress, of which nothing stays: not even where the process that made one was killed."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_HELD = "held.lock"


@contextmanager
def work_folder(prefix: str, beside: Path) -> Iterator[Path]:
    """Give an empty folder that is removed at the end, and remove those of processes that were killed.

    Args:
        prefix: How its name begins, and that of all folders for the same work.
        beside: The folder that it is made in, so that its files can be moved to their place at once.

    Raises:
        OSError: If it cannot be made.
    """
    from filelock import FileLock

    _sweep(prefix, beside)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=beside) as name, FileLock(Path(name) / _HELD):
        yield Path(name)


def _sweep(prefix: str, beside: Path) -> None:
    from filelock import FileLock, Timeout

    for folder in beside.glob(f"{prefix}*"):
        if not (folder / _HELD).is_file():
            continue
        # The system lets go of a lock when its holder dies: who gets it knows that nobody works there.
        with suppress(Timeout, OSError), FileLock(folder / _HELD, timeout=0):
            shutil.rmtree(folder, ignore_errors=True)
