"""Generations of the index on disk: folders, the pointer to the one in use, and the lock of the writer.

<index>/current            name of the generation in use, replaced atomically
<index>/update.lock        held by the process that writes
<index>/g000012/meta.json  how it was built; never changes
<index>/g000012/state.json cursor; replaced atomically after everything it speaks of is durable
<index>/g000012/frequencies.json, words.sqlite, documents/, passages/, and rows (search.rows, search.printed)
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from corpus.errors import SearchIndexError
from corpus.waiting import check_stop, stop_asked, tell_of_waiting

_POINTER = "current"
_META = "meta.json"
_STATE = "state.json"
_FREQUENCIES = "frequencies.json"
SHAPE = 2
"""Raised when other files, or files of another shape, make up a generation; older ones are then rebuilt."""
_BUSY = "another process is updating the search index"
_ANOTHER = "the index was built by another version of Rappel: run 'rappel rebuild'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """How a generation was built.

    Attributes:
        model: Name of the embedding model, as in the settings.
        identity: Identity of its weights; empty where the generation has no vectors.
        dimensions: Length of a vector; 0 without vectors.
        analysis: Version of the analysis.
        threshold: Standard deviations above the mean from which a document matches by meaning.
        documents: Documents held when it was built.
        shape: Which files it is made of.
    """

    model: str
    identity: str
    dimensions: int
    analysis: str
    threshold: float
    documents: int
    shape: int


class Generations:
    """The generations under one folder.

    Args:
        folder: Folder of the index; made by the first write.
        wait: Seconds that a writer waits for another one.
    """

    def __init__(self, folder: Path, wait: float) -> None:
        self._folder = folder
        self._wait = wait
        self._named: tuple[tuple[int, ...], Path | None] = ((), None)  # what the pointer said, and when

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock; whoever follows the run is told once that it waits for it.

        Raises:
            SearchIndexError: If another process holds it for too long, or the folder cannot be written.
            RunStopped: If the run was asked to stop while it waited (``corpus.waiting``).
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._folder / "update.lock")
            self._acquire(lock)
        except Timeout as error:
            check_stop()
            raise SearchIndexError(f"{_BUSY}; try again when it is done") from error
        except OSError as error:
            raise SearchIndexError(f"the index folder {self._folder} cannot be written: {error}") from error
        try:
            yield
        finally:
            lock.release()

    def _acquire(self, lock: FileLock) -> None:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            tell_of_waiting(f"waiting up to {self._wait:g} seconds: {_BUSY}")
            lock.acquire(timeout=self._wait, cancel_check=stop_asked)

    def current(self) -> Path | None:
        """Return the folder of the generation in use, None where none was built.

        Raises:
            SearchIndexError: If the pointer names a generation that is not there.
        """
        try:
            name = (self._folder / _POINTER).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise SearchIndexError(f"the index pointer cannot be read: {error}; run 'rappel rebuild'") from error
        folder = self._folder / name
        if not name or not (folder / _META).is_file():
            raise SearchIndexError("the index is damaged (its pointer names no generation): run 'rappel rebuild'")
        return folder

    def stamp(self) -> tuple[object, ...]:
        """Return a value that changes whenever the pointer or the state of the generation in use does."""
        pointer = _stat(self._folder / _POINTER)
        if not pointer:
            return ()
        known, folder = self._named
        if known != pointer or folder is None:
            folder = self.current()
            self._named = (pointer, folder)
        return (pointer, _stat(folder / _STATE) if folder else ())

    def create(self) -> Path:
        """Make an empty folder for a new generation; only under the lock.

        Raises:
            SearchIndexError: If it cannot be made.
        """
        taken = [int(path.name[1:]) for path in self._folder.glob("g*") if path.name[1:].isdigit()]
        folder = self._folder / f"g{max(taken, default=0) + 1:06d}"
        try:
            folder.mkdir(parents=True)
        except OSError as error:
            raise SearchIndexError(f"the index folder {self._folder} cannot be written: {error}") from error
        return folder

    def switch(self, folder: Path) -> None:
        """Make a complete generation the one in use, atomically, and remove all others; only under the lock.

        Raises:
            SearchIndexError: If the pointer cannot be written; the old generation stays in use.
        """
        _replace(self._folder / _POINTER, folder.name.encode("ascii"))
        self.prune()

    def discard(self, folder: Path) -> None:
        """Remove a generation whose build failed; only under the lock."""
        shutil.rmtree(folder, ignore_errors=True)

    def prune(self) -> None:
        """Remove generations that are not in use, those of broken-off builds too; only under the lock.

        A reader in another process keeps the files that it has open.
        """
        try:
            current = self.current()
        except SearchIndexError:
            current = None
        for path in self._folder.glob("g*"):
            if path != current and path.name[1:].isdigit():
                shutil.rmtree(path, ignore_errors=True)


def write_meta(folder: Path, meta: Meta, frequencies: Mapping[str, int]) -> None:
    """Write how a generation was built.

    Raises:
        SearchIndexError: If it cannot be written.
    """
    _replace(folder / _FREQUENCIES, json.dumps(dict(frequencies), ensure_ascii=False).encode())
    _replace(folder / _META, json.dumps(asdict(meta), indent=1).encode())


def read_meta(folder: Path) -> Meta:
    """Read how a generation was built.

    Raises:
        SearchIndexError: If it cannot be read.
    """
    try:
        meta = Meta(**_read(folder / _META))
    except TypeError as error:
        raise SearchIndexError(_ANOTHER) from error
    if meta.shape != SHAPE:
        raise SearchIndexError(_ANOTHER)
    return meta


def read_frequencies(folder: Path) -> dict[str, int]:
    """Read the word counts by which a generation splits compounds.

    Raises:
        SearchIndexError: If they cannot be read.
    """
    return {word: int(count) for word, count in _read(folder / _FREQUENCIES).items()}


def write_cursor(folder: Path, cursor: int) -> None:
    """Write up to which change of the store a generation goes; only after all of it is durable.

    Raises:
        SearchIndexError: If it cannot be written.
    """
    _replace(folder / _STATE, json.dumps({"cursor": cursor}).encode())


def read_cursor(folder: Path) -> int:
    """Read up to which change of the store a generation goes.

    Raises:
        SearchIndexError: If it cannot be read.
    """
    return int(_read(folder / _STATE).get("cursor", 0))


def _read(path: Path) -> dict[str, Any]:
    try:
        held = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SearchIndexError(f"the index is damaged ({path.name}: {error}): run 'rappel rebuild'") from error
    if not isinstance(held, dict):
        raise SearchIndexError(f"the index is damaged ({path.name}): run 'rappel rebuild'")
    return held


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(path.name + ".draft")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise SearchIndexError(f"the index cannot be written: {error}") from error


def _stat(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_ino, found.st_mtime_ns, found.st_size)
