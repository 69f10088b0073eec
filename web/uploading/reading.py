"""Uploads that wait are read: file by file, apart, and what became of each is written down."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.errors import RunStopped, StoreError
from corpus.register import Cause
from corpus.uploads import FileState, Upload, UploadedFile, UploadProblem, UploadResult
from ingest.service import Ingest, IngestReport
from ingest.sources.opened import OpenedFile
from web.uploading.spool import KEPT

if TYPE_CHECKING:
    from corpus.store import Store
    from web.services import Services

SOURCE = "upload"
_LINES_PER_DOCUMENT = 5
_MOST_DOCUMENTS, _MOST_PROBLEMS = 50, 20


def read_waiting(parts: "Services", stop: Callable[[], bool]) -> dict[str, int]:
    """Read the uploads that wait in this data folder; the caller holds their lease.

    Args:
        parts: Store, settings and spool.
        stop: Asked between files; where it says yes, the run ends.

    Returns:
        How many documents were new, changed, the same and refused.

    Raises:
        RunStopped: If it was asked to stop; what was read stays.
        StoreBusy: If another process is writing for too long; the files wait for the next run.
        StoreUnavailable: If the store cannot be written to; likewise.
    """
    spool, counts = parts.uploads.spool, Counter[str]()
    for upload in parts.store.uploads.waiting():
        if spool.holds(upload.id):
            _read_upload(parts, upload, stop, counts)
            spool.drop(upload.id)
        elif parts.clock() - upload.received > KEPT:
            _lose(parts.store, upload)
    _follow_up(parts, stop, counts)
    spool.sweep({one.id for one in parts.store.uploads.waiting()}, parts.clock())
    return dict(counts)


def _follow_up(parts: "Services", stop: Callable[[], bool], counts: Counter[str]) -> None:
    """Compare what is new; also what a run before this one stored, and was stopped before it compared."""
    from tracker.evidence.proposing import propose_evidence

    propose_evidence(parts.store, parts.clock, check=lambda: _go_on(stop))
    if counts["new"] + counts["changed"]:
        parts.tracker.record_missed(parts.today())


def _go_on(stop: Callable[[], bool]) -> None:
    if stop():
        raise RunStopped("asked to stop; the next run goes on from here")


def _read_upload(parts: "Services", upload: Upload, stop: Callable[[], bool], counts: Counter[str]) -> None:
    settings = parts.settings.model_copy(update={"parliament": upload.parliament})
    with Ingest(parts.store, settings, parts.clock, apart=True) as ingest:
        for file in upload.files:
            if file.state.ended:
                continue
            _go_on(stop)
            result = _read_file(parts, ingest, upload, file)
            counts.update(new=result.new, changed=result.changed, same=result.same, refused=result.failed)


def _lose(store: "Store", upload: Upload) -> None:
    for file in upload.files:
        if not file.state.ended:
            store.uploads.tell(upload.id, file.position, FileState.LOST)


def _read_file(parts: "Services", ingest: Ingest, upload: Upload, file: UploadedFile) -> UploadResult:
    store, most = parts.store, parts.settings.max_document_bytes
    opened = OpenedFile(
        source=SOURCE,
        uri=file.uri,
        name=file.name,
        clock=parts.clock,
        max_bytes=most,
        max_lines=_LINES_PER_DOCUMENT * most,
    )
    try:
        stream = parts.uploads.spool.file(upload.id, file.position).open("rb")
    except OSError:
        store.uploads.tell(upload.id, file.position, FileState.LOST)
        return UploadResult()
    store.uploads.tell(upload.id, file.position, FileState.READING)
    cause = Cause.BACKFILL if upload.backfill else Cause.INGEST
    try:
        with stream, parts.uploads.told_of_waiting() as on_wait:
            report = ingest.take(opened.found(stream), cause=cause, source=SOURCE, on_wait=on_wait, looked=True)
    except StoreError:
        store.uploads.tell(upload.id, file.position, FileState.WAITING)
        raise
    result = _result(store, upload, file, report)
    store.uploads.tell(upload.id, file.position, FileState.READ, result)
    return result


def _result(store: "Store", upload: Upload, file: UploadedFile, report: IngestReport) -> UploadResult:
    held = store.uploads.documents_of(file)
    new, changed, same = report.new, report.changed, report.same
    twin = any(one.sha256 == file.sha256 for one in upload.files[: file.position])
    if file.state is FileState.READING and not twin:
        # Its reading was broken off: what it had stored by then is found the same now, and is new all the same.
        stored = [one.version for one in held if one.own and one.recorded >= upload.received]
        before = min(same, len(stored))
        first = min(before, sum(version == 1 for version in stored))
        new, changed, same = new + first, changed + before - first, same - before
    documents = dict.fromkeys([*report.documents, *(one.id for one in held)])
    problems = [UploadProblem(line=one.line, reason=one.reason, message=one.message) for one in report.problems]
    return UploadResult(
        new=new,
        changed=changed,
        same=same,
        failed=len(problems),
        documents=tuple(documents)[:_MOST_DOCUMENTS],
        problems=tuple(problems[:_MOST_PROBLEMS]),
    )
