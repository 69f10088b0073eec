"""Looking at a watched folder, and opening its files without ever leaving it."""

import os
import stat
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.errors import SourceUnavailable
from ingest.sources.found import Skipped
from ingest.sources.opened import is_known_kind

_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".swp", ".filepart")
_LOCKED = ("~$", ".")
"""How the names of hidden files begin, and of those that office programs put beside an open document."""
_PLAIN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_INSIDE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A folder at one moment.

    Attributes:
        files: The files of kinds that are read, in order of name, with what changes when they do.
        links: Links, which are not followed.
        closed: What could not be looked into, in words; empty where everything could.
    """

    files: dict[Path, str]
    links: tuple[Skipped, ...] = ()
    closed: str = ""


def stamp_of(found: os.stat_result) -> str:
    """Return what changes whenever a file does: its size, and when its content and its entry changed."""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def look_at(root: Path) -> Look:
    """Look at a folder, to any depth.

    Args:
        root: The folder, with its own links resolved.

    Raises:
        SourceUnavailable: If it cannot be read itself.
    """
    try:
        os.scandir(root).close()
    except OSError as error:
        raise SourceUnavailable(f"the watched folder cannot be read: {error.strerror or error}") from error
    files: dict[Path, str] = {}
    links: list[Skipped] = []
    closed: list[OSError] = []
    for place, folders, names in os.walk(root, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        for path in (Path(place) / name for name in [*linked, *sorted(names)] if not _passed_over(name)):
            try:
                found = path.lstat()
            except OSError:  # gone meanwhile
                continue
            if stat.S_ISLNK(found.st_mode):
                links.append(Skipped(uri=path.as_uri(), name=path.name, reason="link"))
            elif stat.S_ISREG(found.st_mode) and is_known_kind(path.name):
                files[path] = stamp_of(found)
    return Look(files=files, links=tuple(links), closed=_closed(closed))


def _closed(errors: Sequence[OSError]) -> str:
    """Say how many folders could not be looked into, and why; their names are for nobody who reads the site."""
    if not errors:
        return ""
    why = ", ".join(sorted({error.strerror or str(error) for error in errors}))
    return f"{len(errors)} of the folders in the watched folder cannot be read: {why}"


def _passed_over(name: str) -> bool:
    return name.startswith(_LOCKED) or name.lower().endswith(_UNFINISHED)


def open_below(root: Path, path: Path) -> BinaryIO:
    """Open a plain file below a folder for reading, through no link on the way.

    Args:
        root: The folder.
        path: The file, whose path begins with the folder's.

    Raises:
        OSError: If it is gone, no plain file, behind a link, or not allowed to be read.
    """
    handle = _handle(root, path.relative_to(root).parts) if os.open in os.supports_dir_fd else os.open(path, _PLAIN)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("it is no plain file")
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def _handle(root: Path, parts: tuple[str, ...]) -> int:
    """Return the open file, each folder on the way opened inside the one before."""
    with ExitStack() as opened:
        at = os.open(root, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        opened.callback(os.close, at)
        for part in parts[:-1]:
            at = os.open(part, _INSIDE, dir_fd=at)
            opened.callback(os.close, at)
        return os.open(parts[-1], _PLAIN, dir_fd=at)
