"""Documents through an executor: in bounded batches, and without losing any to a process that dies or hangs."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import Self

from corpus.errors import DocumentError
from corpus.model import RawDocument
from ingest.isolation import Limits
from ingest.isolation_child import OUT_OF_MEMORY
from ingest.isolation_process import ReadingProcesses
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
    except MemoryError:
        return [_refused(raw, OUT_OF_MEMORY, "reading it takes more memory than there is; it was given up")]
    except Exception as error:  # noqa: BLE001 - the next comment says why
        # A flaw of a rule must cost one document, not the run; the reason makes it stand out in the report.
        return [_refused(raw, "internal_error", f"{type(error).__name__}: {error}"[:500])]


def attempt_batch(raws: Sequence[RawDocument], parliament: str) -> list[Result]:
    """Process documents one after the other.

    Args:
        raws: The documents.
        parliament: Parliament assumed where a document names none.
    """
    return [result for raw in raws for result in attempt(raw, parliament)]


class Batches:
    """Runs documents through processes that may do nothing else, or through an executor that is given.

    Args:
        parliament: Parliament assumed where a document names none.
        workers: How many processes.
        limits: Of each document, where processes are started here.
        apart: Whether a process is started even for one worker; else that one reads in this process, without limits.
        executor: Any executor; it is used and not closed.
    """

    def __init__(
        self, *, parliament: str, workers: int, limits: Limits, apart: bool, executor: Executor | None = None
    ) -> None:
        self._parliament = parliament
        self._workers = workers
        self._limits = limits
        self._apart = apart or workers > 1
        self._given = executor
        self._processes: ReadingProcesses | None = None

    def __enter__(self) -> Self:
        """Return itself; its processes live until the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        self.close()

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        if self._processes is not None:
            self._processes.close()
            self._processes = None

    def results(self, raws: Iterable[RawDocument]) -> Iterator[Result]:
        """Yield the results of each file, in the order given; only some files ahead are held in memory.

        Raises:
            WrongUse: If no process can be started.
        """
        if self._given is None and not self._apart:
            for raw in raws:
                yield from attempt(raw, self._parliament)
            return
        pending: deque[Future[list[Result]]] = deque()
        try:
            for batch in batched(raws):
                pending.append(self._submit(batch))
                if len(pending) > self._workers * _BATCHES_AHEAD:
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()

    def _submit(self, batch: list[RawDocument]) -> Future[list[Result]]:
        if self._given is not None:
            return self._given.submit(attempt_batch, batch, self._parliament)
        if self._processes is None:
            self._processes = ReadingProcesses(self._workers, self._limits)
        return self._processes.submit(batch, self._parliament)


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
