"""Ingest: from paths to the store, one transaction a document; what cannot be read is kept with the reason."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from corpus.completing import Complete, completing
from corpus.errors import StoreUnavailable
from corpus.model import DocumentId, RawDocument
from corpus.register import Cause
from corpus.settings import Settings
from ingest.sources.files import SOURCE, Found, check_paths, discover, expected
from ingest.sources.found import Divided, Finished, Refused, Skipped

if TYPE_CHECKING:
    from corpus.store import Store
    from ingest.batches import Batches
    from ingest.parts import Result


class Progress(Protocol):
    """What is told how far a run is."""

    def advance(self, done: int, total: int | None, name: str) -> None:
        """Say that ``done`` documents of ``total`` (None: unknown) are done, the last one called ``name``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A document that could not be read; its bytes are in quarantine.

    Attributes:
        uri: Its identity.
        name: What a person would call it.
        line: Line in the file, None for a whole file.
        reason: Machine-readable word.
        message: What is wrong and what can be done.
    """

    uri: str
    name: str
    line: int | None
    reason: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What a run did.

    Attributes:
        new: Documents that were not held before.
        changed: Documents of which a new version came.
        same: Documents that were held already, byte for byte.
        failed: Number of documents that could not be read, by reason.
        problems: Each of them.
        skipped: Files in folders that were not meant to be read.
        seconds: How long it took.
        documents: Ids of new and changed documents, in the order in which they were stored.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Failure, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    seconds: float = 0.0
    documents: tuple[DocumentId, ...] = ()

    @property
    def done(self) -> int:
        """Number of documents looked at, skipped files left out."""
        return self.new + self.changed + self.same + len(self.problems)


class Ingest:
    """Reads documents into a store.

    Args:
        store: The store.
        settings: Settings; ``parliament``, ``max_document_bytes`` and those of reading apart count here.
        clock: Now, in UTC.
        executor: Runs the reading, if given; else processes that are confined, as ``read_apart`` says.
        apart: Whether documents are read in processes of their own whatever ``read_apart`` says: those of strangers.
    """

    def __init__(
        self,
        store: "Store",
        settings: Settings,
        clock: Callable[[], datetime],
        executor: Executor | None = None,
        *,
        apart: bool = False,
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._executor = executor
        self._apart = apart or settings.read_apart == "always"
        self._kept: Batches | None = None

    def __enter__(self) -> Self:
        """Keep the processes that read until the end of the block, for whoever takes documents many times."""
        self._kept = self._batches()
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes that read."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()

    def run(
        self,
        paths: Sequence[Path],
        progress: Progress | None = None,
        cause: Cause = Cause.INGEST,
        *,
        on_wait: Callable[[str], None] | None = None,
    ) -> IngestReport:
        """Read everything under some paths.

        Documents held already are passed over before they are parsed. Each other one is stored in a transaction of its
        own, so that a run that is stopped at any moment can be repeated and completes.

        Args:
            paths: Files and folders.
            progress: Told after each document.
            cause: Cause of the events that are written; ``BACKFILL`` for old documents that are news to nobody.
            on_wait: Told once, in a sentence that names the holder, that another process writes to the store.

        Returns:
            What was done.

        Raises:
            WrongUse: If a path does not exist; nothing is read then.
            RulesError: If the data folder's files of mandates or members are wrong; nothing is read then.
            StoreBusy: If another process is writing for too long.
            StoreUnavailable: If the store cannot be written to; what was stored before stays.
        """
        check_paths(paths)
        found = discover(paths, clock=self._clock, max_bytes=self._settings.max_document_bytes)
        total = (lambda: expected(paths)) if progress is not None else None
        return self.take(found, progress, cause, source=SOURCE, total=total, on_wait=on_wait, looked=True)

    def take(
        self,
        found: Iterator[Found],
        progress: Progress | None = None,
        cause: Cause = Cause.INGEST,
        *,
        source: str,
        total: Callable[[], int | None] | None = None,
        on_wait: Callable[[str], None] | None = None,
        looked: bool = False,
    ) -> IngestReport:
        """Read what a source has found, as ``run`` reads files.

        Args:
            found: Documents and what else a source yields.
            progress: Told after each document.
            cause: Cause of the events that are written.
            source: Name of the source.
            total: Says how many documents there will be; asked when the store is this process's to write.
            on_wait: Told once that another process writes to the store.
            looked: Whether this is the whole of a look at the source, to be written into its health.

        Raises:
            RulesError: If the data folder's files of mandates or members are wrong; nothing is read then.
            StoreBusy: If another process is writing for too long.
            StoreUnavailable: If the store cannot be written to; what was stored before stays.
        """
        complete = completing(self._store, self._settings)
        with self._store.writing(on_wait):
            run = _Run(self._store, cause, progress, total() if total else None, self._clock, complete)
            try:
                with nullcontext(self._kept) if self._kept is not None else self._batches() as batches:
                    for result in batches.results(run.to_read(found)):
                        run.take(result)
                report = run.finish()
                if looked:
                    self._store.health.record(source, ok=True, new_item=bool(report.documents))
                return report
            except StoreUnavailable as error:
                raise StoreUnavailable(f"{error} ({run.stored} documents stored before stay)") from error

    def _batches(self) -> "Batches":
        # Loaded on use: commands that only look at reports must not wait for the extractors.
        from ingest.batches import Batches
        from ingest.isolation import limits_of

        return Batches(
            parliament=self._settings.parliament,
            workers=self._settings.workers,
            limits=limits_of(self._settings),
            apart=self._apart,
            executor=self._executor,
        )


class _Run:
    """One run: what was found, stored and refused so far."""

    def __init__(
        self,
        store: "Store",
        cause: Cause,
        progress: Progress | None,
        total: int | None,
        clock: Callable[[], datetime],
        complete: Complete,
    ) -> None:
        self._store = store
        self._complete = complete
        self._cause = cause
        self._progress = progress
        self._total = total
        self._clock = clock
        self._begun = clock()
        self._quarantined = {problem.uri for problem in store.problems.list()}
        self._counts: Counter[str] = Counter()
        self._failures: list[Failure] = []
        self._skipped: list[Skipped] = []
        self._finished: list[str] = []
        self._documents: list[DocumentId] = []

    @property
    def stored(self) -> int:
        """Number of documents stored so far."""
        return len(self._documents)

    def to_read(self, found: Iterator[Found]) -> Iterator[RawDocument]:
        """Yield the documents that must be read; deal with everything else that a source yields."""
        for item in found:
            if isinstance(item, Skipped):
                self._skipped.append(item)
            elif isinstance(item, Finished):
                self._finished.append(item.uri)
            elif isinstance(item, Refused):
                self._refuse(item)
            elif held := self._store.documents.held(item.uri, item.sha256):
                self._counts["same"] += held
                self._tell(item.name)
            else:
                yield item

    def take(self, result: "Result") -> None:
        """Store a document, put it into quarantine, or note that all records of a file were read."""
        if isinstance(result, Refused):
            self._refuse(result)
            return
        if isinstance(result, Divided):
            self._finished.append(result.uri)
            if result.complete:
                self._store.documents.hold_file(result.uri, result.sha256, result.parts)
            return
        record = self._complete(result.record, result.text.fields)
        put = self._store.documents.put(result.raw, result.text, record, result.facts, cause=self._cause)
        self._counts[put.outcome.value] += 1
        if put.outcome.value != "same":
            self._documents.append(put.document_id)
        if result.raw.uri in self._quarantined:
            self._store.problems.clear(result.raw.uri)
        self._tell(result.raw.name)

    def finish(self) -> IngestReport:
        """Clear what is no problem any more, and report."""
        self._clear_mended_lines()
        return IngestReport(
            new=self._counts["new"],
            changed=self._counts["changed"],
            same=self._counts["same"],
            failed=dict(sorted(Counter(failure.reason for failure in self._failures).items())),
            problems=tuple(self._failures),
            skipped=tuple(self._skipped),
            seconds=(self._clock() - self._begun).total_seconds(),
            documents=tuple(self._documents),
        )

    def _refuse(self, refused: Refused) -> None:
        self._store.problems.put(
            refused.uri, refused.name, refused.line, refused.reason, refused.message, refused.content
        )
        self._failures.append(
            Failure(
                uri=refused.uri,
                name=refused.name,
                line=refused.line,
                reason=refused.reason,
                message=refused.message,
            )
        )
        self._tell(refused.name)

    def _clear_mended_lines(self) -> None:
        """Clear problems of files of many records that were read to the end and show them no more."""
        finished = set(self._finished)
        still = {failure.uri for failure in self._failures}
        for uri in sorted(self._quarantined):
            if uri.partition("#")[0] in finished and uri not in still:
                self._store.problems.clear(uri)

    def _tell(self, name: str) -> None:
        if self._progress is not None:
            done = sum(self._counts.values()) + len(self._failures)
            # A file is counted as one document before it is read, and may turn out to hold many.
            self._progress.advance(done, None if self._total is None else max(done, self._total), name)
