"""A file that is open already: its document, or a document a line."""

import gzip
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from corpus.model import RawDocument
from ingest.sources.files import MEDIA_TYPES, Found, is_record_file
from ingest.sources.found import Refused
from ingest.sources.jsonl import Lines

_UNKNOWN = "application/octet-stream"
_PACKED = ".gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """A file that somebody gave us.

    Attributes:
        source: Name of the source.
        uri: The file's identity there.
        name: What a person calls it; its ending says of what kind it claims to be.
        clock: Gives the time at which it is read.
        max_bytes: Largest document, or line, that is read.
        max_lines: Bytes of the largest file of many records, unpacked.
    """

    source: str
    uri: str
    name: str
    clock: Callable[[], datetime]
    max_bytes: int
    max_lines: int

    def found(self, stream: BinaryIO) -> Iterator[Found]:
        """Yield what the file holds.

        Args:
            stream: Its bytes.
        """
        if is_record_file(Path(self.name)):
            lines = Lines(
                name=self.name,
                uri=self.uri,
                source=self.source,
                clock=self.clock,
                max_bytes=self.max_bytes,
                seen={},
            )
            yield from lines.records(lambda: self._unpacked(stream))
        else:
            yield self._whole(stream)

    def _unpacked(self, stream: BinaryIO) -> BinaryIO:
        packed = self.name.lower().endswith(_PACKED)
        inner = gzip.GzipFile(fileobj=stream, mode="rb") if packed else stream
        bounded = _Bounded(cast(BinaryIO, inner), self.max_lines)
        return cast(BinaryIO, io.BufferedReader(bounded))

    def _whole(self, stream: BinaryIO) -> RawDocument | Refused:
        try:
            content = stream.read(self.max_bytes + 1)
        except OSError as error:
            message = f"{self.name} cannot be read: {error.strerror or error}"
            return Refused(uri=self.uri, name=self.name, reason="no_access", message=message)
        if len(content) > self.max_bytes:
            message = (
                f"{self.name} is larger than {self.max_bytes} bytes, the largest document that is read (setting "
                "max_document_bytes); only its beginning is kept here"
            )
            kept = content[: self.max_bytes]
            return Refused(uri=self.uri, name=self.name, reason="too_large", message=message, content=kept)
        return RawDocument(
            source=self.source,
            uri=self.uri,
            name=self.name,
            media_type=MEDIA_TYPES.get(Path(self.name).suffix.lower(), _UNKNOWN),
            content=content,
            fetched=self.clock(),
        )


def is_known_kind(name: str) -> bool:
    """Tell whether the ending of a name is one of the kinds of files that are read, or are refused with what to do."""
    return is_record_file(Path(name)) or Path(name).suffix.lower() in MEDIA_TYPES


class _Bounded(io.RawIOBase):
    """A stream that breaks off where it gives more than is allowed, as a packed file of nothing would."""

    def __init__(self, inner: BinaryIO, most: int) -> None:
        self._inner, self._most, self._given = inner, most, 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Read a piece.

        Raises:
            OSError: If more comes than is allowed.
        """
        piece = self._inner.read(len(buffer))
        self._given += len(piece)
        if self._given > self._most:
            raise OSError(f"it holds more than {self._most} bytes")
        buffer[: len(piece)] = piece
        return len(piece)
