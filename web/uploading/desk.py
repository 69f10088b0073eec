"""Takes uploads over from the pages, and has them read in the background, one holder of the lease at a time."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

import structlog

from corpus.errors import NotFound, RunStopped
from corpus.store.holding import holding, new_holder
from corpus.uploads import Upload, UploadedFile
from corpus.waiting import stoppable
from web.running.stopping import Stop
from web.uploading.reading import read_waiting
from web.uploading.spool import KEPT, Spool, new_id

if TYPE_CHECKING:
    from web.services import Services

_LOOK = 0.3
_APPEARING = 3.0


class UploadDesk:
    """The uploads of a site over one data folder.

    Args:
        parts: Store, settings and search.

    Attributes:
        spool: Where the files wait.
        held_up: Whether reading waits for another process that writes to the store.
        failed: Whether reading failed when it was last tried.
    """

    def __init__(self, parts: "Services") -> None:
        self._parts = parts
        self.spool = Spool(parts.settings.data)
        self.held_up = False
        self.failed = False
        self._ended = threading.Event()
        self._starting = threading.Lock()
        self._asked = False
        self._thread: threading.Thread | None = None
        self._log = structlog.get_logger("rappel.uploads")

    def accept(self, coming: Path, upload: Upload) -> Upload:
        """Keep files that have come as an upload, and begin to read them.

        A form that is sent twice is one upload; other files under the same id, as after a step back in the browser,
        are another.

        Args:
            coming: The folder of the files; it is gone afterwards.
            upload: Who brought them, when, and what they are.

        Returns:
            The upload as it is held.

        Raises:
            StoreUnavailable: If the disk does not take them.
        """
        kept = upload
        if not self._keep(coming, kept):
            held = self._appearing(upload.id)
            if held is not None and held.account == upload.account and _same(held.files, upload.files):
                self.spool.drop(coming.name)
                return held
            kept = replace(upload, id=new_id())
            self._keep(coming, kept)
        self._log.info("uploaded", account=kept.account, upload=kept.id, files=len(kept.files))
        if kept.done:  # none is of a kind that is read
            self.spool.drop(kept.id)
        else:
            self.begin()
        return kept

    def _keep(self, coming: Path, upload: Upload) -> bool:
        """Keep files and their upload under its id; False where it is taken, and the files stay where they are."""
        if not self.spool.keep(coming, upload.id):
            return False
        if self._parts.store.uploads.add(upload):
            return True
        (self.spool.folder / upload.id).rename(coming)
        return False

    def _appearing(self, upload: str) -> Upload | None:
        """Return an upload, which another request may be about to write down; None where it does not come."""
        until = monotonic() + _APPEARING
        while True:
            try:
                return self._parts.store.uploads.get(upload)
            except NotFound:
                if monotonic() > until:
                    return None
            sleep(_LOOK)

    def waits(self) -> bool:
        """Tell whether there is anything to read here, or to be called lost."""
        expired = self._parts.clock() - KEPT
        return any(self.spool.holds(one.id) or one.received < expired for one in self._parts.store.uploads.waiting())

    def begin(self) -> None:
        """Read what waits, in the background; what is being done already is followed by another look."""
        with self._starting:
            self._asked = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="uploads", daemon=True)
                self._thread.start()

    def end(self, seconds: float) -> None:
        """End after the file that is being read; the others wait for the next start.

        Args:
            seconds: How long that file gets; what it does not end by then is done again.
        """
        self._ended.set()
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    @contextmanager
    def told_of_waiting(self) -> Iterator[Callable[[str], None]]:
        """Give what is called where reading has to wait for another process; over with the block."""

        def wait(sentence: str) -> None:
            self.held_up = True
            self._log.info("uploads wait", reason=sentence)

        try:
            yield wait
        finally:
            self.held_up = False

    def _work(self) -> None:
        while self._is_asked():
            try:
                self._read()
                self._update_index()
                self.failed = False
            except RunStopped:
                continue
            except Exception as error:  # noqa: BLE001 - the files wait for the next try, and the site goes on
                self.failed = True
                self._log.warning("uploads wait", error=f"{type(error).__name__}: {error}")

    def _is_asked(self) -> bool:
        """Tell whether there is more to do; where there is not, the next who asks starts another thread."""
        with self._starting:
            asked, self._asked = self._asked and not self._ended.is_set(), False
            if not asked:
                self._thread = None
            return asked

    def _read(self) -> None:
        from web.running.jobs import uploads_job

        job = uploads_job(self._parts)
        while self.waits() and not self._ended.is_set():
            with holding(self._parts.store.leases, job.name, new_holder()) as lost:
                if lost is not None:
                    stop = Stop(self._ended, lost)
                    with stoppable(stop):
                        read_waiting(self._parts, stop)
                    continue
            self._ended.wait(_LOOK)  # another reads them

    def _update_index(self) -> None:
        """Bring the index up to date, unless the job that does so is at it."""
        from web.running.jobs import index_job

        job = index_job(self._parts)
        with holding(self._parts.store.leases, job.name, new_holder()) as lost:
            if lost is not None and job.wanted():
                stop = Stop(self._ended, lost)
                with stoppable(stop):
                    job.run(stop)


def _same(held: Sequence[UploadedFile], given: Sequence[UploadedFile]) -> bool:
    return [(one.name, one.sha256) for one in held] == [(one.name, one.sha256) for one in given]
