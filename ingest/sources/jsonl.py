"""JSONL files: one record a line, read as a stream in bounded memory, plain or compressed with gzip."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote

from corpus.errors import DocumentError
from corpus.model import RawDocument
from ingest.readers.record import RECORD_MEDIA_TYPE, read_fields
from ingest.sources.found import Finished, Refused

_CHUNK = 1 << 16
_BOM = b"\xef\xbb\xbf"


def record_uri(parliament: str | None, doc_id: str) -> str:
    """Return a record's identity, ``record:<parliament>/<doc_id>`` percent-encoded; the parliament may be empty."""
    return f"record:{quote(parliament or '', safe='')}/{quote(doc_id, safe='/:')}"


def open_lines(path: Path) -> BinaryIO:
    """Open a JSONL file for reading bytes; a name that ends in ``.gz`` is decompressed on the way."""
    if path.suffix.lower() == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def bounded_lines(stream: BinaryIO, *, max_bytes: int) -> Iterator[tuple[bytes, bool]]:
    """Yield each line without its end, and whether it is whole.

    A line longer than ``max_bytes`` is cut there; the rest of it is passed over in small pieces, so memory stays
    bounded whatever the file holds.
    """
    while line := stream.readline(max_bytes + 2):
        body = line.rstrip(b"\r\n")
        if len(body) <= max_bytes:
            yield body, True
            continue
        end = line
        while end and not end.endswith(b"\n"):
            end = stream.readline(_CHUNK)
        yield body[:max_bytes], False


def read_records(
    path: Path, uri: str, *, clock: Callable[[], datetime], max_bytes: int, seen: dict[str, tuple[str, str]]
) -> Iterator[RawDocument | Refused | Finished]:
    """Yield the records of a JSONL file, each with its line's own bytes.

    Args:
        path: The file.
        uri: The file's address, to which a refused line adds ``#line-N``.
        clock: Gives the time at which a line was read.
        max_bytes: Longest line that is read.
        seen: Hash and place of each record that this run came past, by its address; added to. Another text under the
            same address is refused: taken for a change, each run would store both again.

    Yields:
        A document a line, a refusal for each line that is none, and at the end that the file is finished. Blank
        lines are passed over; a file of nothing else is refused. A damaged archive ends with a refusal that names
        the last line read.
    """
    number, held = 0, False
    try:
        with open_lines(path) as stream:
            for body, whole in bounded_lines(stream, max_bytes=max_bytes):
                number += 1
                content = body.removeprefix(_BOM).strip() if number == 1 else body.strip()
                held = held or bool(content)
                if not whole:
                    yield _too_long(path, uri, number, content, max_bytes)
                elif content:
                    yield _once(_record(path, uri, number, content, clock), path, uri, number, seen)
    except (OSError, EOFError, zlib.error) as error:
        message = f"{path.name} cannot be read after line {number}: {error}"
        yield Refused(uri=uri, name=path.name, line=number, reason="damaged", message=message)
        return
    if not held:
        yield Refused(uri=uri, name=path.name, reason="empty", message=f"{path.name}: the file holds no records")
    yield Finished(uri=uri, lines=number)


def _too_long(path: Path, uri: str, number: int, content: bytes, max_bytes: int) -> Refused:
    message = (
        f"{path.name}, line {number}: longer than {max_bytes} bytes, the largest document that is read "
        "(setting max_document_bytes); only its beginning is kept here, the file is untouched"
    )
    return _refused(path, uri, number, "too_large", message, content)


def _record(path: Path, uri: str, number: int, content: bytes, clock: Callable[[], datetime]) -> RawDocument | Refused:
    try:
        fields = read_fields(content).fields
    except DocumentError as error:
        return _refused(path, uri, number, error.reason, f"{path.name}, line {number}: {error}", content)
    return RawDocument(
        source="files",
        uri=record_uri(fields.parliament, fields.doc_id or ""),
        name=fields.doc_id or "",
        media_type=RECORD_MEDIA_TYPE,
        content=content,
        fetched=clock(),
    )


def _once(
    found: RawDocument | Refused, path: Path, uri: str, number: int, seen: dict[str, tuple[str, str]]
) -> RawDocument | Refused:
    if isinstance(found, Refused):
        return found
    place = f"{path.name}, line {number}"
    sha256, first = seen.setdefault(found.uri, (found.sha256, place))
    if sha256 == found.sha256:
        return found
    message = f"{place}: doc_id {found.name!r} stands in {first} with other contents, which was read"
    return _refused(path, uri, number, "duplicate", message, found.content)


def _refused(path: Path, uri: str, number: int, reason: str, message: str, content: bytes) -> Refused:
    return Refused(
        uri=f"{uri}#line-{number}", name=path.name, line=number, reason=reason, message=message, content=content
    )
