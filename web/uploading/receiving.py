"""A form with files is taken apart as it comes: fields into memory, files to the disk, and no more than is allowed."""

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from anyio import to_thread
from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from corpus.errors import StoreUnavailable, WrongUse
from corpus.settings import Settings
from corpus.uploads import FileState, UploadedFile
from ingest.sources.names import plain_name
from ingest.sources.opened import is_known_kind
from web.uploading.spool import file_name

FIELD = "files"
_MOST_FIELDS, _LONGEST_FIELD = 10, 2_000
_AROUND_ALL, _AROUND_ONE = 100_000, 4_000
"""Bytes of a form that are no file: its fields, and what stands before each file."""


@dataclass(slots=True, kw_only=True)
class Received:
    """What came with a form.

    Attributes:
        folder: Where the files are.
        fields: The fields that are no files.
        files: The files that were chosen, in order.
    """

    folder: Path
    fields: dict[str, str] = field(default_factory=dict)
    files: list[UploadedFile] = field(default_factory=list)


def largest_form(settings: Settings) -> int:
    """Return how many bytes a form with files may have."""
    return settings.upload_bytes + _AROUND_ALL + _AROUND_ONE * settings.upload_files


async def receive(request: Request, folder: Path, settings: Settings) -> Received:
    """Take a form in.

    Args:
        request: Whose body has not been read.
        folder: An empty folder for the files; the caller deletes it where this fails.
        settings: How much, and how many files, may come.

    Raises:
        WrongUse: If it is no such form, breaks off, or is more than is allowed; the code says which.
        StoreUnavailable: If the disk does not take the files.
    """
    parts = _Parts(_boundary(request), Received(folder=folder), settings.upload_files)
    most, size, trouble = largest_form(settings), 0, _declared(request, settings)
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                trouble = trouble or _too_large(settings)
            # Who sends what is refused reads the answer only once all of it was taken.
            trouble = trouble or await to_thread.run_sync(parts.take, chunk)
    except ClientDisconnect as error:
        raise trouble or WrongUse("the form broke off", code="upload_broken") from error
    finally:
        parts.close()
    if trouble is not None:
        raise trouble
    return parts.whole()


def _declared(request: Request, settings: Settings) -> WrongUse | None:
    declared = request.headers.get("content-length", "")
    too_large = declared.isdecimal() and int(declared[:20]) > largest_form(settings)
    return _too_large(settings) if too_large else None


def _too_large(settings: Settings) -> WrongUse:
    return WrongUse("the form is too large", code="upload_large", most=f"{settings.upload_bytes / 1_000_000:g}")


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise WrongUse("this is no form with files", code="upload_broken")
    return boundary


class _Parts:
    """Takes the parts of a form as they come.

    Args:
        boundary: What stands between the parts.
        received: Where they go.
        most_files: How many files may come.
    """

    def __init__(self, boundary: bytes, received: Received, most_files: int) -> None:
        self._received, self._most = received, most_files
        self._head: dict[bytes, bytes] = {}
        self._name = self._value = b""
        self._field: str | None = None
        self._words = bytearray()
        self._file: _ComingFile | None = None
        self._ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._headers_finished,
                    "on_part_data": self._data,
                    "on_part_end": self._part_end,
                    "on_end": self._end,
                },
            )
        except FormParserError as error:
            raise WrongUse(f"the form cannot be read: {error}", code="upload_broken") from error

    def take(self, chunk: bytes) -> WrongUse | None:
        """Take the next piece of the body.

        Returns:
            What is wrong where it is no form, or holds too many files or fields; None where nothing is.

        Raises:
            StoreUnavailable: If the disk does not take it.
        """
        try:
            self._parser.write(chunk)
            return None
        except FormParserError as error:
            return WrongUse(f"the form cannot be read: {error}", code="upload_broken")
        except WrongUse as error:
            return error
        except OSError as error:
            raise StoreUnavailable(f"an uploaded file cannot be kept: {error.strerror or error}") from error

    def whole(self) -> Received:
        """Return everything.

        Raises:
            WrongUse: If the form broke off.
        """
        if not self._ended:
            raise WrongUse("the form broke off", code="upload_broken")
        return self._received

    def close(self) -> None:
        """Let go of a file that was coming."""
        if self._file is not None:
            self._file.close()

    def _begin(self) -> None:
        self._head, self._field, self._file = {}, None, None
        self._words.clear()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._head[self._name.lower()] = self._value
        self._name = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._head.get(b"content-disposition"))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" not in options:
            self._field = name
        elif name == FIELD and options[b"filename"]:
            if len(self._received.files) >= self._most:
                raise WrongUse("too many files", code="upload_many", most=str(self._most))
            given = plain_name(options[b"filename"].decode("utf-8", "replace"))
            self._file = _ComingFile(self._received.folder, len(self._received.files), given)
        # Else a field for files in which none was chosen.

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
        elif self._field is not None:
            self._words += data[start:end]
            if len(self._words) > _LONGEST_FIELD:
                raise WrongUse("a field is too long", code="upload_broken")

    def _part_end(self) -> None:
        if self._file is not None:
            self._received.files.append(self._file.ended())
            self._file = None
        elif self._field is not None:
            if len(self._received.fields) >= _MOST_FIELDS:
                raise WrongUse("too many fields", code="upload_broken")
            self._received.fields[self._field] = self._words.decode("utf-8", "replace")

    def _end(self) -> None:
        self._ended = True


class _ComingFile:
    """A file that is coming; one of a kind that is not read is counted and not kept."""

    def __init__(self, folder: Path, position: int, name: str) -> None:
        self._position, self._name = position, name
        self._hash, self._size = hashlib.sha256(), 0
        path = folder / file_name(position)
        self._stream: BinaryIO | None = path.open("xb") if is_known_kind(name) else None

    def write(self, data: bytes) -> None:
        """Keep a piece."""
        self._hash.update(data)
        self._size += len(data)
        if self._stream is not None:
            self._stream.write(data)

    def ended(self) -> UploadedFile:
        """Let it reach the disk, and return what it is."""
        state = FileState.LEFT_OUT
        if self._stream is not None:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            state = FileState.WAITING
        self.close()
        return UploadedFile(
            position=self._position, name=self._name, size=self._size, sha256=self._hash.hexdigest(), state=state
        )

    def close(self) -> None:
        """Let go of the stream."""
        if self._stream is not None:
            self._stream.close()
