"""The source of local files: single files, folders, and JSONL files of records."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from corpus.errors import WrongUse
from corpus.model import RawDocument
from ingest.sources.found import Finished, Refused, Skipped
from ingest.sources.jsonl import open_lines, read_records

SOURCE = "files"
MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".rtf": "application/rtf",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    # Read no longer, but refused with what to do instead of passed over.
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
}
RECORD_ENDINGS = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_UNKNOWN = "application/octet-stream"

Found = RawDocument | Refused | Skipped | Finished


def discover(paths: Sequence[Path], *, clock: Callable[[], datetime], max_bytes: int) -> Iterator[Found]:
    """Find the documents under some paths.

    A file named here is always tried, whatever it is called. In a folder (searched to any depth, in order of name)
    hidden files and files of unknown kinds are reported as skipped. A JSONL file gives one document a line.

    Args:
        paths: Files and folders.
        clock: Gives the time at which a document was read, in UTC.
        max_bytes: Largest document that is read; a larger one is refused without being loaded.

    Returns:
        What is found, read lazily.

    Raises:
        WrongUse: If a path does not exist; raised before anything is read.
    """
    check_paths(paths)
    return _discover(tuple(paths), clock, max_bytes)


def check_paths(paths: Sequence[Path]) -> None:
    """Refuse paths that do not exist, all named in one message.

    Raises:
        WrongUse: If there is such a path.
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise WrongUse(f"no such file or folder: {', '.join(missing)}")


def expected(paths: Sequence[Path]) -> int:
    """Count the documents that ``discover`` is going to come past, cheaply: one a file, one a line of a JSONL file."""
    return sum(_count(path) for path, skipped in _files(tuple(paths)) if skipped is None)


def is_record_file(path: Path) -> bool:
    """Tell whether the name of a file says that it holds one record a line."""
    return path.name.lower().endswith(RECORD_ENDINGS)


def _discover(paths: tuple[Path, ...], clock: Callable[[], datetime], max_bytes: int) -> Iterator[Found]:
    seen: dict[str, tuple[str, str]] = {}
    for path, skipped in _files(paths):
        uri = path.resolve().as_uri()
        if skipped is not None:
            yield Skipped(uri=uri, name=path.name, reason=skipped)
        elif is_record_file(path):
            yield from read_records(path, uri, clock=clock, max_bytes=max_bytes, seen=seen)
        else:
            yield _read(path, uri, clock, max_bytes)


def _files(paths: tuple[Path, ...]) -> Iterator[tuple[Path, str | None]]:
    """Yield each file once, with the reason for which it is left out, if any."""
    seen: set[Path] = set()
    for given in paths:
        inside = _walk(given) if given.is_dir() else iter([(given, None)])
        for path, skipped in inside:
            place = path.absolute()
            if place not in seen:
                seen.add(place)
                yield path, skipped


def _walk(folder: Path) -> Iterator[tuple[Path, str | None]]:
    closed: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            yield Path(place) / name, _left_out(Path(place) / name)
    for error in closed:
        yield Path(error.filename), "no_access"


def _left_out(path: Path) -> str | None:
    if path.name.startswith("."):
        return "hidden"
    if not path.is_file():
        return "not_a_file"
    return None if is_record_file(path) or path.suffix.lower() in MEDIA_TYPES else "unknown_kind"


def _read(path: Path, uri: str, clock: Callable[[], datetime], max_bytes: int) -> RawDocument | Refused:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            message = f"{path} is not a plain file"
            return Refused(uri=uri, name=path.name, reason="not_a_file", message=message)
        with path.open("rb") as stream:
            content = stream.read(max_bytes + 1)
    except OSError as error:
        message = f"{path} cannot be opened: {error.strerror or error}"
        return Refused(uri=uri, name=path.name, reason="no_access", message=message)
    if len(content) > max_bytes:
        return _too_large(path, uri, content[:max_bytes], max_bytes)
    media_type = MEDIA_TYPES.get(path.suffix.lower(), _UNKNOWN)
    return RawDocument(source=SOURCE, uri=uri, name=path.name, media_type=media_type, content=content, fetched=clock())


def _too_large(path: Path, uri: str, content: bytes, max_bytes: int) -> Refused:
    message = (
        f"{path.name} is larger than {max_bytes} bytes, the largest document that is read (setting "
        "max_document_bytes); only its beginning is kept here, the file is untouched"
    )
    return Refused(uri=uri, name=path.name, reason="too_large", message=message, content=content)


def _count(path: Path) -> int:
    if not is_record_file(path):
        return 1
    try:
        with open_lines(path) as stream:
            return sum(piece.count(b"\n") for piece in iter(lambda: stream.read(1 << 20), b""))
    except (OSError, EOFError, ValueError):
        return 1
