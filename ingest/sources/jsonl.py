"""JSONL files: one record a line, read as a stream in bounded memory, plain or compressed with gzip."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    """Yield the records of a JSONL file, each with its line's own bytes; see ``Lines``.

    Args:
        path: The file.
        uri: The file's address.
        clock: Gives the time at which a line was read.
        max_bytes: Longest line that is read.
        seen: See ``Lines``.
    """
    lines = Lines(name=path.name, uri=uri, source="files", clock=clock, max_bytes=max_bytes, seen=seen)
    yield from lines.records(lambda: open_lines(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A JSONL file as its lines are read.

    Attributes:
        name: What a person calls the file.
        uri: The file's address, to which a refused line adds ``#line-N``.
        source: Name of the source of its records.
        clock: Gives the time at which a line was read.
        max_bytes: Longest line that is read.
        seen: Hash and place of each record that this run came past, by its address; added to. Another text under the
            same address is refused: taken for a change, each run would store both again.
    """

    name: str
    uri: str
    source: str
    clock: Callable[[], datetime]
    max_bytes: int
    seen: dict[str, tuple[str, str]]

    def records(self, opened: Callable[[], BinaryIO]) -> Iterator[RawDocument | Refused | Finished]:
        """Yield the records.

        Args:
            opened: Opens the lines, unpacked.

        Yields:
            A document a line, a refusal for each line that is none, and at the end that the file is finished. Blank
            lines are passed over; a file of nothing else is refused. A damaged archive ends with a refusal that names
            the last line read.
        """
        number, held = 0, False
        try:
            with opened() as lines:
                for body, whole in bounded_lines(lines, max_bytes=self.max_bytes):
                    number += 1
                    content = body.removeprefix(_BOM).strip() if number == 1 else body.strip()
                    held = held or bool(content)
                    if not whole:
                        yield self._too_long(number, content)
                    elif content:
                        yield self._once(self._record(number, content), number)
        except (OSError, EOFError, zlib.error) as error:
            message = f"{self.name} cannot be read after line {number}: {error}"
            yield Refused(uri=self.uri, name=self.name, line=number, reason="damaged", message=message)
            return
        if not held:
            message = f"{self.name}: the file holds no records"
            yield Refused(uri=self.uri, name=self.name, reason="empty", message=message)
        yield Finished(uri=self.uri, lines=number)

    def _too_long(self, number: int, content: bytes) -> Refused:
        message = (
            f"{self.name}, line {number}: longer than {self.max_bytes} bytes, the largest document that is read "
            "(setting max_document_bytes); only its beginning is kept here, the file is untouched"
        )
        return self._refused(number, "too_large", message, content)

    def _record(self, number: int, content: bytes) -> RawDocument | Refused:
        try:
            fields = read_fields(content).fields
        except DocumentError as error:
            return self._refused(number, error.reason, f"{self.name}, line {number}: {error}", content)
        return RawDocument(
            source=self.source,
            uri=record_uri(fields.parliament, fields.doc_id or ""),
            name=fields.doc_id or "",
            media_type=RECORD_MEDIA_TYPE,
            content=content,
            fetched=self.clock(),
        )

    def _once(self, found: RawDocument | Refused, number: int) -> RawDocument | Refused:
        if isinstance(found, Refused):
            return found
        place = f"{self.name}, line {number}"
        sha256, first = self.seen.setdefault(found.uri, (found.sha256, place))
        if sha256 == found.sha256:
            return found
        message = f"{place}: doc_id {found.name!r} stands in {first} with other contents, which was read"
        return self._refused(number, "duplicate", message, found.content)

    def _refused(self, number: int, reason: str, message: str, content: bytes) -> Refused:
        return Refused(
            uri=f"{self.uri}#line-{number}",
            name=self.name,
            line=number,
            reason=reason,
            message=message,
            content=content,
        )
