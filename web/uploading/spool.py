"""Where uploaded files wait on the disk until they are read: under numbers, never under names that somebody chose."""

import os
import re
import secrets
import shutil
import sys
from collections.abc import Set
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from corpus.errors import StoreUnavailable

_FOLDER = "uploads"
_COMING = ".part"
_ID = re.compile(r"[A-Za-z0-9_-]{20,64}")
KEPT = timedelta(days=1)
"""After so long nobody comes any more for what no upload names, and a file whose bytes are gone is called lost."""


def new_id() -> str:
    """Return the id of an upload, by chance."""
    return secrets.token_urlsafe(18)


def is_id(text: str) -> bool:
    """Tell whether a text that came from outside can be the id of an upload."""
    return _ID.fullmatch(text) is not None


class Spool:
    """The waiting files of one data folder.

    Args:
        data: The data folder.
    """

    def __init__(self, data: Path) -> None:
        self.folder = data / _FOLDER

    def begin(self) -> Path:
        """Make a folder for files that are coming.

        Raises:
            StoreUnavailable: If it cannot be made.
        """
        made = self.folder / f"{new_id()}{_COMING}"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            made.mkdir(mode=0o700)
        except OSError as error:
            raise StoreUnavailable(f"{self.folder} cannot be written to: {error.strerror or error}") from error
        return made

    def keep(self, coming: Path, upload: str) -> bool:
        """Give files that have come the id of their upload, for good; a power cut does not undo it.

        Returns:
            False where there is such an upload already.

        Raises:
            StoreUnavailable: If the disk does not take it.
        """
        target = self.folder / upload
        if target.exists():
            return False
        try:
            _settle(coming)
            coming.rename(target)
            _settle(self.folder)
        except OSError as error:
            if target.exists():
                return False
            raise StoreUnavailable(f"{self.folder} cannot be written to: {error.strerror or error}") from error
        return True

    def file(self, upload: str, position: int) -> Path:
        """Return where a file waits."""
        return self.folder / upload / file_name(position)

    def holds(self, upload: str) -> bool:
        """Tell whether the files of an upload wait here, and not at another machine of the same store."""
        return (self.folder / upload).is_dir()

    def drop(self, upload: str) -> None:
        """Delete the files of an upload."""
        shutil.rmtree(self.folder / upload, ignore_errors=True)

    def sweep(self, waiting: Set[str], now: datetime) -> None:
        """Delete what was left by a killed process and belongs to no upload that waits.

        Args:
            waiting: The uploads that wait.
            now: The moment.
        """
        with suppress(OSError):
            for one in list(os.scandir(self.folder)):
                old = now.timestamp() - one.stat().st_mtime > KEPT.total_seconds()
                if old and one.name not in waiting:
                    shutil.rmtree(one.path, ignore_errors=True)


def file_name(position: int) -> str:
    """Return the name of a waiting file."""
    return f"{position:04d}"


def _settle(folder: Path) -> None:
    """Let what stands in a folder reach the disk."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
