"""Documents through an executor: in bounded batches, and without losing any to a process that dies or hangs."""

import faulthandler
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor

from corpus.errors import DocumentError, WrongUse
from corpus.model import RawDocument
from ingest.parts import Result, process_file
from ingest.sources.found import Refused

# A batch is long enough to outweigh its transport, and short enough to be done again one by one if a process dies.
_BATCH_DOCUMENTS = 16
_BATCH_BYTES = 1_000_000
_BATCHES_AHEAD = 2


def attempt(raw: RawDocument, parliament: str) -> list[Result]:
    """Process one file, which may hold many records; whatever goes wrong becomes a refusal, never an exception."""
    try:
        return list(process_file(raw, parliament=parliament))
    except DocumentError as error:
        return [_refused(raw, error.reason, str(error))]
    except Exception as error:  # noqa: BLE001 - the next comment says why
        # A flaw of a rule must cost one document, not the run; the reason makes it stand out in the report.
        return [_refused(raw, "internal_error", f"{type(error).__name__}: {error}"[:500])]


def attempt_batch(raws: Sequence[RawDocument], parliament: str, limit: float | None) -> list[Result]:
    """Process documents one after the other.

    Args:
        raws: The documents.
        parliament: Parliament assumed where a document names none.
        limit: Seconds for each document, after which this *process* ends; None where it must not end.
    """
    results: list[Result] = []
    for raw in raws:
        if limit is None:
            results.extend(attempt(raw, parliament))
            continue
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - os.devnull is no path of ours
            faulthandler.dump_traceback_later(limit, exit=True, file=nowhere)
            results.extend(attempt(raw, parliament))
            faulthandler.cancel_dump_traceback_later()
    return results


class Batches:
    """Runs documents through processes, or through an executor that is given.

    Args:
        parliament: Parliament assumed where a document names none.
        workers: Processes to start; with 1 and no executor, documents are read in this process.
        limit: Seconds after which a document is given up, where processes are started here.
        executor: Any executor; it is used and not closed.
    """

    def __init__(self, *, parliament: str, workers: int, limit: float, executor: Executor | None = None) -> None:
        self._parliament = parliament
        self._workers = workers
        self._limit = limit
        self._given = executor
        self._pool: ProcessPoolExecutor | None = None
        self._lone: ProcessPoolExecutor | None = None

    def results(self, raws: Iterable[RawDocument]) -> Iterator[Result]:
        """Yield the results of each file, in the order given; only some files ahead are held in memory."""
        if self._given is None and self._workers <= 1:
            for raw in raws:
                yield from attempt(raw, self._parliament)
            return
        try:
            yield from self._in_batches(raws)
        finally:
            for pool in (self._pool, self._lone):
                if pool is not None:
                    pool.shutdown(wait=True, cancel_futures=True)
            self._pool = self._lone = None

    def _in_batches(self, raws: Iterable[RawDocument]) -> Iterator[Result]:
        pending: deque[tuple[list[RawDocument], Future[list[Result]]]] = deque()
        for batch in batched(raws):
            pending.append((batch, self._submit(batch)))
            if len(pending) > self._workers * _BATCHES_AHEAD:
                yield from self._collect(*pending.popleft())
        while pending:
            yield from self._collect(*pending.popleft())

    def _submit(self, batch: list[RawDocument]) -> Future[list[Result]]:
        if self._given is not None:
            return self._given.submit(attempt_batch, batch, self._parliament, None)
        if self._pool is None:
            self._pool = _start(self._workers)
        try:
            return self._pool.submit(attempt_batch, batch, self._parliament, self._limit)
        except BrokenExecutor:
            self._pool = _start(self._workers)
            return self._pool.submit(attempt_batch, batch, self._parliament, self._limit)

    def _collect(self, batch: list[RawDocument], future: Future[list[Result]]) -> list[Result]:
        try:
            return future.result()
        except BrokenExecutor:
            return [result for raw in batch for result in self._alone(raw)]

    def _alone(self, raw: RawDocument) -> list[Result]:
        """Process a document in a process of its own, so that it is known which document brings a process down."""
        if self._lone is None:
            self._lone = _start(1)
        try:
            return self._lone.submit(attempt_batch, [raw], self._parliament, self._limit).result()
        except BrokenExecutor:
            self._lone = None
            message = f"reading it ended its process, or took longer than {self._limit:g} seconds; it was given up"
            return [_refused(raw, "reader_died", message)]


def batched(raws: Iterable[RawDocument]) -> Iterator[list[RawDocument]]:
    """Divide documents into batches bounded in number and in bytes; a document over the bound is a batch of its own."""
    batch: list[RawDocument] = []
    size = 0
    for raw in raws:
        if batch and (len(batch) >= _BATCH_DOCUMENTS or size + len(raw.content) > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(raw)
        size += len(raw.content)
    if batch:
        yield batch


def _refused(raw: RawDocument, reason: str, message: str) -> Refused:
    return Refused(uri=raw.uri, name=raw.name, reason=reason, message=f"{raw.name}: {message}", content=raw.content)


def _start(workers: int) -> ProcessPoolExecutor:
    """Start processes and wait for the first: where none can start, no document is to blame.

    Raises:
        WrongUse: If a process ends before it has any document.
    """
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare_process)
    try:
        pool.submit(attempt_batch, [], "", None).result()
    except BrokenExecutor as error:
        raise WrongUse("no process can be started to read documents; set workers to 1") from error
    return pool


def _prepare_process() -> None:
    """Leave Ctrl-C to the main process, and end with it even where it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
