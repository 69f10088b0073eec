"""A watched folder: its files are read as they come, each once it is complete, and again when it has changed.

The folder is looked at from time to time (``stat``), which works on network drives too, where no system tells of
changes. A file is complete once its size and times are the same in two looks. A file that is gone changes nothing.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import RunStopped, SourceUnavailable
from corpus.model import DocumentId
from corpus.register import Cause
from corpus.settings import Settings
from corpus.store.source_items import SourceItem
from ingest.service import Failure, Ingest
from ingest.sources.files import Found
from ingest.sources.folder_look import Look, look_at, open_below, stamp_of
from ingest.sources.found import Refused, Skipped
from ingest.sources.names import plain_name
from ingest.sources.opened import OpenedFile

if TYPE_CHECKING:
    from corpus.store import Store

SOURCE = "folder"
_AT_ONCE = 50
"""Files that are read under the writer's lock at a time: others that write get their turn in between."""
_LINES_PER_DOCUMENT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderReport:
    """What a look at the folder did.

    Attributes:
        new: Documents that were not held before.
        changed: Documents of which a new version came.
        same: Documents that were held already, byte for byte.
        problems: Documents that could not be read; they are in quarantine.
        waiting: Files that may still be written.
        skipped: Links, which are not followed.
        message: What could not be looked into; empty where everything could.
        documents: Ids of new and changed documents.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    problems: tuple[Failure, ...] = ()
    waiting: int = 0
    skipped: tuple[Skipped, ...] = ()
    message: str = ""
    documents: tuple[DocumentId, ...] = ()


class WatchedFolder:
    """Reads a folder, look after look; what it saw at the last look it keeps in memory.

    Args:
        folder: The folder.
        store: The store; it keeps which files were read as they stand now.
        settings: The settings.
        clock: Now, in UTC.
    """

    def __init__(self, folder: Path, store: "Store", settings: Settings, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._store = store
        self._settings = settings
        self._clock = clock
        self._last: dict[Path, str] = {}
        self._old_news: frozenset[Path] = frozenset()

    def run(self, stop: Callable[[], bool] = lambda: False) -> FolderReport:
        """Look at the folder, and read what is complete and was not read as it stands.

        Args:
            stop: Asked between files; where it says yes, the run ends at a safe point.

        Raises:
            SourceUnavailable: If the folder cannot be read.
            RunStopped: If it was asked to stop; what was read stays.
            StoreBusy: If another process is writing for too long; what was read stays, the rest is read by the next.
            StoreUnavailable: If the store cannot be written to.
        """
        try:
            root = self._folder.resolve()
            look = look_at(root)
        except SourceUnavailable as error:
            self._store.health.record(SOURCE, ok=False, message=str(error))
            raise
        if self._store.health.get(SOURCE) is None:
            self._old_news = frozenset(look.files)
        held = self._store.source_items.stamps(SOURCE)
        fresh = [path for path, stamp in look.files.items() if held.get(path.as_uri()) != stamp]
        ready = [path for path in fresh if self._last.get(path) == look.files[path]]
        self._last = look.files
        report = self._read(root, look, ready, stop)
        self._store.health.record(SOURCE, ok=not look.closed, message=look.closed, new_item=bool(report.documents))
        return FolderReport(
            new=report.new,
            changed=report.changed,
            same=report.same,
            problems=report.problems,
            waiting=len(fresh) - len(ready),
            skipped=look.links,
            message=look.closed,
            documents=report.documents,
        )

    def _read(self, root: Path, look: Look, ready: Sequence[Path], stop: Callable[[], bool]) -> FolderReport:
        total = FolderReport()
        with Ingest(self._store, self._settings, self._clock, apart=True) as ingest:
            for cause, paths in self._batches(ready):
                if stop():
                    raise RunStopped("asked to stop; the next look goes on from here")
                changing: set[Path] = set()
                report = ingest.take(self._found(root, look, paths, changing), cause=cause, source=SOURCE)
                for path in paths:
                    if path not in changing:
                        self._mark(path, look.files[path])
                total = FolderReport(
                    new=total.new + report.new,
                    changed=total.changed + report.changed,
                    same=total.same + report.same,
                    problems=(*total.problems, *report.problems),
                    documents=(*total.documents, *report.documents),
                )
        return total

    def _batches(self, ready: Sequence[Path]) -> Iterator[tuple[Cause, list[Path]]]:
        """Yield files together, those first that lay there when the folder was looked at for the first time ever."""
        for cause, old in ((Cause.BACKFILL, True), (Cause.INGEST, False)):
            left = iter([path for path in ready if (path in self._old_news) == old])
            while paths := list(islice(left, _AT_ONCE)):
                yield cause, paths

    def _found(self, root: Path, look: Look, paths: Sequence[Path], changing: set[Path]) -> Iterator[Found]:
        """Yield what the files hold; a file that changes while it is read is left for the next look."""
        for path in paths:
            uri, name = path.as_uri(), plain_name(os.fsencode(path.name).decode("utf-8", "replace"))
            most = self._settings.max_document_bytes
            file = OpenedFile(
                source=SOURCE,
                uri=uri,
                name=name,
                clock=self._clock,
                max_bytes=most,
                max_lines=_LINES_PER_DOCUMENT * most,
            )
            try:
                with open_below(root, path) as stream:
                    for one in file.found(stream):
                        if stamp_of(os.fstat(stream.fileno())) != look.files[path]:
                            changing.add(path)
                            break
                        yield one
            except FileNotFoundError:
                changing.add(path)
            except OSError as error:
                message = f"{name} cannot be opened: {error.strerror or error}"
                yield Refused(uri=uri, name=name, reason="no_access", message=message)

    def _mark(self, path: Path, stamp: str) -> None:
        """Note that a file was dealt with as it stands."""
        item = SourceItem(source=SOURCE, key=path.as_uri(), stamp=stamp, day=None, open=False, fetched=self._clock())
        self._store.source_items.fetched(item)
